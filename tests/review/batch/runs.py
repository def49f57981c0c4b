"""Runs over a store with the tiny networks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from fracview.export import to_record
from fracview.inference import Analyzer, load_model_set
from fracview.review.batch.job import BatchJob, BatchOptions
from tests.tiny_runs import DEFINITE, DOUBT, NOT_FOUND, OUT_OF_SCOPE, write_scan

if TYPE_CHECKING:
    from fracview.review.run import Step
    from fracview.review.store import Store

GREYS = (DEFINITE, DOUBT, NOT_FOUND, OUT_OF_SCOPE)


def write_folder(folder: Path, count: int = 12) -> Path:
    """Scans of different contents and all four outcomes that the store keeps."""
    for number in range(count):
        write_scan(folder / f"{number}.png", GREYS[number % 4] + number // 4)
    return folder


def open_analyzer(models: Path) -> Analyzer:
    return Analyzer(load_model_set(models), device="cpu")


def job_over(folder: Path, models: Path, store: Store | None, **options: Any) -> BatchJob:
    """A run with reading in threads, unless said otherwise."""
    made = BatchOptions(**{"isolated": False} | options)
    return BatchJob([folder], lambda: open_analyzer(models), store, made)


def run_over(folder: Path, models: Path, store: Store | None, **options: Any) -> list[Step]:
    return list(job_over(folder, models, store, **options).steps())


def records(steps: list[Step]) -> list[dict[str, Any]]:
    """What would be written, but for the time it took."""
    return [to_record(step.analysis, all_detections=True) | {"elapsed_ms": None} for step in steps]


def recalled(steps: list[Step]) -> list[bool]:
    return [step.recalled for step in steps]
