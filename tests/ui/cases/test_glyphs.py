from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from PySide6.QtGui import QPixmap

from fracview.review.disagreement import BOX_WITHOUT_PROBABILITY, PROBABILITY_WITHOUT_BOX
from fracview.review.severity import RANK
from fracview.ui.cases.glyphs import GLYPH, glyph, outcome_colour
from fracview.ui.cases.veil import VEILED
from fracview.ui.theme import DARK

pytestmark = pytest.mark.usefixtures("qapp")


def alpha(pixmap: QPixmap) -> np.ndarray:
    image = pixmap.toImage()
    return np.array([[image.pixelColor(x, y).alpha() for x in range(GLYPH)] for y in range(GLYPH)])


def test_no_sign_hangs_on_its_colour() -> None:
    """All in one colour, any two differ in at least a tenth of their ink."""
    names = (*RANK, BOX_WITHOUT_PROBABILITY, PROBABILITY_WITHOUT_BOX, "contradiction", VEILED)
    shapes = {name: alpha(glyph(name, "#ffffff", 1.0)) for name in names}
    for (first, one), (second, other) in combinations(shapes.items(), 2):
        ink = np.maximum(one, other).sum()
        assert np.abs(one.astype(int) - other).sum() > 0.1 * ink, f"{first} looks like {second}"


def test_what_has_no_answer_has_a_colour_of_its_own() -> None:
    negative = outcome_colour("not_found", DARK)
    assert len({negative, *(outcome_colour(o, DARK) for o in ("out_of_scope", "failed", "definite"))}) == 4


@pytest.mark.parametrize("verdict", ["agree", "unsure", "disagree"])
def test_verdicts_have_signs(verdict: str) -> None:
    assert alpha(glyph(verdict, "#ffffff", 1.0)).sum() > 1000


def test_signs_are_sharp_on_a_dense_screen() -> None:
    assert glyph("doubt", "#ffffff", 2.0).width() == 2 * GLYPH
