"""Where the reader looks, so that rows may come and move without the list jumping."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Window:
    """The part of the list that is in view, in pixels; rows are of one height.

    Attributes
    ----------
    value
        Of the scroll bar: what has been scrolled away above.
    height
        Of what is in view.
    row_height
        Of one row.
    """

    value: int
    height: int
    row_height: int

    def rows(self) -> range:
        """Rows in view, those in part too; the last may be beyond the end of the list."""
        return range(self.value // self.row_height, (self.value + self.height - 1) // self.row_height + 1)

    def shows(self, row: int | None) -> bool:
        """Whether a row is in view, if only in part."""
        return row is not None and row in self.rows()


@dataclass(frozen=True, slots=True)
class Place:
    """What the reader looks at: a case, and how far below the upper edge its row begins (pixels).

    `number` is None at the very top of the list, where the reader wants to see what comes to stand there.
    """

    number: int | None
    offset: int = 0


def place_of(
    window: Window, current: int | None, current_row: int | None, number_at: Callable[[int], int | None]
) -> Place:
    """The current case where it is in view, or else the row at the upper edge."""
    if current is not None and current_row is not None and window.shows(current_row):
        return Place(current, current_row * window.row_height - window.value)
    top = window.rows().start
    return Place(number_at(top), top * window.row_height - window.value) if window.value else Place(None)


def value_for(window: Window, place: Place, row: int | None) -> int:
    """Scroll value that brings a place back, now that its case has this row; unchanged where it has none."""
    if place.number is None:
        return 0
    return window.value if row is None else row * window.row_height - place.offset


def value_asked(window: Window, place: Place, current: int | None, current_row: int | None) -> int:
    """Scroll value once the reader asked for another order or filter.

    The current case keeps its place where it was in view, or comes into the middle; the top without one.
    """
    if current is None or current_row is None:
        return 0
    if place.number == current:
        return value_for(window, place, current_row)
    return current_row * window.row_height - (window.height - window.row_height) // 2
