from __future__ import annotations

import importlib

import pytest

from training.families import REGISTRY
from training.suite.rows import load_suite


def test_the_suite_asks_for_no_family_that_is_not_there() -> None:
    asked = {row.family for row in load_suite().rows if row.trains} - {"explain"}
    assert asked <= set(REGISTRY)


@pytest.mark.parametrize("name", REGISTRY)
def test_every_family_can_be_imported_and_trains(name: str) -> None:
    assert callable(importlib.import_module(f"training.families.{name}").train)
