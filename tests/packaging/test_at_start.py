"""What runs before the frozen program."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import at_start
import pytest


@pytest.mark.parametrize(
    "arguments", [[], ["analyze", "folder"], ["-c", "print(1)"], ["folder", "--multiprocessing-fork"], ["-c"]]
)
def test_a_person_gets_the_program(arguments: list[str]) -> None:
    at_start.be_a_helper(arguments)


def test_multiprocessing_gets_its_tracker(monkeypatch: pytest.MonkeyPatch) -> None:
    from multiprocessing import resource_tracker

    asked: list[int] = []
    monkeypatch.setattr(resource_tracker, "main", asked.append)
    with pytest.raises(SystemExit):
        at_start.be_a_helper(
            ["-B", "-S", "-I", "-c", "from multiprocessing.resource_tracker import main;main(11)"]
        )
    assert asked == [11]


def test_multiprocessing_gets_its_process(monkeypatch: pytest.MonkeyPatch) -> None:
    from multiprocessing import spawn

    asked: list[dict[str, int | None]] = []
    monkeypatch.setattr(spawn, "spawn_main", lambda **given: asked.append(given))
    monkeypatch.setattr(sys, "_MEIPASS", "bundle", raising=False)
    monkeypatch.setattr(sys.modules["__main__"], "__file__", "at_start.py", raising=False)
    with pytest.raises(SystemExit):
        at_start.be_a_helper(["--multiprocessing-fork", "tracker_fd=12", "pipe_handle=None"])
    assert asked == [{"tracker_fd": 12, "pipe_handle": None}]
    assert sys.modules["__main__"].__file__ == str(Path("bundle", "__main__.py"))


def test_matplotlib_gets_a_folder_when_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[bool] = []
    monkeypatch.setattr(at_start, "own_folder", lambda: made.append(True))
    monkeypatch.delenv("MPLCONFIGDIR", raising=False)
    finder = at_start.BeforeMatplotlib()
    monkeypatch.setattr(sys, "meta_path", [finder, *sys.meta_path])
    assert finder.find_spec("numpy") is None
    assert not made
    assert finder.find_spec("matplotlib", None, None) is None
    assert made == [True]
    assert finder not in sys.meta_path
    assert "MPLCONFIGDIR" not in os.environ
