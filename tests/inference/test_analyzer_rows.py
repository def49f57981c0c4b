"""Rows that are known: which networks run all the same, and that findings are a fresh run's to the bit."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import onnx
import pytest

from fracview.core.analysis import Status
from fracview.core.network_rows import pack_row, unpack_row
from fracview.core.radiograph import NetworkUse
from fracview.inference import Analyzer, load_model_set
from fracview.inference.analyzer import ALONE
from fracview.reading import read
from tests.inference.test_analyzer import Recorder
from tests.inference.test_manifest_joint import JOINT
from tests.inference.tiny_models import detection_bytes, write_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from fracview.core.analysis import Analysis, NetworkRow
    from fracview.core.radiograph import Radiograph

    Make = Callable[..., Radiograph]

TASKS = ("fracture", "region", "detection")
OTHER_ROWS = ((4.0, 4.0, 20.0, 18.0, 0.6, 0.0), (0.0, 0.0, 0.0, 0.0, 0.0, 0.0))


class Counted:
    """An analyzer whose networks' runs are noted: how many frames went through each."""

    def __init__(self, folder: Path, **permissions: bool) -> None:
        self.analyzer = Analyzer(load_model_set(folder), "cpu", **permissions)
        self._recorders: dict[str, list[Recorder]] = {}
        for task, network in self.analyzer._networks.items():
            pair = [Recorder(one, lambda _: None) for one in (network.session, network.explained)]
            self._recorders[task] = pair
            self.analyzer._networks[task] = replace(network, session=pair[0], explained=pair[1])

    @property
    def frames(self) -> dict[str, int]:
        """Frames that each network was run on; networks that did not run are left out."""
        counted = {
            task: sum(count for one in pair for count, _ in one.runs)
            for task, pair in self._recorders.items()
        }
        return {task: count for task, count in counted.items() if count}

    def run(
        self,
        radiographs: Sequence[Radiograph],
        known: Sequence[Mapping[str, NetworkRow]] | None = None,
        layer_maps: bool = False,
    ) -> list[Analysis]:
        """Analyse, keeping rows; known rows go through their packed form, as from a store."""
        prepared = [self.analyzer.prepare(one) for one in radiographs]
        for i, rows in enumerate(known or ()):
            stored = {key: unpack_row(pack_row(row)) for key, row in rows.items()}
            prepared[i] = replace(prepared[i], known_rows=stored)
        return self.analyzer.analyze(prepared, layer_maps=layer_maps, keep_rows=True)


def rows_of(analyses: Sequence[Analysis]) -> list[Mapping[str, NetworkRow]]:
    return [one.network_rows for one in analyses]


def assert_same_findings(ours: Sequence[Analysis], theirs: Sequence[Analysis]) -> None:
    for one, other in zip(ours, theirs, strict=True):
        assert (one.status, one.reason, one.warnings) == (other.status, other.reason, other.warnings)
        assert (one.fracture, one.region, one.detections) == (other.fracture, other.region, other.detections)
        assert one.provenance == other.provenance
        for row, fresh in zip(one.network_rows.items(), other.network_rows.items(), strict=True):
            assert row[0] == fresh[0]
            assert pack_row(row[1]) == pack_row(fresh[1])


def change_manifest(folder: Path, **changes: Any) -> None:
    path = folder / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes), encoding="utf-8")


@pytest.fixture
def models(tmp_path: Path) -> Path:
    """A tiny set whose fracture network was fitted together with its detector."""
    write_folder(tmp_path / "region", "region")
    detector = write_folder(tmp_path / "detection", "detection")
    fitted_with = json.loads((detector / "manifest.json").read_text())["sha256"]
    write_folder(
        tmp_path / "fracture", "fracture", changes={"joint": JOINT | {"detection_sha256": fitted_with}}
    )
    return tmp_path


@pytest.fixture
def batch(radiograph: Make) -> list[Radiograph]:
    return [radiograph(grey, shape) for grey, shape in ((60, (64, 128)), (128, (50, 120)), (204, (64, 100)))]


