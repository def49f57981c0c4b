"""Run-length masks against a second decoder, and outlines against the area of their mask."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from fracview.reading.annotations import AnnotationError
from fracview.reading.annotations.problems import Place
from fracview.reading.annotations.rle import mask_of, outlines

if TYPE_CHECKING:
    from fracview.core.annotation import Polygon

HERE = Place(Path("a.json"))


def runs_of(mask: np.ndarray) -> list[int]:
    """COCO's runs of a mask: down the columns, background first."""
    flat = mask.T.ravel()
    edges = np.flatnonzero(np.diff(flat)) + 1
    runs = np.diff([0, *edges, flat.size]).tolist()
    return [0, *runs] if flat[0] else runs


def random_mask(seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    rows, columns = rng.integers(1, 40, 2)
    mask = rng.random((rows, columns)) < rng.random()
    mask[rng.integers(rows), rng.integers(columns)] = True
    return np.asarray(mask)


def signed_area(polygon: Polygon) -> float:
    x, y = np.array(polygon).T
    return float(np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y)) / 2


@pytest.mark.parametrize("seed", range(40))
def test_runs_give_the_mask(seed: int) -> None:
    mask = random_mask(seed)
    assert np.array_equal(mask_of({"size": list(mask.shape), "counts": runs_of(mask)}, HERE), mask)


@pytest.mark.parametrize("seed", range(40))
def test_compressed_runs_give_the_mask_that_coco_encoded(seed: int) -> None:
    coder = pytest.importorskip("faster_coco_eval.core.mask", reason="a second decoder is not installed")
    mask = random_mask(seed)
    rle = coder.encode(np.asfortranarray(mask.astype(np.uint8)))
    counts = rle["counts"].decode() if isinstance(rle["counts"], bytes) else rle["counts"]
    assert np.array_equal(mask_of({"size": list(mask.shape), "counts": counts}, HERE), mask)


def test_a_text_written_by_hand() -> None:
    """Runs 2, 3, 4, 3 of 3 x 4: the fourth is stored as its difference to the second, 0."""
    mask = mask_of({"size": [3, 4], "counts": "2340"}, HERE)
    assert runs_of(mask) == [2, 3, 4, 3]


@pytest.mark.parametrize("seed", range(40))
def test_outlines_cover_the_mask_and_nothing_else(seed: int) -> None:
    mask = random_mask(seed)
    found = outlines(mask)
    assert sum(signed_area(each) for each in found) == mask.sum()
    for polygon in found:
        corners = np.array(polygon)
        steps = np.roll(corners, -1, axis=0) - corners
        assert ((steps == 0).sum(axis=1) == 1).all(), "along rows and columns only"
        turns = steps[:, 0] != 0
        assert (turns != np.roll(turns, 1)).all(), "every corner turns"
    ys, xs = np.nonzero(mask)
    every = np.concatenate([np.array(each) for each in found])
    assert every.min(axis=0).tolist() == [xs.min(), ys.min()]
    assert every.max(axis=0).tolist() == [xs.max() + 1, ys.max() + 1]


def test_a_hole_and_a_touching_corner() -> None:
    mask = np.ones((3, 3), np.bool_)
    mask[1, 1] = False
    assert sorted(signed_area(each) for each in outlines(mask)) == [-1, 9]
    assert [signed_area(each) for each in outlines(np.eye(2, dtype=np.bool_))] == [1, 1]


@pytest.mark.parametrize(
    "broken",
    [
        {"size": [3, 4], "counts": [5, 5]},
        {"size": [3, 4], "counts": [12]},
        {"size": [3, 4], "counts": [-1, 13]},
        {"size": [3, 4], "counts": [1.5, 10.5]},
        {"size": [3, 4], "counts": "23"},
        {"size": [3, 4], "counts": "2\x00"},
        {"size": [3, 4], "counts": "P"},
        {"size": [3, 4], "counts": "o" * 100},
        {"size": [3, 4], "counts": "G"},
        {"size": [3, 4]},
        {"size": [3], "counts": [1, 11]},
        {"size": [100_000, 100_000], "counts": [0, 10**10]},
        {"counts": [1, 11]},
    ],
)
def test_broken(broken: dict[str, Any]) -> None:
    with pytest.raises(AnnotationError):
        mask_of(broken, HERE)
