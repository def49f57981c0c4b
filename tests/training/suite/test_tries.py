"""A try is noted by its signature, and a table says so without a figure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from fracview.core.errors import UsageError
from tests.training.suite.test_signature import ONE
from training.suite.tries import keep_try, read_tries, try_words

if TYPE_CHECKING:
    from pathlib import Path


def test_nothing_was_tried_where_nothing_is_kept(tmp_path: Path) -> None:
    assert read_tries(tmp_path) == {}
    assert try_words({}, "V-VGG16") == ""


def test_the_newest_try_of_a_row_is_kept_and_said(tmp_path: Path) -> None:
    for sample in ("8", "32"):
        keep_try(replace(ONE, epochs="1/30", sample=sample), tmp_path / "results")
    keep_try(replace(ONE, row="A", epochs="2/30"), tmp_path / "results")
    tries = read_tries(tmp_path / "results")
    assert list(tries) == ["A", "V-VGG16"]
    assert try_words(tries, "V-VGG16") == "its recipe ran on 32 scans a part at 244 px for 1 epoch"
    assert try_words(tries, "A").endswith("for 2 epochs")


@pytest.mark.parametrize("content", ["{", "[1]", '["row:x"]', "3"])
def test_a_file_that_holds_something_else_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "tries.json").write_text(content)
    with pytest.raises(UsageError, match="no signatures"):
        read_tries(tmp_path)
