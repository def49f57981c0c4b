from __future__ import annotations

import os
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from fracview.core.errors import ReadingError
from fracview.review.batch.watching import MOST_AGAIN, Watch
from fracview.review.stopping import Stop

OLD_S = 3600


def _file(path: Path, text: str = "x", *, age_s: float = OLD_S) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    os.utime(path, (time.time() - age_s,) * 2)
    return path


class _Watching:
    """A watch on a thread of its own, with what it found."""

    def __init__(self, folder: Path, still_s: float = 0.1) -> None:
        self.stop = Stop()
        self.watch = Watch(self.stop, look_every_s=0.02, still_s=still_s)
        self.found: list[Path | ReadingError] = []
        self._thread = threading.Thread(target=self._run, args=(folder,))
        self._thread.start()

    def _run(self, folder: Path) -> None:
        for item in self.watch([folder]):
            self.found.append(item)

    def wait(self, count: int) -> list[Path | ReadingError]:
        until = time.monotonic() + 20
        while len(self.found) < count and time.monotonic() < until:
            time.sleep(0.01)
        return self.found

    def close(self) -> None:
        self.stop.set()
        self._thread.join()


def test_what_is_there_comes_first_then_what_arrives(tmp_path: Path) -> None:
    first = _file(tmp_path / "1.png")
    with closing(_Watching(tmp_path)) as watching:
        assert watching.wait(1) == [first]
        later = _file(tmp_path / "deep" / "2.png")
        assert watching.wait(2) == [first, later]


def test_a_file_that_grows_waits_until_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "1.png"
    with closing(_Watching(tmp_path, still_s=1.5)) as watching:
        for length in range(8):
            _file(path, "x" * length, age_s=0)
            time.sleep(0.04)
            assert watching.found == []
        size_when_found = len(watching.wait(1)) and path.stat().st_size
    assert size_when_found == 7


def test_a_file_that_changes_later_comes_again_and_no_other(tmp_path: Path) -> None:
    first, second = _file(tmp_path / "1.png"), _file(tmp_path / "2.png")
    with closing(_Watching(tmp_path)) as watching:
        assert watching.wait(2) == [first, second]
        _file(first, "longer", age_s=OLD_S / 2)
        assert watching.wait(3) == [first, second, first]
        time.sleep(0.2)
        assert len(watching.found) == 3


@pytest.mark.parametrize("name", ["1.png.part", "1.crdownload", "1.PNG.TMP", "1.png~"])
def test_what_is_still_being_written_by_its_name_is_left_alone(tmp_path: Path, name: str) -> None:
    _file(tmp_path / name)
    whole = _file(tmp_path / "2.png")
    with closing(_Watching(tmp_path)) as watching:
        assert watching.wait(1) == [whole]
        (tmp_path / name).rename(tmp_path / "3.png")
        assert watching.wait(2) == [whole, tmp_path / "3.png"]


def test_what_cannot_be_walked_is_said_once(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "nowhere")
    whole = _file(tmp_path / "1.png")
    with closing(_Watching(tmp_path)) as watching:
        watching.wait(2)
        time.sleep(0.2)
        assert whole in watching.found
        assert len([one for one in watching.found if isinstance(one, ReadingError)]) == 1


def test_it_is_idle_when_all_was_seen(tmp_path: Path) -> None:
    _file(tmp_path / "1.png")
    with closing(_Watching(tmp_path)) as watching:
        watching.wait(1)
        until = time.monotonic() + 20
        while not watching.watch.idle and time.monotonic() < until:
            time.sleep(0.01)
        assert watching.watch.idle


def test_a_root_that_goes_away_is_waited_for(tmp_path: Path) -> None:
    root = tmp_path / "share"
    first = _file(root / "1.png")
    with closing(_Watching(root)) as watching:
        watching.wait(1)
        root.rename(tmp_path / "away")
        time.sleep(0.2)
        (tmp_path / "away").rename(root)
        later = _file(root / "2.png")
        assert watching.wait(2) == [first, later]


def test_what_the_system_could_not_read_is_taken_once_more_and_not_for_ever(tmp_path: Path) -> None:
    path = _file(tmp_path / "1.png")
    with closing(_Watching(tmp_path)) as watching:
        for count in range(1, MOST_AGAIN + 2):
            assert watching.wait(count) == [path] * count
            watching.watch.forget(path)
        time.sleep(0.2)
        assert len(watching.found) == MOST_AGAIN + 1


def test_a_file_whose_permission_was_mended_comes_again(tmp_path: Path) -> None:
    path = _file(tmp_path / "1.png")
    with closing(_Watching(tmp_path)) as watching:
        watching.wait(1)
        path.chmod(0o640)
        assert watching.wait(2) == [path, path]
