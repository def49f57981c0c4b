"""What each action of the table does: one small function an id, over the window and its session."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from fracview.core.verdict import Verdict
from fracview.review.case import SortKey
from fracview.ui import exporting, help_windows, modes, opening
from fracview.ui.batch import entry as batching
from fracview.ui.canvas.area import Beside
from fracview.ui.canvas.tools import ToolName
from fracview.ui.canvas.viewing import next_corner_state, viewing
from fracview.ui.compare import entry as comparing

if TYPE_CHECKING:
    from collections.abc import Callable

    from fracview.ui.main_window import MainWindow


def commands(window: MainWindow) -> dict[str, Callable[[], None]]:
    """Every command by the id of its action."""
    reading = {
        **_file(window),
        **_go(window),
        **_view(window),
        **_tools(window),
        **_assistant(window),
        **_verdict(window),
    }
    return {name: partial(modes.routed, window, name, command) for name, command in reading.items()}


def _file(window: MainWindow) -> dict[str, Callable[[], None]]:
    return {
        "open_files": partial(opening.ask_for_files, window),
        "open_folder": partial(opening.ask_for_folder, window),
        "open_samples": partial(opening.open_samples, window),
        "open_reference": partial(comparing.ask_for_reference, window),
        "open_predictions": partial(comparing.ask_for_predictions, window),
        "open_second": partial(comparing.ask_for_second, window),
        "save_report": partial(comparing.save_report, window),
        "export_as_shown": partial(exporting.as_shown, window),
        "export_clean": partial(exporting.clean, window),
        "export_list": partial(exporting.listing, window),
        "header": partial(help_windows.header, window),
        "settings": partial(help_windows.settings, window),
        "quit": window.quit,
        "cheat_sheet": partial(help_windows.cheat_sheet, window),
        "diagnostics": partial(help_windows.diagnostics, window),
        "about": partial(help_windows.about, window),
    }


def _go(window: MainWindow) -> dict[str, Callable[[], None]]:
    return {
        "next": partial(_step, window, 1),
        "previous": partial(_step, window, -1),
        "first": partial(_end, window, 0),
        "last": partial(_end, window, -1),
        "next_study": partial(_study, window, 1),
        "previous_study": partial(_study, window, -1),
        "next_unreviewed": partial(_unreviewed, window),
        "reading_order": partial(window.cases.sort_by, SortKey.QUEUE),
        "next_frame": partial(_frame, window, 1),
        "previous_frame": partial(_frame, window, -1),
        "focus_filter": window.cases.focus_filter,
    }


def _view(window: MainWindow) -> dict[str, Callable[[], None]]:
    main = window.canvas.main
    return {
        **viewing(main),
        "full_screen": window.toggle_full_screen,
        "magnifier": lambda: main.set_magnifier(window.actions_by_id["magnifier"].isChecked()),
        "side_by_side": partial(_side_by_side, window),
        "corner_texts": partial(_next_corner_state, window),
        "read_first": window.toggle_read_first,
        "compare": partial(comparing.toggle, window),
        "batch": partial(batching.toggle, window),
    }


def _tools(window: MainWindow) -> dict[str, Callable[[], None]]:
    tools = {f"tool_{tool}": partial(window.choose_tool, tool) for tool in ToolName}
    return {
        **tools,
        "clear_measurements": window.canvas.main.clear_measurements,
        "cancel": partial(_cancel, window),
    }


def _assistant(window: MainWindow) -> dict[str, Callable[[], None]]:
    session = window.session
    return {
        "assistant": lambda: window.show_assistant(window.actions_by_id["assistant"].isChecked()),
        "hide_drawn": lambda: window.hide_drawn(window.actions_by_id["hide_drawn"].isChecked()),
        "layer_next": partial(session.layers.step, 1),
        "layer_previous": partial(session.layers.step, -1),
        "layer_map": session.layers.toggle,
        "next_finding": window.next_finding,
        "run_anyway": partial(session.run_anyway, past_the_gate=False),
        "ignore_gate": partial(session.run_anyway, past_the_gate=True),
        "analyse_pause": lambda: session.background.pause(window.actions_by_id["analyse_pause"].isChecked()),
        "strip": lambda: window.show_strip(window.actions_by_id["strip"].isChecked()),
    }


def _verdict(window: MainWindow) -> dict[str, Callable[[], None]]:
    return {
        "agree": partial(window.give_verdict, Verdict.AGREE),
        "unsure": partial(window.give_verdict, Verdict.UNSURE),
        "disagree": partial(window.give_verdict, Verdict.DISAGREE),
        "undo_verdict": window.undo_verdict,
        "comment": window.findings.focus_comment,
    }


def _goto(window: MainWindow, number: int | None) -> None:
    if number is not None:
        window.go_to(number)


def _step(window: MainWindow, step: int) -> None:
    key = window.session.key
    if key is not None:
        window.session.catalog.refresh()
        _goto(window, window.session.catalog.after(key[0], step))


def _end(window: MainWindow, which: int) -> None:
    order = window.session.catalog.order
    if len(order):
        _goto(window, int(order[which]))


def _study(window: MainWindow, step: int) -> None:
    key = window.session.key
    if key is not None:
        _goto(window, window.session.catalog.next_study(key[0], step))


def _unreviewed(window: MainWindow) -> None:
    key = window.session.key
    number = window.session.catalog.next_unreviewed(key[0]) if key else None
    if number is None:
        window.status.show_message("No unreviewed radiograph is left in this list.")
    _goto(window, number)


def _frame(window: MainWindow, step: int) -> None:
    key, case = window.session.key, window.session.case
    if key is not None and case is not None and 0 <= key[1] + step < case.frame_count:
        window.session.show(key[0], key[1] + step)


def _side_by_side(window: MainWindow) -> None:
    window.canvas.next_beside()
    window.actions_by_id["side_by_side"].setChecked(window.canvas.beside is not Beside.NOTHING)


def _next_corner_state(window: MainWindow) -> None:
    state = next_corner_state(window.canvas.main)
    for viewport in (window.canvas.main, window.canvas.second):
        viewport.set_corner_state(state)


def _cancel(window: MainWindow) -> None:
    """Put down what is half done; then the tool; then the full screen; then the view."""
    main = window.canvas.main
    if main.open_measurement is not None:
        main.drop_measurement()
    elif main.tool is not ToolName.WINDOW:
        window.choose_tool(ToolName.WINDOW)
    elif window.isFullScreen():
        window.toggle_full_screen()
    else:
        main.reset()
