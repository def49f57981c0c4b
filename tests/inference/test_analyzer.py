from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from fracview import __version__
from fracview.core.analysis import Status, Tier
from fracview.core.radiograph import NetworkUse
from fracview.inference import Analyzer, ModelSet, load_model_set
from fracview.inference.analyzer import ALONE
from fracview.inference.manifest import read_manifest
from tests.inference.test_manifest_joint import JOINT
from tests.inference.tiny_models import write_folder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from fracview.core.analysis import Analysis
    from fracview.core.radiograph import Radiograph

    Make = Callable[..., Radiograph]


def run(analyzer: Analyzer, *radiographs: Radiograph, layer_maps: bool = False) -> list[Analysis]:
    return analyzer.analyze([analyzer.prepare(one) for one in radiographs], layer_maps=layer_maps)


class Recorder:
    """A session that notes batch size and outputs of each run, and raises where told to."""

    def __init__(self, session: Any, fails: Callable[[np.ndarray[Any, Any]], Exception | None]) -> None:
        self._session = session
        self._fails = fails
        self.runs: list[tuple[int, tuple[str, ...]]] = []

    def run(self, names: list[str], feed: dict[str, Any], options: Any) -> Any:
        self.runs.append((len(feed["images"]), tuple(names)))
        error = self._fails(feed["images"])
        if error is not None:
            raise error
        return self._session.run(names, feed, options)


@pytest.fixture
def record(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Recorder]:
    """Put a recorder between an analyzer and one of its sessions: the plain one, or the explained one."""

    def put(
        analyzer: Analyzer,
        task: str,
        fails: Callable[..., Exception | None] = lambda _: None,
        session: str = "session",
    ) -> Recorder:
        network = analyzer._networks[task]
        recorder = Recorder(getattr(network, session), fails)
        monkeypatch.setitem(analyzer._networks, task, replace(network, **{session: recorder}))
        return recorder

    return put


def test_findings_are_what_the_networks_say(analyzer: Analyzer, radiograph: Make) -> None:
    (found,) = run(analyzer, radiograph(204))
    assert found.status is Status.ANALYZED
    assert found.reason == ""
    assert found.fracture is not None
    assert found.fracture.probability == pytest.approx(0.8, abs=2e-5)
    assert found.fracture.tier is Tier.DEFINITE
    assert found.region is not None
    assert found.region.label == "hand"
    assert sum(found.region.probabilities.values()) == pytest.approx(1.0, abs=1e-6)
    expected = np.exp(7.2) / (np.exp(7.2) + 4 * np.e)
    assert found.region.probabilities["hand"] == pytest.approx(expected, abs=1e-4)
    assert found.elapsed_ms > 0


def test_boxes_come_in_original_pixels_best_first_all_tiers_kept(
    analyzer: Analyzer, radiograph: Make
) -> None:
    (found,) = run(analyzer, radiograph(204))
    assert [one.box_xyxy for one in found.detections] == [
        (20.0, 10.0, 60.0, 40.0),
        (4.0, 4.0, 24.0, 24.0),
        (0.0, 0.0, 10.0, 10.0),
    ]
    assert [one.tier for one in found.detections] == [Tier.DEFINITE, Tier.DOUBT, Tier.NOT_FOUND]
    assert [one.score for one in found.detections] == pytest.approx([0.8, 0.3, 0.05])


@pytest.mark.parametrize("own_detector", [True, False])
def test_classifier_and_detector_speak_together_if_they_were_fitted_together(
    tmp_path: Path, radiograph: Make, own_detector: bool
) -> None:
    """The tiny detector's best score is what the tiny classifier says: grey over 255."""
    for task in ("region", "detection"):
        write_folder(tmp_path / task, task)
    detector = read_manifest(tmp_path / "detection").sha256
    joint = JOINT | {"detection_sha256": detector if own_detector else "b" * 64}
    write_folder(tmp_path / "fracture", "fracture", changes={"joint": joint})
    models = load_model_set(tmp_path)
    (found,) = run(Analyzer(models, "cpu"), radiograph(204))
    assert found.fracture is not None
    best = max(one.score for one in found.detections)
    points = found.provenance.operating_points["fracture"]
    if own_detector:
        read = models.fracture.manifest.joint
        assert read is not None
        assert found.fracture.probability == pytest.approx(read.probability(0.8, best), abs=1e-4)
        assert found.fracture.probability != pytest.approx(0.8, abs=1e-2)
        assert points == read.thresholds
        assert ALONE not in found.warnings
    else:
        assert found.fracture.probability == pytest.approx(0.8, abs=2e-5)
        assert points == models.fracture.manifest.thresholds
        assert ALONE in found.warnings


