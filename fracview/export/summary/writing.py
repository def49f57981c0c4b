"""Write a page aside, then put it in place."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from fracview.core.errors import UsageError
from fracview.export.aside import cannot_write, part_path, put_in_place
from fracview.export.numbered import put_in_place_unless_changed

if TYPE_CHECKING:
    from pathlib import Path

    from fracview.export.numbered import FileMark

SUFFIX = ".html"


def write_page(path: Path, text: str, *, keep_changed: bool, seen: FileMark | None) -> Path:
    r"""Write HTML text; parameters, result and errors as of `SummaryPage.write`.

    Lone surrogates (file names that are not text) are written as ``\udcXX``.
    """
    if path.suffix.lower() != SUFFIX:
        raise UsageError(
            f"pages are written as {SUFFIX}, not as '{path.suffix or path.name}'.",
            reason="unknown_format",
            path=path,
            cure=f"Give the file the ending {SUFFIX}.",
        )
    part = part_path(path)
    try:
        part.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(text.encode("utf-8", errors="backslashreplace"))
    except OSError as error:
        with suppress(OSError):  # where nothing can be made, nothing is to be taken away
            part.unlink()
        raise cannot_write(path, error) from error
    if keep_changed:
        return put_in_place_unless_changed(part, path, seen)
    put_in_place(part, path)
    return path
