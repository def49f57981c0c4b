from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fracview.core.errors import ExportError, UsageError
from fracview.export.numbered import look
from fracview.export.summary.writing import write_page

if TYPE_CHECKING:
    from pathlib import Path


def write(path: Path, text: str = "<p>ä\udc80", **options: object) -> Path:
    return write_page(path, text, **({"keep_changed": False, "seen": None} | options))  # type: ignore[arg-type]


def test_it_is_put_in_place_whole_in_a_folder_made_for_it(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "a.HTML"
    assert write(path) == path
    assert path.read_bytes() == b"<p>\xc3\xa4\\udc80"
    assert [entry.name for entry in path.parent.iterdir()] == ["a.HTML"]


def test_a_page_that_changed_meanwhile_stays(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text("old", encoding="utf-8")
    seen = look(path)
    assert write(path, keep_changed=True, seen=seen) == path
    assert write(path, keep_changed=True, seen=seen) == tmp_path / "a (2).html"


def test_another_suffix_and_a_place_that_cannot_be_written_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        write(tmp_path / "a.pdf")
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(ExportError) as caught:
        write(tmp_path / "file" / "a.html")
    assert caught.value.reason == "not_writable"
