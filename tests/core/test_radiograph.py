"""The radiograph's display image: the default VOI, the background, and colour as it is."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from fracview.core.radiograph import NetworkUse, Radiograph
from fracview.core.windowing import Voi, VoiFunction

WINDOW = Voi("wide", VoiFunction.LINEAR, center=2048, width=4096)
NARROW = Voi("narrow", VoiFunction.LINEAR, center=100, width=200)
IDENTITY = Voi("identity", VoiFunction.IDENTITY)


def _radiograph(
    pixels: NDArray[np.generic], *vois: Voi, background: NDArray[np.bool_] | None = None
) -> Radiograph:
    pixels.setflags(write=False)
    return Radiograph(path=Path("a.dcm"), sha256="0" * 64, pixels=pixels, vois=vois, background=background)


def test_the_first_voi_makes_the_display_image() -> None:
    radiograph = _radiograph(np.array([[0, 2048, 4095]], dtype=np.uint16), WINDOW, NARROW)
    assert radiograph.default_voi is WINDOW
    assert radiograph.display_image().dtype == np.uint8
    np.testing.assert_array_equal(radiograph.display_image(), [[0, 128, 255]])


def test_background_is_black_whatever_its_value() -> None:
    background = np.array([[False, True]])
    radiograph = _radiograph(np.array([[4095, 4095]], dtype=np.uint16), WINDOW, background=background)
    np.testing.assert_array_equal(radiograph.display_image(), [[255, 0]])
    np.testing.assert_array_equal(radiograph.pixels, [[4095, 4095]])


def test_colour_is_shown_as_it_is() -> None:
    pixels = np.arange(24, dtype=np.uint8).reshape(2, 4, 3)
    radiograph = _radiograph(pixels, IDENTITY)
    np.testing.assert_array_equal(radiograph.display_image(), pixels)
    assert radiograph.shape == (2, 4)


def test_a_display_image_may_be_drawn_on_without_touching_the_pixels() -> None:
    radiograph = _radiograph(np.full((3, 2), 7, dtype=np.uint8), IDENTITY)
    radiograph.display_image()[:] = 255
    np.testing.assert_array_equal(radiograph.display_image(), np.full((3, 2), 7))


def test_a_plain_radiograph_runs_without_a_note() -> None:
    radiograph = _radiograph(np.zeros((3, 2), dtype=np.uint8), IDENTITY)
    assert (radiograph.network_use, radiograph.network_note) == (NetworkUse.RUN, "")
    assert radiograph.shape == (3, 2)
