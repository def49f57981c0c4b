from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from fracview.review.batch.progress import BatchProgress
from fracview.review.summary import OUTCOMES
from fracview.ui.batch.counts import CountsPart
from fracview.ui.theme import apply_theme

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

REASONS = {"unreadable": {"truncated": 2, "unknown_format": 1_500}, "out_of_scope": {"gate": 3}}


@pytest.fixture
def part(qtbot: QtBot, dressed: QApplication) -> CountsPart:
    made = CountsPart()
    qtbot.addWidget(made)
    return made


def rows(part: CountsPart) -> list[tuple[str, str]]:
    items = [part.reasons.topLevelItem(row) for row in range(part.reasons.topLevelItemCount())]
    return [(item.text(0), item.text(1)) for item in items]


def test_six_counts_that_are_never_added(part: CountsPart) -> None:
    counts = {name: 1000 * number for number, name in enumerate(OUTCOMES, start=1)}
    part.show_counts(BatchProgress(counts=counts))
    assert [part.counts[name].text() for name in OUTCOMES] == [
        "1,000", "2,000", "3,000", "4,000", "5,000", "6,000"
    ]  # fmt: skip
    part.show_counts(None)
    assert {label.text() for label in part.counts.values()} == {"0"}


def test_reasons_with_their_counts_the_most_frequent_first(part: CountsPart) -> None:
    assert part.reasons.isHidden()
    part.show_counts(BatchProgress(reasons=REASONS))
    assert rows(part) == [
        ("out of scope: gate", "3"),
        ("unreadable: unknown format", "1,500"),
        ("unreadable: truncated", "2"),
    ]
    assert not part.reasons.isHidden()
    part.show_counts(BatchProgress())
    assert part.reasons.isHidden()


def test_the_signs_follow_the_theme(part: CountsPart, qapp: QApplication) -> None:
    part.show_counts(BatchProgress(reasons=REASONS))
    dark = part._signs["definite"].pixmap().toImage()
    apply_theme(qapp, "light")
    QApplication.sendEvent(part, QEvent(QEvent.Type.PaletteChange))
    assert part._signs["definite"].pixmap().toImage() != dark
    assert len(rows(part)) == 3
    apply_theme(qapp, "dark")
