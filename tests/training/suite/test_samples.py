from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from training.suite.copies import augmented_copy
from training.suite.protocols import protocol_data

if TYPE_CHECKING:
    from tests.training.conftest import Tiny


def test_copies_are_replaced_and_originals_left_alone(tiny: Tiny) -> None:
    part = protocol_data(tiny.root, "paper-v1", "region", {}, 7).train
    picture = np.tile(np.arange(32, dtype=np.uint8) * 7, (32, 1))
    images = np.repeat(picture[None], len(part), axis=0)
    made = part.with_copies(images)
    same = (made == images).all(axis=(1, 2))
    assert same[part.copies == 0].all()
    assert not same[part.copies > 0].any()
    assert (part.with_copies(images) == made).all()
    assert (images == picture).all()


def test_without_copies_the_pictures_are_not_even_copied(tiny: Tiny) -> None:
    part = protocol_data(tiny.root, "leakfree-v1", "fracture", {}, 7).val
    images = np.zeros((len(part), 8, 8), np.uint8)
    assert part.with_copies(images) is images


def test_a_copy_depends_on_its_key_alone_and_keeps_the_shape() -> None:
    image = np.random.default_rng(0).integers(0, 255, (40, 30, 3), np.uint8)
    first = augmented_copy(image, "IMG0000001-1")
    assert first.shape == image.shape
    assert (first == augmented_copy(image, "IMG0000001-1")).all()
    assert (first != augmented_copy(image, "IMG0000001-2")).any()


def test_a_copy_moves_within_the_stated_ranges() -> None:
    """The centre of a dot stays within shift and zoom of where it was; a flat picture stays flat."""
    assert (augmented_copy(np.full((50, 50), 9, np.uint8), "flat") == 9).all()
    image = np.zeros((101, 101), np.uint8)
    image[48:53, 48:53] = 255
    for key in map(str, range(40)):
        moved = augmented_copy(image, key)
        rows, _ = np.nonzero(moved > 60)
        assert len(rows)
        assert abs(rows.mean() - 50) < 0.2 * 101 / 0.8 * 1.45 + 2
        assert 5 < len(rows) < 80


def test_taking_rows_takes_everything_of_them(tiny: Tiny) -> None:
    part = protocol_data(tiny.root, "leakfree-v1", "region", {}, 7).train
    taken = part.take(np.array([3, 1]))
    assert taken.stems == (part.stems[3], part.stems[1])
    assert taken.labels.tolist() == part.labels[[3, 1]].tolist()
    assert taken.groups.tolist() == part.groups[[3, 1]].tolist()
