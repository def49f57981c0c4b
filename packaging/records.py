"""Records of two programs held against each other, and a DICOM file's transfer syntax, without a library."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

PROBABILITY = 1e-5
PIXELS = 0.0101
"""Boxes are written with two places: one unit of the last may come from rounding."""

NOT_COMPARED = {"path", "provenance", "elapsed_ms"}


def read(path: Path) -> list[dict[str, Any]]:
    """Records of a results file."""
    return list(json.loads(path.read_text(encoding="utf-8")))


def differences(expected: Sequence[Mapping[str, Any]], found: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Where two lists of records do not say the same of the same files."""
    theirs = {(one["path"], one["frame"]): one for one in expected}
    ours = {(one["path"], one["frame"]): one for one in found}
    if set(theirs) != set(ours):
        yield f"other files: {sorted(set(theirs) ^ set(ours))[:3]}"
    for key in sorted(set(theirs) & set(ours)):
        for field in sorted(set(theirs[key]) | set(ours[key])):
            if field not in NOT_COMPARED and not alike(theirs[key].get(field), ours[key].get(field), field):
                yield f"{Path(key[0]).name} {field}: {theirs[key].get(field)} / {ours[key].get(field)}"


def alike(expected: object, found: object, field: str) -> bool:
    """Whether two values are the same, numbers up to rounding."""
    if isinstance(expected, dict) and isinstance(found, dict):
        return expected.keys() == found.keys() and all(
            alike(expected[key], found[key], key) for key in expected
        )
    if isinstance(expected, list) and isinstance(found, list):
        pairs = zip(expected, found, strict=False)
        return len(expected) == len(found) and all(alike(one, other, field) for one, other in pairs)
    if isinstance(expected, float) and isinstance(found, int | float):
        return abs(expected - found) <= (PIXELS if field == "box_xyxy" else PROBABILITY)
    return expected == found


def transfer_syntax(path: Path) -> str:
    """Transfer syntax of a DICOM file by its meta header; "" where it has none."""
    with path.open("rb") as file:
        head = file.read(4096)
    if head[128:132] != b"DICM":
        return ""
    at = head.find(b"\x02\x00\x10\x00UI", 132)
    if at < 0:
        return ""
    length = int.from_bytes(head[at + 6 : at + 8], "little")
    return head[at + 8 : at + 8 + length].rstrip(b"\0 ").decode("ascii", errors="replace")
