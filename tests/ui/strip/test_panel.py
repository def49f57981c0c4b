from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QImage, QKeySequence, QWheelEvent
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMainWindow, QPushButton, QScrollArea

from fracview.ui.strip.panel import StripPanel
from fracview.ui.strip.tile import Tile
from fracview.ui.strip.tiles import COMPUTING, ShownStrip, ShownTile, not_available
from fracview.ui.theme import ACCENT, apply_theme

# What the screenless plugin says of every window that has a least size.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)

WIDE = 1920


def strip(count: int = 9, width: int = 85, **changes: Any) -> ShownStrip:
    image = QImage(width, 104, QImage.Format.Format_RGB32)
    image.fill(0)
    made = tuple(
        ShownTile(index, "C2f", "12 x 12", image, "41% of heat in boxes (9% of area)")
        for index in range(count)
    )
    return ShownStrip(**({"tiles": made, "boxes": 2} | changes))


class Window(QMainWindow):
    """A window as the real one: arrows lead to other radiographs, and it hands back what was chosen."""

    def __init__(self) -> None:
        super().__init__()
        self.panel = StripPanel()
        self.other = QLineEdit()
        self.setMenuWidget(self.other)
        self.setCentralWidget(self.panel)
        self.chosen: list[int | None] = []
        self.moves: list[str] = []
        self.panel.layer_chosen.connect(self._choose)
        for key in ("Right", "Left", "Down", "Home", "End", "Space"):
            action = QAction(self)
            action.setShortcut(QKeySequence(key))
            action.triggered.connect(lambda _=False, key=key: self.moves.append(key))
            self.addAction(action)

    def _choose(self, position: int | None) -> None:
        self.chosen.append(position)
        self.panel.show_strip(replace(self.shown, chosen=position))
        self.shown = replace(self.shown, chosen=position)

    def show_strip(self, shown: ShownStrip | None) -> None:
        self.shown = shown or ShownStrip()
        self.panel.show_strip(shown)


@pytest.fixture
def window(qtbot: Any) -> Window:
    made = Window()
    qtbot.addWidget(made)
    made.resize(WIDE, 200)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    made.other.setFocus()
    return made


def tile(window: Window, position: int) -> Tile:
    found = window.findChild(Tile, f"tile_{position}")
    assert isinstance(found, Tile)
    return found


def words(window: Window) -> str:
    """Everything that stands on the panel in labels."""
    return " ".join(label.text() for label in window.panel.findChildren(QLabel) if label.isVisible())


def click(qtbot: Any, window: Window, position: int) -> None:
    qtbot.mouseClick(tile(window, position), Qt.MouseButton.LeftButton)


def test_three_kinds_of_no_tiles_read_differently(qtbot: Any, window: Window) -> None:
    button = window.findChild(QPushButton, "strip_ask")
    assert isinstance(button, QPushButton)
    said = []
    for shown in (None, COMPUTING, not_available("Out of scope: a page of text.")):
        window.show_strip(shown)
        said.append(words(window))
        assert button.isVisible() is (shown is None)
        assert not any(one.isVisible() for one in window.findChildren(Tile))
    off, computing, unavailable = said
    assert "off until asked for" in off
    assert computing.startswith("Computing")
    assert unavailable == "No layer maps for this radiograph. Out of scope: a page of text."


def test_a_reason_of_one_radiograph_does_not_stay_for_the_next(window: Window) -> None:
    window.show_strip(not_available("failed: out of memory"))
    window.show_strip(COMPUTING)
    assert "memory" not in words(window)
    assert "memory" not in window.panel.accessibleDescription()


def test_layer_maps_are_asked_for_by_a_button(qtbot: Any, window: Window) -> None:
    window.show_strip(None)
    button = window.findChild(QPushButton, "strip_ask")
    assert isinstance(button, QPushButton)
    assert "Ctrl+L" in button.toolTip()
    with qtbot.waitSignal(window.panel.strip_asked):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_the_caption_says_what_the_maps_are_not(window: Window) -> None:
    window.show_strip(strip(note="Classifier: fracture-n."))
    assert "Where this layer responds most; not proof of why." in words(window)
    assert "Within this layer of this image only." in words(window)
    assert "Classifier: fracture-n." in words(window)
    assert "No box" not in words(window)
    window.show_strip(strip(boxes=0))
    assert "No box is shown" in words(window)
    assert "fracture-n" not in words(window)


