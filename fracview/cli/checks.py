"""What can be found wrong before anything heavy is loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fracview.core.errors import UsageError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence
    from pathlib import Path

OUT_SUFFIXES = (".csv", ".json", ".jsonl")


def check_paths(paths: Sequence[Path]) -> None:
    """Raise `UsageError` for the first path that is not there."""
    for path in paths:
        if not path.exists():
            raise UsageError("there is no such file or folder.", reason="no_such_path", path=path)


def check_outputs(arguments: argparse.Namespace) -> None:
    """Raise `UsageError` for a results file of unknown kind, or output where the scans are."""
    if arguments.out is not None:
        _check_out(arguments.out, arguments.paths)
    for name in ("overlays", "strips"):
        folder = getattr(arguments, name)
        if folder is not None:
            _check_folder(folder, f"--{name}", arguments.paths)


def _check_out(out: Path, paths: Sequence[Path]) -> None:
    if out.suffix.lower() not in OUT_SUFFIXES:
        endings = ", ".join(OUT_SUFFIXES)
        message = f"is no kind of results file that FracView writes ({endings})."
        raise UsageError(message, reason="unknown_format", path=out, field="--out")
    if out.is_dir():
        raise UsageError("is a folder; name a file in it.", reason="out_is_folder", path=out, field="--out")
    if any(out.resolve() == path.resolve() for path in paths):
        raise UsageError("is also to be read.", reason="out_is_input", path=out, field="--out")


def _check_folder(folder: Path, option: str, paths: Sequence[Path]) -> None:
    if folder.exists() and not folder.is_dir():
        raise UsageError("is a file, not a folder.", reason="no_folder", path=folder, field=option)
    inside = folder.resolve()
    if any(path.resolve().is_relative_to(inside) for path in paths):
        message = "holds what is to be read; pictures go to a folder of their own."
        raise UsageError(message, reason="output_is_input", path=folder, field=option)
