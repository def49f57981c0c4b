from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QCheckBox, QFileDialog

from fracview.review.settings import Settings, load_settings
from fracview.ui.batch.kinds import output_paths
from fracview.ui.batch.words import LIST_WAITS
from fracview.ui.main_window import SETTINGS
from tests.tiny_runs import DOUBT, write_scan

if TYPE_CHECKING:
    from pathlib import Path

    from tests.ui.batch.driven import Batch, Gate
    from tests.ui.windows import Windows


def test_a_new_list_begins_with_what_is_open(windows: Windows, folder: Path) -> None:
    driven = windows.make(settings=Settings(analyse_in_background=False))
    driven.open(folder)
    driven.act("batch")
    assert driven.window.batch.page.what.roots.paths == (folder,)


def test_networks_and_store_are_named(batch: Batch) -> None:
    what = batch.page.what
    assert str(batch.driven.window.session.records.path) in what.store.full_text
    batch.driven.wait(lambda: what.provider.full_text.startswith("Runs on: CPU"))
    assert "tiny-fracture" in what.networks.full_text


def test_networks_that_do_not_run_are_told(windows: Windows, tmp_path: Path) -> None:
    driven = windows.make(models=tmp_path / "none")
    driven.act("batch")
    networks = driven.window.batch.page.what.networks
    driven.wait(lambda: networks.full_text == "Networks: they do not run")


@pytest.mark.parametrize(
    ("action", "name"), [("open_folder", "batch_add_folder"), ("open_files", "batch_add_files")]
)
def test_opening_adds_to_the_list(batch: Batch, folder: Path, action: str, name: str) -> None:
    batch.driven.act(action)
    dialog = batch.driven.window.findChild(QFileDialog)
    dialog.filesSelected.emit([str(folder)])
    dialog.close()
    assert batch.page.what.roots.paths == (folder,)
    assert not len(batch.driven.window.session.catalog)
    assert batch.page.findChild(type(batch.button("go")), name).isEnabled()


def test_the_counts_on_the_page_are_those_of_the_job(batch: Batch, folder: Path) -> None:
    batch.run_to_the_end(folder)
    shown = {name: int(label.text()) for name, label in batch.page.run.counts.counts.items()}
    assert shown == batch.progress.counts
    assert batch.page.run.files.text() == "6 of 6 files"
    assert batch.page.run.frames.text() == "6 frames: 0 recalled from the store, 6 new in this run"
    reasons = batch.page.run.counts.reasons
    rows = {reasons.topLevelItem(row).text(0) for row in range(reasons.topLevelItemCount())}
    assert rows == {
        f"{outcome.replace('_', ' ')}: {code.replace('_', ' ')}"
        for outcome, codes in batch.progress.reasons.items()
        for code in codes
    }


def test_a_run_reaches_for_no_network(
    batch: Batch, folder: Path, no_network: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fracview.review.updates.UPDATE_ADDRESS", "https://192.0.2.1/newest.json")
    batch.run_to_the_end(folder)


def test_while_it_runs_the_list_cannot_be_changed_and_the_viewer_waits(
    windows: Windows, batch: Batch, folder: Path, tmp_path: Path, held: Gate
) -> None:
    window = batch.driven.window
    window.change_settings(Settings(analyse_in_background=True))
    write_scan(tmp_path / "other" / "one.png", DOUBT)
    batch.driven.open(tmp_path / "other")
    batch.start(folder)
    batch.driven.wait(lambda: batch.state == "running")
    assert batch.driven.message == LIST_WAITS
    assert not batch.page.what.roots.isEnabled()
    batch.mode.add([tmp_path / "other"])
    assert batch.page.what.roots.paths == (folder,)
    assert "once the run has ended" in batch.driven.message
    held.open()
    batch.wait_state("finished")
    assert batch.page.what.roots.isEnabled()
    assert not window.actions_by_id["analyse_pause"].isChecked()


def test_a_run_goes_on_while_the_reader_reads(batch: Batch, folder: Path, held: Gate) -> None:
    batch.start(folder)
    batch.driven.wait(lambda: batch.state == "running")
    batch.driven.act("batch")
    held.open()
    batch.wait_state("finished")
    batch.driven.open(folder)
    batch.driven.wait(lambda: [case.outcome for case in batch.driven.cases].count("definite") == 2)


def test_what_is_open_hears_of_what_was_found(batch: Batch, folder: Path) -> None:
    driven = batch.driven
    driven.open(folder)
    assert [case.outcome for case in driven.cases].count("waiting") >= 4
    batch.run_to_the_end(folder)
    driven.wait(lambda: [case.outcome for case in driven.cases].count("definite") == 2)
    assert [case.outcome for case in driven.cases].count("waiting") == 0


def test_what_is_written_out_is_not_run_over(batch: Batch, folder: Path) -> None:
    assert batch.mode.request.options.leave_out == ()
    batch.page.output.show_folder(folder / "out")
    assert batch.mode.request.options.leave_out == output_paths(folder / "out")


def test_the_order_to_read_in_is_kept_among_the_settings(batch: Batch, home: Path) -> None:
    batch.page.findChild(QCheckBox, "batch_ageing").setChecked(False)
    assert batch.driven.window.settings.queue_ageing_h is None
    batch.driven.wait(
        lambda: any(load_settings(one)[0].queue_ageing_h is None for one in home.rglob(SETTINGS))
    )
    batch.driven.window.change_settings(Settings())
    assert batch.page.findChild(QCheckBox, "batch_ageing").isChecked()


def test_the_layout_that_is_kept_is_that_of_reading(batch: Batch, windows: Windows) -> None:
    windows.close(batch.driven)
    assert not any(dock.isHidden() for dock in windows.make().window.docks[:2])
