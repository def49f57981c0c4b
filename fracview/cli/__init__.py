"""The command line. Importing it loads next to nothing: each command imports what it needs when it runs.

Exit codes: 0 all done; 1 done, but some files failed (each named with its reason); 2 wrong usage, or
nothing could start; 130 stopped by Ctrl-C (143 by a termination signal), with a valid output file.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

ALL_DONE, SOME_FAILED, NOT_STARTED, INTERRUPTED = 0, 1, 2, 130

VIEWER_MISSING = (
    "fracview: error: this version has no viewer yet. To analyse files or folders: fracview analyze PATH ..."
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


def _dispatch(arguments: list[str]) -> int:
    from fracview.cli.parser import COMMANDS, build_parser

    if not arguments or not (arguments[0] in COMMANDS or arguments[0].startswith("-")):
        print(VIEWER_MISSING, file=sys.stderr)
        return NOT_STARTED
    try:
        options = build_parser().parse_args(arguments)
    except SystemExit as stop:  # argparse has printed its help or its complaint
        return int(stop.code or 0)
    return _run(options.command, options)


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
