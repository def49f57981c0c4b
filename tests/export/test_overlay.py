from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from fracview.core.analysis import Detection, Status, Tier
from fracview.export import draw_overlay
from fracview.export.drawing import BOX_COLOUR, drawable, font, text_width, wrap
from fracview.export.overlay import MINIMUM_COLUMNS
from tests.export.analyses import (
    COLUMNS,
    DEFINITE_BOX,
    DOUBT_BOX,
    FAINT_BOX,
    ROWS,
    analysis,
    without_findings,
)

GREY = np.full((ROWS, COLUMNS), 90, dtype=np.uint8)


def _hue(image: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Where the boxes' colour is."""
    return np.asarray((image[:ROWS, :COLUMNS] == BOX_COLOUR).all(axis=2))


def _drawn(*boxes: Detection) -> NDArray[np.uint8]:
    return draw_overlay(GREY, analysis(detections=boxes))


def test_the_radiograph_lies_unscaled_at_the_top_left() -> None:
    image = draw_overlay(GREY, without_findings(Status.OUT_OF_SCOPE, "gate: no"))
    assert image.dtype == np.uint8
    assert image.shape[1] == MINIMUM_COLUMNS
    assert image.shape[0] > ROWS
    assert (image[:ROWS, :COLUMNS] == 90).all()


def test_a_wide_radiograph_keeps_its_width() -> None:
    assert draw_overlay(np.zeros((50, 700), dtype=np.uint8), analysis()).shape[1] == 700


def test_colour_stays_colour() -> None:
    colour = np.zeros((ROWS, COLUMNS, 3), dtype=np.uint8)
    colour[..., 0] = 200
    image = draw_overlay(colour, analysis(detections=()))
    assert (image[:ROWS, :COLUMNS] == (200, 0, 0)).all()


def test_the_input_is_not_drawn_upon() -> None:
    before = GREY.copy()
    _drawn(DEFINITE_BOX)
    assert np.array_equal(GREY, before)


def test_a_definite_box_is_a_closed_line_at_its_edges() -> None:
    hue = _hue(_drawn(DEFINITE_BOX))
    x1, y1, x2, y2 = (int(edge) for edge in DEFINITE_BOX.box_xyxy)
    assert hue[y1, x1:x2].all()
    assert hue[y2 - 1, x1:x2].all()
    assert hue[y1:y2, x1].all()
    assert hue[y1:y2, x2 - 1].all()
    assert not hue[y1 + 5 : y2 - 5, x1 + 5 : x2 - 5].any()


def test_a_box_in_doubt_is_dotted() -> None:
    hue = _hue(_drawn(DOUBT_BOX))
    x1, y1, x2, y2 = (int(edge) for edge in DOUBT_BOX.box_xyxy)
    for line in (hue[y2 - 1, x1:x2], hue[y1:y2, x1], hue[y1:y2, x2 - 1]):
        changes = np.count_nonzero(np.diff(line.astype(np.int8)))
        assert changes > 10, "a dotted line goes on and off"
        assert 0.1 < line.mean() < 0.8


def test_what_is_below_the_high_sensitivity_point_is_not_drawn() -> None:
    assert not _hue(_drawn(FAINT_BOX)).any()


@pytest.mark.parametrize(
    "box",
    [(0.0, 0.0, 200.0, 300.0), (-5.0, -5.0, 3.0, 3.0), (198.0, 297.0, 200.0, 300.0), (9.0, 9.0, 9.0, 9.0)],
)
@pytest.mark.parametrize("tier", [Tier.DEFINITE, Tier.DOUBT])
def test_boxes_at_the_rim_and_without_size_are_drawn(
    box: tuple[float, float, float, float], tier: Tier
) -> None:
    assert _hue(_drawn(Detection(box, 0.5, tier))).any()


def test_the_line_grows_with_the_scan() -> None:
    box = Detection((1000.0, 1000.0, 2000.0, 2000.0), 0.9, Tier.DEFINITE)
    image = draw_overlay(np.zeros((3000, 2500), dtype=np.uint8), analysis(detections=(box,)))
    across = (image[1500, 900:1100] == BOX_COLOUR).all(axis=1)
    assert 7 <= across.sum() <= 11


def test_words_wrap_within_the_width_and_none_is_lost() -> None:
    text = "Fracture: definite, probability 0.87 " + "x" * 120
    lines = wrap(text, 15, 200)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(text_width(line, 15) <= 200 for line in lines)


def test_the_font_has_every_character_that_is_drawn() -> None:
    missing = font(20).getmask("\uffff").getbbox()
    text = drawable("naïve → “µm” ≥ 0.5 – done")
    assert text == "na?ve > ?m? > 0.5 - done".replace("?m?", "??m?")
    assert all(font(20).getmask(letter).getbbox() != missing or letter == " " for letter in set(text))
