from __future__ import annotations

from itertools import combinations

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from fracview.core.analysis import Tier
from fracview.review.shown import KINDS
from fracview.ui.findings.glyphs import colour_of, paint_glyph
from fracview.ui.theme import DARK, LIGHT, Colours


def painted(kind: str, tier: Tier | None = None, colours: Colours = DARK) -> QImage:
    image = QImage(24, 24, QImage.Format.Format_RGB32)
    image.fill(colours.panel)
    painter = QPainter(image)
    paint_glyph(painter, QRectF(1, 1, 22, 22), kind, tier, colours)
    painter.end()
    return image


def shape(image: QImage) -> set[tuple[int, int]]:
    """Pixels that differ from the ground, whatever their colour."""
    ground = image.pixel(0, 0)
    return {(x, y) for x in range(24) for y in range(24) if image.pixel(x, y) != ground}


@pytest.mark.parametrize("colours", [DARK, LIGHT])
def test_definite_doubt_not_found_out_of_scope_and_failures_differ_without_their_colours(
    colours: Colours,
) -> None:
    signs = [painted("analyzed", tier, colours) for tier in Tier]
    signs += [painted(kind, None, colours) for kind in ("out_of_scope", "unreadable", "failed", "waiting")]
    for one, other in combinations(map(shape, signs), 2):
        assert len(one ^ other) > 20


def test_every_kind_has_a_sign() -> None:
    assert all(shape(painted(kind)) for kind in KINDS)


def test_failure_and_out_of_scope_have_colours_of_their_own_and_tiers_share_one() -> None:
    assert colour_of("failed", None, DARK) == colour_of("unreadable", None, DARK) == DARK.warn
    assert colour_of("out_of_scope", None, DARK) == DARK.scope
    assert colour_of("analyzed", Tier.DEFINITE, DARK) == colour_of("analyzed", Tier.DOUBT, DARK) == DARK.box
    assert colour_of("analyzed", Tier.NOT_FOUND, DARK) == DARK.muted
    assert colour_of("analyzed", None, DARK) == DARK.warn
