"""The whole road in miniature: three networks trained on the tiny FracAtlas, exported, and run by the app."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import onnx
import pytest
import torch
from safetensors.torch import save_file
from ultralytics.nn.tasks import DetectionModel

from fracview import inference
from fracview.core.errors import ModelFolderError
from fracview.inference.manifest import Manifest, read_manifest
from fracview.reading import read
from tests.inference.manifests import manifest_json
from tests.inference.tiny_models import fracture_bytes
from training import evaluate, export, fracatlas, recipes
from training.calibration import LogitCalibration
from training.classifiers import Recipe, predict
from training.cli import NETWORKS, PRETRAINED, main
from training.data import SPLIT_FILE
from training.detectors import DetectorRecipe
from training.runs import RunFolder
from training.splits import split_sha256

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from tests.training.conftest import Tiny
    from training.data import Dataset

SIZE = 64
TINY_CLASSIFIER = Recipe(size=SIZE, batch=10, epochs=1, seed=7, scans_per_epoch=20)
TINY_DETECTOR = DetectorRecipe(
    size=SIZE, batch=8, epochs=2, seed=7, background=0.2, settings={"mosaic": 0.0, "warmup_epochs": 0.0}
)
CORPUS_COLUMNS = "file,modality,samples,body_part,view_expected,rows,cols,window_center,rescale_intercept\n"


@dataclass(frozen=True, slots=True)
class Miniature:
    """Folders, what export printed, and the detector's log before it was resumed."""

    work: Path
    models: Path
    printed: str
    first_lines: list[str]


def lines_of(work: Path, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in RunFolder(work / name).log.read_text().splitlines()]


def kill_after_the_first_epoch(patch: pytest.MonkeyPatch) -> None:
    real = RunFolder.write_epoch

    def written_and_killed(run: RunFolder, line: Mapping[str, Any]) -> None:
        real(run, line)
        raise KeyboardInterrupt

    patch.setattr(RunFolder, "write_epoch", written_and_killed)


@pytest.fixture(scope="module")
def miniature(tiny: Tiny, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Miniature]:
    """Detector killed after one epoch and resumed; then the classifiers; then all three exported."""
    folder = tmp_path_factory.mktemp("miniature")
    work, models = folder / "runs", folder / "models"
    weights, corpus = folder / "weights", folder / "dicom"
    weights.mkdir()
    corpus.mkdir()
    torch.manual_seed(1)
    save_file(DetectionModel("yolov8n.yaml", nc=80, verbose=False).state_dict(), weights / PRETRAINED)
    (corpus / "MANIFEST.csv").write_text(CORPUS_COLUMNS)
    data = ["--data", str(tiny.root), "--work", str(work)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(recipes, "CACHE_SIZE", SIZE)
        patch.setattr(recipes, "REGION", TINY_CLASSIFIER)
        patch.setattr(recipes, "FRACTURE", TINY_CLASSIFIER)
        patch.setattr(recipes, "DETECTION", TINY_DETECTOR)
        patch.setattr(recipes, "DETECTORS", {"detection": TINY_DETECTOR})
        patch.setattr(recipes, "SHIPPED_RUN", {name: name for name in NETWORKS})
        with pytest.MonkeyPatch.context() as killer:
            kill_after_the_first_epoch(killer)
            with pytest.raises(KeyboardInterrupt):
                main(["train", *data, "--weights", str(weights), "detection"])
        first_lines = RunFolder(work / "detection").log.read_text().splitlines()
        assert main(["train", *data, "--weights", str(weights), *NETWORKS]) == 0
        assert main(["train", *data, "--weights", str(weights), *NETWORKS]) == 0  # nothing left to do
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            given = ["--out", str(models), "--dicom", str(corpus), "--torch", str(folder / "torch")]
            assert main(["export", *data, *given]) == 0
        yield Miniature(work, models, printed.getvalue(), first_lines)


pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]  # three trainings, on whatever machine


def test_a_killed_detector_goes_on_and_logs_each_epoch_once(miniature: Miniature) -> None:
    assert len(miniature.first_lines) == 1
    lines = lines_of(miniature.work, "detection")
    assert [line["epoch"] for line in lines] == [0, 1]
    assert json.dumps(lines[0]) == miniature.first_lines[0]
    assert "metrics/mAP50(B)" in lines[1]
    assert (miniature.work / "detection" / "best.safetensors").is_file()


def test_the_fracture_classifier_starts_from_the_detector(miniature: Miniature) -> None:
    begun = {
        name: json.loads((miniature.work / name / "config.json").read_text())["config"]["start"]
        for name in NETWORKS
    }
    assert begun == {"fracture": "best.safetensors", "region": PRETRAINED, "detection": PRETRAINED}


@pytest.mark.parametrize("name", NETWORKS)
def test_a_model_folder_is_whole_and_the_app_accepts_it(name: str, miniature: Miniature) -> None:
    folder = miniature.models / name
    assert sorted(path.name for path in folder.iterdir()) == ["MODEL_CARD.md", "manifest.json", "model.onnx"]
    manifest = read_manifest(folder)
    assert manifest.task == name
    assert manifest.sha256 == hashlib.sha256((folder / "model.onnx").read_bytes()).hexdigest()
    verified = inference.verify(folder)
    expected = {"region": (1, 5), "fracture": (1, 2), "detection": (1, 50, 6)}[name]
    assert verified.output_shapes[manifest.main_output] == expected