@pytest.mark.parametrize(("grey", "tier"), [(40, Tier.NOT_FOUND), (52, Tier.DOUBT), (178, Tier.DOUBT)])
def test_tiers_follow_the_manifest(analyzer: Analyzer, radiograph: Make, grey: int, tier: Tier) -> None:
    (found,) = run(analyzer, radiograph(grey))
    assert found.fracture is not None
    assert found.fracture.tier is tier


def test_the_gate_stops_what_is_out_of_scope(
    analyzer: Analyzer, radiograph: Make, record: Callable[..., Recorder]
) -> None:
    fracture, detection = record(analyzer, "fracture"), record(analyzer, "detection")
    bright, black, other = run(analyzer, radiograph(128), radiograph(10), radiograph(100))
    assert [one.status for one in (bright, black, other)] == ["analyzed", "out_of_scope", "analyzed"]
    assert black.reason.startswith("gate: ")
    assert "distance 0.961, limit 0.9" in black.reason
    assert black.fracture is None
    assert black.region is None
    assert black.detections == ()
    assert [count for count, _ in fracture.runs + detection.runs] == [2, 2]
    assert other.path.name == "grey100.png"


def test_nothing_runs_when_nothing_is_in_scope(
    analyzer: Analyzer, radiograph: Make, record: Callable[..., Recorder]
) -> None:
    fracture = record(analyzer, "fracture")
    assert run(analyzer, radiograph(5))[0].status is Status.OUT_OF_SCOPE
    assert fracture.runs == []


def test_without_a_gate_everything_is_in_scope(tiny_folder: Path, tmp_path: Path, radiograph: Make) -> None:
    for task in ("fracture", "detection", "region"):
        changes = {"scope": None} if task == "region" else {}
        write_folder(tmp_path / task, task, changes=changes)
    (found,) = run(Analyzer(load_model_set(tmp_path), "cpu"), radiograph(5))
    assert found.status is Status.ANALYZED
    assert found.warnings[0].startswith("no out-of-scope gate")


def test_an_empty_batch_is_an_empty_answer(analyzer: Analyzer) -> None:
    assert analyzer.analyze([]) == []


def test_what_must_be_asked_about_is_not_run(
    analyzer: Analyzer, radiograph: Make, record: Callable[..., Recorder]
) -> None:
    region = record(analyzer, "region")
    asked = radiograph(network_use=NetworkUse.ASK, network_note="modality CT", warnings=("repaired",))
    (found,) = run(analyzer, asked)
    assert found.status is Status.OUT_OF_SCOPE
    assert found.reason == (
        "not_run: not run: modality CT; use --run-anyway to run the networks all the same"
    )
    assert found.warnings == ("repaired",)
    assert region.runs == []


def test_a_file_of_many_frames_that_is_not_run_says_how_many(analyzer: Analyzer, radiograph: Make) -> None:
    asked = radiograph(network_use=NetworkUse.ASK, network_note="multi-frame", frame_count=3)
    assert "not run: multi-frame (3 frames, frame 1 recorded); use" in run(analyzer, asked)[0].reason


def test_run_anyway_runs_with_the_note(tiny_set: ModelSet, radiograph: Make) -> None:
    analyzer = Analyzer(tiny_set, "cpu", run_anyway=True)
    asked = radiograph(network_use=NetworkUse.ASK, network_note="modality CT")
    black = radiograph(5, network_use=NetworkUse.ASK, network_note="modality CT")
    found, refused = run(analyzer, asked, black)
    assert found.status is Status.ANALYZED
    assert found.warnings == ("modality CT",)
    assert refused.reason.startswith("gate: ")


def test_what_the_gate_finds_is_a_warning_where_it_is_ignored(tiny_set: ModelSet, radiograph: Make) -> None:
    (found,) = run(Analyzer(tiny_set, "cpu", ignore_gate=True), radiograph(5))
    assert found.status is Status.ANALYZED
    assert found.warnings[0].startswith("unlike the radiographs that the networks were trained on (distance")


def test_a_note_stands_among_the_warnings(analyzer: Analyzer, radiograph: Make) -> None:
    noted = radiograph(
        network_use=NetworkUse.RUN_WITH_NOTE, network_note="a photograph of a film", warnings=("truncated",)
    )
    (found,) = run(analyzer, noted)
    assert found.status is Status.ANALYZED
    assert found.warnings == ("truncated", "a photograph of a film")


def test_provenance_is_complete(analyzer: Analyzer, tiny_set: ModelSet, radiograph: Make) -> None:
    (found,) = run(analyzer, radiograph())
    where = found.provenance
    assert where.app_version == __version__
    assert [(one.task, one.name) for one in where.models] == [
        ("fracture", "tiny-fracture"),
        ("region", "tiny-region"),
        ("detection", "tiny-detection"),
    ]
    assert where.models[0].sha256 == tiny_set.fracture.manifest.sha256
    assert (where.provider, where.provider_note) == ("CPUExecutionProvider", "")
    assert (where.preprocessing, where.voi) == ("letterbox-v1", "identity")
    assert set(where.operating_points) == {"fracture", "detection"}
    assert where.operating_points["fracture"].high_specificity == 0.7


