"""Where the shipped files lie; the installed wheel is tried in tests/house/test_packaging.py."""

from __future__ import annotations

from pathlib import Path

import pytest

import fracview
from fracview.core.errors import FracViewError
from fracview.core.resources import resources_dir


def _package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    package = tmp_path.resolve() / "fracview"
    package.mkdir()
    monkeypatch.setattr(fracview, "__file__", str(package / "__init__.py"))
    return package


def _fill(folder: Path) -> Path:
    (folder / "models").mkdir(parents=True)
    (folder / "samples").mkdir()
    return folder


def test_a_checkout_has_them_beside_the_package(samples_dir: Path) -> None:
    assert resources_dir() / "samples" == samples_dir


def test_an_installation_has_them_inside_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = _package(tmp_path, monkeypatch)
    beside, inside = _fill(tmp_path / "resources"), _fill(package / "resources")
    assert resources_dir() == inside != beside


def test_a_stranger_beside_the_package_is_not_taken_for_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = _package(tmp_path, monkeypatch)
    (tmp_path / "resources" / "models").mkdir(parents=True)
    with pytest.raises(FracViewError, match="missing") as caught:
        resources_dir()
    assert caught.value.reason == "resources_missing"
    assert caught.value.path == package / "resources"
