from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from fracview.core.errors import ReadingError
from fracview.ui.session import folder as module
from fracview.ui.session.folder import FolderWalk, batches, what_to_walk
from tests.tiny_runs import write_scan

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot


@pytest.fixture
def walk(qapp: object) -> Iterator[FolderWalk]:
    made = FolderWalk()
    yield made
    made.close()


def test_a_file_alone_opens_its_folder(tmp_path: Path) -> None:
    file = write_scan(tmp_path / "one.png")
    assert what_to_walk([file]) == ([tmp_path], file)
    assert what_to_walk([tmp_path]) == ([tmp_path], None)
    assert what_to_walk([file, tmp_path]) == ([file, tmp_path], None)


def test_everything_is_found_and_the_end_told(qtbot: QtBot, walk: FolderWalk, tmp_path: Path) -> None:
    for i in range(5):
        write_scan(tmp_path / "deep" / f"{i}.png")
    found: list[object] = []
    ended: list[bool] = []
    walk.found.connect(found.extend)
    walk.finished.connect(lambda: ended.append(walk.is_walking))
    assert walk.paths == ()
    walk.start([tmp_path], leave_out=tmp_path / "deep" / "2.png")
    assert walk.is_walking
    assert walk.paths == (tmp_path,)
    qtbot.waitUntil(lambda: bool(ended))
    assert ended == [False]
    assert [path.name for path in found] == ["0.png", "1.png", "3.png", "4.png"]


def test_batches_are_never_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for i in range(10):
        write_scan(tmp_path / f"{i}.png")
    monkeypatch.setattr(module, "MOST_TOGETHER", 4)
    monkeypatch.setattr(module, "BATCH_S", 60.0)
    made = list(batches([tmp_path], None))
    assert [len(one) for one in made[:-1] if one is not None] == [4, 4, 2]
    assert made[-1] is None


def test_what_is_not_there_is_found_as_its_reason(tmp_path: Path) -> None:
    (batch, end) = batches([tmp_path / "gone"], None)
    assert batch is not None
    assert isinstance(batch[0], ReadingError)
    assert end is None


@pytest.mark.skipif(os.name == "nt", reason="no such names there")
def test_another_walk_takes_the_place_of_the_one_before(
    qtbot: QtBot, walk: FolderWalk, tmp_path: Path
) -> None:
    old = [write_scan(tmp_path / "old" / f"{i}.png") for i in range(30)]
    new = write_scan(tmp_path / "new" / "n.png")
    found: list[object] = []
    ended: list[int] = []
    walk.found.connect(found.extend)
    walk.finished.connect(lambda: ended.append(1))
    walk.start([old[0].parent])
    walk.start([new.parent])
    qtbot.waitUntil(lambda: bool(ended))
    qtbot.wait(50)
    assert found == [new]
    assert ended == [1]
