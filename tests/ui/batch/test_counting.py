from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fracview.core.verdict import Verdict, VerdictEntry
from fracview.inference import Analyzer, load_model_set
from fracview.review.batch.job import BatchJob, BatchOptions
from fracview.review.batch.recall import key_of
from fracview.review.store import Store
from fracview.ui.batch import counting
from fracview.ui.batch.counting import count

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "store.sqlite") as made:
        yield made


@pytest.fixture(scope="module")
def analyzer(tiny_models: Path) -> Analyzer:
    return Analyzer(load_model_set(tiny_models), device="cpu")


def test_nothing_was_run_over_yet(folder: Path, store: Store, analyzer: Analyzer) -> None:
    *_, last = count([folder], store, key_of(analyzer))
    assert (last.files, last.unknown) == (6, 6)
    assert last.statistics.progress.to_review.total() == 0


def test_the_files_are_looked_up_and_the_verdicts_counted(
    folder: Path, store: Store, analyzer: Analyzer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "LOOKED_UP_TOGETHER", 4)
    steps = list(BatchJob([folder], lambda: analyzer, store, BatchOptions(isolated=False)).steps())
    definite = next(step.analysis for step in steps if step.analysis.path.name == "scan_000.png")
    store.add_verdict(
        VerdictEntry(definite.sha256, 0, Verdict.AGREE, "", "me", "2026-01-01T00:00:00Z", "", "")
    )
    told = list(count([folder], store, key_of(analyzer)))
    assert [one.files for one in told] == [4, 6, 6]
    assert [one.statistics is None for one in told] == [True, True, False]
    assert told[-1].unknown == 1, "the text file has no findings"
    progress = told[-1].statistics.progress
    assert progress.to_review == {"definite": 2, "doubt": 1, "not_found": 1, "out_of_scope": 1}
    assert progress.reviewed == {"definite": 1}
