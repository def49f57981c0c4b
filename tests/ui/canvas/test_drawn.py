from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from fracview.core.analysis import Tier
from fracview.core.measure import Measurement
from fracview.core.radiograph import PixelSpacing
from fracview.core.view import View
from fracview.review.shown import ShownDetection
from fracview.ui import theme
from fracview.ui.canvas import corners, drawn
from fracview.ui.canvas.picture import Drawn, Overlay
from fracview.ui.canvas.surface import Surface
from tests.ui.canvas.scenes import NO_TEXTS, as_array, box, boxes, is_box_colour, painted, picture_of

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pytestqt.qtbot import QtBot

BOX = (30.0, 40.0, 90.0, 80.0)


@pytest.fixture
def surface(qtbot: QtBot) -> Surface:
    surface = Surface()
    qtbot.addWidget(surface)
    surface.resize(700, 500)
    surface.set_corner_state(corners.NONE)
    surface.show_picture(picture_of(np.zeros((100, 140), np.uint16)), NO_TEXTS)
    return surface


@pytest.fixture
def labels(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Texts of the labels, in the place of the labels."""
    texts: list[str] = []
    monkeypatch.setattr(drawn, "draw_label", lambda *what: texts.append(what[3]))
    return texts


def amount(surface: Surface) -> int:
    return int(is_box_colour(painted(surface)).sum())


def test_a_definite_box_is_a_line_and_the_others_are_sparser_dots(
    surface: Surface, labels: list[str]
) -> None:
    inked = []
    for tier in (Tier.DEFINITE, Tier.DOUBT, Tier.NOT_FOUND):
        surface.set_drawn(boxes(box(1, *BOX, tier=tier)))
        inked.append(amount(surface))
    around = 2 * 2 * (60 + 40) * surface.view.zoom
    assert inked[0] == pytest.approx(around, rel=0.05)
    assert inked[1] == pytest.approx(around / 3, rel=0.15)
    assert inked[2] == pytest.approx(around / 6, rel=0.15)
    assert labels == ["1  score 0.50 definite", "1  score 0.50 doubt", "1  score 0.50 below both points"]


def test_the_chosen_box_is_drawn_stronger(surface: Surface, labels: list[str]) -> None:
    two = (box(1, *BOX), box(2, 100, 10, 130, 30))
    surface.set_drawn(boxes(*two))
    before = amount(surface)
    surface.set_drawn(boxes(*two, chosen=2))
    assert amount(surface) > 1.1 * before


def test_a_box_stands_out_on_white_by_its_dark_edge(surface: Surface, labels: list[str]) -> None:
    surface.show_picture(picture_of(np.full((100, 140), 65535, np.uint16), key=(0, 1)), NO_TEXTS)
    surface.set_drawn(boxes(box(1, *BOX), key=(0, 1)))
    assert (painted(surface).max(axis=-1) < 40).sum() > 300


def test_every_box_has_its_number_score_and_tier_beside_it(surface: Surface) -> None:
    surface.set_drawn(boxes(box(1, *BOX)))
    x, y = surface.view.to_view(BOX[0], BOX[1])
    plate = painted(surface)[int(y) - 22 : int(y) - 6, int(x) : int(x) + 120]
    assert (plate.max(axis=-1) > 100).sum() > 100


@pytest.mark.parametrize("at", [(-50, -50), (690, 10), (690, 900), (3, 499), (200, 200)])
def test_a_label_stays_in_the_viewport(at: tuple[float, float]) -> None:
    plate = _plate(QPointF(*at))
    assert QRectF(0, 0, 700, 500).contains(plate)
    if at == (200, 200):
        assert abs(plate.left() - 200) + abs(plate.bottom() - 200) <= 1


def _plate(at: QPointF) -> QRectF:
    """Where a label that should stand at a point was painted."""
    image = QImage(700, 500, QImage.Format.Format_RGB32)
    image.fill(QColor(255, 255, 255))
    painter = QPainter(image)
    drawn.draw_label(painter, QRectF(image.rect()), at, "1  score 0.50 doubt", theme.BOX)
    painter.end()
    ys, xs = np.nonzero((as_array(image) != 255).any(axis=-1))
    assert len(ys) > 400
    return QRectF(xs.min(), ys.min(), xs.max() - xs.min() + 1, ys.max() - ys.min() + 1)


def test_a_box_out_of_view_has_no_label_at_the_edge(surface: Surface, labels: list[str]) -> None:
    surface.set_drawn(boxes(box(1, 0, 0, 5, 5), box(2, 70, 50, 80, 60)))
    surface.set_view(surface.view.zoomed_to(40.0))
    painted(surface)
    assert labels == ["2  score 0.50 definite"]


def test_boxes_below_the_threshold_are_not_drawn(surface: Surface, labels: list[str]) -> None:
    surface.set_drawn(boxes(box(1, *BOX), box(2, 1, 1, 9, 9, shown=False)))
    painted(surface)
    assert labels == ["1  score 0.50 definite"]


# Layer map


def red(surface: Surface) -> NDArray[np.int_]:
    return painted(surface)[..., 0]


def overlay() -> Overlay:
    image = QImage(14, 10, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(QColor(255, 0, 0))
    return Overlay(image, 6, "C2f")


def test_a_layer_map_is_as_opaque_as_asked_and_lies_on_the_radiograph_alone(surface: Surface) -> None:
    for opacity in (0.3, 0.7, 1.0):
        surface.set_drawn(Drawn((0, 0), overlay=overlay(), opacity=opacity))
        image = red(surface)
        assert image[20, 350] == pytest.approx(255 * opacity, abs=2)
    surface.set_view(surface.view.zoomed_to(1.0))
    assert red(surface)[20, 20] == 0


def test_a_colour_bar_says_how_to_read_it(surface: Surface, monkeypatch: pytest.MonkeyPatch) -> None:
    said = []
    monkeypatch.setattr(drawn, "paint_colour_bar", lambda _, place, layer: said.append((place, layer)))
    surface.set_drawn(Drawn((0, 0), overlay=overlay(), opacity=0.4))
    painted(surface, 2.0)
    [(place, layer)] = said
    assert (layer.heading, layer.opacity_text) == ("layer 6 C2f", "opacity 40%")
    assert QRectF(surface.rect()).contains(place)
    assert abs(place.center().x() - 350) < 2


# Measurements


def test_a_ruler_and_an_angle_are_drawn_with_what_they_measure(surface: Surface, labels: list[str]) -> None:
    picture = picture_of(
        np.zeros((100, 140), np.uint16), key=(1, 0), spacing=PixelSpacing(1, 1, "PixelSpacing")
    )
    surface.show_picture(picture, NO_TEXTS)
    for points in [((10, 20), (40, 60)), ((20, 0), (0, 0), (0, 9))]:
        surface.begin_measurement(Measurement(points))  # type: ignore[arg-type]
        surface.finish_measurement()
    image = painted(surface)
    assert labels == ["50.0 mm by PixelSpacing", "90.0°"]
    x, y = surface.view.to_view(25, 40)
    accent = np.abs(image - QColor(theme.ACCENT).getRgb()[:3]).max(axis=-1) < 40
    assert accent[int(y) - 2 : int(y) + 3, int(x) - 2 : int(x) + 3].any()
    surface.clear_measurements()
    assert not painted(surface).any()


def test_labels_of_boxes_that_overlap_do_not(monkeypatch: pytest.MonkeyPatch) -> None:
    places: list[QRectF] = []
    draw = drawn.draw_label

    def noted(painter: QPainter, around: QRectF, at: QPointF, text: str, colour: str) -> None:
        places.append(drawn._plate(painter, around, at, text))
        draw(painter, around, at, text, colour)

    monkeypatch.setattr(drawn, "draw_label", noted)
    boxes = [(40.0, 40.0, 60.0, 60.0), (41.0, 40.0, 62.0, 61.0), (42.0, 41.0, 60.0, 60.0)]
    found = [ShownDetection(n, box, 0.5, Tier.DOUBT, True) for n, box in enumerate(boxes, start=1)]
    image = QImage(800, 600, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    drawn.draw_box_labels(painter, View(100, 100, 800.0, 600.0).fit(), found)
    painter.end()
    assert len(places) == 3
    assert not any(a.intersects(b) for a, b in combinations(places, 2))
