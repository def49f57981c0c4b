from __future__ import annotations

import io
import sys

import pytest

from fracview.cli import progress as progress_module
from fracview.cli.progress import progress


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def _terminal(monkeypatch: pytest.MonkeyPatch) -> _Terminal:
    """A terminal in the place of standard error; no fixture, since pytest's capture comes after those."""
    made = _Terminal()
    monkeypatch.setattr(sys, "stderr", made)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")
    return made


def test_a_terminal_gets_a_bar_with_count_rate_and_time_left(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = _terminal(monkeypatch)
    with progress(quiet=False) as bar:
        bar.update(1, 7, complete=False)
        bar.update(5, 10, complete=True)
        bar._bar.refresh()  # type: ignore[attr-defined]
    assert "5 of 10" in terminal.getvalue()
    assert "files/s" in terminal.getvalue()
    assert " left" in terminal.getvalue()


def test_the_total_is_open_while_the_walk_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = _terminal(monkeypatch)
    with progress(quiet=False) as bar:
        bar.update(1, 7, complete=False)
        bar._bar.refresh()  # type: ignore[attr-defined]
    assert "1 of 7 or more" in terminal.getvalue()
    assert "left" not in terminal.getvalue()


def test_a_log_gets_a_line_now_and_then(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = iter([0.0, 5.0, 10.0, 12.0, 20.0])
    monkeypatch.setattr(progress_module.time, "monotonic", lambda: next(now))
    with progress(quiet=False) as lines:
        for done in (10, 20, 24):
            lines.update(done, 40, complete=False)
        lines.update(40, 80, complete=True)
    assert capsys.readouterr().err.splitlines() == [
        "20 of 40 or more, 2.0 files/s",
        "40 of 80, 20 s left, 2.0 files/s",
    ]


def test_quiet_is_quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = _terminal(monkeypatch)
    with progress(quiet=True) as silent:
        silent.update(5, 10, complete=True)
    assert terminal.getvalue() == ""
