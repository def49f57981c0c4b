from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from training import recipes
from training.cli import NETWORKS, RUNS, main

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
    assert all(name in done.stdout for name in ("data", "train", "export"))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "COMMAND"),
        (["fly"], "invalid choice"),
        (["data"], "--data"),
        (["train", "--data", "x"], "--weights"),
        (["export", "--data", "x"], "--out"),
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
    assert list(recipes.STARTS) == list(RUNS)
    assert set(recipes.SHIPPED_RUN) == set(NETWORKS)
    for name, start in recipes.STARTS.items():
        assert not start.run or RUNS.index(start.run) < RUNS.index(name)


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
