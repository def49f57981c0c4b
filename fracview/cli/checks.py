"""What can be found wrong before anything heavy is loaded."""

from __future__ import annotations

import os
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

from fracview.core.errors import ExportError, UsageError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable, Sequence

FILES = {
    "out": ("findings.csv", (".csv", ".json", ".jsonl", ".xlsx")),
    "boxes": ("boxes.csv", (".csv",)),
    "coco": ("coco.json", (".json",)),
    "summary": ("summary.html", (".html",)),
}
"""By option: a name for such a file, and the endings that it may have."""

FOLDERS = ("overlays", "strips")
STORE_FILES = ("", "-wal", "-shm", "-journal")
"""What SQLite adds to the name of a store for the files beside it."""


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
    """Refuse what could not be written, or would be written over something that the run needs.

    Raises
    ------
    UsageError
        A file of unknown kind, output where the scans are, two outputs at one place.
    ExportError
        `not_writable`, where what is to be written could not be. Nothing has been made then.
    """
    files, folders = _given(arguments, FILES), _given(arguments, FOLDERS)
    for option, path in files:
        _check_file(path, option, arguments.paths)
    if arguments.coco is not None:
        files.append(("--coco", _companion(arguments)))
    for option, folder in folders:
        _check_folder(folder, option, arguments.paths)
    _check_apart(files, folders, arguments.store)
    for option, folder in folders:
        _check_writable(folder, option)
    for option, path in files:
        _check_writable(_led_to(path).parent, option)


def _given(arguments: argparse.Namespace, names: Iterable[str]) -> list[tuple[str, Path]]:
    """Options that were given, and their paths."""
    given = [(f"--{name}", getattr(arguments, name)) for name in names]
    return [(option, path) for option, path in given if path is not None]


def _companion(arguments: argparse.Namespace) -> Path:
    """The file beside COCO results, found to be writable there as they are."""
    from fracview.export.coco import companion

    beside = companion(arguments.coco)
    if _ask(beside.is_dir, beside, "--coco"):
        message = f"is a folder, and {arguments.coco.name} needs a file of that name beside it."
        raise _refusal(message, "out_is_folder", beside, "--coco", "Name another file.")
    _check_not_read(beside, "--coco", arguments.paths)
    return beside


def _check_file(path: Path, option: str, paths: Sequence[Path]) -> None:
    example, endings = FILES[option[2:]]
    if _ask(path.is_dir, path, option):
        cure = f"Name a file in it: {path / example}"
        raise _refusal("is a folder.", "out_is_folder", path, option, cure)
    if path.suffix.lower() not in endings:
        message = f"is no kind of file that FracView writes there ({', '.join(endings)})."
        cure = f"Give it {'this ending' if len(endings) == 1 else 'one of these endings'}."
        raise _refusal(message, "unknown_format", path, option, cure)
    _check_not_read(path, option, paths)


def _check_not_read(path: Path, option: str, paths: Sequence[Path]) -> None:
    if any(_real(path) == _real(each) for each in paths):
        raise _refusal("is also to be read.", "out_is_input", path, option, "Name another file.")


def _check_folder(folder: Path, option: str, paths: Sequence[Path]) -> None:
    if _ask(folder.exists, folder, option) and not folder.is_dir():
        raise _refusal("is a file, not a folder.", "no_folder", folder, option, "Name another folder.")
    inside = _real(folder)
    if any(_real(path).is_relative_to(inside) for path in paths):
        message = "holds what is to be read; pictures go to a folder of their own."
        raise _refusal(message, "output_is_input", folder, option, f"Name a new one: {folder / option[2:]}")


def _check_apart(
    files: Sequence[tuple[str, Path]], folders: Sequence[tuple[str, Path]], store: Path | None
) -> None:
    """Refuse two things at one path, or one inside a file: one would be lost. Pictures may share a folder."""
    kept = [] if store is None else [("--store", Path(f"{_real(store)}{each}")) for each in STORE_FILES]
    single = [*files, *kept]
    for (option, path), (other, second) in combinations([*files, *folders, *kept], 2):
        first, last = _real(path), _real(second)
        if ((option, path) in single and last.is_relative_to(first)) or (
            (other, second) in single and first.is_relative_to(last)
        ):
            message = "lead to one place, where only one can be."
            cure = "Name another for one of them."
            raise _refusal(message, "one_place", path, f"{option}, {other}", cure)


def _check_writable(folder: Path, option: str) -> None:
    from fracview.export import check_writable

    try:
        check_writable(folder)
    except ExportError as refused:
        refused.field = option
        raise


def _led_to(path: Path) -> Path:
    """Where a link leads to."""
    from fracview.export.aside import led_to

    return led_to(path)


def _ask(question: Callable[[], bool], path: Path, option: str | None = None) -> bool:
    """Answer of the file system, which may refuse one: a name too long, a parent that is closed."""
    try:
        return question()
    except OSError as error:
        raise UsageError(
            f"cannot be looked at: {error.strerror or type(error).__name__}.",
            reason="unreachable",
            path=path,
            field=option,
            cure="Check its spelling, and that you may read the folders around it.",
        ) from error


def _real(path: Path) -> Path:
    """Absolute path without links; unlike `Path.resolve` it raises for no loop. A URL stays as it is."""
    return path if "://" in str(path) else Path(os.path.realpath(path))


def _refusal(sentence: str, reason: str, path: Path, field: str, cure: str) -> UsageError:
    return UsageError(sentence, reason=reason, path=path, field=field, cure=cure)
