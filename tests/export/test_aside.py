"""What a file that is replaced keeps: its mode, and the link that leads to it."""

from __future__ import annotations

import errno
import os
import stat
import sys
from pathlib import Path

import numpy as np
import pytest

from fracview.core.errors import ExportError
from fracview.export import RecordWriter, open_writer, save_png, to_record
from fracview.export.aside import led_to, part_path, put_in_place
from fracview.export.coco import CocoWriter, companion
from fracview.export.numbered import look, put_in_place_unless_changed
from fracview.export.summary.writing import write_page
from tests.export.analyses import LABELS, analysis

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="modes and links are POSIX here")

RECORD = to_record(analysis())
SUFFIXES = (".csv", ".json", ".jsonl", ".xlsx")


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def writer(path: Path) -> RecordWriter:
    return open_writer(path, region_labels=LABELS, keep_changed=True)


def parts(folder: Path) -> list[Path]:
    return list(folder.glob(".fracview-*"))


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664])
def test_a_replaced_file_keeps_its_mode(tmp_path: Path, suffix: str, mode: int) -> None:
    path = tmp_path / f"m{suffix}"
    path.write_bytes(b"old")
    path.chmod(mode)
    with writer(path) as file:
        file.write(RECORD)
        assert all(not mode_of(part) & ~0o700 & ~mode for part in parts(tmp_path))  # nobody reads it before
    assert path.stat().st_size > 100
    assert mode_of(path) == mode


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_new_file_has_the_mode_of_every_new_file(tmp_path: Path, suffix: str) -> None:
    plain = tmp_path / "plain"
    plain.touch()
    with writer(tmp_path / f"m{suffix}") as file:
        file.write(RECORD)
    assert mode_of(tmp_path / f"m{suffix}") == mode_of(plain)


def test_what_goes_beside_a_closed_file_is_as_closed(tmp_path: Path) -> None:
    part, target = tmp_path / "x.part", tmp_path / "m.csv"
    part.write_bytes(b"new")
    target.write_bytes(b"a reader's")
    target.chmod(0o600)
    beside = put_in_place_unless_changed(part, target, None)
    assert beside == tmp_path / "m (2).csv"
    assert mode_of(beside) == 0o600


def test_a_file_that_only_its_owner_reads_is_replaced_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / "m.xlsx"
    path.write_bytes(b"old")
    path.chmod(0o400)
    with writer(path) as file:
        file.write(RECORD)
    assert mode_of(path) == 0o400
    assert path.stat().st_size > 100


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("there", [True, False])
def test_a_link_stays_a_link(tmp_path: Path, suffix: str, there: bool) -> None:
    real, link = tmp_path / "far" / f"real{suffix}", tmp_path / "near" / f"link{suffix}"
    link.parent.mkdir()
    link.symlink_to(Path("..", "far", real.name))
    if there:
        real.parent.mkdir()
        real.write_bytes(b"old")
    with writer(link) as file:
        file.write(RECORD)
        assert parts(real.parent)
        assert not parts(link.parent)
    assert file.path == link
    assert link.is_symlink()
    assert not real.is_symlink()
    assert real.stat().st_size > 100
    assert not parts(real.parent)


def test_links_of_pages_pictures_and_coco_results_stay_too(tmp_path: Path) -> None:
    real = tmp_path / "far"
    real.mkdir()
    links = [tmp_path / name for name in ("a.html", "a.png", "a.json", "a.images.json")]
    for link in links:
        link.symlink_to(real / link.name)
    write_page(links[0], "<p>", keep_changed=True, seen=look(links[0]))
    save_png(links[1], np.zeros((2, 2, 3), dtype=np.uint8))
    with CocoWriter(links[2], keep_changed=True) as file:
        file.write(RECORD)
    assert all(link.is_symlink() for link in links)
    assert sorted(path.name for path in real.iterdir()) == sorted(link.name for link in links)
    assert file.images_path == companion(links[2])


def test_a_link_to_what_changed_meanwhile_is_left_alone(tmp_path: Path) -> None:
    real, link = tmp_path / "far" / "real.csv", tmp_path / "link.csv"
    real.parent.mkdir()
    link.symlink_to(real)
    file = writer(link)
    file.write(RECORD)
    real.write_text("a reader's", encoding="utf-8")
    file.close()
    assert real.read_text(encoding="utf-8") == "a reader's"
    assert file.path == tmp_path / "link (2).csv"
    assert file.path.stat().st_size > 100


def test_a_part_on_another_disk_is_put_in_place_by_way_of_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A link to another disk, with the numbered file beside the link."""
    rename = os.replace

    def across(source: Path, target: Path) -> None:
        if Path(source).parent != Path(target).parent:
            raise OSError(errno.EXDEV, "Invalid cross-device link")
        rename(source, target)

    monkeypatch.setattr("pathlib.os.replace", across)
    part, target = tmp_path / "far" / "x.part", tmp_path / "m.csv"
    part.parent.mkdir()
    part.write_bytes(b"new")
    target.write_bytes(b"old")
    target.chmod(0o600)
    put_in_place(part, target)
    assert target.read_bytes() == b"new"
    assert mode_of(target) == 0o600
    assert not part.exists()
    assert not parts(tmp_path)


def test_a_part_that_finds_no_room_on_another_disk_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def across(*_: object) -> None:
        raise OSError(errno.EXDEV, "Invalid cross-device link")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("pathlib.os.replace", across)
    monkeypatch.setattr("fracview.export.aside.shutil.copyfile", full)
    part = tmp_path / "x.part"
    part.write_bytes(b"new")
    with pytest.raises(ExportError, match="No space left") as caught:
        put_in_place(part, tmp_path / "m.csv")
    assert str(part) in caught.value.cure
    assert [path.name for path in tmp_path.iterdir()] == ["x.part"]


def test_a_loop_of_links_leads_nowhere(tmp_path: Path) -> None:
    loop = tmp_path / "loop.csv"
    loop.symlink_to(loop)
    assert led_to(loop) == loop
    assert part_path(loop).parent == tmp_path
    assert led_to(Path("plain.csv")) == Path("plain.csv")
