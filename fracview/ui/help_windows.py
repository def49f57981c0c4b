"""Windows beside the main one: opened here, filled on a thread where that takes time."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt

from fracview import __version__

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QDialog

    from fracview.review.licences import Component
    from fracview.ui.dialogs.about import AboutDialog
    from fracview.ui.main_window import MainWindow

_Dialog = TypeVar("_Dialog", bound="QDialog")


def header(window: MainWindow) -> None:
    """Everything that the file in view says of itself."""
    from fracview.reading.browse import browse
    from fracview.ui.dialogs.header import HeaderDialog

    case = window.session.case
    if case is None:
        window.status.show_message("Open a radiograph first.")
        return
    dialog, title = _opened(HeaderDialog(window)), case.name
    path: Path = case.path
    ticket = window.background_work.submit(
        lambda: browse(path),
        lambda rows: dialog.show_header(title, rows),
        lambda error: dialog.show_problem(title, str(error)),
    )
    dialog.finished.connect(ticket.cancel)  # an answer for a window that has gone is not delivered


def settings(window: MainWindow) -> None:
    """Everything that can be set."""
    from fracview.ui.dialogs.settings import SettingsDialog

    dialog = SettingsDialog(window.settings, window)
    dialog.settings_changed.connect(window.change_settings)
    _opened(dialog)


def cheat_sheet(window: MainWindow) -> None:
    """Every key on one sheet."""
    from fracview.ui.dialogs.cheat_sheet import CheatSheet

    sheet = _opened(CheatSheet(window))
    sheet.show_keys(window.keys)


def diagnostics(window: MainWindow) -> None:
    """What this installation can do, and what it lacks."""
    from fracview.ui.dialogs.diagnostics import DiagnosticsDialog

    dialog = _opened(DiagnosticsDialog(window))

    def look() -> None:
        dialog.show_waiting()
        ticket = window.background_work.submit(
            lambda: diagnostics_text(window), dialog.show_text, lambda error: dialog.show_text(str(error))
        )
        dialog.finished.connect(ticket.cancel)

    dialog.refresh_asked.connect(look)
    look()


def about(window: MainWindow) -> None:
    """Version, build, licences and networks."""
    from fracview.review.licences import components
    from fracview.review.this_build import build_words, source_words
    from fracview.ui.dialogs.about import AboutDialog

    dialog = _opened(AboutDialog(window))
    page = dialog.licences
    analyzer = window.session.analyses.networks.analyzer
    models = analyzer.provenance().models if analyzer else ()
    dialog.show_about(__version__, models, build_words(), source_words())
    page.text_asked.connect(lambda component: _show_licence(window, dialog, component))
    ticket = window.background_work.submit(
        components, page.show_components, lambda error: page.show_problem(str(error))
    )
    dialog.finished.connect(ticket.cancel)


def _show_licence(window: MainWindow, dialog: AboutDialog, component: Component) -> None:
    """Fetch the text of what was chosen; it can be long, and lie on a share."""
    from fracview.review.licences import licence_text

    page = dialog.licences
    ticket = window.background_work.submit(
        lambda: licence_text(component),
        lambda text: page.show_text(component, text),
        lambda error: page.show_text(component, str(error)),
    )
    dialog.finished.connect(ticket.cancel)


def diagnostics_text(window: MainWindow) -> str:
    """The doctor's report and the state of the store; no path of anybody's file."""
    import PySide6

    from fracview.inference import examine
    from fracview.inference.doctor import report_lines

    records = window.session.records
    store = "open" if records.is_open else f"not open: {window.store_problem or 'not opened yet'}"
    return "\n".join(
        [
            *report_lines(examine(window.models_folder)),
            f"PySide6        {PySide6.__version__}",
            f"store          {store}",
            f"asked device   {window.settings.device}",
        ]
    )


def _opened(dialog: _Dialog) -> _Dialog:
    """Show it; it goes when it is closed."""
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    return dialog
