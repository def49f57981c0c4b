from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QLabel, QSlider, QVBoxLayout, QWidget

from fracview.ui.canvas.under_bar import UnderBar

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    """Owns the bar; as a fixture it lives as long as the test."""
    window = QWidget()
    qtbot.addWidget(window)
    return window


@pytest.fixture
def bar(window: QWidget) -> UnderBar:
    bar = UnderBar(window)
    QVBoxLayout(window).addWidget(bar)
    window.show()
    return bar


def slider(bar: UnderBar, name: str) -> QSlider:
    found = bar.findChild(QSlider, name)
    assert isinstance(found, QSlider)
    return found


def words(bar: UnderBar) -> list[str]:
    return [label.text() for label in bar.findChildren(QLabel) if not label.isHidden()]


def test_the_bar_is_folded_while_there_is_nothing_to_slide(bar: UnderBar) -> None:
    assert bar.isHidden()
    bar.show_opacity(True)
    assert not bar.isHidden()
    assert words(bar) == ["layer map"]
    bar.show_opacity(False)
    assert bar.isHidden()
    bar.show_frames(0, 12)
    assert words(bar) == ["frame 1 of 12"]
    bar.show_opacity(True)
    bar.show_frames(0, 1)
    assert words(bar) == ["layer map"]


def test_frames_are_counted_from_one_and_chosen_from_zero(bar: UnderBar, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(bar.frame_chosen):
        bar.show_frames(4, 12)
    assert words(bar) == ["frame 5 of 12"]
    with qtbot.waitSignal(bar.frame_chosen, timeout=500) as chosen:
        slider(bar, "frame_slider").setValue(11)
    assert chosen.args == [11]
    assert words(bar) == ["frame 12 of 12"]


def test_a_file_of_fewer_frames_chooses_none(bar: UnderBar, qtbot: QtBot) -> None:
    bar.show_frames(11, 12)
    with qtbot.assertNotEmitted(bar.frame_chosen):
        bar.show_frames(0, 3)
    assert (slider(bar, "frame_slider").maximum(), slider(bar, "frame_slider").value()) == (2, 0)


def test_the_opacity_is_a_share_and_is_kept_while_hidden(bar: UnderBar, qtbot: QtBot) -> None:
    assert bar.opacity == 0.7
    bar.show_opacity(True)
    with qtbot.waitSignal(bar.opacity_chosen, timeout=500) as chosen:
        slider(bar, "opacity_slider").setValue(25)
    assert chosen.args == [0.25]
    bar.show_opacity(False)
    bar.show_opacity(True)
    assert bar.opacity == 0.25


def test_sliders_are_named_and_take_no_keys_unasked(bar: UnderBar) -> None:
    for one in bar.findChildren(QSlider):
        assert one.accessibleName()
        assert one.focusPolicy() == one.focusPolicy().ClickFocus
