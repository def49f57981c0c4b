from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import fracview as package
from fracview.cli import NOT_STARTED, main
from tests.cli.conftest import Ended


def test_the_version_is_the_packages(fracview: Callable[..., Ended]) -> None:
    assert fracview("--version") == (0, f"fracview {package.__version__}\n", "")


@pytest.mark.parametrize("command", [[], ["analyze"], ["models"], ["models", "list"], ["doctor"]])
def test_every_command_explains_itself(fracview: Callable[..., Ended], command: list[str]) -> None:
    ended = fracview(*command, "--help")
    assert ended.code == 0
    assert ended.out.startswith(f"usage: {' '.join(['fracview', *command])}")
    assert ended.err == ""


@pytest.mark.parametrize("arguments", [[], ["scan.dcm"], ["folder", "other"]])
def test_without_a_screen_a_path_is_sent_to_analyze(
    fracview: Callable[..., Ended], arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("scan.dcm").touch()
    Path("folder").mkdir()
    Path("other").mkdir()
    monkeypatch.setattr("sys.platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    ended = fracview(*arguments)
    assert ended.code == NOT_STARTED
    assert ended.out == ""
    assert "no screen" in ended.err
    assert "fracview analyze PATH" in ended.err


@pytest.mark.parametrize("arguments", [["annotate"], ["analyse", "x"], ["n" * 300]])
def test_what_is_neither_command_nor_file_is_named(
    fracview: Callable[..., Ended], arguments: list[str]
) -> None:
    ended = fracview(*arguments)
    assert ended.code == NOT_STARTED
    assert (
        f"'{arguments[0]}' is no command and no file. Commands: analyze, compare, models, doctor."
        in ended.err
    )


def _break(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: object) -> int:
        raise RuntimeError("/patients/Doe^Jane.dcm")

    monkeypatch.setattr("fracview.cli.doctor.run", fail)


def test_the_unforeseen_is_one_sentence_without_what_it_says(
    fracview: Callable[..., Ended], monkeypatch: pytest.MonkeyPatch
) -> None:
    _break(monkeypatch)
    ended = fracview("doctor")
    assert ended.code == NOT_STARTED
    [line] = ended.err.splitlines()
    assert "RuntimeError in tests.cli.test_main, line" in line
    assert "Doe" not in line


def test_the_unforeseen_is_a_traceback_where_asked_for(
    fracview: Callable[..., Ended], monkeypatch: pytest.MonkeyPatch
) -> None:
    _break(monkeypatch)
    monkeypatch.setenv("FRACVIEW_DEBUG", "1")
    with pytest.raises(RuntimeError):
        fracview("doctor")


@pytest.mark.parametrize(
    "arguments",
    [
        ["--nonsense"],
        ["analyze"],
        ["analyze", "x", "--batch", "0"],
        ["analyze", "x", "--batch", "257"],
        ["models"],
        ["models", "add"],
    ],
)
def test_wrong_usage_is_exit_code_2(fracview: Callable[..., Ended], arguments: list[str]) -> None:
    ended = fracview(*arguments)
    assert ended.code == NOT_STARTED
    assert ended.out == ""
    assert ended.err.startswith("usage: ")


def test_the_module_runs_like_the_command() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "fracview", "--version"],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout == f"fracview {package.__version__}\n"


def test_a_windowed_program_without_streams_does_not_fall_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    assert main(["nothing"]) == NOT_STARTED
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        assert isinstance(stream, io.TextIOWrapper)
        stream.close()


def test_a_reader_that_goes_away_is_no_traceback(tmp_path: Path, models: Path) -> None:
    command = [sys.executable, "-m", "fracview", "models", "show", "fracture", "--models", str(models)]
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as nobody_reads:
        done = subprocess.run(
            command, stdout=nobody_reads, stderr=subprocess.PIPE, text=True, check=False, timeout=60
        )
    assert done.stderr == ""
    assert done.returncode == 1


def test_a_path_opens_the_viewer_on_it(
    fracview: Callable[..., Ended], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.chdir(tmp_path)
    Path("folder").mkdir()
    opened: list[list[Path]] = []

    def run_viewer(paths: list[Path]) -> int:
        opened.append(paths)
        return 0

    monkeypatch.setattr("fracview.ui.app.run_viewer", run_viewer)
    assert fracview("folder").code == 0
    assert fracview().code == 0
    assert opened == [[tmp_path / "folder"], []]
    assert fracview("folder", "gone").code == NOT_STARTED


def test_a_missing_system_library_is_named(
    fracview: Callable[..., Ended], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.setitem(sys.modules, "fracview.ui.app", None)
    ended = fracview()
    assert ended.code == NOT_STARTED
    assert "apt-get install libegl1" in ended.err
