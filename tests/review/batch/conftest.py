from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from fracview.review.store import Store
from tests.tiny_runs import write_tiny_set


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_set(tmp_path_factory.mktemp("batch") / "models")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "store" / "store.sqlite") as opened:
        yield opened
