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


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder with something in it."""
    folder = tmp_path / "share"
    folder.mkdir()
    (folder / "1.png").touch()
    return folder


def test_files_that_vanish_are_no_reason_to_stop_while_the_folder_is_well(root: Path) -> None:
    unplugged = Unplugged([root])
    for _ in range(3 * IN_A_ROW):
        unplugged.check(_gone())
    unplugged.check(_read())


def test_a_root_that_has_gone_is_said_with_the_first_file(root: Path) -> None:
    unplugged = Unplugged([root])
    root.rename(root.with_name("away"))
    with pytest.raises(ReadingError, match=r"share: This folder is not there any more\. Connect") as caught:
        unplugged.check(_gone())
    assert caught.value.reason == "root_gone"


def test_a_mount_point_that_stays_behind_empty_is_noticed(root: Path) -> None:
    unplugged = Unplugged([root])
    (root / "1.png").unlink()
    with pytest.raises(ReadingError) as caught:
        unplugged.check(_gone())
    assert caught.value.reason == "root_gone"


def test_a_disk_that_gives_nothing_back_is_noticed(root: Path) -> None:
    unplugged = Unplugged([root])
    broken = _gone(reason="unreadable: The system cannot read this file (EIO).")
    for _ in range(IN_A_ROW - 1):
        unplugged.check(broken)
    with pytest.raises(ReadingError) as caught:
        unplugged.check(broken)
    assert caught.value.reason == "root_gone"


def test_broken_files_in_a_row_are_no_share_that_has_gone(root: Path) -> None:
    unplugged = Unplugged([root])
    for _ in range(3 * IN_A_ROW):
        unplugged.check(_gone(reason="empty_file: The file is empty (0 bytes)."))


def test_files_and_roots_that_never_were_there_are_not_missed(tmp_path: Path, root: Path) -> None:
    unplugged = Unplugged([tmp_path / "never", root / "1.png"])
    (root / "1.png").unlink()
    unplugged.check(_gone())
