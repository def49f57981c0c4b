from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest

from fracview.core.errors import ReadingError
from fracview.ui.session import images as module
from fracview.ui.session.images import ImageRefused, Images, LoadedImage, load_image
from tests.reading.build import dicom_bytes, grey_attributes
from tests.tiny_runs import write_scan

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from fracview.ui.canvas.picture import Key


class Read:
    """Notes what was read, and can keep the first file waiting."""

    def __init__(self) -> None:
        self.keys: list[Key] = []
        self.go_on = threading.Event()
        self.go_on.set()

    def __call__(self, key: Key, path: Path) -> LoadedImage:
        self.keys.append(key)
        assert self.go_on.wait(10)
        return load_image(key, path)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> Read:
    made = Read()
    monkeypatch.setattr(module, "load_image", made)
    return made


@pytest.fixture
def images(qapp: object, read: Read) -> Iterator[Images]:
    made = Images()
    yield made
    read.go_on.set()
    made.close()


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    return [write_scan(tmp_path / f"{i}.png", 100 + i) for i in range(8)]


def arrivals(images: Images) -> list[Any]:
    heard: list[Any] = []
    images.arrived.connect(heard.append)
    return heard


def test_what_is_wanted_arrives_and_is_kept(
    qtbot: QtBot, images: Images, files: list[Path], read: Read
) -> None:
    heard = arrivals(images)
    assert images.get((0, 0)) is None
    images.want((0, 0), files[0])
    qtbot.waitUntil(lambda: bool(heard))
    assert images.get((0, 0)) is heard[0]
    assert heard[0].picture.key == (0, 0)
    assert int(heard[0].radiograph.pixels[0, 0]) == 100
    images.want((0, 0), files[0])
    qtbot.wait(30)
    assert read.keys == [(0, 0)]


def test_only_the_last_of_a_burst_is_read(
    qtbot: QtBot, images: Images, files: list[Path], read: Read
) -> None:
    heard = arrivals(images)
    read.go_on.clear()
    images.want((0, 0), files[0])
    qtbot.waitUntil(lambda: bool(read.keys))
    for i in range(1, 6):
        images.want((i, 0), files[i])
    read.go_on.set()
    qtbot.waitUntil(lambda: len(heard) == 2)
    assert [one.key for one in heard] == [(0, 0), (5, 0)]


def test_what_is_read_ahead_is_not_read_again(
    qtbot: QtBot, images: Images, files: list[Path], read: Read
) -> None:
    heard = arrivals(images)
    images.look_ahead([((1, 0), files[1]), ((2, 0), files[2])])
    qtbot.waitUntil(lambda: len(heard) == 2)
    images.want((2, 0), files[2])
    qtbot.wait(30)
    assert sorted(read.keys) == [(1, 0), (2, 0)]


def test_what_waits_to_be_read_ahead_is_read_at_once_when_wanted(
    qtbot: QtBot, images: Images, files: list[Path], read: Read
) -> None:
    heard = arrivals(images)
    read.go_on.clear()
    images.look_ahead([((1, 0), files[1]), ((2, 0), files[2])])
    qtbot.waitUntil(lambda: read.keys == [(1, 0)])
    images.want((2, 0), files[2])
    qtbot.waitUntil(lambda: read.keys == [(1, 0), (2, 0)])
    read.go_on.set()
    qtbot.waitUntil(lambda: len(heard) == 2)
    qtbot.wait(30)
    assert read.keys == [(1, 0), (2, 0)]


def test_what_cannot_be_read_is_refused_and_stays_so(
    qtbot: QtBot, images: Images, tmp_path: Path, read: Read
) -> None:
    heard = arrivals(images)
    images.want((0, 0), tmp_path / "gone.png")
    qtbot.waitUntil(lambda: bool(heard))
    refused = images.get((0, 0))
    assert isinstance(refused, ImageRefused)
    assert isinstance(refused.error, ReadingError)
    images.want((0, 0), tmp_path / "gone.png")
    qtbot.wait(30)
    assert len(read.keys) == 1


def test_the_oldest_go_but_never_the_newest_three(
    qtbot: QtBot, images: Images, files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "KEPT_BYTES", 1)
    for i, file in enumerate(files):
        images.want((i, 0), file)
        qtbot.waitUntil(lambda i=i: images.get((i, 0)) is not None)
    kept = [i for i in range(len(files)) if images.get((i, 0)) is not None]
    assert kept == [5, 6, 7]


def test_after_clearing_nothing_of_before_is_heard_of(
    qtbot: QtBot, images: Images, files: list[Path], read: Read
) -> None:
    heard = arrivals(images)
    read.go_on.clear()
    images.want((0, 0), files[0])
    qtbot.waitUntil(lambda: bool(read.keys))
    images.clear()
    images.want((0, 0), files[3])
    read.go_on.set()
    qtbot.waitUntil(lambda: bool(heard))
    qtbot.wait(30)
    assert [int(one.radiograph.pixels[0, 0]) for one in heard] == [103]


def test_a_frame_with_what_the_file_says_of_the_patient(tmp_path: Path) -> None:
    attributes = grey_attributes(8, 8, bits=8, NumberOfFrames="2", PatientName="Doe^Jane")
    (tmp_path / "two.dcm").write_bytes(dicom_bytes(attributes, bytes([10]) * 64 + bytes([20]) * 64))
    image = load_image((4, 1), tmp_path / "two.dcm")
    assert image.key == image.picture.key == (4, 1)
    assert int(image.radiograph.pixels[0, 0]) == 20
    assert "Doe" in image.identity.patient_name
    assert image.nbytes > 0
