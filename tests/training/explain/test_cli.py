from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from fracview.inference.manifest import read_manifest
from tests.house.repository import ROOT
from training import evaluate
from training.cli import main
from training.explain.cli import RESULTS
from training.model_card import write_card

if TYPE_CHECKING:
    from pathlib import Path

    from tests.training.conftest import Tiny
    from tests.training.explain.conftest import Folder


@pytest.fixture(autouse=True)
def fewer_resamples(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluate, "RESAMPLES", 20)


@pytest.fixture
def copied(folder: Folder, tmp_path: Path) -> Path:
    return shutil.copytree(folder.path, tmp_path / "fracture")


def explain(tiny: Tiny, model: Path, tmp_path: Path, *more: str) -> int:
    given = ["--data", str(tiny.root), "--work", str(tmp_path / "runs"), "--model", str(model)]
    return main(["explain", *given, "--out", str(tmp_path / "out"), *more])


def test_the_manifest_and_the_card_get_the_figures_and_the_weights_stay(
    tiny: Tiny, copied: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = json.loads((copied / "manifest.json").read_text())
    weights = hashlib.sha256((copied / "model.onnx").read_bytes()).hexdigest()
    assert explain(tiny, copied, tmp_path, "--road", "1", "--write-manifest") == 0
    after = json.loads((copied / "manifest.json").read_text())
    written = after.pop("explain")
    assert after == before
    assert hashlib.sha256((copied / "model.onnx").read_bytes()).hexdigest() == weights == after["sha256"]
    manifest = read_manifest(copied)
    assert manifest.best_layer is not None
    assert manifest.layer_maps[manifest.best_layer].name == written["best"]
    assert (copied / "MODEL_CARD.md").read_text() == write_card(manifest)
    results = json.loads((tmp_path / "out" / "tiny-fracture-1.0.0.json").read_text())
    assert results["methods"]["EigenCAM"]["test"] == written
    assert "| EigenCAM | " in capsys.readouterr().out


def test_without_being_asked_the_model_folder_stays_as_it_is(
    tiny: Tiny, copied: Path, tmp_path: Path
) -> None:
    before = {path.name: path.read_bytes() for path in copied.iterdir()}
    methods = ("Grad-CAM", "LayerCAM")
    assert explain(tiny, copied, tmp_path, "--scans", "2", "--road", "0", "--methods", *methods) == 0
    assert {path.name: path.read_bytes() for path in copied.iterdir()} == before
    results = json.loads((tmp_path / "out" / "tiny-fracture-1.0.0.json").read_text())
    assert tuple(results["methods"]) == methods


@pytest.mark.parametrize("more", [("--scans", "2"), ("--methods", "Grad-CAM")])
def test_a_manifest_takes_only_the_graphs_figures_on_all_scans(
    more: tuple[str, ...], tiny: Tiny, copied: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert explain(tiny, copied, tmp_path, "--write-manifest", *more) == 2
    assert "leave --methods and --scans out" in capsys.readouterr().err.lower()
    assert not (tmp_path / "out").exists()


def test_a_network_without_layer_maps_is_refused(
    tiny: Tiny, models_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert explain(tiny, models_dir / "region", tmp_path) == 2
    assert "no layer maps" in capsys.readouterr().err


def test_a_method_that_does_not_exist_is_refused(tiny: Tiny, copied: Path, tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as ended:
        explain(tiny, copied, tmp_path, "--methods", "Guess-CAM")
    assert ended.value.code == 2


def test_the_graphs_maps_need_no_pytorch_grad_cam() -> None:
    code = "import sys\nimport training.explain.run, training.explain.cli\n"
    code += "sys.exit(any(name in sys.modules for name in ('pytorch_grad_cam', 'ultralytics')))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False, timeout=120)
    assert done.returncode == 0


def test_the_committed_results_are_those_of_the_network_that_ships(models_dir: Path) -> None:
    manifest = read_manifest(models_dir / "fracture")
    assert manifest.explain is not None
    results = json.loads((RESULTS / f"{manifest.name}-{manifest.version}.json").read_text())
    assert results["sha256"] == manifest.sha256
    assert results["methods"]["EigenCAM"]["test"] == manifest.explain.to_json()
