"""The header of any kind of file, and the refusal of what is no radiograph."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fracview.core.errors import ReadingError
from fracview.reading.browse import browse

if TYPE_CHECKING:
    from pathlib import Path


def test_every_sample_has_a_header(samples_dir: Path) -> None:
    for path in sorted(samples_dir.iterdir()):
        rows = browse(path)
        assert {"Columns", "Rows"} <= {row.keyword for row in rows}, path.name


def test_a_text_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("hello")
    with pytest.raises(ReadingError) as caught:
        browse(tmp_path / "a.txt")
    assert caught.value.reason == "unknown_format"


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReadingError) as caught:
        browse(tmp_path / "none")
    assert caught.value.reason == "not_found"
