"""Annotation files as text and as JSON: whatever byte order mark or line end they come with."""

from __future__ import annotations

import codecs
import hashlib
import json
from typing import TYPE_CHECKING, Any, NoReturn

from fracview.core.errors import ReadingError
from fracview.reading.annotations.problems import AnnotationError, Place
from fracview.reading.source import open_regular, os_refusal

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

MAX_BYTES = 512 * 1024**2
"""Larger annotation files are refused: parsed, they take several times their size in memory."""

_EXPORT_AGAIN = "Copy or export the file again from where it came from."


def load_bytes(path: Path, limit: int = MAX_BYTES) -> bytes:
    """Content of a regular file of at most `limit` bytes.

    Raises
    ------
    AnnotationError
        Missing, not permitted, not a regular file, or larger.
    """
    try:
        with open_regular(path) as file:
            data = file.read(limit + 1)
    except (ReadingError, OSError) as error:
        raise _unreadable(error, path) from error
    if len(data) > limit:
        message = f"The file has more than {limit / 1024**2:,.0f} MiB."
        Place(path).refuse(message, "too_large", "Split the annotations into smaller files.")
    return data


def head_text(path: Path, count: int) -> str:
    """The beginning of a file as text without leading blanks; raises as `load_bytes`."""
    try:
        with open_regular(path) as file:
            data = file.read(count)
    except (ReadingError, OSError) as error:
        raise _unreadable(error, path) from error
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return data.decode("utf-16" if wide else "utf-8-sig", errors="replace").lstrip()


def as_text(data: bytes, path: Path) -> str:
    """Bytes as text: UTF-8 with or without a byte order mark, or UTF-16 with one.

    Raises
    ------
    AnnotationError
        Bytes that are no text, with the line of the first.
    """
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        return data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        place = Place(path, (f"line {line}",))
        place.refuse("This is not UTF-8 text.", "not_text", "Save the file as UTF-8 text.")


def load_json(path: Path, *, unique_keys: bool = False) -> tuple[Any, str]:
    """Value of a JSON file, and the file's SHA-256; parameters and errors as `parse_json`, `load_bytes`."""
    data = load_bytes(path)
    sha256 = digest(data)
    text = as_text(data, path)
    del data  # of a large file three copies would be alive at once
    return parse_json(text, path, unique_keys=unique_keys), sha256


def parse_json(text: str, path: Path, *, unique_keys: bool = False) -> Any:  # noqa: ANN401 - JSON is anything
    """Value of a JSON text; NaN and Infinity are let through, for the checks to name their field.

    Parameters
    ----------
    text, path
        Content, and the file for errors.
    unique_keys
        Refuse an object that has one key twice, instead of keeping the last.

    Raises
    ------
    AnnotationError
        Empty, truncated or malformed, with line and column.
    """
    if not text or text.isspace():
        Place(path).refuse("The file is empty.", "empty_file", _EXPORT_AGAIN)
    hook = _Unique(path) if unique_keys else None
    try:
        return json.loads(text, object_pairs_hook=hook)
    except json.JSONDecodeError as error:
        _refuse_json(error, path)
    except AnnotationError:
        raise
    except (RecursionError, ValueError) as error:  # nested too deeply; a number of thousands of digits
        raise AnnotationError(
            "This JSON is nested too deeply, or holds a number that is too long.",
            reason="malformed",
            path=path,
            cure=_EXPORT_AGAIN,
        ) from error


def digest(data: bytes) -> str:
    """SHA-256, lower-case hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def digest_of_several(files: Iterable[tuple[str, str]]) -> str:
    """SHA-256 over the sorted names and SHA-256 of several files; of a single one its own."""
    pairs = sorted(files)
    if len(pairs) == 1:
        return pairs[0][1]
    return digest("".join(f"{name} {each}\n" for name, each in pairs).encode())


class _Unique:
    """Builds the objects of a JSON text and refuses a key that stands twice in one of them."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __call__(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        built = dict(pairs)
        if len(built) < len(pairs):
            keys = [key for key, _ in pairs]
            twice = next(key for key in keys if keys.count(key) > 1)
            Place(self.path, (twice,)).refuse("This key stands twice in one object.", "duplicate_id")
        return built


def _unreadable(error: ReadingError | OSError, path: Path) -> AnnotationError:
    said = os_refusal(error, path)
    return AnnotationError(said.message, reason=said.reason, path=path, cure=said.cure)


def _refuse_json(error: json.JSONDecodeError, path: Path) -> NoReturn:
    place = Place(path, (f"line {error.lineno}, column {error.colno}",))
    if error.pos >= len(error.doc.rstrip()) or error.msg.startswith("Unterminated string"):
        place.refuse("The JSON ends in the middle: the file is truncated.", "truncated", _EXPORT_AGAIN)
    place.refuse(f"This is not valid JSON ({error.msg}).", "malformed", _EXPORT_AGAIN)
