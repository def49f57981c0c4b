"""The smoke test's own pieces; the whole of it needs an installed program."""

from __future__ import annotations

import shutil
import struct
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
import records
import screen
import smoke_test

if TYPE_CHECKING:
    from pathlib import Path

RECORD: dict[str, Any] = {
    "path": "a.jpg",
    "frame": 0,
    "status": "analyzed",
    "fracture": {"probability": 0.5, "tier": "definite"},
    "detections": [{"box_xyxy": [1.0, 2.0, 3.0, 4.0], "score": 0.25}],
    "provenance": {"provider": "CPUExecutionProvider"},
    "elapsed_ms": 1.0,
}


def test_the_same_findings_are_the_same_at_any_speed() -> None:
    other = RECORD | {"elapsed_ms": 99.0, "provenance": {"provider": "another"}}
    assert list(records.differences([RECORD], [other])) == []


def test_rounding_is_no_difference() -> None:
    other = RECORD | {
        "fracture": {"probability": 0.500009, "tier": "definite"},
        "detections": [{"box_xyxy": [1.01, 2.0, 3.0, 4.0], "score": 0.25}],
    }
    assert list(records.differences([RECORD], [other])) == []


@pytest.mark.parametrize(
    "change",
    [
        {"fracture": {"probability": 0.50002, "tier": "definite"}},
        {"fracture": None},
        {"status": "unreadable"},
        {"detections": []},
        {"detections": [{"box_xyxy": [1.02, 2.0, 3.0, 4.0], "score": 0.25}]},
        {"frame": 1},
    ],
)
def test_a_difference_is_named(change: dict[str, Any]) -> None:
    assert list(records.differences([RECORD], [RECORD | change]))


def test_transfer_syntaxes_are_read_from_the_meta_header(samples_dir: Path) -> None:
    syntaxes = {path.name: records.transfer_syntax(path) for path in samples_dir.iterdir()}
    assert syntaxes["IMG0003926_jpeg2000_10bit.dcm"].startswith("1.2.840.10008.1.2.4.9")
    assert syntaxes["IMG0004209_monochrome1_12bit.dcm"].startswith("1.2.840.10008.1.2")
    assert syntaxes["IMG0000370.jpg"] == ""


def test_a_program_under_test_sees_no_checkout(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PYTHONPATH", "somewhere")
    monkeypatch.setenv("FRACVIEW_HOME", "somewhere")
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    given = smoke_test.variables(tmp_path)
    assert not [name for name in given if name.startswith(("PYTHON", "FRACVIEW", "QT_"))]
    if sys.platform != "win32":
        assert given["HOME"] == str(tmp_path)


def test_a_changed_file_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("1")
    before = smoke_test.listing(tmp_path)
    (tmp_path / "b").write_text("2")
    assert smoke_test.listing(tmp_path) != before


def _dump(width: int, height: int, pixels: bytes) -> bytes:
    """An X window dump with one colour map entry."""
    header = [
        104,
        7,
        2,
        24,
        width,
        height,
        0,
        0,
        32,
        0,
        32,
        32,
        4 * width,
        4,
        0xFF0000,
        0xFF00,
        0xFF,
        8,
        256,
        1,
    ]
    return struct.pack(">20I", *header) + bytes(104 - 80) + bytes(12) + pixels


def test_a_screens_picture_becomes_a_png(tmp_path: Path) -> None:
    from PIL import Image

    picture = screen.Picture(_dump(2, 1, bytes([1, 2, 3, 0, 4, 5, 6, 0])))
    assert picture.size == (2, 1)
    assert picture.colours() == {bytes([3, 2, 1]): 1, bytes([6, 5, 4]): 1}
    picture.save(tmp_path / "x.png")
    with Image.open(tmp_path / "x.png") as image:
        assert [image.getpixel((0, 0)), image.getpixel((1, 0))] == [(3, 2, 1), (6, 5, 4)]


@pytest.mark.skipif(shutil.which("Xvfb") is None, reason="Xvfb is not installed")
def test_a_screen_is_black_until_something_is_drawn(tmp_path: Path) -> None:
    with screen.virtual_screen(tmp_path) as one:
        assert one.picture().size == screen.SIZE
        assert len(one.picture().colours()) == 1
        process = subprocess.Popen([sys.executable, "-c", "pass"])
        with pytest.raises(TimeoutError):
            one.wait_for_paint(process, 20)
