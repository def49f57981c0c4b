"""Which recipes ran through once: a try gives no figure worth a place, but shows that the row can be run."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from fracview.core.errors import UsageError
from training.runs import save_text
from training.suite.signature import Signature, parse

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

TRIES = "tries.json"


def read_tries(results: Path) -> dict[str, Signature]:
    """Signature of the try of each row; empty where none was kept.

    Raises
    ------
    UsageError
        Where the file is no list of signatures.
    """
    path = results / TRIES
    if not path.is_file():
        return {}
    try:
        signatures = [parse(text) for text in json.loads(path.read_text(encoding="utf-8"))]
    except (ValueError, TypeError, AttributeError, UsageError) as error:
        cure = "Run `python -m training evaluate --results` again."
        raise UsageError("these are no signatures", reason="bad_tries", path=path, cure=cure) from error
    return {one.row: one for one in signatures}


def keep_try(signature: Signature, results: Path) -> None:
    """Note that a row's recipe ran, in place of what was noted of it before."""
    tries = read_tries(results) | {signature.row: signature}
    results.mkdir(parents=True, exist_ok=True)
    save_text(results / TRIES, json.dumps([str(tries[row]) for row in sorted(tries)], indent=1) + "\n")


def try_words(tries: Mapping[str, Signature], row_id: str) -> str:
    """What a table says of a row that was tried; "" where it was not."""
    found = tries.get(row_id)
    if found is None:
        return ""
    epochs = int(found.epochs.split("/")[0])
    return (
        f"its recipe ran on {found.sample} scans a part at {found.size} px "
        f"for {epochs} {'epoch' if epochs == 1 else 'epochs'}"
    )