def test_a_click_chooses_and_a_second_takes_off(qtbot: Any, window: Window) -> None:
    window.show_strip(strip())
    click(qtbot, window, 6)
    assert tile(window, 6).marks.chosen
    click(qtbot, window, 2)
    assert not tile(window, 6).marks.chosen
    click(qtbot, window, 2)
    assert window.chosen == [6, 2, None]
    assert not any(tile(window, position).marks.chosen for position in range(9))


def test_it_paints_only_what_it_was_handed(qtbot: Any) -> None:
    panel = StripPanel()
    qtbot.addWidget(panel)
    panel.show_strip(strip())
    panel.show()
    found = panel.findChild(Tile, "tile_3")
    assert isinstance(found, Tile)
    with qtbot.waitSignal(panel.layer_chosen) as asked:
        qtbot.mouseClick(found, Qt.MouseButton.LeftButton)
    assert asked.args == [3]
    assert not found.marks.chosen


def test_arrows_move_within_the_strip_and_the_map_follows(qtbot: Any, window: Window) -> None:
    window.show_strip(strip())
    click(qtbot, window, 6)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left):
        qtbot.keyClick(window.panel, key)
    qtbot.keyClick(window.panel, Qt.Key.Key_Home)
    qtbot.keyClick(window.panel, Qt.Key.Key_End)
    assert window.chosen == [6, 7, 8, 7, 0, 8]
    assert window.moves == []


def test_without_a_map_arrows_move_the_frame_and_enter_puts_the_map_on(qtbot: Any, window: Window) -> None:
    window.show_strip(strip())
    window.panel.setFocus()
    assert tile(window, 0).marks.current
    qtbot.keyClick(window.panel, Qt.Key.Key_Right)
    assert tile(window, 1).marks.current
    assert not tile(window, 0).marks.current
    assert window.chosen == []
    qtbot.keyClick(window.panel, Qt.Key.Key_Return)
    qtbot.keyClick(window.panel, Qt.Key.Key_Enter)
    assert window.chosen == [1, None]


def test_other_keys_stay_the_windows(qtbot: Any, window: Window) -> None:
    window.show_strip(strip(chosen=4))
    window.panel.setFocus()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Space):
        qtbot.keyClick(window.panel, key)
    qtbot.keyClick(window.other, Qt.Key.Key_Down)
    assert window.moves == ["Down", "Space", "Down"]
    assert window.chosen == []


def test_while_computing_an_arrow_leads_nowhere(qtbot: Any, window: Window) -> None:
    window.show_strip(strip(chosen=4))
    window.panel.setFocus()
    window.show_strip(COMPUTING)
    assert window.panel.hasFocus()
    qtbot.keyClick(window.panel, Qt.Key.Key_Right)
    assert window.moves == []
    assert window.chosen == []
    window.show_strip(not_available("failed: no"))
    qtbot.keyClick(window.panel, Qt.Key.Key_Right)
    assert window.moves == ["Right"]


def test_the_frame_is_there_only_with_the_focus(qtbot: Any, window: Window) -> None:
    window.show_strip(strip(chosen=4))
    assert not tile(window, 4).marks.current
    window.panel.setFocus()
    assert tile(window, 4).marks.current
    window.other.setFocus()
    assert not tile(window, 4).marks.current


def test_a_layer_chosen_elsewhere_comes_into_view(qtbot: Any, window: Window) -> None:
    window.resize(700, 200)
    window.show_strip(strip())
    QApplication.processEvents()
    assert not tile(window, 8).visibleRegion().boundingRect().contains(tile(window, 8).rect())
    window.show_strip(strip(chosen=8))
    assert tile(window, 8).visibleRegion().boundingRect().contains(tile(window, 8).rect())
    window.resize(500, 200)
    QApplication.processEvents()
    assert tile(window, 8).visibleRegion().boundingRect().contains(tile(window, 8).rect())


def test_a_layer_chosen_before_there_were_tiles_comes_into_view(window: Window) -> None:
    window.resize(700, 200)
    window.show_strip(COMPUTING)
    QApplication.processEvents()
    window.show_strip(strip(chosen=8))
    QApplication.processEvents()
    assert tile(window, 8).visibleRegion().boundingRect().contains(tile(window, 8).rect())


def test_a_chosen_layer_comes_into_view_when_the_tiles_grow(window: Window) -> None:
    window.resize(700, 200)
    window.show_strip(strip(width=40))
    QApplication.processEvents()
    window.show_strip(strip(width=104, chosen=8))
    QApplication.processEvents()
    assert tile(window, 8).visibleRegion().boundingRect().contains(tile(window, 8).rect())


