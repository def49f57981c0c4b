from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from training.augment import Augmentation, augment, box_mask

GEOMETRY_ONLY = Augmentation(gamma=0, contrast=0, brightness=0, soften=0, erase=0)
UNCHANGED = Augmentation(
    degrees=0, shear=0, scale=0, shift=0, gamma=0, contrast=0, brightness=0, flip=0, upside_down=0,
    soften=0, erase=0,
)  # fmt: skip
SIZE = 192


def scan_with_square(left: int, top: int, side: int, size: int = SIZE) -> tuple[np.ndarray, np.ndarray]:
    """A black scan with one white square, and the square as a box."""
    image = np.zeros((size, size), np.uint8)
    image[top : top + side, left : left + side] = 255
    return image, np.array([[left, top, left + side, top + side]], np.float32)


def noise_scan(size: int = SIZE) -> np.ndarray:
    return np.random.default_rng(2).integers(0, 256, (size, size)).astype(np.uint8)


def overlap(one: np.ndarray, other: np.ndarray) -> float:
    """IoU of two masks in [0, 1], fractions counting as such."""
    return float(np.minimum(one, other).sum() / np.maximum(one, other).sum())


def greatest_difference(one: np.ndarray, other: np.ndarray) -> int:
    """In grey levels; exposure goes through a table that rounds down."""
    return int(np.abs(one.astype(int) - other).max())


def test_image_and_mask_move_alike() -> None:
    """A white square lies where its mask says, off the centre and whatever the map."""
    image, boxes = scan_with_square(40, 90, 56)
    mask = box_mask(boxes, SIZE, 48)
    moved_far = 0
    for seed in range(60):
        moved, mask_moved = augment(image, mask, SIZE, GEOMETRY_ONLY, np.random.default_rng(seed))
        assert mask_moved is not None
        shares = (moved / 255.0).reshape(48, 4, 48, 4).mean(axis=(1, 3))
        assert shares.sum() > 40
        assert overlap(shares, mask_moved) > 0.85, seed
        moved_far += overlap(shares, mask) < 0.5
    assert moved_far > 30  # the mask had to move to stay with the square


def test_another_size_of_result_changes_nothing_else() -> None:
    image, boxes = scan_with_square(40, 90, 56)
    mask = box_mask(boxes, SIZE, 24)
    results = [augment(image, mask, size, GEOMETRY_ONLY, np.random.default_rng(8)) for size in (96, 192)]
    (half, half_mask), (full, full_mask) = results
    assert half.shape == (96, 96)
    assert half_mask is not None
    assert full_mask is not None
    assert (half_mask == full_mask).all()
    assert np.abs(full.reshape(96, 2, 96, 2).mean(axis=(1, 3)) - half).mean() < 2


def test_nothing_asked_nothing_changed() -> None:
    image = noise_scan()
    mask = np.random.default_rng(3).random((12, 12)).astype(np.float32)
    moved, mask_moved = augment(image, mask, SIZE, UNCHANGED, np.random.default_rng(0))
    assert greatest_difference(moved, image) <= 1
    assert mask_moved is not None
    assert np.abs(mask_moved - mask).max() < 1e-5


@pytest.mark.parametrize(("field", "axis"), [("flip", 1), ("upside_down", 0)])
def test_mirrors(field: str, axis: int) -> None:
    image = noise_scan()
    moved, _ = augment(image, None, SIZE, replace(UNCHANGED, **{field: 1.0}), np.random.default_rng(0))
    assert greatest_difference(moved, np.flip(image, axis)) <= 1


def test_the_same_seed_repeats_and_another_does_not() -> None:
    image, boxes = scan_with_square(40, 90, 56)
    image = np.maximum(image, noise_scan() // 2)
    mask = box_mask(boxes, SIZE, 12)

    def made(seed: int) -> tuple[np.ndarray, np.ndarray]:
        moved, mask_moved = augment(image, mask, SIZE, Augmentation(), np.random.default_rng(seed))
        assert mask_moved is not None
        return moved, mask_moved

    for seed in range(5):
        (one, one_mask), (again, again_mask) = made(seed), made(seed)
        assert (one == again).all()
        assert (one_mask == again_mask).all()
        assert (one != made(seed + 100)[0]).mean() > 0.1


def test_dtype_range_and_the_source_stay() -> None:
    image, boxes = noise_scan(), np.array([[0, 0, SIZE, SIZE]], np.float32)
    mask = box_mask(boxes, SIZE, 12)
    before = image.copy()
    strong = Augmentation(gamma=2, contrast=1, brightness=0.5, soften=1, erase=1)
    for seed in range(20):
        moved, mask_moved = augment(image, mask, 160, strong, np.random.default_rng(seed))
        assert (moved.shape, moved.dtype) == ((160, 160), np.uint8)
        assert mask_moved is not None
        assert (mask_moved.shape, mask_moved.dtype) == ((12, 12), np.float32)
        assert mask_moved.min() >= 0
        assert mask_moved.max() <= 1 + 1e-6
    assert (image == before).all()


def test_exposure_leaves_the_black_border_black() -> None:
    image = noise_scan()
    image[:40] = 0
    how = replace(UNCHANGED, gamma=0.5, contrast=0.25, brightness=0.1)
    for seed in range(10):
        moved, _ = augment(image, None, SIZE, how, np.random.default_rng(seed))
        assert (moved[:40] == 0).all()
        assert (moved[40:] != image[40:]).any()


def test_erasing_hides_one_patch() -> None:
    image = np.full((SIZE, SIZE), 200, np.uint8)
    for seed in range(10):
        moved, _ = augment(image, None, SIZE, replace(UNCHANGED, erase=1.0), np.random.default_rng(seed))
        rows, columns = np.nonzero(moved != 200)
        height, width = np.ptp(rows) + 1, np.ptp(columns) + 1
        assert height == width
        assert len(rows) == height * width
        assert 0.08 * SIZE - 1 <= height <= 0.25 * SIZE


def test_a_mask_says_which_share_of_a_cell_a_box_covers() -> None:
    boxes = np.array([[0, 0, 16, 8], [40, 24, 48, 32]], np.float32)
    expected = np.zeros((4, 4), np.float32)
    expected[0, 0] = 0.5
    expected[1, 2] = 0.25
    assert (box_mask(boxes, 64, 4) == expected).all()


def test_without_boxes_the_mask_is_empty() -> None:
    assert (box_mask(np.empty((0, 4), np.float32), 64, 4) == 0).all()
