from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs
import pytest

from fracview.review.paths import cache_dir, config_dir, data_dir, default_store

if TYPE_CHECKING:
    from collections.abc import Callable

FOLDERS = {"data": data_dir, "cache": cache_dir, "config": config_dir}


@pytest.mark.parametrize(("name", "folder"), FOLDERS.items())
def test_all_lies_below_the_home_that_was_named(
    name: str, folder: Callable[[], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FRACVIEW_HOME", str(tmp_path / "deep" / "home"))
    assert folder() == folder() == tmp_path / "deep" / "home" / name
    assert folder().is_dir()
    if os.name != "nt":
        made = [tmp_path / "deep", tmp_path / "deep" / "home", folder()]
        assert [one.stat().st_mode & 0o777 for one in made] == [0o700] * 3


@pytest.mark.parametrize("home", [None, ""])
def test_else_it_lies_where_the_system_keeps_such_things(
    home: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def usual(app: str, **_: object) -> Path:
        return tmp_path / app

    for kind in FOLDERS:
        monkeypatch.setattr(platformdirs, f"user_{kind}_path", usual)
    if home is None:
        monkeypatch.delenv("FRACVIEW_HOME", raising=False)
    else:
        monkeypatch.setenv("FRACVIEW_HOME", home)
    assert data_dir() == cache_dir() == config_dir() == tmp_path / "fracview"


def test_a_relative_home_becomes_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FRACVIEW_HOME", "here")
    assert data_dir() == tmp_path / "here" / "data"


def test_the_store_lies_with_the_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRACVIEW_HOME", str(tmp_path))
    assert default_store() == tmp_path / "data" / "store.sqlite"
    assert not default_store().exists()


def test_a_folder_that_cannot_be_made_is_named_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("FRACVIEW_HOME", str(tmp_path / "file"))
    assert data_dir() == tmp_path / "file" / "data"
