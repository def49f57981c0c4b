"""A tiny FracAtlas folder for the whole run, and the data set loaded from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from tests.training import tiny_fracatlas
from training import data

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Tiny:
    root: Path
    drawn: tuple[tiny_fracatlas.Drawn, ...]


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Tiny:
    """A FracAtlas folder that nobody writes to."""
    root = tmp_path_factory.mktemp("tiny") / "fracatlas"
    return Tiny(root, tiny_fracatlas.make(root))


@pytest.fixture(scope="session")
def tiny_dataset(tiny: Tiny, tmp_path_factory: pytest.TempPathFactory) -> data.Dataset:
    """Loaded with the committed split; its work folder holds caches only."""
    return data.load(tiny.root, tmp_path_factory.mktemp("tiny_work"))
