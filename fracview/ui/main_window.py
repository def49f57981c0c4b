"""The window: it lays the parts out, holds the session, and keeps what of it a reader has set."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QEventLoop, QSettings, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow

from fracview.review.paths import config_dir
from fracview.ui import modes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PySide6.QtCore import QEvent, QObject
    from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent
    from PySide6.QtWidgets import QDockWidget, QToolBar

    from fracview.core.verdict import Verdict
    from fracview.review.settings import Settings
    from fracview.ui.batch.mode import BatchMode
    from fracview.ui.canvas.area import CanvasArea
    from fracview.ui.canvas.picture import Overlay
    from fracview.ui.canvas.tools import ToolName
    from fracview.ui.canvas.under_bar import UnderBar
    from fracview.ui.cases.panel import CaseListPanel
    from fracview.ui.compare.mode import CompareMode
    from fracview.ui.findings.panel import FindingsPanel
    from fracview.ui.session.session import Session
    from fracview.ui.session.thumbnails import Thumbnails
    from fracview.ui.status_bar import StatusBar
    from fracview.ui.strip.panel import StripPanel
    from fracview.ui.work import Lane

SETTINGS = "settings.json"
LAYOUT = "window.ini"
PEEK_S = 0.35
"""A key held longer than this peeks: what it hid comes back when it is let go."""


class MainWindow(QMainWindow):
    """FracView's window.

    Parameters
    ----------
    settings
        As they were kept.
    models_folder
        Folder of the model set that ships; None where it is missing.
    """

    status: StatusBar
    canvas: CanvasArea
    under_bar: UnderBar
    cases: CaseListPanel
    findings: FindingsPanel
    strip: StripPanel
    strip_dock: QDockWidget
    docks: tuple[QDockWidget, ...]
    thumbnails: Thumbnails
    background_work: Lane
    session: Session
    actions_by_id: dict[str, QAction]
    toolbar: QToolBar

    def __init__(self, settings: Settings, models_folder: Path | None) -> None:
        super().__init__()
        self.setObjectName("main_window")
        self.setWindowTitle("FracView")
        self.setAcceptDrops(True)
        self.settings = settings
        self.models_folder = _models(settings, models_folder)
        self.is_built = False
        self.store_problem = ""
        self.words_unsaved = ""
        self.chosen_detection: int | None = None
        self.overlay: Overlay | None = None
        self.compare: CompareMode | None = None
        self.batch: BatchMode | None = None
        self._hidden_at = 0.0
        self._docks_before: QByteArray | None = None
        self._quit_for_certain = False
        self._close_when_built = False
        self._closed = False
        placeholder = QLabel("FracView is starting ...")
        placeholder.setStyleSheet("qproperty-alignment: AlignCenter;")
        placeholder.setObjectName("starting")
        self.setCentralWidget(placeholder)
        self.resize(1440, 900)
        geometry = self._layout_file().value("geometry")
        if isinstance(geometry, QByteArray):
            self.restoreGeometry(geometry)

    def build(self) -> Iterator[None]:
        """Make the parts, step by step; the window may be on the screen already, and events be handled."""
        from fracview.ui import building

        yield from building.steps(self)
        self.actions_by_id["save_report"].setEnabled(False)  # until a comparison is shown
        self.is_built = True
        if self._close_when_built:
            QTimer.singleShot(0, self, self.close)

    # What the reader does

    def go_to(self, number: int) -> None:
        """Show a case and stand on it in the list."""
        self.session.show(number)
        self.cases.set_current(number)

    def choose_tool(self, tool: ToolName) -> None:
        """What dragging on the radiograph does from now on."""
        from fracview.ui.canvas.tools import ToolName

        for viewport in (self.canvas.main, self.canvas.second):
            viewport.tool = tool
        for other in ToolName:
            self.actions_by_id[f"tool_{other}"].setChecked(other is tool)

    def show_assistant(self, shown: bool) -> None:
        """Draw what the networks say, or nothing of it."""
        self.session.assistant_shown = shown
        self.canvas.main.set_boxes_shown(shown)

    def hide_drawn(self, hidden: bool) -> None:
        """Nothing but the radiograph, or everything again."""
        self._hidden_at = time.monotonic()
        self.canvas.main.set_all_hidden(hidden)
        application = QApplication.instance()
        if application is not None and hidden:
            application.installEventFilter(self)  # to hear the key being let go, whoever has the focus
        elif application is not None:
            application.removeEventFilter(self)

    def show_strip(self, shown: bool) -> None:
        """Open or close the strip."""
        self.strip_dock.setVisible(shown)

    def next_finding(self) -> None:
        """Stress the next box, and bring it into view."""
        shown = [one for one in self.session.scene.findings.detections if one.shown]
        if not shown:
            return
        numbers = [one.number for one in shown]
        after = numbers.index(self.chosen_detection) + 1 if self.chosen_detection in numbers else 0
        self.choose_detection(numbers[after % len(numbers)])

    def choose_detection(self, number: int) -> None:
        """Stress a box in the list and on the radiograph."""
        from fracview.ui import wiring

        self.chosen_detection = number
        self.findings.choose_detection(number)
        wiring.draw(self)
        for one in self.session.scene.findings.detections:
            if one.number == number:
                self.canvas.main.center_on(one.box_xyxy)

    def give_verdict(self, verdict: Verdict) -> None:
        """By key: as by the button."""
        self.findings.give_verdict(verdict.value)

    def give_impression(self, key: str, impression: str) -> None:
        """What the reader sees, from the panel; the assistant is shown from now on."""
        from fracview.core.impression import Impression

        self.session.give_impression(key, Impression(impression))

    def toggle_read_first(self) -> None:
        """Whether the assistant is hidden until the reader has said what they see; kept in the settings."""
        on = self.actions_by_id["read_first"].isChecked()
        self.change_settings(replace(self.settings, read_first=on))

    def undo_verdict(self) -> None:
        """Take the last verdict back, and say of which radiograph; a first impression stays."""
        if self.session.said.refuses_undo():
            self.status.show_message(
                "Your first impression stays: the assistant was shown. Once more takes the last verdict back."
            )
            return
        frame = self.session.verdicts.undo()
        if frame is None:
            self.status.show_message("There is no verdict to take back.")
            return
        numbers = self.session.catalog.numbers_of(frame[0])
        if numbers:
            name = self.session.catalog.case(numbers[0]).name
            self.status.show_message(f"Verdict taken back: {name}")

    def toggle_full_screen(self) -> None:
        """The radiograph on the whole screen, and back."""
        if self.isFullScreen():
            self.showNormal()
            QTimer.singleShot(0, self, self._restore_docks)  # once the window has its old size again
        else:
            self._docks_before = self.saveState()
            for dock in self.docks:
                dock.hide()
            self.showFullScreen()
        full = self.isFullScreen()
        self.toolbar.setVisible(not full)
        self.menuBar().setVisible(not full)
        self.actions_by_id["full_screen"].setChecked(full)

    def _restore_docks(self) -> None:
        if self._docks_before is not None and not self.isFullScreen():
            self.restoreState(self._docks_before)

    # Settings

    @property
    def keys(self) -> dict[str, tuple[str, ...]]:
        """Keys of every action as they are now."""
        from fracview.ui.actions import keys_of

        return keys_of(self.settings)

    def change_settings(self, settings: Settings) -> None:
        """Take new settings over at once, and keep them; networks and store change with the next start."""
        from fracview.review.settings import save_settings

        before, self.settings = self.settings, settings
        self.apply_settings()
        if before.theme != settings.theme:
            self._change_theme(settings.theme)
        path = config_dir() / SETTINGS
        self.background_work.submit(
            lambda: save_settings(settings, path),
            lambda _: None,
            lambda error: self.status.show_message("The settings were not saved.", str(error), warn=True),
        )
        if (before.device, before.models, before.store) != (settings.device, settings.models, settings.store):
            self.status.show_message("Device, networks and store change when FracView is started again.")

    def _change_theme(self, name: str) -> None:
        """Dress everything anew; icons take their colour from the theme."""
        from fracview.ui import menus
        from fracview.ui.theme import apply_theme

        application = QApplication.instance()
        if isinstance(application, QApplication):
            apply_theme(application, name)
            menus.renew_icons(self.actions_by_id)

    def apply_settings(self) -> None:
        """Hand every part what it needs of the settings."""
        from fracview.ui import menus, reading

        settings, keys = self.settings, self.keys
        menus.set_keys(self.actions_by_id, keys)
        self.findings.show_keys(keys)
        named = [
            next(iter(keys[name]), "") for name in ("layer_previous", "layer_next", "layer_map", "strip")
        ]
        self.strip.show_keys(*named)
        reading.apply_settings(self)
        self.session.set_usual_threshold(settings.box_threshold)
        self.session.background.set_enabled(settings.analyse_in_background)
        for viewport in (self.canvas.main, self.canvas.second):
            viewport.drag_up_darkens = settings.drag_up == "darker"
            viewport.wheel_turns_pages = settings.wheel == "next"
            viewport.set_corner_state(settings.corner_texts)
        for mode in modes.made(self):
            mode.apply_settings()

    def _layout_file(self) -> QSettings:
        return QSettings(os.fspath(config_dir() / LAYOUT), QSettings.Format.IniFormat)

    def restore_layout(self) -> None:
        """Docks as they were left."""
        state = self._layout_file().value("state")
        if isinstance(state, QByteArray):
            self.restoreState(state)
        self.actions_by_id["strip"].setChecked(not self.strip_dock.isHidden())
        self.session.layers.open_strip(not self.strip_dock.isHidden())

    # Events

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802, ARG002
        """Peek: what a held key hides comes back when it is let go. Listens only while all is hidden."""
        from PySide6.QtCore import QEvent

        if event.type() == QEvent.Type.KeyRelease and self.actions_by_id["hide_drawn"].isChecked():
            held = time.monotonic() - self._hidden_at > PEEK_S
            is_repeat = event.isAutoRepeat()  # type: ignore[attr-defined]
            pressed = self.actions_by_id["hide_drawn"].shortcut().toString()
            if held and not is_repeat and _key_name(event) == pressed and self._hidden_at:
                self.actions_by_id["hide_drawn"].setChecked(False)
                self.hide_drawn(False)
        return False

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        """Files may be dropped anywhere on the window."""
        from fracview.ui import opening

        if self.is_built and opening.dropped_paths(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        """Open what was dropped."""
        from fracview.ui import opening
        from fracview.ui.batch import entry as batching
        from fracview.ui.compare import entry as comparing

        paths = opening.dropped_paths(event.mimeData())
        if paths:
            event.acceptProposedAction()
            if not batching.dropped(self, paths):
                comparing.dropped(self, paths)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Write what is still to be written; verdicts that cannot be are never thrown away unasked."""
        if not self.is_built:
            self._close_when_built = True
            event.ignore()  # a moment later it is closed in order
            return
        if self._closed:
            return
        self.findings.commit_comment()
        for mode in modes.made(self):
            mode.leave()
        self._settle_words()
        if self.session.said.unsaved and not self._quit_for_certain:
            from fracview.ui.unsaved import ask_about_unsaved

            event.ignore()
            ask_about_unsaved(self)
            return
        kept = self._layout_file()
        if not self.isFullScreen():
            kept.setValue("geometry", self.saveGeometry())
            kept.setValue("state", self.saveState())
        self.hide_drawn(False)
        self._closed = True
        for mode in modes.made(self):
            mode.close()
        self.thumbnails.close()
        self.background_work.close(finish=True)
        self.session.close()
        super().closeEvent(event)

    def _settle_words(self) -> None:
        """Wait until everything that was said is written, or cannot be."""
        handle = QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents
        self.session.records.settle()
        QApplication.processEvents(handle)
        while self.session.said.is_writing:
            self.session.records.settle()
            QApplication.processEvents(handle)

    def quit(self) -> None:
        """As by the window's own button."""
        self.close()

    def quit_for_certain(self) -> None:
        """The reader has been asked."""
        self._quit_for_certain = True
        self.close()

    def say_verdict(self, key: str, verdict: str, comment: str) -> None:
        """A verdict or a comment from the panel."""
        from fracview.core.verdict import Verdict

        if key:
            self.session.give_verdict(key, Verdict(verdict) if verdict else None, comment)

    def say_comment(self, key: str, comment: str) -> None:
        """A comment on its own leaves the verdict as it is."""
        if key:
            self.session.comment(key, comment)

    @property
    def verdict_key(self) -> str:
        """Frame in view, as the panel's answers name it."""
        from fracview.ui.session.keys import key_text

        key = self.session.scene.key
        return key_text(key) if key else ""


def _models(settings: Settings, shipped: Path | None) -> Path | None:
    from pathlib import Path

    return Path(settings.models) if settings.models else shipped


def _key_name(event: QEvent) -> str:
    from PySide6.QtGui import QKeyEvent, QKeySequence

    return QKeySequence(event.key()).toString() if isinstance(event, QKeyEvent) else ""
