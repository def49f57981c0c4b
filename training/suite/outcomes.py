"""Outcomes: the figures of one row with their intervals and signature, as a JSON file each."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fracview.core.errors import UsageError
from training.runs import save_text
from training.suite.signature import Signature, parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

RESULTS = Path(__file__).resolve().parents[1] / "results"
"""The outcomes that are committed."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A value over `n` scans (or annotations) with its 95 % interval; None where there is none."""

    value: float
    n: int
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one row gave.

    Attributes
    ----------
    predictions
        Name of the file in the run folder that the figures were computed from; of a derived row its source's.
    confusion
        Rows are the reference, columns the answers, by `classes`; empty for boxes.
    notes
        Of the protocol and of the computing, one sentence each.
    """

    row_id: str
    protocol: str
    figures: Mapping[str, Figure]
    signature: Signature
    predictions: str = ""
    classes: tuple[str, ...] = ()
    confusion: tuple[tuple[int, ...], ...] = ()
    notes: tuple[str, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)


def save(outcome: Outcome, path: Path) -> None:
    """Write one outcome; figures that are nan become null."""
    content = asdict(outcome) | {"signature": str(outcome.signature)}
    path.parent.mkdir(parents=True, exist_ok=True)
    save_text(path, json.dumps(_without_nan(content), indent=1, allow_nan=False) + "\n")


def load(path: Path) -> Outcome:
    """Read one outcome.

    Raises
    ------
    UsageError
        Where the file is none.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        figures = {name: Figure(**_with_nan(one)) for name, one in content.pop("figures").items()}
        signature = parse(content.pop("signature"))
        content["confusion"] = tuple(tuple(row) for row in content["confusion"])
        content |= {name: tuple(content[name]) for name in ("classes", "notes")}
        return Outcome(figures=figures, signature=signature, **content)
    except (OSError, KeyError, TypeError, ValueError) as error:
        message, cure = "this is no outcome of the suite", "Run `python -m training evaluate` again."
        raise UsageError(message, reason="bad_outcome", path=path, cure=cure) from error


def file_name(outcome: Outcome) -> str:
    """Name of an outcome's file among the results: row, protocol, and what kind of run."""
    run = outcome.signature.run
    return f"{outcome.row_id}--{outcome.protocol}{'' if run == 'full' else f'--{run}'}.json"


def load_all(folders: Iterable[Path]) -> tuple[Outcome, ...]:
    """Every outcome below the folders, by file name; a folder that is not there holds none."""
    files = {file for folder in folders for file in sorted(folder.glob("**/*--*.json"))}
    return tuple(load(file) for file in sorted(files))


_RUNS = ("try", "short", "full")


def best_of(outcomes: Iterable[Outcome], row_id: str, protocol: str) -> Outcome | None:
    """The outcome to show of a row under a protocol: full before short before try, then more epochs."""
    found = [one for one in outcomes if one.row_id == row_id and one.protocol == protocol]
    return max(found, key=_rank, default=None)


def _rank(outcome: Outcome) -> tuple[int, int, int]:
    signature = outcome.signature
    sample = int(signature.sample) if signature.sample.isdigit() else 10**9
    return _RUNS.index(signature.run), int(signature.epochs.split("/")[0]), sample


def _without_nan(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_nan(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_without_nan(one) for one in value]
    return None if isinstance(value, float) and math.isnan(value) else value


def _with_nan(figure: dict[str, Any]) -> dict[str, Any]:
    return figure | ({"value": float("nan")} if figure["value"] is None else {})
