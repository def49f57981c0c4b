from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from fracview.export.names import is_own_name
from fracview.review import whole_files
from fracview.review.whole_files import write_json, write_whole


def test_a_file_is_made_with_its_folder_and_replaced(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "file"
    for content in (b"old\r\n", b"new\n\0"):
        write_whole(path, content)
        assert path.read_bytes() == content
    assert list(path.parent.iterdir()) == [path]
    if os.name != "nt":
        assert path.stat().st_mode & 0o777 == 0o600


def test_where_it_cannot_be_replaced_the_old_one_stays_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "held open")

    write_whole(tmp_path / "file", b"old")
    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(PermissionError):
        write_whole(tmp_path / "file", b"new")
    assert [file.read_bytes() for file in tmp_path.iterdir()] == [b"old"]


def test_an_unfinished_file_is_known_as_our_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run over a folder in which it was left does not read it."""
    seen = []
    monkeypatch.setattr(Path, "replace", lambda part, _: seen.append(part.name))
    write_whole(tmp_path / "file", b"")
    assert is_own_name(seen[0])


def test_json_takes_any_text(tmp_path: Path) -> None:
    value = {"Müller \udcfc": ["\U0001f9b4"], "b": None}
    write_json(tmp_path / "file", value)
    assert json.loads((tmp_path / "file").read_bytes()) == value


@pytest.mark.parametrize("power_safe", [False, True])
def test_what_must_last_is_on_the_disk_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, power_safe: bool
) -> None:
    synced: list[int] = []
    monkeypatch.setattr(whole_files.os, "fsync", synced.append)
    write_whole(tmp_path / "file", b"x", power_safe=power_safe)
    assert len(synced) == power_safe
