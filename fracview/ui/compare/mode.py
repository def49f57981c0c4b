"""The window in comparison: the page in place of the reading room, and who hears whom on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer

from fracview.core.errors import FracViewError
from fracview.ui import menus, modes
from fracview.ui.compare.commands import commands
from fracview.ui.compare.data_report import DataReport
from fracview.ui.compare.layer_view import open_triptych
from fracview.ui.compare.own import Gathered, gather
from fracview.ui.compare.page import ComparePage
from fracview.ui.compare.picture import ComparedPicture
from fracview.ui.compare.session import CompareSession
from fracview.ui.work import Lane

if TYPE_CHECKING:
    from pathlib import Path

    from fracview.core.annotation import ReferenceStandard
    from fracview.ui.compare.state import Shown
    from fracview.ui.main_window import MainWindow

GATHER_MS = 2500
"""While the networks are still at work, the numbers follow this often."""
ALSO_HERE = frozenset(
    {
        "open_files", "open_folder", "open_samples", "open_reference", "open_predictions", "open_second",
        "save_report", "settings", "quit", "compare", "batch", "full_screen", "analyse_pause",
        "cheat_sheet", "diagnostics", "about",
    }
)  # fmt: skip
"""Actions that mean the same on this page as in reading; with `CompareMode.commands` all that it has."""


class CompareMode(QObject):
    """The comparison of one window."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.window = window
        self.page = ComparePage()
        self.session = CompareSession(self)
        self.picture = ComparedPicture(self.page, self.session, window.session, self)
        self.writing = Lane("report", self, behind=True)
        self.is_on = False
        self._is_saving = False
        self._reference: ReferenceStandard | None = None
        self._noted: frozenset[str] = frozenset()
        self._gather = QTimer(self, singleShot=True, interval=GATHER_MS)
        self.commands = commands(self)
        self._aside = modes.Aside(window, self.page, ALSO_HERE | self.commands.keys())
        self._connect()
        self._show(self.session.shown)
        self.apply_settings()

    def _connect(self) -> None:
        page, session, reading = self.page, self.session, self.window.session
        session.shown_changed.connect(self._show)
        session.sources_changed.connect(self._sources_changed)
        session.busy_changed.connect(self._busy)
        session.refused.connect(self._refused)
        page.panel.threshold_changed.connect(session.set_threshold)
        page.panel.cell_chosen.connect(session.choose_cell)
        page.panel.point_chosen.connect(session.choose_point)
        page.panel.by_chosen.connect(session.set_by)
        page.panel.stratum_chosen.connect(session.choose_stratum)
        page.list.queue_chosen.connect(session.set_queue)
        page.list.chips.removed.connect(session.remove_chip)
        page.list.image_chosen.connect(self.picture.show)
        page.note_given.connect(self._note)
        page.lines_asked.connect(self._show_lines)
        page.triptych_asked.connect(lambda: open_triptych(self))
        actions = self.window.actions_by_id
        page.header.reference_asked.connect(actions["open_reference"].trigger)
        page.header.predictions_asked.connect(actions["open_predictions"].trigger)
        page.header.own_asked.connect(self._use_own)
        page.header.report_asked.connect(self._open_report)
        page.header.save_asked.connect(actions["save_report"].trigger)
        page.header.second_asked.connect(actions["open_second"].trigger)
        page.header.second_own_asked.connect(self._use_own_as_second)
        page.header.second_dropped.connect(session.drop_second)
        page.second_boxes_asked.connect(self._show_second_boxes)
        viewport = page.viewport
        viewport.full_screen_asked.connect(self.window.toggle_full_screen)
        viewport.menu_asked.connect(lambda at: menus.context_menu(self.window, actions).popup(at))
        viewport.next_asked.connect(lambda step: actions["next" if step > 0 else "previous"].trigger())
        viewport.voi_changed.connect(lambda: actions["invert"].setChecked(viewport.inverted))
        actions["hide_drawn"].toggled.connect(viewport.set_all_hidden)
        self._gather.timeout.connect(self._gather_own)
        reading.case_changed.connect(lambda _: self._own_changed())
        reading.cases_found.connect(lambda _: self._own_changed())
        reading.opened.connect(self._own_changed)

    # On and off

    def set_on(self, on: bool) -> None:
        """Show the page, or go back to reading."""
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
            self.page.viewport.tool = window.canvas.main.tool
            self._aside.put()
        else:
            self._aside.back()
        self._enable_saving()
        window.actions_by_id["compare"].setChecked(on)
        viewport = self.page.viewport if on else window.canvas.main
        window.actions_by_id["invert"].setChecked(viewport.inverted)
        viewport.setFocus()
        if on:
            self._own_changed()

    def set_saving(self, saving: bool) -> None:
        """One report at a time."""
        self._is_saving = saving
        self._enable_saving()

    def _enable_saving(self) -> None:
        possible = self.is_on and not self._is_saving and self.session.report() is not None
        self.window.actions_by_id["save_report"].setEnabled(possible)
        self.page.header.save.setEnabled(possible)

    def apply_settings(self) -> None:
        """Settings of the viewport, as in reading."""
        settings, viewport = self.window.settings, self.page.viewport
        viewport.drag_up_darkens = settings.drag_up == "darker"
        viewport.wheel_turns_pages = settings.wheel == "next"
        viewport.set_corner_state(settings.corner_texts)

    def leave(self) -> None:
        """Before the window closes: the note is kept, and the layout that is kept is that of reading."""
        self.page.commit_note()
        if not self.window.isFullScreen():
            self.set_on(False)

    def close(self) -> None:
        """End every thread."""
        self._gather.stop()
        self.picture.close()
        self.session.close()
        self.writing.close()

    # Opening

    def open_reference(self, path: Path) -> None:
        """Open a reference standard; the files that are open are looked through for its images first."""
        catalog = self.window.session.catalog
        known: dict[str, Path] = {}
        for number in range(len(catalog)):
            case = catalog.case(number)
            known.setdefault(case.path.name, case.path)
        images = next(iter(known.values())).parent if known else None
        self.session.open_reference(path, images, known)

    def _sources_changed(self) -> None:
        opened = self.session.opened
        reference = opened.reference if opened else None
        if reference is not self._reference:
            self._reference = reference
            self.picture.forget()
            self._open_for_reading()
            self._gather_own()
        self._show_sources()
        self._enable_saving()
        self.session.set_notes(self._noted)

    def _open_for_reading(self) -> None:
        """The networks can answer only on what is open: open the images, unless some of them are."""
        opened, catalog = self.session.opened, self.window.session.catalog
        if opened is None or opened.folder is None:
            return
        wanted = set(opened.paths.values())
        if not any(catalog.case(number).path in wanted for number in range(len(catalog))):
            self.window.session.open([opened.folder])

    # Own analyses

    def _use_own(self) -> None:
        self.session.use_own()
        self._gather_own()

    def _own_changed(self) -> None:
        """More was analysed; soon, but not for each."""
        session = self.session
        wanted = self.is_on and (session.is_own or session.second_is_own) and session.opened is not None
        if wanted and not self._gather.isActive():
            self._gather.start()

    def _use_own_as_second(self) -> None:
        self.session.use_own_as_second()
        self._gather_own()

    def _gather_own(self) -> None:
        session = self.session
        if session.is_evaluating:  # what is under way would be thrown away
            self._gather.start()
        elif (session.is_own or session.second_is_own) and session.opened is not None:
            gather(self.window.session, self._take_own, self._refused)

    def _take_own(self, found: Gathered) -> None:
        self._noted = found.noted
        session, images = self.session, found.predictions.images
        if session.is_own and (session.predictions is None or session.predictions.images != images):
            session.take_predictions(found.predictions, is_own=True, points=found.points)
        elif session.second_is_own and (session.second is None or session.second.images != images):
            session.take_second(found.predictions, is_own=True)

    # Showing

    def _show(self, shown: Shown) -> None:
        session = self.session
        self.page.show_state(shown, session.current)
        if session.current is None and len(shown.listing.order):
            order = [int(image) for image in shown.listing.order]
            self.picture.show(next((one for one in order if session.path_of(one) is not None), order[0]))
        self.picture.renew_texts()
        self.picture.draw()

    def _show_lines(self, shown: bool) -> None:
        self.session.lines = shown
        self.picture.draw()

    def _show_second_boxes(self, shown: bool) -> None:
        self.session.second_boxes = shown
        self.picture.draw()

    def _busy(self, words: str) -> None:
        self.page.header.show_busy(words)
        if not words:
            self._show_sources()

    def _show_sources(self) -> None:
        session = self.session
        unanswered = len(session.resolver.evaluation.unanswered) if session.resolver else 0
        self.page.header.show_sources(
            session.opened.reference if session.opened else None,
            session.predictions,
            is_own=session.is_own,
            unanswered=unanswered,
        )
        second = session.resolver.second if session.resolver else None
        self.page.header.show_second(
            session.second,
            is_own=session.second_is_own,
            can_be_own=not session.is_own and session.opened is not None,
            both=int(second.both.sum()) if second else 0,
        )

    def _refused(self, error: Exception) -> None:
        """What was open stays; the sentence in the status bar, the details behind it."""
        told = isinstance(error, FracViewError)
        sentence = error.message if isinstance(error, FracViewError) else "Something unforeseen went wrong."
        details = str(error) if told else f"{type(error).__name__}: {error}"
        self.window.status.show_message(f"Not opened: {sentence}", details, warn=True)

    def _note(self, text: str) -> None:
        self.picture.keep_note(text)
        name = self.session.name_of(self.session.current)
        self._noted = self._noted | {name} if text else self._noted - {name}
        self.session.set_notes(self._noted)

    def _open_report(self) -> None:
        opened = self.session.opened
        if opened is not None:
            dialog = DataReport(opened.reference.notes, self.window)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.open()
