from __future__ import annotations

import logging
from pathlib import Path

import pytest

from fracview.review.recent import MOST, add_recent, clear_recent, load_recent


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config" / "recent.json"


def test_the_newest_comes_first_and_once(path: Path, tmp_path: Path) -> None:
    assert load_recent(path) == ()
    for name in ("a", "b", "a"):
        shown = add_recent(path, tmp_path / name)
    assert shown == load_recent(path) == (tmp_path / "a", tmp_path / "b")


def test_the_oldest_fall_out(path: Path, tmp_path: Path) -> None:
    for number in range(MOST + 3):
        add_recent(path, tmp_path / str(number))
    assert load_recent(path) == tuple(tmp_path / str(number) for number in range(MOST + 2, 2, -1))


def test_a_relative_item_and_a_name_that_is_no_unicode_are_found_again(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    add_recent(path, Path("M\udcfcller"))
    assert load_recent(path) == (tmp_path / "M\udcfcller",)


def test_clearing_leaves_no_name_in_the_file(path: Path, tmp_path: Path) -> None:
    add_recent(path, tmp_path / "MillerAnna")
    clear_recent(path)
    assert load_recent(path) == ()
    assert b"Miller" not in path.read_bytes()


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe\0", b"3", b'{"a": 1}', b"[" * 100_000])
def test_a_broken_list_is_an_empty_one_and_is_replaced(path: Path, tmp_path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    assert load_recent(path) == ()
    assert add_recent(path, tmp_path / "a") == load_recent(path) == (tmp_path / "a",)


def test_what_is_no_path_is_passed_over(path: Path) -> None:
    path.parent.mkdir()
    path.write_text('["/a", 3, "", null, ["/b"], "/c"]')
    assert load_recent(path) == (Path("/a"), Path("/c"))


def test_a_list_that_cannot_be_saved_stops_nobody_and_names_nobody(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").touch()
    path = tmp_path / "file" / "recent.json"
    with caplog.at_level(logging.DEBUG):
        assert add_recent(path, tmp_path / "MillerAnna") == (tmp_path / "MillerAnna",)
        clear_recent(path)
    assert "cannot be saved" in caplog.text
    assert "Miller" not in caplog.text
