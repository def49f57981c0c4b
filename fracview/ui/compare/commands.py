"""What actions of the table do on the comparison page: as in reading, on its own radiograph and list."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from fracview.ui.canvas.tools import ToolName
from fracview.ui.canvas.viewing import next_corner_state, viewing

if TYPE_CHECKING:
    from collections.abc import Callable

    from fracview.ui.compare.mode import CompareMode


def commands(mode: CompareMode) -> dict[str, Callable[[], None]]:
    """Every command of the page by the id of its action; actions without one are disabled on it."""
    return {**_go(mode), **_view(mode), **_tools(mode)}


def _go(mode: CompareMode) -> dict[str, Callable[[], None]]:
    return {
        "next": partial(_step, mode, 1),
        "previous": partial(_step, mode, -1),
        "first": partial(_end, mode, last=False),
        "last": partial(_end, mode, last=True),
        "comment": mode.page.focus_note,
    }


def _view(mode: CompareMode) -> dict[str, Callable[[], None]]:
    viewport, actions = mode.page.viewport, mode.window.actions_by_id
    return {
        **viewing(viewport),
        "magnifier": lambda: viewport.set_magnifier(actions["magnifier"].isChecked()),
        "corner_texts": partial(_next_corner_state, mode),
        "hide_drawn": lambda: mode.window.hide_drawn(actions["hide_drawn"].isChecked()),
    }


def _tools(mode: CompareMode) -> dict[str, Callable[[], None]]:
    return {
        **{f"tool_{tool}": partial(_choose_tool, mode, tool) for tool in ToolName},
        "clear_measurements": mode.page.viewport.clear_measurements,
        "cancel": partial(_cancel, mode),
    }


def _step(mode: CompareMode, step: int) -> None:
    _show(mode, mode.page.list.neighbour(mode.session.current, step))


def _end(mode: CompareMode, *, last: bool) -> None:
    _show(mode, mode.page.list.end(last=last))


def _show(mode: CompareMode, image: int | None) -> None:
    if image is not None:
        mode.picture.show(image)


def _next_corner_state(mode: CompareMode) -> None:
    mode.page.viewport.set_corner_state(next_corner_state(mode.page.viewport))


def _choose_tool(mode: CompareMode, tool: ToolName) -> None:
    mode.window.choose_tool(tool)
    mode.page.viewport.tool = tool


def _cancel(mode: CompareMode) -> None:
    """Put down what is half done; then the tool; then the full screen; then the view."""
    viewport = mode.page.viewport
    if viewport.open_measurement is not None:
        viewport.drop_measurement()
    elif viewport.tool is not ToolName.WINDOW:
        _choose_tool(mode, ToolName.WINDOW)
    elif mode.window.isFullScreen():
        mode.window.toggle_full_screen()
    else:
        viewport.reset()
