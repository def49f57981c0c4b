from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import onnx
import pytest

from fracview.inference.network import Network
from fracview.review.batch.job import BatchJob, BatchOptions
from fracview.review.batch.recall import Recall, key_of
from fracview.review.batch.saving import Saver
from fracview.review.loading import Task
from fracview.review.store import Store
from tests.inference.tiny_models import BYTES
from tests.inference.tiny_models import write_folder as write_model
from tests.review.batch.runs import open_analyzer, recalled, records, run_over, write_folder
from tests.tiny_runs import write_tiny_set


def test_a_permission_has_a_key_of_its_own(models: Path) -> None:
    analyzer = open_analyzer(models)
    keys = {
        key_of(analyzer.permitting(run_anyway=anyway, ignore_gate=gate))
        for anyway in (False, True)
        for gate in (False, True)
    }
    assert len(keys) == 4


def test_without_files_nothing_is_known_and_nothing_is_asked(
    tmp_path: Path, models: Path, store: Store
) -> None:
    analyzer = open_analyzer(models)
    with Saver(store, key_of(analyzer)) as saver:
        recall = Recall(store, analyzer, saver)
        assert recall.of_files([]) == {}
        assert recall.of_files([Task(tmp_path / "gone.png", 0, 1)]) == {}


@pytest.fixture
def runs_of(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Tasks of the networks that ran, one a frame."""
    ran: list[str] = []
    run = Network.run

    def noted(network: Network, images: Any, names: Any) -> Any:
        ran.extend([network.folder.manifest.task] * len(images))
        return run(network, images, names)

    monkeypatch.setattr(Network, "run", noted)
    return ran


def test_another_detector_runs_alone(tmp_path: Path, models: Path, store: Store, runs_of: list[str]) -> None:
    folder = write_folder(tmp_path / "scans", 8)
    run_over(folder, models, store)
    assert sorted(set(runs_of)) == ["detection", "fracture", "region"]
    other = write_tiny_set(tmp_path / "other")
    detector = onnx.load_from_string(BYTES["detection"]())
    detector.doc_string = "another"
    write_model(other / "detection", "detection", detector.SerializeToString())
    analyzer = open_analyzer(other)
    runs_of.clear()
    steps = list(BatchJob([folder], lambda: analyzer, store, BatchOptions(isolated=False)).steps())
    assert not any(recalled(steps))
    ran = list(runs_of)
    assert records(steps) == records(run_over(folder, other, None))
    assert set(ran) == {"detection"}


def test_other_thresholds_run_nothing(tmp_path: Path, models: Path, store: Store, runs_of: list[str]) -> None:
    folder = write_folder(tmp_path / "scans", 8)
    run_over(folder, models, store)
    other = write_tiny_set(tmp_path / "other")
    path = other / "fracture" / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest["operating_points"]["high_specificity"]["threshold"] = 0.51
    path.write_text(json.dumps(manifest), encoding="utf-8")
    analyzer = open_analyzer(other)
    runs_of.clear()
    steps = list(BatchJob([folder], lambda: analyzer, store, BatchOptions(isolated=False)).steps())
    ran = list(runs_of)
    assert records(steps) == records(run_over(folder, other, None))
    assert ran == []