def test_the_view_stays_where_it_is_for_the_next_radiograph(window: Window) -> None:
    window.resize(700, 200)
    window.show_strip(strip())
    QApplication.processEvents()
    row = window.findChild(QScrollArea, "strip_row")
    assert isinstance(row, QScrollArea)
    row.horizontalScrollBar().setValue(300)
    window.show_strip(COMPUTING)
    window.show_strip(strip())
    QApplication.processEvents()
    assert row.horizontalScrollBar().value() == 300


def test_a_wheel_scrolls_sideways(window: Window) -> None:
    window.resize(700, 200)
    window.show_strip(strip())
    QApplication.processEvents()
    row = window.findChild(QScrollArea, "strip_row")
    assert isinstance(row, QScrollArea)
    where = QPointF(20, 20)
    down = QPoint(0, -120)
    event = QWheelEvent(
        where, row.viewport().mapToGlobal(where), QPoint(), down, Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(row.viewport(), event)
    assert row.horizontalScrollBar().value() > 0


def test_nine_layers_fit_a_wide_screen_and_a_low_dock(window: Window) -> None:
    for width in (85, 104):  # tall radiographs, and square ones
        window.show_strip(strip(width=width))
        QApplication.processEvents()
        last = tile(window, 8)
        assert last.visibleRegion().boundingRect().contains(last.rect())
    assert window.panel.minimumSizeHint().height() <= 160
    assert window.panel.minimumSizeHint().width() <= 400


def test_fewer_layers_leave_no_tile_of_the_one_before(window: Window) -> None:
    window.show_strip(strip(9, chosen=8))
    window.show_strip(strip(3))
    assert [tile(window, position).isVisible() for position in range(9)] == [True] * 3 + [False] * 6
    window.panel.setFocus()
    assert tile(window, 2).marks.current


def test_the_layer_that_localises_best_is_marked_where_it_is_known(window: Window) -> None:
    window.show_strip(strip())
    plain = tile(window, 6).grab().toImage()
    assert "localises best" not in tile(window, 6).accessibleName()
    window.show_strip(strip(best=6))
    assert tile(window, 6).grab().toImage() != plain
    assert "localises best" in tile(window, 6).accessibleName()
    assert "localises best" not in tile(window, 5).accessibleName()


def test_the_chosen_tile_is_framed(window: Window, qapp: QApplication) -> None:
    before = qapp.styleSheet(), qapp.palette(), qapp.style().objectName()
    apply_theme(qapp, "dark")
    try:
        window.show_strip(strip(chosen=2))
        framed, plain = tile(window, 2).grab().toImage(), tile(window, 3).grab().toImage()
        middle = framed.height() // 2
        assert framed.pixelColor(1, middle).name() == ACCENT
        assert plain.pixelColor(1, middle).name() != ACCENT
    finally:
        qapp.setStyleSheet(before[0])
        qapp.setPalette(before[1])
        qapp.setStyle(before[2])


def test_tooltips_name_the_keys_and_the_share(window: Window) -> None:
    window.show_strip(strip())
    tip = tile(window, 8).toolTip()
    for part in ("Layer 8 C2f", "12 x 12", "41% of heat in boxes", "[ and ]", "X"):
        assert part in tip
    window.panel.show_keys("F3", "F4", "F5", "F6")
    assert "F3 and F4" in tile(window, 8).toolTip()
    assert "[ and ]" not in tile(window, 8).toolTip()


def test_a_network_named_like_markup_stays_text(window: Window) -> None:
    image = QImage(80, 104, QImage.Format.Format_RGB32)
    image.fill(0)
    window.show_strip(ShownStrip((ShownTile(0, "<img src=x>", "1 x 1", image),), note="<b>bold</b>"))
    assert "&lt;img" in tile(window, 0).toolTip()
    caption = window.findChild(QLabel, "strip_caption")
    assert isinstance(caption, QLabel)
    assert caption.textFormat() is Qt.TextFormat.PlainText
    tile(window, 0).grab()


def test_a_needle_of_a_radiograph_still_has_a_tile(window: Window) -> None:
    image = QImage(1, 104, QImage.Format.Format_RGB32)
    image.fill(0xFF808080)
    window.show_strip(ShownStrip((ShownTile(0, "Conv", "1 x 1", image),)))
    grabbed = tile(window, 0).grab().toImage()
    pixels = np.frombuffer(grabbed.constBits(), np.uint8)
    assert (pixels == 0x80).any()
