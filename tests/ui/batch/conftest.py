"""Batches in a real window: read on threads, for processes of their own take longer to start than to run."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from fracview.core.errors import FracViewError
from fracview.review.batch.job import BatchJob
from fracview.review.settings import Settings
from fracview.ui.batch.what import WhatPart
from fracview.ui.theme import apply_theme
from tests.tiny_runs import DEFINITE, DOUBT, NOT_FOUND, OUT_OF_SCOPE
from tests.ui.batch.driven import Batch, Gate
from tests.ui.windows import fill

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QApplication

    from fracview.ui.batch.run import Request
    from tests.ui.windows import Windows


@pytest.fixture
def dressed(qapp: QApplication) -> QApplication:
    apply_theme(qapp, "dark")
    return qapp


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two definite, one of each other outcome but failed, of which there is none."""
    made = tmp_path / "share"
    fill(made, [DEFINITE, DOUBT, NOT_FOUND, OUT_OF_SCOPE, DEFINITE - 1])
    (made / "notes.txt").write_text("no radiograph", encoding="utf-8")
    return made


@pytest.fixture
def batch(windows: Windows, monkeypatch: pytest.MonkeyPatch) -> Batch:
    """The page of a new window, shown, with nothing to run over."""
    chosen = WhatPart.request.fget

    def on_threads(self: WhatPart) -> Request:
        request = chosen(self)
        return replace(request, options=replace(request.options, isolated=False))

    monkeypatch.setattr(WhatPart, "request", property(on_threads))
    return Batch(windows.make(settings=Settings(analyse_in_background=False)))


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Gate:
    """Jobs stop after each frame until it is opened."""
    gate = Gate()
    steps = BatchJob.steps

    def slowly(self: BatchJob):  # noqa: ANN202 - a generator, as the method it stands for
        for step in steps(self):
            yield step
            gate.wait()

    monkeypatch.setattr(BatchJob, "steps", slowly)
    return gate


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> list[FracViewError]:
    """An error in this list ends a job after its second frame."""
    errors: list[FracViewError] = []
    run = BatchJob._run

    def until_it_breaks(self: BatchJob):  # noqa: ANN202 - as above
        for number, step in enumerate(run(self), start=1):
            yield step
            if errors and number == 2:
                raise errors[0]

    monkeypatch.setattr(BatchJob, "_run", until_it_breaks)
    return errors