def test_rows_are_kept_only_when_asked_for_under_the_networks_keys(
    models: Path, batch: list[Radiograph]
) -> None:
    analyzer = Analyzer(load_model_set(models), "cpu")
    prepared = [analyzer.prepare(one) for one in batch]
    assert [one.network_rows for one in analyzer.analyze(prepared)] == [{}, {}, {}]
    kept = analyzer.analyze(prepared, keep_rows=True)[0].network_rows
    assert set(kept) == set(analyzer.row_keys)
    fracture, region, detection = (kept[key] for key in analyzer.row_keys)
    assert set(fracture) == {"probabilities"}
    assert set(region) == {"probabilities", "scope_distance"}
    assert detection["detections"].shape == (3, 6)  # the fourth is padding
    assert all(value.base is None for row in kept.values() for value in row.values())
    assert sum(len(pack_row(row)) for row in kept.values()) < 300


def test_what_is_known_does_not_run_and_findings_are_the_same(models: Path, batch: list[Radiograph]) -> None:
    fresh = Counted(models).run(batch)
    again = Counted(models)
    found = again.run(batch, rows_of(fresh))
    assert again.frames == {}
    assert_same_findings(found, fresh)
    assert {one.elapsed_ms for one in found} == {0.0}


def test_only_the_frames_that_are_not_known_run(models: Path, batch: list[Radiograph]) -> None:
    fresh = Counted(models).run(batch)
    again = Counted(models)
    found = again.run(batch, [fresh[0].network_rows, {}, fresh[2].network_rows])
    assert again.frames == dict.fromkeys(TASKS, 1)
    assert_same_findings(found, fresh)
    assert [one.elapsed_ms > 0 for one in found] == [False, True, False]


def test_a_replaced_detector_runs_alone(models: Path, batch: list[Radiograph]) -> None:
    known = rows_of(Counted(models).run(batch))
    limits = {"max_detections": 2, "score_floor": 0.001, "iou": 0.6}
    shutil.rmtree(models / "detection")
    write_folder(models / "detection", "detection", detection_bytes(OTHER_ROWS), {"detector": limits})
    replaced = Counted(models)
    found = replaced.run(batch, known)
    assert replaced.frames == {"detection": 3}
    assert_same_findings(found, Counted(models).run(batch))
    assert all(ALONE in one.warnings for one in found)  # the joint reading goes with the old detector


@pytest.mark.parametrize("floor", [0.0001, 0.2])
def test_changed_thresholds_limits_and_floors_run_nothing(
    models: Path, batch: list[Radiograph], floor: float
) -> None:
    known = rows_of(Counted(models).run(batch))
    before = json.loads((models / "fracture" / "manifest.json").read_text())
    joint = before["joint"] | {"bias": before["joint"]["bias"] + 0.5}
    change_manifest(models / "fracture", joint=joint, name="renamed", version="1.0.1")
    change_manifest(models / "region", scope={"output": "scope_distance", "limit": 0.7})
    points = json.loads((models / "detection" / "manifest.json").read_text())["operating_points"]
    points["high_sensitivity"]["threshold"], points["high_specificity"]["threshold"] = 0.25, 0.75
    limits = {"max_detections": 4, "score_floor": floor, "iou": 0.6}
    change_manifest(models / "detection", operating_points=points, detector=limits)
    moved = Counted(models)
    found = moved.run(batch, known)
    assert moved.frames == {}
    assert [one.status for one in found] == ["out_of_scope", "analyzed", "analyzed"]
    assert_same_findings(found, Counted(models).run(batch))


def test_a_refused_frame_keeps_the_region_row_alone_and_is_refused_by_it(
    models: Path, radiograph: Make
) -> None:
    black = [radiograph(10)]
    fresh = Counted(models)
    (refused,) = fresh.run(black)
    region = fresh.analyzer.row_keys[1]
    assert refused.status is Status.OUT_OF_SCOPE
    assert set(refused.network_rows) == {region}
    again = Counted(models)
    assert_same_findings(again.run(black, [refused.network_rows]), [refused])
    assert again.frames == {}
    anyway = Counted(models, ignore_gate=True)
    (found,) = anyway.run(black, [refused.network_rows])
    assert anyway.frames == {"fracture": 1, "detection": 1}
    assert found.status is Status.ANALYZED
    everything = Counted(models)
    (judged,) = everything.run(black, [found.network_rows])
    assert set(judged.network_rows) == {region}


