"""Walking: natural order, laziness, and folders that bite."""

from __future__ import annotations

import os
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from fracview.core.errors import ReadingError
from fracview.reading import ReadingReason, distinct, walk
from fracview.reading.folder import natural_key


def touch(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


def found(*paths: Path) -> list[str]:
    """Names relative to the first path, or ``!reason`` for what could not be walked."""
    return [
        f"!{item.reason}" if isinstance(item, ReadingError) else item.relative_to(paths[0]).as_posix()
        for item in walk(paths)
    ]


def test_names_are_in_the_order_a_person_counts(tmp_path: Path) -> None:
    touch(tmp_path, "IMG10.jpg", "IMG2.jpg", "img1.jpg", "IMG2b.jpg", "a.jpg", "7.jpg", "IMG02.jpg")
    assert found(tmp_path) == [
        "7.jpg", "a.jpg", "img1.jpg", "IMG02.jpg", "IMG2.jpg", "IMG2b.jpg", "IMG10.jpg",
    ]  # fmt: skip


def test_files_come_before_subfolders(tmp_path: Path) -> None:
    touch(tmp_path, "b/2.png", "b/10.png", "a/1.png", "z.png", "a/deep/1.png")
    assert found(tmp_path) == ["z.png", "a/1.png", "a/deep/1.png", "b/2.png", "b/10.png"]


def test_files_and_folders_mixed_in_the_order_given(tmp_path: Path) -> None:
    touch(tmp_path, "b/1.png", "a/1.png")
    given = [tmp_path / "b" / "1.png", tmp_path / "a", tmp_path / "b"]
    assert [item.relative_to(tmp_path).as_posix() for item in walk(given)] == [
        "b/1.png",
        "a/1.png",
        "b/1.png",
    ]  # type: ignore[union-attr]


def test_the_systems_own_files_are_skipped_unless_named(tmp_path: Path) -> None:
    touch(tmp_path, ".DS_Store", "Thumbs.db", "desktop.ini", ".hidden/1.png", "__MACOSX/1.png", "1.png")
    assert found(tmp_path) == ["1.png"]
    assert list(walk([tmp_path / ".DS_Store"])) == [tmp_path / ".DS_Store"]


def test_a_loop_of_links_is_named_and_the_walk_goes_on(tmp_path: Path) -> None:
    touch(tmp_path, "a/1.png", "b/2.png")
    (tmp_path / "a" / "back").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "self").symlink_to(tmp_path / "self")
    assert found(tmp_path) == ["!symlink_loop", "a/1.png", "!symlink_loop", "b/2.png"]


def test_a_link_to_a_folder_elsewhere_is_followed(tmp_path: Path) -> None:
    touch(tmp_path, "elsewhere/1.png")
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "link").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    assert found(tmp_path / "here") == ["link/1.png"]


def test_broken_links_and_missing_paths(tmp_path: Path) -> None:
    touch(tmp_path, "2.png")
    (tmp_path / "1.png").symlink_to(tmp_path / "gone.png")
    assert found(tmp_path, tmp_path / "never") == ["!broken_link", "2.png", "!not_found"]


def test_an_unreadable_folder_is_named_and_the_walk_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    touch(tmp_path, "a/1.png", "b/2.png")
    real = os.scandir

    def scandir(path: Path) -> Any:
        if path == tmp_path / "a":  # as root every folder can be listed, whatever its mode
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    items = list(walk([tmp_path]))
    assert isinstance(items[0], ReadingError)
    assert items[0].reason == ReadingReason.UNREADABLE_FOLDER
    assert items[0].path == tmp_path / "a"
    assert items[0].cure
    assert items[1:] == [tmp_path / "b" / "2.png"]


def test_folders_are_listed_only_when_their_turn_comes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    touch(tmp_path, *(f"{number}/{file}.png" for number in range(20) for file in range(3)))
    listed: list[Path] = []
    real = os.scandir

    def scandir(path: Path) -> Any:
        listed.append(path)
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    assert len(list(islice(walk([tmp_path]), 4))) == 4
    assert listed == [tmp_path, tmp_path / "0", tmp_path / "1"]


def test_a_very_deep_tree(tmp_path: Path) -> None:
    deep = tmp_path
    for _ in range(900):
        deep = deep / "d"
    try:
        deep.mkdir(parents=True)
    except OSError:
        pytest.skip("this system allows no path that deep")
    touch(deep, "1.png")
    assert list(walk([tmp_path])) == [deep / "1.png"]


def test_the_key_does_not_mix_numbers_and_words() -> None:
    names = ["2", "b", "10", "a10", "a2", "", "²", "a"]
    assert sorted(names, key=natural_key) == ["", "2", "10", "a", "a2", "a10", "b", "²"]


def test_what_is_named_twice_is_walked_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    scan = inner / "1.png"
    scan.touch()
    other = tmp_path / "other.png"
    other.touch()
    monkeypatch.chdir(tmp_path)
    assert distinct([scan, scan, Path("a/b/1.png")]) == [scan]
    assert distinct([scan, tmp_path / "a", inner, Path("a"), other]) == [tmp_path / "a", other]
    assert distinct([tmp_path / "gone", tmp_path / "gone"]) == [tmp_path / "gone"]


def test_what_the_walk_of_a_folder_skips_is_kept_beside_it(tmp_path: Path) -> None:
    (tmp_path / ".hidden").mkdir()
    for path in (tmp_path / ".1.png", tmp_path / ".hidden" / "2.png"):
        path.touch()
        assert distinct([tmp_path, path]) == [tmp_path, path]


def test_a_link_is_a_name_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "1.png").touch()
    (tmp_path / "link.png").symlink_to(tmp_path / "1.png")
    named = [tmp_path / "1.png", tmp_path / "link.png"]
    assert distinct(named) == named
