from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from tests.export.golden_pictures import FOLDER, pictures

DRAWN = pictures()


def test_every_golden_picture_is_drawn_and_the_other_way_round() -> None:
    assert {path.name for path in FOLDER.iterdir()} == set(DRAWN)


@pytest.mark.parametrize("name", list(DRAWN))
def test_pictures_look_as_they_did(name: str) -> None:
    """Letters may differ by their edges between versions of Pillow and FreeType, and nothing else."""
    with Image.open(FOLDER / name) as golden:
        expected = np.asarray(golden).astype(int)
    assert DRAWN[name].shape == expected.shape
    difference = np.abs(DRAWN[name] - expected).max(axis=2)
    assert (difference > 64).mean() < 0.002
    assert difference.mean() < 0.5
