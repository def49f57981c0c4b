"""A thousand damaged files: no exception but the reader's own, no hang, no warning."""

from __future__ import annotations

import time
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
import pytest

from fracview.core.errors import ReadingError
from fracview.core.windowing import apply_voi
from fracview.reading import ReadingReason, frames, read
from tests.reading.mutations import mutate, originals

if TYPE_CHECKING:
    from pathlib import Path

SEEDS = range(10)
FILES_A_SEED = 100
SLOWEST_S = 5.0


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    found = originals()
    assert len(found) > 30
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_damage_ends_in_a_radiograph_or_a_named_refusal(
    seed: int, files: dict[str, bytes], tmp_path: Path
) -> None:
    random = np.random.default_rng(seed)
    names = random.permutation(sorted(files)).tolist()
    ends: Counter[str] = Counter()
    for number in range(FILES_A_SEED):
        name = names[number % len(names)]
        path = tmp_path / f"{number}-{name}"
        path.write_bytes(mutate(files[name], random))
        start = time.perf_counter()
        ends[_end(path)] += 1
        assert time.perf_counter() - start < SLOWEST_S, path.name
    assert not [end for end in ends if end.startswith("incomplete")]
    assert ends["opened"] > 0
    assert len(ends) > 3, "the damage is too much or too little to say anything"


def _end(path: Path) -> str:
    try:
        radiograph = read(path, frames(path) - 1)
        radiograph.display_image()
        if radiograph.pixels.ndim == 2:
            for voi in radiograph.vois:
                apply_voi(radiograph.pixels, voi)
    except ReadingError as error:
        complete = error.reason in set(ReadingReason) and error.path == path and error.cure
        return error.reason if complete else f"incomplete: {error!r}"
    return "opened"
