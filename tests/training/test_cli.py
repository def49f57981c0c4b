from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from fracview.core.errors import FracViewError
from training import recipes
from training.cli import FURTHER_RUNS, NETWORKS, RUNS, main
from training.suite.predictions import Predictions

if TYPE_CHECKING:
    from tests.training.conftest import Tiny

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(("command", "names"), [("data", ()), ("train", RUNS), ("export", NETWORKS)])
def test_every_command_has_help(
    command: str, names: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    out = capsys.readouterr().out
    assert "--data DIR" in out
    assert ", ".join(names) in " ".join(out.split())


def test_help_names_the_commands_and_loads_no_torch() -> None:
    code = "import sys\nfrom training.cli import main\ntry: main(['--help'])\nexcept SystemExit: pass\n"
    code += "sys.exit(any(name in sys.modules for name in ('torch', 'ultralytics', 'cv2', 'onnx')))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0
    assert all(name in done.stdout for name in ("data", "train", "evaluate", "explain", "export", "tables"))


def test_a_library_that_is_not_installed_is_named_with_the_cure(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def lacking(_: object) -> int:
        raise ModuleNotFoundError("No module named 'torch.nn'", name="torch.nn")

    monkeypatch.setattr("training.commands.data", lacking)
    assert main(["data", "--data", "x"]) == 2
    said = capsys.readouterr().err
    assert said.startswith("fracview-train: torch is not installed. ")
    assert "pip install 'fracview[training]'" in said


def test_a_module_of_our_own_that_is_missing_is_no_matter_of_installing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(_: object) -> int:
        raise ModuleNotFoundError("No module named 'training.gone'", name="training.gone")

    monkeypatch.setattr("training.commands.data", broken)
    with pytest.raises(ModuleNotFoundError):
        main(["data", "--data", "x"])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "COMMAND"),
        (["fly"], "invalid choice"),
        (["data"], "--data"),
        (["train", "--data", "x"], "--weights"),
        (["export", "--data", "x"], "--out"),
        (["train", "--data", "x", "--suite", "paper", "--epochs", "0"], "0 is no number from 1"),
        (["train", "--data", "x", "--suite", "paper", "--protocol", "paper-v9"], "invalid choice"),
        (
            ["train", "--data", "x", "--weights", "w", "femur"],
            "there is no network femur: choose from region",
        ),
    ],
)
def test_wrong_usage_ends_with_two_and_says_why(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert message in capsys.readouterr().err


def test_a_folder_that_is_no_fracatlas_ends_with_two(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["data", "--data", str(tmp_path), "--work", str(tmp_path / "runs")]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith(f"fracview-train: {tmp_path}: dataset.csv is missing")
    assert captured.err.count("\n") == 1


def test_missing_weights_end_with_two_and_name_the_file(
    tiny: Tiny, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("training.recipes.CACHE_SIZE", 32)
    given = ["--data", str(tiny.root), "--work", str(tmp_path), "--weights", str(tmp_path / "none")]
    assert main(["train", *given, "region"]) == 2
    assert (
        f"{tmp_path / 'none' / 'yolov8n_coco.safetensors'}: there are no weights" in capsys.readouterr().err
    )


def test_the_runs_come_in_the_order_that_they_need() -> None:
    assert list(recipes.STARTS) == [*RUNS, *FURTHER_RUNS]
    assert set(recipes.SHIPPED_RUN) == set(NETWORKS)
    for name, start in recipes.STARTS.items():
        assert not start.run or RUNS.index(start.run) < [*RUNS, *FURTHER_RUNS].index(name)


@pytest.mark.parametrize("network", NETWORKS)
def test_exporting_before_training_ends_with_two(
    network: str, tiny: Tiny, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ["--data", str(tiny.root), "--work", str(tmp_path), "--out", str(tmp_path / "out")]
    assert main(["export", *given, network]) == 2
    assert f"no {network} network has been trained here" in capsys.readouterr().err


def test_data_prints_the_leak_report(tiny: Tiny, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["data", "--data", str(tiny.root), "--work", str(tmp_path)]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["scans"] == len(tiny.drawn)
    assert report["groups_straddling_our_split"] == 0
    assert report["counts"]["val"] == {
        f"{region} {label}": 1
        for region in ("hand", "leg", "hip", "shoulder", "mixed")
        for label in ("fractured", "non-fractured")
    }


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["train", "--suite", "papper"], "there is no suite papper"),
        (["train", "--suite", "paper", "--rows", "V-VGG17"], "no row is called V-VGG17"),
        (["train", "--suite", "paper", "--rows", "FX"], "nothing is trained for these rows"),
        (["evaluate"], "there is no run of the suite here"),
    ],
)
def test_a_suite_that_cannot_start_ends_with_two(
    arguments: list[str], message: str, tiny: Tiny, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ["--data", str(tiny.root)] if arguments[0] == "train" else []
    assert main([*arguments, *given, "--work", str(tmp_path)]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert message in captured.err


class _Answers:
    """A family that knows the labels, or gives up on one network."""

    def train(self, row: Any, data: Any, _run: Any, options: Any) -> Predictions:
        assert (options.sample, options.epochs, options.from_scratch) == (6, 1, True)
        if row.model == "VGG19":
            message = "the loss is not finite any more"
            raise FracViewError(message, reason="diverged", cure="Lower the learning rate.")
        scores = np.eye(len(data.classes))[data.test.labels]
        return Predictions(scores=scores, epochs=1, best_epoch=1, library="known-1")


def test_rows_are_trained_evaluated_and_shown_and_a_failure_does_not_stop_the_others(
    tiny: Tiny, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from training import families

    monkeypatch.setitem(families.REGISTRY, "keras_cls", _Answers())
    work, results = tmp_path / "runs", tmp_path / "results"
    asked = ["--suite", "paper", "--rows", "V-VGG16", "V-VGG19", "IX-VGG16", "--from-scratch"]
    given = ["train", *asked, "--data", str(tiny.root), "--work", str(work), "--epochs", "1", "--sample", "6"]
    assert main(given) == 1
    captured = capsys.readouterr()
    assert "V-VGG16 accuracy 1 [0.610, 1.000] row:V-VGG16|protocol:paper-v1|run:try|" in captured.out
    assert "[2/3] V-VGG19" in captured.err
    assert "V-VGG19: the loss is not finite any more" in captured.err
    assert "1 of 3 rows failed: V-VGG19" in captured.err
    assert "IX-VGG16 accuracy" in captured.out

    assert main(["evaluate", "--work", str(work), "--rows", "V", "--results", str(results)]) == 0
    assert "V-VGG16 auc 1 " in capsys.readouterr().out
    assert [file.name for file in results.iterdir()] == ["tries.json"]

    assert main(["tables", "--results", str(results)]) == 0
    out = capsys.readouterr().out
    ran = "its recipe ran on 6 scans a part at 244 px for 1 epoch"
    assert f"| VGG16 (paper-v1) | accuracy | 0.750 | not run: there is no outcome of it; {ran} |" in out
    assert "| VGG19 (paper-v1) | accuracy | 0.730 | not run: there is no outcome of it |" in out
    assert (
        main(["tables", "--work", str(work), "--results", str(results), "--out", str(tmp_path / "out")]) == 0
    )
    assert str(tmp_path / "out" / "tables.csv") in capsys.readouterr().out.splitlines()


def test_data_names_every_quirk_and_writes_the_counts(
    tiny: Tiny, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    counts = tmp_path / "counts.json"
    assert main(["data", "--data", str(tiny.root), "--work", str(tmp_path), "--counts", str(counts)]) == 0
    folder = json.loads(capsys.readouterr().out)["folder"]
    assert {"no_file", "truncated", "rotated", "identical"} <= {one["code"] for one in folder["quirks"]}
    assert "10.6084/m9.figshare.22363012" in folder["download"]["data_doi"]
    assert json.loads(counts.read_text())["counts"]["total"] == {"fractured": 30, "non_fractured": 30}
