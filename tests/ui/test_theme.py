"""Both themes can be read, and the whole application follows them."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QLabel

from fracview.ui import theme
from fracview.ui.theme import DARK, LIGHT, THEMES, Colours, apply_theme, colours_of, mixed, palette_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

GROUNDS = ("background", "panel", "raised")
WRITTEN = ("text", "muted", "accent", "box", "warn", "scope")


@pytest.fixture
def app(qapp: QApplication) -> Iterator[QApplication]:
    palette = qapp.palette()
    yield qapp
    qapp.setStyleSheet("")
    qapp.setPalette(palette)


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in QColor(colour).getRgbF()]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_of_black_and_white() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize(("name", "ground", "ink"), list(product(THEMES, GROUNDS, WRITTEN)))
def test_text_can_be_read(name: str, ground: str, ink: str) -> None:
    colours = THEMES[name]
    assert contrast(getattr(colours, ground), getattr(colours, ink)) >= 4.5


@pytest.mark.parametrize("colours", [DARK, LIGHT])
def test_selected_text_can_be_read(colours: Colours) -> None:
    assert contrast(colours.accent, colours.on_accent) >= 4.5


def test_the_constants_are_the_dark_theme() -> None:
    for name in ("background", "panel", "raised", "line", "text", "muted", "accent", "box", "warn", "scope"):
        assert getattr(theme, name.upper()) == getattr(DARK, name)


def test_no_two_states_share_a_colour() -> None:
    for colours in THEMES.values():
        assert len({colours.box, colours.warn, colours.scope, colours.text, colours.muted}) == 5


@pytest.mark.parametrize("name", THEMES)
def test_widgets_follow_the_theme(name: str, app: QApplication, qtbot: QtBot) -> None:
    apply_theme(app, name)
    label = QLabel("text")
    qtbot.addWidget(label)
    colours = THEMES[name]
    assert colours_of(label.palette()) is colours
    assert label.palette().color(QPalette.ColorRole.WindowText).name() == colours.text
    label.ensurePolished()
    assert label.grab().toImage().pixelColor(0, 0).name() == colours.panel


def test_a_role_dresses_a_label(app: QApplication, qtbot: QtBot) -> None:
    apply_theme(app, "dark")
    label = QLabel("text")
    label.setProperty("role", "warn")
    qtbot.addWidget(label)
    label.ensurePolished()
    assert label.palette().color(QPalette.ColorRole.WindowText).name() == DARK.warn


def test_an_unknown_theme_is_dark(app: QApplication) -> None:
    apply_theme(app, "plaid")
    assert colours_of(app.palette()) is DARK


def test_disabled_text_is_fainter() -> None:
    palette = palette_of(DARK)
    faded = palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text).name()
    assert luminance(faded) < luminance(DARK.muted)


def test_mixing() -> None:
    assert mixed("#000000", "#ffffff", 1.0) == "#000000"
    assert mixed("#102030", "#304050", 0.5) == "#203040"
