from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QCheckBox

from fracview.review.store.errors import store_error

if TYPE_CHECKING:
    from pathlib import Path

    from tests.ui.batch.driven import Batch


def test_it_is_counted_when_folders_are_added_after_a_run_and_on_demand(batch: Batch, folder: Path) -> None:
    said = batch.page.review.said
    batch.mode.add([folder])
    batch.driven.wait(lambda: said.text() == "Nothing to review yet. The store has no findings of 6 files.")
    batch.button("go").click()
    batch.driven.wait(lambda: said.text().startswith("Reviewed 0 of 5, 5 left."))
    assert "Cases to review: 5" in batch.page.review.lines.toPlainText()
    said.setText("")
    batch.button("count").click()
    batch.driven.wait(lambda: said.text().startswith("Reviewed 0 of 5"))


def test_a_verdict_is_counted_when_the_page_is_shown_again(batch: Batch, folder: Path) -> None:
    batch.run_to_the_end(folder)
    batch.driven.act("batch")
    batch.driven.open(folder)
    batch.driven.go("scan_000.png")
    batch.driven.wait(lambda: batch.driven.scene.analysis is not None)
    batch.driven.act("agree")
    batch.driven.act("batch")
    batch.driven.wait(lambda: batch.page.review.said.text().startswith("Reviewed 1 of 5, 4 left."))
    assert batch.page.review.bar.value() == 1


def test_results_past_the_gate_are_counted_apart(batch: Batch, folder: Path) -> None:
    batch.page.findChild(QCheckBox, "batch_ignore_gate").setChecked(True)
    batch.run_to_the_end(folder)
    batch.driven.wait(lambda: batch.page.review.said.text().startswith("Reviewed 0 of 5"))
    assert "out of scope" not in batch.page.review.lines.toPlainText()
    batch.page.findChild(QCheckBox, "batch_ignore_gate").setChecked(False)
    batch.button("count").click()
    batch.driven.wait(lambda: batch.page.review.said.text().startswith("Nothing to review yet."))


def test_without_a_store_it_says_so(batch: Batch, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    records = batch.driven.window.session.records
    batch.driven.wait(lambda: records.is_open)

    def refuse(*, again: bool = False) -> None:
        raise store_error("store_corrupt", records.path)

    monkeypatch.setattr(records, "_ready", refuse)
    batch.mode.add([folder])
    batch.driven.wait(lambda: batch.page.review.said.text().startswith("Not counted: The store is damaged"))
    monkeypatch.undo()


def test_without_folders_nothing_stands_there(batch: Batch, folder: Path) -> None:
    batch.mode.add([folder])
    batch.wait_counted()
    batch.page.what.roots.selectAll()
    batch.button("remove").click()
    assert batch.page.review.said.text() == ""
    assert not batch.button("read").isEnabled()