@pytest.mark.parametrize("name", NETWORKS)
def test_the_training_record_is_that_of_the_run(name: str, miniature: Miniature, tiny: Tiny) -> None:
    record = read_manifest(miniature.models / name).training
    assert record.split_sha256 == split_sha256(SPLIT_FILE)
    assert record.data_sha256 == fracatlas.data_sha256(fracatlas.load(tiny.root))
    assert (record.seed, record.epochs) == (7, 2 if name == "detection" else 1)
    assert record.libraries["torch"].startswith(torch.__version__.split("+")[0])
    assert record.init_weights.startswith("best.safetensors" if name == "fracture" else PRETRAINED)


@pytest.mark.parametrize("name", NETWORKS)
def test_card_and_print_say_what_the_manifest_says(name: str, miniature: Miniature) -> None:
    manifest = read_manifest(miniature.models / name)
    card = (miniature.models / name / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert manifest.training.split_sha256 in card
    assert manifest.sha256 in card
    assert manifest.sha256 in miniature.printed
    for heading in manifest.metrics:
        assert f"### {heading}" in card
    raw = (miniature.models / name / "manifest.json").read_text()
    assert "NaN" not in raw
    assert "Infinity" not in raw


def test_figures_are_of_the_parts_that_they_name(miniature: Miniature, tiny: Tiny) -> None:
    parts = {part: [one for one in tiny.drawn if one.part == part] for part in ("val", "test")}
    fracture, region, detection = (
        read_manifest(miniature.models / name) for name in ("fracture", "region", "detection")
    )
    assert fracture.metrics["test"]["n"] == region.metrics["test"]["n"] == len(parts["test"])
    assert fracture.metrics["validation (threshold chosen here)"]["n"] == len(parts["val"])
    official = detection.metrics["official valid split (fractured scans only)"]
    assert official["n"] == official["n_annotations"] == sum(one.fractured for one in parts["test"])
    assert "false_boxes_per_non_fractured_scan" not in official["operating_points"]["high_sensitivity"]
    assert detection.metrics["test"]["n"] == len(parts["test"])
    for manifest in (fracture, detection):
        for point in manifest.operating_points.values():
            assert f"validation part: {len(parts['val'])} scans, 5 fractured" in point.fitted_on
    assert region.scope is not None
    assert region.scope.figures["negatives"] > 40


def test_the_app_runs_what_was_trained(miniature: Miniature, tiny: Tiny) -> None:
    analyzer = inference.Analyzer(inference.load_model_set(miniature.models), device="cpu")
    scans = [scan for scan in fracatlas.load(tiny.root) if scan.path][:6]
    found = analyzer.analyze([analyzer.prepare(read(scan.path)) for scan in scans], layer_maps=True)
    assert {one.status for one in found} <= {"analyzed", "out_of_scope"}
    analyzed = [one for one in found if one.status == "analyzed"]
    assert analyzed
    for one in analyzed:
        assert 0 <= one.fracture.probability <= 1
        assert sum(one.region.probabilities.values()) == pytest.approx(1, abs=1e-5)
        assert len(one.layer_maps) == len(read_manifest(miniature.models / "fracture").layer_maps) > 5


@pytest.mark.parametrize("name", ["region", "fracture"])
def test_the_ultralytics_file_is_the_same_network(
    name: str, miniature: Miniature, tiny_dataset: Dataset
) -> None:
    from ultralytics import YOLO

    network = YOLO(miniature.models.parent / "torch" / f"{name}.pt").model
    manifest = read_manifest(miniature.models / name)
    assert manifest.calibration is not None
    parameters = manifest.calibration.parameters
    fitted = LogitCalibration(parameters["scale"], tuple(parameters["bias"]))
    images = tiny_dataset.cache(SIZE).images[:8]
    graph = miniature.models / name / "model.onnx"
    found = evaluate.run_graph(graph, images, ("probabilities",))["probabilities"]
    assert np.abs(fitted.apply(predict(network.float(), images, SIZE)) - found).max() < 1e-4


def test_a_changed_graph_is_refused(miniature: Miniature, tmp_path: Path) -> None:
    folder = tmp_path / "region"
    folder.mkdir()
    for file in (miniature.models / "region").iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    content = bytearray((folder / "model.onnx").read_bytes())
    content[len(content) // 2] ^= 1
    (folder / "model.onnx").write_bytes(content)
    with pytest.raises(ModelFolderError) as caught:
        inference.verify(folder)
    assert caught.value.reason == "hash_mismatch"


def test_exporting_twice_gives_the_same_manifest(miniature: Miniature, tiny: Tiny, tmp_path: Path) -> None:
    data = ["--data", str(tiny.root), "--work", str(miniature.work)]
    assert main(["export", *data, "--out", str(tmp_path), "detection"]) == 0
    first, again = (read_manifest(folder / "detection") for folder in (miniature.models, tmp_path))
    assert first == again


def test_a_folder_that_exists_is_replaced_whole(tmp_path: Path) -> None:
    graph = onnx.load_model_from_string(fracture_bytes())
    manifest = Manifest.from_json(manifest_json("fracture"), tmp_path)
    (tmp_path / "model.onnx").write_bytes(b"old")
    written = export.write_folder(export.Exported(graph, manifest), tmp_path)
    assert read_manifest(tmp_path) == written
    assert written.sha256 == hashlib.sha256((tmp_path / "model.onnx").read_bytes()).hexdigest()
    assert written.sha256 in (tmp_path / "MODEL_CARD.md").read_text()
    assert not list(tmp_path.glob("*.part"))
