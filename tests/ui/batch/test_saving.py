from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QFileDialog, QPushButton

from fracview.review.store.errors import store_error

if TYPE_CHECKING:
    from pathlib import Path

    from tests.ui.batch.driven import Batch, Gate


def test_what_is_ticked_is_written(batch: Batch, folder: Path, tmp_path: Path) -> None:
    batch.run_to_the_end(folder)
    batch.page.findChild(QPushButton, "batch_folder_choose").click()
    dialog = batch.page.findChild(QFileDialog, "path_dialog")
    dialog.fileSelected.emit(str(tmp_path / "out"))
    dialog.close()
    output = batch.page.output
    for kind in ("boxes", "lines", "workbook", "coco", "overlays"):
        output.kinds[kind].setChecked(True)
    batch.button("save").click()
    batch.driven.wait(lambda: output.said.text().startswith("Written: "))
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "frames.csv", "boxes.csv", "records.jsonl", "results.xlsx", "coco.json", "coco.images.json",
        "summary.html", "overlays",
    }  # fmt: skip
    lines = (tmp_path / "out" / "records.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) == batch.progress.frames


def test_cancelled_nothing_is_written(batch: Batch, folder: Path, tmp_path: Path, held: Gate) -> None:
    batch.mode.add([folder])
    batch.page.output.show_folder(tmp_path / "out")
    batch.button("save").click()
    batch.driven.wait((tmp_path / "out").exists)
    batch.button("save_cancel").click()
    held.open()
    batch.driven.wait(lambda: not list((tmp_path / "out").iterdir()))
    assert batch.page.output.said.text().startswith("Stopped")


def test_a_refusal_stands_on_the_page(batch: Batch, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file", encoding="utf-8")
    batch.mode.add([folder])
    batch.page.output.show_folder(tmp_path / "out")
    batch.button("save").click()
    batch.driven.wait(lambda: batch.page.output.said.text().startswith("Not written: "))
    assert batch.button("save").isEnabled()


def test_without_a_store_it_is_refused(
    batch: Batch, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    records = batch.driven.window.session.records
    batch.driven.wait(lambda: records.is_open)
    batch.mode.add([folder])

    def refuse(*, again: bool = False) -> None:
        raise store_error("store_locked", records.path)

    monkeypatch.setattr(records, "_ready", refuse)
    batch.page.output.show_folder(tmp_path / "out")
    batch.button("save").click()
    batch.driven.wait(lambda: "held by another program" in batch.page.output.said.text())


def test_while_the_run_is_at_work_it_has_to_wait(
    batch: Batch, folder: Path, tmp_path: Path, held: Gate
) -> None:
    batch.page.output.show_folder(tmp_path / "out")
    batch.start(folder)
    batch.driven.wait(lambda: batch.state == "running")
    assert not batch.button("save").isEnabled()
    held.open()
    batch.wait_state("finished")
    assert batch.button("save").isEnabled()
