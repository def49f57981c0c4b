from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fracview.ui import theme
from fracview.ui.labels import ZERO_WIDTH_SPACE, breakable, embolden, set_role, set_text, text_label

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot


def test_text_is_never_markup_and_an_empty_one_takes_no_room(qtbot: QtBot) -> None:
    label = text_label("sentence")
    qtbot.addWidget(label)
    assert label.textFormat() is Qt.TextFormat.PlainText
    set_text(label, "")
    assert label.isHidden()


def test_long_words_may_be_broken_and_short_ones_are_left_alone() -> None:
    assert breakable("the file is truncated") == "the file is truncated"
    broken = breakable("1.2.840.10008.1.2.4.90.1.2.840.10008.1.2.4.90")
    assert ZERO_WIDTH_SPACE in broken
    assert broken.replace(ZERO_WIDTH_SPACE, "") == "1.2.840.10008.1.2.4.90.1.2.840.10008.1.2.4.90"


def test_a_wrapping_label_never_widens_its_column(qtbot: QtBot) -> None:
    column = QWidget()
    qtbot.addWidget(column)
    layout, label = QVBoxLayout(column), text_label("sentence")
    layout.addWidget(label)
    narrow = column.minimumSizeHint().width()
    label.setText("x" * 500)
    assert column.minimumSizeHint().width() == narrow


def test_a_role_colours_and_leaves_the_boldness(qtbot: QtBot, qapp: QApplication) -> None:
    theme.apply_theme(qapp, "dark")
    label = text_label("word", "muted", wrap=False)
    qtbot.addWidget(label)
    embolden(label, 1.5)
    label.ensurePolished()
    size = label.font().pointSizeF()
    for role, colour in (("warn", theme.WARN), ("scope", theme.SCOPE), ("muted", theme.MUTED)):
        set_role(label, role)
        label.ensurePolished()
        assert label.palette().color(QPalette.ColorRole.WindowText).name() == colour
        assert (label.font().bold(), label.font().pointSizeF()) == (True, size)
