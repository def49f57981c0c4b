from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QPushButton

from fracview.review.statistics import ReviewedCase, ReviewStatistics
from fracview.ui.batch.counting import Reviewed
from fracview.ui.batch.reviewing import MOST_LINES, ReviewPart

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


@pytest.fixture
def part(qtbot: QtBot) -> ReviewPart:
    made = ReviewPart()
    qtbot.addWidget(made)
    return made


def statistics() -> ReviewStatistics:
    cases = [ReviewedCase((name, 0), "definite") for name in "abc"]
    return ReviewStatistics.of(cases, {}, [], {})


def test_the_lines_of_the_statistics_are_shown(part: ReviewPart) -> None:
    assert part.lines.isHidden()
    part.show_reviewed(Reviewed(3, 0, statistics()))
    assert part.said.text() == "Reviewed 0 of 3, 3 left."
    assert part.lines.toPlainText() == "\n".join(statistics().lines())
    assert (part.bar.value(), part.bar.maximum()) == (0, 3)
    assert not part.lines.isHidden()


def test_while_it_is_counted_the_old_lines_stay(part: ReviewPart) -> None:
    part.show_reviewed(Reviewed(3, 0, statistics()))
    part.show_reviewed(Reviewed(1))
    assert part.said.text() == "Looking up: 1 file so far."
    assert not part.lines.isHidden()


def test_many_lines_are_scrolled(part: ReviewPart) -> None:
    part.show_reviewed(Reviewed(3, 0, statistics()))
    low = part.lines.height()

    class Long:
        progress = statistics().progress

        def lines(self) -> list[str]:
            return ["a line"] * 100

    part.show_reviewed(Reviewed(3, 0, Long()))  # type: ignore[arg-type]
    assert low < part.lines.height() < (MOST_LINES + 3) * part.lines.fontMetrics().lineSpacing()


def test_a_refusal_takes_the_place_of_the_lines(part: ReviewPart) -> None:
    part.show_reviewed(Reviewed(3, 0, statistics()))
    part.show_refused(OSError("gone"))
    assert part.said.text().startswith("Not counted: ")
    assert part.said.toolTip() == "OSError: gone"
    assert part.lines.isHidden()


def test_buttons_ask_once_there_is_something_to_review(part: ReviewPart, qtbot: QtBot) -> None:
    names = ("batch_read", "batch_read_disagreements", "batch_count")
    buttons = [part.findChild(QPushButton, name) for name in names]
    assert not any(button.isEnabled() for button in buttons)
    part.show_roots(True)
    with qtbot.waitSignals([part.order_asked, part.disagreements_asked, part.count_asked]):
        for button in buttons:
            button.click()