def test_layer_maps_need_the_fracture_network_all_the_same(models: Path, batch: list[Radiograph]) -> None:
    fresh = Counted(models).run(batch)
    mapped = Counted(models)
    found = mapped.run(batch, rows_of(fresh), layer_maps=True)
    assert mapped.frames == {"fracture": 3}
    assert [len(one.layer_maps) for one in found] == [2, 2, 2]
    assert_same_findings(found, fresh)


def test_a_frame_that_fails_keeps_what_went_well(models: Path, radiograph: Make) -> None:
    white = [radiograph(255)]
    first = Counted(models)
    (failed,) = first.run(white)
    assert failed.reason.startswith("non_finite: ")
    assert set(failed.network_rows) == {first.analyzer.row_keys[1]}
    again = Counted(models)
    assert_same_findings(again.run(white, [failed.network_rows]), [failed])
    assert again.frames == {"fracture": 1}


@pytest.mark.parametrize(
    "spoilt", [{}, {"probabilities": np.float32([np.nan, 1])}, {"other": np.float32([0.5, 0.5])}]
)
def test_a_known_row_that_will_not_do_is_run(
    models: Path, batch: list[Radiograph], spoilt: dict[str, np.ndarray]
) -> None:
    fresh = Counted(models).run(batch[:1])
    again = Counted(models)
    known = dict(fresh[0].network_rows) | {again.analyzer.row_keys[0]: spoilt}
    assert_same_findings(again.run(batch[:1], [known]), fresh)
    assert again.frames == {"fracture": 1}


def test_what_must_be_asked_about_has_no_rows_and_uses_none(models: Path, radiograph: Make) -> None:
    fresh = Counted(models).run([radiograph()])
    asked = radiograph(network_use=NetworkUse.ASK, network_note="modality CT")
    again = Counted(models)
    (found,) = again.run([asked], rows_of(fresh))
    assert found.status is Status.OUT_OF_SCOPE
    assert found.network_rows == {}
    assert again.frames == {}


def test_permissions_share_the_keys(models: Path) -> None:
    analyzer = Analyzer(load_model_set(models), "cpu")
    assert analyzer.permitting(run_anyway=True, ignore_gate=True).row_keys == analyzer.row_keys
    assert len(set(analyzer.row_keys)) == 3
    keys = [folder.row_key(analyzer.device_report.provider) for folder in analyzer.model_set.folders]
    assert list(analyzer.row_keys) == keys


@pytest.fixture(scope="module")
def shipped(models_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The set that ships, its weights linked rather than copied."""
    folder = tmp_path_factory.mktemp("shipped")
    for task in TASKS:
        (folder / task).mkdir()
        shutil.copy(models_dir / task / "manifest.json", folder / task)
        (folder / task / "model.onnx").symlink_to(models_dir / task / "model.onnx")
    return folder


def test_the_networks_that_ship_too(shipped: Path, samples_dir: Path) -> None:
    names = ("IMG0000370.jpg", "IMG0003926_jpeg2000_10bit.dcm", "page_of_text.png")
    scans = [read(samples_dir / one) for one in names]
    fresh = Counted(shipped).run(scans)
    assert [one.status for one in fresh] == ["analyzed", "analyzed", "out_of_scope"]
    sizes = [sum(len(pack_row(row)) for row in one.network_rows.values()) for one in fresh]
    assert max(sizes) < 2048
    again = Counted(shipped)
    assert_same_findings(again.run(scans, rows_of(fresh)), fresh)
    assert again.frames == {}

    graph = onnx.load(str(shipped / "detection" / "model.onnx"))
    graph.doc_string = "another detector"
    weights = shipped / "detection" / "model.onnx"
    weights.unlink()
    weights.write_bytes(graph.SerializeToString())
    change_manifest(shipped / "detection", sha256=hashlib.sha256(weights.read_bytes()).hexdigest())
    replaced = Counted(shipped)
    found = replaced.run(scans, rows_of(fresh))
    assert replaced.frames == {"detection": 2}
    assert_same_findings(found, Counted(shipped).run(scans))
