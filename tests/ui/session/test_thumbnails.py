from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtGui import QImage

from fracview.ui.session import thumbnails as module
from fracview.ui.session.thumbnails import Thumbnails, grey_qimage
from tests.tiny_runs import write_scan

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot


@pytest.fixture
def thumbnails(qapp: object, tmp_path: Path) -> Iterator[Thumbnails]:
    made = Thumbnails(tmp_path / "cache")
    yield made
    made.close()


def listen(thumbnails: Thumbnails) -> dict[int, QImage]:
    heard: dict[int, QImage] = {}
    thumbnails.made.connect(heard.__setitem__)
    return heard


def test_a_small_grey_picture_is_made(qtbot: QtBot, thumbnails: Thumbnails, tmp_path: Path) -> None:
    heard = listen(thumbnails)
    thumbnails.want(3, write_scan(tmp_path / "a.png", 90), "")
    qtbot.waitUntil(lambda: 3 in heard)
    assert max(heard[3].width(), heard[3].height()) == 96
    assert heard[3].pixelColor(10, 10).red() == 90


def test_what_was_made_before_needs_no_file(qtbot: QtBot, thumbnails: Thumbnails, tmp_path: Path) -> None:
    from fracview.reading import read

    heard = listen(thumbnails)
    file = write_scan(tmp_path / "a.png", 90)
    sha256 = read(file).sha256
    thumbnails.want(1, file, "")
    qtbot.waitUntil(lambda: 1 in heard)
    file.unlink()
    thumbnails.want(2, file, sha256)
    qtbot.waitUntil(lambda: 2 in heard)
    assert heard[2] == heard[1]


def test_of_no_radiograph_there_is_none(qtbot: QtBot, thumbnails: Thumbnails, tmp_path: Path) -> None:
    heard = listen(thumbnails)
    thumbnails.want(1, tmp_path / "gone.png", "")
    qtbot.waitUntil(lambda: 1 in heard)
    assert heard[1].isNull()


def test_rows_that_scrolled_by_are_dropped(
    qtbot: QtBot, thumbnails: Thumbnails, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_WAITING", 3)
    heard = listen(thumbnails)
    for i in range(30):
        thumbnails.want(i, write_scan(tmp_path / f"{i}.png"), "")
    qtbot.waitUntil(lambda: {27, 28, 29} <= set(heard))
    qtbot.wait(50)
    assert len(heard) < 30


def test_nothing_is_heard_of_what_was_open_before(
    qtbot: QtBot, thumbnails: Thumbnails, tmp_path: Path
) -> None:
    heard = listen(thumbnails)
    for i in range(5):
        thumbnails.want(i, write_scan(tmp_path / f"{i}.png"), "")
    thumbnails.clear()
    qtbot.wait(100)
    assert heard == {}


def test_a_picture_owns_its_bytes(qapp: object) -> None:
    pixels = np.arange(12, dtype=np.uint8).reshape(3, 4)
    image = grey_qimage(pixels)
    pixels[:] = 0
    assert [[image.pixelColor(x, y).red() for x in range(4)] for y in range(3)] == [
        [0, 1, 2, 3],
        [4, 5, 6, 7],
        [8, 9, 10, 11],
    ]
