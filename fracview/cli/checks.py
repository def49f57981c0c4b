"""What can be found wrong before anything heavy is loaded."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from fracview.core.errors import UsageError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence

OUT_SUFFIXES = (".csv", ".json", ".jsonl", ".xlsx")


def check_paths(paths: Sequence[Path]) -> None:
    """Raise `UsageError` for the first path that is not there."""
    for path in paths:
        if not _ask(path.exists, path):
            raise UsageError(
                "there is no such file or folder.",
                reason="no_such_path",
                path=path,
                cure="Check its spelling, and that the drive or share is there.",
            )


def check_outputs(arguments: argparse.Namespace) -> None:
    """Raise `UsageError` for a results file of unknown kind, or output where the scans are.

    Raises
    ------
    ExportError
        `not_writable`, where what is to be written could not be. Nothing has been made then.
    """
    from fracview.export import check_writable

    if arguments.out is not None:
        _check_out(arguments.out, arguments.paths)
    for name in ("overlays", "strips"):
        folder = getattr(arguments, name)
        if folder is not None:
            _check_folder(folder, f"--{name}", arguments.paths)
            check_writable(folder)
    if arguments.out is not None:
        check_writable(arguments.out.parent)


def _check_out(out: Path, paths: Sequence[Path]) -> None:
    if out.suffix.lower() not in OUT_SUFFIXES:
        endings = ", ".join(OUT_SUFFIXES)
        raise _refusal(
            f"is no kind of results file that FracView writes ({endings}).",
            "unknown_format",
            out,
            "--out",
            "Give it one of these endings.",
        )
    if _ask(out.is_dir, out):
        cure = f"Name a file in it: {out / 'findings.csv'}"
        raise _refusal("is a folder.", "out_is_folder", out, "--out", cure)
    if any(_real(out) == _real(path) for path in paths):
        raise _refusal("is also to be read.", "out_is_input", out, "--out", "Name another results file.")


def _check_folder(folder: Path, option: str, paths: Sequence[Path]) -> None:
    if _ask(folder.exists, folder) and not folder.is_dir():
        raise _refusal("is a file, not a folder.", "no_folder", folder, option, "Name another folder.")
    inside = _real(folder)
    if any(_real(path).is_relative_to(inside) for path in paths):
        message = "holds what is to be read; pictures go to a folder of their own."
        raise _refusal(message, "output_is_input", folder, option, f"Name a new one: {folder / option[2:]}")


def _ask(question: Callable[[], bool], path: Path) -> bool:
    """Answer of the file system, which may refuse one: a name too long, a parent that is closed."""
    try:
        return question()
    except OSError as error:
        raise UsageError(
            f"cannot be looked at: {error.strerror or type(error).__name__}.",
            reason="unreachable",
            path=path,
            cure="Check its spelling, and that you may read the folders around it.",
        ) from error


def _real(path: Path) -> Path:
    """Absolute path without links; unlike `Path.resolve` it raises for no loop. A URL stays as it is."""
    return path if "://" in str(path) else Path(os.path.realpath(path))


def _refusal(sentence: str, reason: str, path: Path, field: str, cure: str) -> UsageError:
    return UsageError(sentence, reason=reason, path=path, field=field, cure=cure)
