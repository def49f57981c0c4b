from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np
import pytest

from fracview.core.radiograph import NetworkUse
from fracview.inference import prepared as module
from fracview.inference.prepared import prepare
from fracview.inference.preprocess import letterbox_image

if TYPE_CHECKING:
    from collections.abc import Callable

    from fracview.core.radiograph import Radiograph

    Make = Callable[..., Radiograph]


def test_each_distinct_size_is_letterboxed_once(radiograph: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = []

    def count(image: np.ndarray, height: int, width: int) -> np.ndarray:
        sizes.append((height, width))
        return letterbox_image(image, height, width)

    monkeypatch.setattr(module, "letterbox_image", count)
    ready = prepare(radiograph(), [(32, 64), (64, 64), (32, 64)])
    assert sorted(sizes) == [(32, 64), (64, 64)]
    assert {size: picture.shape for size, picture in ready.inputs.items()} == {s: s for s in sizes}


def test_what_the_networks_see_is_the_display_image_in_grey(radiograph: Make) -> None:
    pixels = np.random.default_rng(4).integers(0, 256, (50, 40, 3), dtype=np.uint8)
    one = radiograph(pixels=pixels)
    ready = prepare(one, [(32, 64)])
    np.testing.assert_array_equal(ready.inputs[32, 64], letterbox_image(one.display_image(), 32, 64))
    assert ready.letterbox((32, 64)).columns == 40
    assert (ready.rows, ready.columns) == (50, 40)


def test_what_must_be_asked_about_is_not_even_resampled(radiograph: Make) -> None:
    one = radiograph(network_use=NetworkUse.ASK, network_note="a chest")
    assert prepare(one, [(32, 64)]).inputs == {}
    assert prepare(one, [(32, 64)]).all_warnings == ()
    assert prepare(one, [(32, 64)], run_anyway=True).all_warnings == ("a chest",)


def test_a_plain_run_has_no_note(radiograph: Make) -> None:
    assert prepare(radiograph(warnings=("a",)), [(32, 64)]).all_warnings == ("a",)


def test_threads_agree(radiograph: Make) -> None:
    many = [radiograph(grey, (90 + grey, 120)) for grey in range(20)]
    with ThreadPoolExecutor(4) as threads:
        together = list(threads.map(lambda one: prepare(one, [(32, 64)]), many))
    for one, ready in zip(many, together, strict=True):
        np.testing.assert_array_equal(ready.inputs[32, 64], prepare(one, [(32, 64)]).inputs[32, 64])
        assert ready.sha256 == one.sha256
