from __future__ import annotations

import sqlite3
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from fracview.review.store import KnownFile, Store
from tests.export.analyses import analysis
from tests.review.store.cases import KEY, SHA, entry, sha, stamp, start

if TYPE_CHECKING:
    import subprocess

MANY = 20_000


def _said(process: subprocess.Popen[str], least: int) -> list[int]:
    """The numbers that a writing process has said, at least so many."""
    assert process.stdout is not None
    assert process.stdout.readline() == "open\n"
    return [int(process.stdout.readline()) for _ in range(least)]


def _is_sound(path: Path) -> bool:
    connection = sqlite3.connect(path)
    answer = connection.execute("PRAGMA integrity_check").fetchall()
    connection.close()
    return answer == [("ok",)]


@pytest.mark.parametrize("least", [1, 7, 40])
def test_a_killed_process_loses_nothing_it_has_written(tmp_path: Path, least: int) -> None:
    path = tmp_path / "store.sqlite"
    with start("write", path, "AB", 0) as process:
        said = _said(process, least)
        process.kill()
        said += [int(line) for line in process.communicate()[0].splitlines() if line.isdigit()]
    with Store(path) as store:
        found = store.verdicts([SHA])
        assert {(SHA, number) for number in said} <= set(found)
        assert len(found) - len(said) in {0, 1}  # the one that was written and not yet said
        frames = store.load_analyses([sha(number) for number in range(len(said) + 1)], KEY)
        assert len(frames) in {20 * len(said), 20 * (len(said) + 1)}
        store.add_verdict(entry(frame=10**6))
    assert _is_sound(path)


def test_two_processes_share_a_store(tmp_path: Path) -> None:
    """They make it at the same moment, write at the same time, and see each other's verdicts."""
    path, count = tmp_path / "store.sqlite", 60
    with start("write", path, "AB", count) as first, start("write", path, "CD", count) as second:
        assert _said(first, count) == _said(second, count) == list(range(count))
        assert (first.wait(), second.wait()) == (0, 0)
    with Store(path) as store:
        for number in range(count):
            assert {one.reader for one in store.verdict_history(SHA, number)} == {"AB", "CD"}
            assert len(store.verdict_history(SHA, number)) == 2
        assert len(store.load_analyses(map(sha, range(count)), KEY)) == 20 * count
    assert _is_sound(path)


def test_two_stores_in_one_process_see_each_other(tmp_path: Path) -> None:
    with Store(tmp_path / "store.sqlite") as first, Store(tmp_path / "store.sqlite") as second:
        first.add_verdict(entry())
        assert second.verdicts([SHA]) == {(SHA, 0): entry()}
        assert first.study_key("1.2.3") == second.study_key("1.2.3")


def test_threads_share_a_store(tmp_path: Path) -> None:
    broken: list[BaseException] = []

    def work(store: Store, number: int) -> None:
        try:
            for frame in range(30):
                store.add_verdict(entry(sha256=sha(number), frame=frame))
                store.save_analyses([analysis(sha256=sha(number), frame=frame)], KEY)
                assert len(store.verdicts([sha(number)])) == frame + 1
                assert store.load_analysis(sha(number), frame, KEY) is not None
        except BaseException as error:  # noqa: BLE001 - raised below, on the thread of the test
            broken.append(error)

    with Store(tmp_path / "store.sqlite") as store:
        threads = [threading.Thread(target=work, args=(store, number)) for number in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not broken
        assert len(store.verdicts(map(sha, range(4)))) == 120


def test_a_closed_store_leaves_one_file(tmp_path: Path) -> None:
    with Store(tmp_path / "store.sqlite") as store:
        store.add_verdict(entry())
    store.close()
    assert [file.name for file in tmp_path.iterdir()] == ["store.sqlite"]


def test_a_folder_of_twenty_thousand_opens_at_once(tmp_path: Path) -> None:
    """As when a folder is opened again: a second on an idle core, a generous bound for a busy one."""
    stamps = [stamp(f"folder/{number}.dcm") for number in range(MANY)]
    with Store(tmp_path / "store.sqlite") as store:
        store.remember_files([(one, KnownFile(sha(number), 1, "")) for number, one in enumerate(stamps)])
        store.save_analyses([analysis(detections=analysis().detections * 5)], KEY)
        with store._database.writing() as connection:  # 20,000 copies of what one call has written
            connection.execute(
                "INSERT INTO analyses SELECT files.sha256, 0, models_key, status, body, boxes, checksum,"
                " provenance FROM analyses, files"
            )
            connection.execute(
                "INSERT INTO verdicts SELECT NULL, sha256, 0, 'agree', '', '', '', '', '', NULL FROM files"
            )
        started = time.process_time()
        hashes = [one.sha256 for one in store.known_files(stamps).values()]
        found, verdicts = store.load_analyses(hashes, KEY), store.verdicts(hashes)
        took_s = time.process_time() - started
    assert len(hashes) == len(found) == len(verdicts) == MANY
    if sys.gettrace() is None:
        assert took_s < 4
