from __future__ import annotations

import os
from pathlib import Path

from fracview.review.stamps import stamp_of


def test_a_stamp_is_size_and_time_of_change(tmp_path: Path) -> None:
    file = tmp_path / "scan.dcm"
    file.write_bytes(b"1234")
    os.utime(file, ns=(5, 7_000_000_000))
    stamp = stamp_of(file)
    assert stamp is not None
    assert (stamp.path, stamp.size, stamp.mtime_ns) == (file, 4, 7_000_000_000)
    file.write_bytes(b"12345")
    assert stamp_of(file) != stamp


def test_what_has_gone_has_none(tmp_path: Path) -> None:
    assert stamp_of(tmp_path / "gone") is None
    assert stamp_of(Path("a\0b")) is None


def test_files_of_one_size_and_time_are_told_apart(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).write_bytes(name.encode())
        os.utime(tmp_path / name, ns=(10**18, 10**18))
    before = stamp_of(tmp_path / "a")
    assert before == stamp_of(tmp_path / "a")
    (tmp_path / "a").rename(tmp_path / "c")
    (tmp_path / "b").rename(tmp_path / "a")
    after = stamp_of(tmp_path / "a")
    assert before is not None
    assert after is not None
    assert (before.size, before.mtime_ns) == (after.size, after.mtime_ns)
    assert before != after
    assert before.mark != after.mark