def test_layer_maps_come_from_the_same_pass_and_only_when_asked(
    analyzer: Analyzer, radiograph: Make, record: Callable[..., Recorder]
) -> None:
    plain_runs, map_runs = record(analyzer, "fracture"), record(analyzer, "fracture", session="explained")
    ramp = np.tile(np.linspace(0, 255, 64).astype(np.uint8), (32, 1))
    (plain,) = run(analyzer, radiograph(pixels=ramp))
    (mapped,) = run(analyzer, radiograph(pixels=ramp), layer_maps=True)
    assert plain.layer_maps == ()
    assert plain.fracture == mapped.fracture
    assert plain_runs.runs == [(1, ("probabilities",))]
    assert map_runs.runs == [(1, ("probabilities", "layer_00", "layer_01"))]
    assert [(one.name, one.index, one.block) for one in mapped.layer_maps] == [
        ("layer_00", 0, "Conv"),
        ("layer_01", 1, "C2f"),
    ]
    expected = (ramp / 255).reshape(16, 2, 32, 2).mean(axis=(1, 3)) - 0.5
    np.testing.assert_allclose(mapped.layer_maps[0].values, expected, atol=1e-6)
    assert mapped.layer_maps[0].letterbox.width == 64
    assert mapped.layer_maps[0].values.base is None


def test_numbers_that_are_not_finite_are_a_failure_of_that_frame_alone(
    analyzer: Analyzer, radiograph: Make
) -> None:
    good, white = run(analyzer, radiograph(128), radiograph(255))
    assert good.status is Status.ANALYZED
    assert white.status is Status.FAILED
    assert white.reason == "non_finite: tiny-fracture gave a number that is not finite (probabilities)"
    assert white.fracture is None


def test_a_frame_that_breaks_the_network_takes_no_other_with_it(
    analyzer: Analyzer, radiograph: Make, record: Callable[..., Recorder]
) -> None:
    def fails(images: np.ndarray[Any, Any]) -> Exception | None:
        broken = np.isclose(images.mean(axis=(1, 2, 3)), 100 / 255, atol=1e-4).any()
        return RuntimeError("kernel fault\nat line 3") if broken else None

    recorder = record(analyzer, "detection", fails)
    found = run(analyzer, *(radiograph(grey) for grey in (90, 95, 100, 105, 110)))
    assert [one.status for one in found] == ["analyzed", "analyzed", "failed", "analyzed", "analyzed"]
    assert found[2].reason == "run_failed: tiny-detection failed: kernel fault"
    assert found[4].detections
    assert recorder.runs[0][0] == 5


def test_running_out_of_memory_halves_this_batch_and_the_later_ones(
    analyzer: Analyzer, radiograph: Make, record: Callable[..., Recorder]
) -> None:
    def fails(images: np.ndarray[Any, Any]) -> Exception | None:
        return RuntimeError("BFCArena: Failed to allocate memory") if len(images) > 2 else None

    recorder = record(analyzer, "region", fails)
    batch = [radiograph(grey) for grey in range(90, 98)]
    assert {one.status for one in run(analyzer, *batch)} == {Status.ANALYZED}
    recorder.runs.clear()
    assert {one.status for one in run(analyzer, *batch)} == {Status.ANALYZED}
    assert [count for count, _ in recorder.runs] == [2, 2, 2, 2]


def test_one_frame_too_many_for_the_memory_fails_with_the_reason(
    analyzer: Analyzer, radiograph: Make, record: Callable[..., Recorder]
) -> None:
    record(analyzer, "region", lambda _: MemoryError())
    (found,) = run(analyzer, radiograph())
    assert found.status is Status.FAILED
    assert found.reason == "out_of_memory: tiny-region ran out of memory."


def test_a_wrong_shape_at_run_time_fails_the_frame(
    analyzer: Analyzer, radiograph: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    network = analyzer._networks["detection"]
    manifest = network.folder.manifest
    assert manifest.detector is not None
    more = replace(manifest, detector=replace(manifest.detector, max_detections=7))
    folder = replace(network.folder, manifest=more)
    monkeypatch.setitem(analyzer._networks, "detection", replace(network, folder=folder))
    (found,) = run(analyzer, radiograph())
    assert found.status is Status.FAILED
    assert found.reason.startswith("wrong_shape: detections gave shape (1, 4, 6)")


def test_several_frames_agree_with_one_at_a_time(analyzer: Analyzer, radiograph: Make) -> None:
    batch = [
        radiograph(grey, shape) for grey, shape in ((60, (40, 30)), (128, (10, 200)), (200, (64, 64, 3)))
    ]
    together = run(analyzer, *batch)
    for one, other in zip(together, (run(analyzer, item)[0] for item in batch), strict=True):
        assert one.fracture == other.fracture
        assert one.detections == other.detections
