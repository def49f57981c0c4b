"""The command line. Importing it loads next to nothing: each command imports what it needs when it runs.

Exit codes: 0 all done; 1 done, but some files failed (each named with its reason); 2 wrong usage, or
nothing could start; 130 stopped by Ctrl-C (143 by a termination signal, 129 by a terminal that went away):
what was done so far is in the results file, if anything was.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

ALL_DONE, SOME_FAILED, NOT_STARTED, INTERRUPTED = 0, 1, 2, 130

DEBUG_VARIABLE = "FRACVIEW_DEBUG"

VIEWER_LIBRARIES = (
    "On Debian or Ubuntu: apt-get install "
    "libegl1 libxkbcommon-x11-0 libdbus-1-3 libfontconfig1 libxcb-cursor0"
)
NO_SCREEN = (
    "fracview: error: there is no screen to open the viewer on. "
    "To analyse files or folders without one: fracview analyze PATH ..."
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; `argv` without the program's name."""
    _repair_streams()
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        return _dispatch(arguments)
    except BrokenPipeError:
        _silence_stdout()
        return SOME_FAILED
    except KeyboardInterrupt:
        print("fracview: stopped", file=sys.stderr)
        return INTERRUPTED
    except Exception as error:  # the edge of the program: a sentence, and no path of a patient's file
        if os.environ.get(DEBUG_VARIABLE):
            raise
        print(_unforeseen(error), file=sys.stderr)
        return NOT_STARTED


def _dispatch(arguments: list[str]) -> int:
    from fracview.cli.parser import COMMANDS, build_parser

    if not arguments or not (arguments[0] in COMMANDS or arguments[0].startswith("-")):
        missing = next((word for word in arguments if not _is_there(word)), None)
        if missing is None:
            return _view(arguments)
        print(_no_command(missing, COMMANDS), file=sys.stderr)
        return NOT_STARTED
    try:
        options = build_parser().parse_args(arguments)
    except SystemExit as stop:  # argparse has printed its help or its complaint
        return int(stop.code or 0)
    return _run(options.command, options)


def _view(paths: list[str]) -> int:
    """Open the viewer; where it cannot be, say why and what does without it."""
    from pathlib import Path

    if not _has_screen():
        print(NO_SCREEN, file=sys.stderr)
        return NOT_STARTED
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # an exception while Qt is loaded would leave half of it
    try:
        from fracview.ui.app import run_viewer
    except ImportError as error:  # a system library that Qt stands on is not installed
        print(f"fracview: error: the viewer cannot start: {error}. {VIEWER_LIBRARIES}", file=sys.stderr)
        return NOT_STARTED
    return run_viewer([Path(path).absolute() for path in paths])


def _has_screen() -> bool:
    """Whether there is anything to draw on; Qt itself would end the process without a word to catch."""
    if sys.platform in ("win32", "darwin"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def _is_there(path: str) -> bool:
    from pathlib import Path

    try:
        return Path(path).exists()
    except (OSError, ValueError):
        return False


def _no_command(word: str, commands: Sequence[str]) -> str:
    return (
        f"fracview: error: '{word}' is no command and no file. Commands: {', '.join(commands)}. "
        "To analyse files or folders: fracview analyze PATH ..."
    )


def _unforeseen(error: Exception) -> str:
    """What went wrong by kind and place in the program; the message may hold a patient's name."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    name = trace.tb_frame.f_globals.get("__name__", "?") if trace else "?"
    place = f"{name}, line {trace.tb_lineno}" if trace else name
    return (
        f"fracview: error: something unforeseen went wrong ({type(error).__name__} in {place}). "
        f"Set {DEBUG_VARIABLE}=1 and run it again to see where; the trace may hold names of files."
    )


def _run(command: str, options: object) -> int:
    """Run a command; whatever FracView refuses by name is one sentence and exit code 2."""
    from importlib import import_module

    from fracview.core.errors import FracViewError

    try:
        return int(import_module(f"fracview.cli.{command}").run(options))
    except FracViewError as error:
        print(f"fracview: error: {error}", file=sys.stderr)
        return NOT_STARTED


def _repair_streams() -> None:
    """Give a windowed program streams, and let no odd file name break a line of output."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def _silence_stdout() -> None:
    """Whoever read our output has gone (``| head``): let the interpreter's last flush go nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
