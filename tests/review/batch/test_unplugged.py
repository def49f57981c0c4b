from __future__ import annotations

from pathlib import Path

import pytest

from fracview.core.analysis import Analysis, Provenance, Status
from fracview.core.errors import ReadingError
from fracview.review.batch.unplugged import IN_A_ROW, Unplugged


def _gone(name: str = "1.png", reason: str = "not_found: gone") -> Analysis:
    return Analysis(Path(name), 0, "", Status.UNREADABLE, reason, Provenance("1"))


def _read() -> Analysis:
    return Analysis(Path("2.png"), 0, "ab", Status.ANALYZED, "", Provenance("1"))


def test_one_file_that_vanished_is_no_reason_to_stop(tmp_path: Path) -> None:
    unplugged = Unplugged([tmp_path])
    for _ in range(5):
        for _ in range(IN_A_ROW - 1):
            unplugged.check(_gone())
        unplugged.check(_read())


def test_a_root_that_has_gone_is_said_with_the_first_file(tmp_path: Path) -> None:
    root = tmp_path / "share"
    root.mkdir()
    unplugged = Unplugged([root])
    root.rmdir()
    with pytest.raises(
        ReadingError, match=r"share: This is not there any more\. Connect the drive"
    ) as caught:
        unplugged.check(_gone())
    assert caught.value.reason == "root_gone"


def test_a_mount_point_that_stays_behind_empty_is_noticed(tmp_path: Path) -> None:
    unplugged = Unplugged([tmp_path])
    broken = _gone(reason="unreadable: The system cannot read this file (EIO).")
    for _ in range(IN_A_ROW - 1):
        unplugged.check(broken)
    with pytest.raises(ReadingError) as caught:
        unplugged.check(broken)
    assert caught.value.reason == "root_gone"


def test_broken_files_in_a_row_are_no_share_that_has_gone(tmp_path: Path) -> None:
    unplugged = Unplugged([tmp_path])
    for _ in range(3 * IN_A_ROW):
        unplugged.check(_gone(reason="empty_file: The file is empty (0 bytes)."))


def test_a_root_that_never_was_there_is_not_missed(tmp_path: Path) -> None:
    unplugged = Unplugged([tmp_path / "never"])
    unplugged.check(_gone())
