"""Commands of one viewport by the id of their action: the same in reading and on the comparison page."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from fracview.ui.canvas import corners

if TYPE_CHECKING:
    from collections.abc import Callable

    from fracview.ui.canvas.viewport import Viewport

ZOOM_STEP = 1.25
PRESETS = 10
"""Digit 0 and 1 to 9; 0 is the first preset again."""


def viewing(viewport: Viewport) -> dict[str, Callable[[], None]]:
    """Windowing, zoom, turning and corner texts."""
    return {
        **{f"preset_{n}": partial(viewport.choose_voi, max(0, n - 1)) for n in range(PRESETS)},
        "fit": lambda: viewport.set_view(viewport.view.fit()),
        "zoom_in": lambda: viewport.set_view(viewport.view.zoomed(ZOOM_STEP)),
        "zoom_out": lambda: viewport.set_view(viewport.view.zoomed(1 / ZOOM_STEP)),
        "actual_size": viewport.actual_size,
        "rotate_right": partial(viewport.turn, 1),
        "rotate_left": partial(viewport.turn, -1),
        "flip_horizontal": partial(viewport.flip, vertically=False),
        "flip_vertical": partial(viewport.flip, vertically=True),
        "invert": viewport.invert,
        "reset_view": viewport.reset,
    }


def next_corner_state(viewport: Viewport) -> str:
    """The state of the corner texts that follows the one shown."""
    return corners.STATES[(corners.STATES.index(viewport.corner_state) + 1) % len(corners.STATES)]
