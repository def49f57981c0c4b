"""The window in batch: the page in place of the reading room, and who hears whom on it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QFileDialog

from fracview.export.captions import models_sentence
from fracview.ui import building, modes, wiring
from fracview.ui.batch.background import BackgroundHold
from fracview.ui.batch.kinds import output_paths
from fracview.ui.batch.page import BatchPage
from fracview.ui.batch.reading import read
from fracview.ui.batch.review_count import ReviewCount
from fracview.ui.batch.run import BatchRun
from fracview.ui.batch.saving import Saving
from fracview.ui.batch.words import AT_WORK, NOT_ALL_THERE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from fracview.inference import Analyzer
    from fracview.review.batch.progress import BatchProgress
    from fracview.ui.batch.run import Request
    from fracview.ui.main_window import MainWindow

KNOWN = frozenset(
    {
        "open_files", "open_folder", "open_reference", "open_predictions", "open_second", "settings", "quit",
        "compare", "batch", "analyse_pause", "cheat_sheet", "diagnostics", "about",
    }
)  # fmt: skip
"""Actions that mean something on this page."""


class BatchMode(QObject):
    """The batch page of one window, and the work behind it."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.window = window
        self.page = BatchPage()
        self.is_on = False
        self.commands: dict[str, Callable[[], None]] = {
            "open_files": partial(self._ask, QFileDialog.FileMode.ExistingFiles, "Add files to run over"),
            "open_folder": partial(self._ask, QFileDialog.FileMode.Directory, "Add a folder to run over"),
        }
        opener = partial(_opened, window)
        self.run = BatchRun(window.session, partial(building.open_analyzer, window), self)
        self.saving = Saving(window.session, opener, self.page.output, self)
        self.count = ReviewCount(window.session, self.page.review, self)
        self._hold = BackgroundHold(window)
        self._aside = modes.Aside(window, self.page, KNOWN)
        self._connect()
        self.page.show_roots()
        self.page.what.show_store(window.session.records.path)
        self._show_networks()
        self.apply_settings()

    def _connect(self) -> None:
        page, run, actions = self.page, self.run, self.window.actions_by_id
        page.what.folder_asked.connect(actions["open_folder"].trigger)
        page.what.files_asked.connect(actions["open_files"].trigger)
        page.what.roots_changed.connect(self._roots_changed)
        page.run.start_asked.connect(lambda: run.start(self.request))
        page.run.pause_asked.connect(run.pause)
        page.run.cancel_asked.connect(run.cancel)
        run.changed.connect(self._show_progress)
        run.ended.connect(self._ended)
        page.output.save_asked.connect(lambda: self.saving.start(self.request))
        page.output.cancel_asked.connect(self.saving.cancel)
        page.review.count_asked.connect(self._count)
        page.review.order_asked.connect(lambda: self._read(disagreements=False))
        page.review.disagreements_asked.connect(lambda: self._read(disagreements=True))
        page.review.queue.changed.connect(self._change_queue)
        self.window.session.analyses.networks_changed.connect(lambda _: self._show_networks())

    @property
    def request(self) -> Request:
        """What is chosen on the page; what is written out is not run over."""
        request, folder = self.page.what.request, self.page.output.folder
        if folder is None:
            return request
        return replace(request, options=replace(request.options, leave_out=output_paths(folder)))

    # On and off

    def set_on(self, on: bool) -> None:
        """Show the page, or go back to reading; a run goes on either way."""
        if on == self.is_on:
            return
        window = self.window
        if window.isFullScreen():  # the window brings its docks back a moment later
            window.toggle_full_screen()
            QTimer.singleShot(0, self, lambda: self.set_on(on))
            return
        modes.leave_others(window, self)
        self.is_on = on
        if on:
            self._aside.put()
            self._take_what_is_open()
            self._count()
            self.page.setFocus()
        else:
            self._aside.back()
            if self.run.is_under_way:  # what is found so far stands in the list
                window.session.look_up_again()
            window.canvas.main.setFocus()
        window.actions_by_id["batch"].setChecked(on)

    def add(self, paths: Sequence[Path]) -> None:
        """Run over these too; a run that is under way is not changed."""
        if self.run.is_under_way:
            self.window.status.show_message("The list can be changed once the run has ended.")
        else:
            self.page.what.roots.add(paths)

    def apply_settings(self) -> None:
        """The order to read in, as it is set."""
        self.page.review.queue.show_settings(self.window.settings)

    def leave(self) -> None:
        """Before the window closes: the layout that is kept is that of reading."""
        if not self.window.isFullScreen():
            self.set_on(False)

    def close(self) -> None:
        """Cancel what is under way, wait for it, and end every thread."""
        self.run.close()
        self.saving.close()
        self.count.close()

    # What the reader does

    def _ask(self, mode: QFileDialog.FileMode, title: str) -> None:
        dialog = QFileDialog(self.window, title)
        dialog.setFileMode(mode)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(lambda names: self.add([Path(name) for name in names]))
        dialog.open()

    def _take_what_is_open(self) -> None:
        """A new list begins with what is open for reading."""
        if not self.page.what.roots.paths and not self.run.is_under_way:
            self.page.what.roots.add(self.window.session.walk.paths)

    def _roots_changed(self) -> None:
        self.page.show_roots()
        self._count()

    def _read(self, *, disagreements: bool) -> None:
        read(self.window, self.page.what.roots.paths, disagreements=disagreements)
        self.set_on(False)

    def _change_queue(self) -> None:
        self.window.change_settings(self.page.review.queue.changed_settings(self.window.settings))

    # What is shown

    def _show_progress(self, progress: BatchProgress) -> None:
        self.page.run.show_progress(progress, is_stopping=self.run.is_stopping)
        self.page.what.set_locked(self.run.is_under_way)
        self.page.output.set_locked(progress.state in NOT_ALL_THERE)
        self._hold.set_held(progress.state in AT_WORK)

    def _ended(self) -> None:
        """What was found is counted, and shown in the list where that is open."""
        self._count()
        self.window.session.look_up_again()

    def _count(self) -> None:
        if self.is_on:
            self.count.start(self.request)

    def _show_networks(self) -> None:
        networks = self.window.session.analyses.networks
        if networks.analyzer is None:
            words = "not opened yet" if networks.error is None else "they do not run"
            self.page.what.show_networks(f"Networks: {words}", str(networks.error or ""))
            return
        provenance, report = networks.analyzer.provenance(), networks.analyzer.device_report
        names = ", ".join(f"{model.name} {model.sha256[:6]}" for model in provenance.models)
        tip = "\n".join(part for part in (models_sentence(provenance), report.note) if part)
        self.page.what.show_networks(f"Networks: {names}", tip, f"Runs on: {wiring.provider_words(report)}")


def _opened(window: MainWindow) -> Analyzer:
    """The networks of the session where they are open; called on a thread that waits for them else."""
    return window.session.analyses.networks.analyzer or building.open_analyzer(window)
