from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from fracview.review.store import KnownFile, Store, StoreError
from fracview.review.store.schema import APPLICATION_ID, VERSION
from tests.export.analyses import analysis
from tests.review.store.cases import KEY, SHA, entry, impression, run_of, stamp, start, unprivileged

if TYPE_CHECKING:
    from collections.abc import Iterator

SIDES = ("", "-wal", "-shm")
posix = pytest.mark.skipif(os.name == "nt", reason="modes of files are POSIX's")


def _refused(path: Path, timeout_s: float = 0.2) -> StoreError:
    with pytest.raises(StoreError) as raised:
        Store(path, timeout_s=timeout_s)
    error = raised.value
    assert error.path == path
    assert error.message
    assert error.cure
    return error


def _filled(path: Path) -> Path:
    with Store(path) as store:
        store.add_verdict(entry())
        store.save_analyses([analysis(frame=frame) for frame in range(200)], KEY)
        store.remember_files([(stamp(), KnownFile(SHA, 1, ""))])
    return path


@posix
def test_a_new_store_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "down" / "store.sqlite"
    with Store(path) as store:
        store.add_verdict(entry())
        modes = {file.name: file.stat().st_mode & 0o777 for file in path.parent.iterdir()}
    assert modes == {f"store.sqlite{side}": 0o600 for side in SIDES}
    assert [folder.stat().st_mode & 0o777 for folder in list(path.parents)[:2]] == [0o700] * 2


def test_an_empty_file_becomes_a_store(tmp_path: Path) -> None:
    """As a process leaves it that was killed in the moment of making it."""
    path = tmp_path / "store.sqlite"
    path.touch()
    assert _filled(path).stat().st_size


@pytest.mark.parametrize("name", ["a folder", "store #1?mode=ro%20.sqlite", "Müller.sqlite"])
def test_any_name_will_do(tmp_path: Path, name: str) -> None:
    _filled(tmp_path / name)
    assert [file.name for file in tmp_path.iterdir()] == [name]


def test_a_relative_path_stays_with_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with Store(Path("store.sqlite")) as store:
        monkeypatch.chdir("/")
        store.add_verdict(entry())
        assert store.verdicts([SHA])


@pytest.mark.parametrize(
    "content", [b"garbage" * 1000, b"x", b"SQLite format 3\0", b"SQLite format 3\0" + b"\xff" * 9000]
)
def test_garbage_is_refused_and_left_as_it_is(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "store.sqlite"
    path.write_bytes(content)
    assert _refused(path).reason == "store_corrupt"
    assert path.read_bytes() == content
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("kept", [0.95, 0.5, 0.1])
def test_a_truncated_store_is_refused_and_left_as_it_is(tmp_path: Path, kept: float) -> None:
    path = _filled(tmp_path / "store.sqlite")
    content = path.read_bytes()
    path.write_bytes(content[: int(kept * len(content))])
    before = path.read_bytes()
    assert _refused(path).reason == "store_corrupt"
    assert path.read_bytes() == before


def test_a_store_cut_to_nothing_keeps_the_log_beside_it(tmp_path: Path) -> None:
    """SQLite would take it for a new one and delete the log, with the newest verdicts in it."""
    path = tmp_path / "store.sqlite"
    log = path.with_name("store.sqlite-wal")
    path.touch()
    log.write_bytes(b"what was written last")
    assert _refused(path).reason == "store_corrupt"
    assert log.read_bytes() == b"what was written last"


def test_pages_of_garbage_are_met_when_read_and_left_as_they_are(tmp_path: Path) -> None:
    path = _filled(tmp_path / "store.sqlite")
    content = path.read_bytes()
    broken = content[:4096] + b"\xa5" * (len(content) - 4096)
    path.write_bytes(broken)
    assert _refused(path).reason == "store_corrupt"
    assert path.read_bytes() == broken


def test_another_programs_database_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "places.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE bookmarks (url TEXT)")
    connection.close()
    before = path.read_bytes()
    error = _refused(path)
    assert (error.reason, "not a FracView store" in error.message) == ("store_corrupt", True)
    assert path.read_bytes() == before


def test_a_newer_store_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = _filled(tmp_path / "store.sqlite")
    with sqlite3.connect(path) as connection:
        connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    connection.close()
    before = path.read_bytes()
    assert _refused(path).reason == "store_newer"
    assert path.read_bytes() == before


def test_a_newer_version_is_seen_in_the_log_too(tmp_path: Path) -> None:
    path = _filled(tmp_path / "store.sqlite")
    newer = sqlite3.connect(path, isolation_level=None)
    newer.execute(f"PRAGMA user_version = {VERSION + 1}")
    assert int.from_bytes(path.read_bytes()[60:64], "big") == VERSION
    assert _refused(path).reason == "store_newer"
    newer.close()


def test_a_folder_is_no_store(tmp_path: Path) -> None:
    assert _refused(tmp_path).reason == "store_unusable"
    (tmp_path / "file").touch()
    assert _refused(tmp_path / "file" / "store.sqlite").reason == "store_unusable"


@posix
def test_a_pipe_is_refused_without_waiting_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "store.sqlite")
    assert _refused(tmp_path / "store.sqlite").reason == "store_unusable"


def test_a_store_that_another_process_writes_to_is_read_and_refuses_verdicts_in_time(tmp_path: Path) -> None:
    path = _filled(tmp_path / "store.sqlite")
    with start("hold", path) as other, Store(path, timeout_s=0.2) as early:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with Store(path, timeout_s=0.2) as late:
            for store in (early, late):
                assert not store.read_only
                assert store.verdicts([SHA])
                with pytest.raises(StoreError) as raised:
                    store.add_verdict(entry(frame=1))
                assert raised.value.reason == "store_locked"
            other.kill()
            other.wait()
            late.add_verdict(entry(frame=1))
        assert len(early.verdicts([SHA])) == 2


def test_a_store_that_another_process_holds_wholly_is_locked(tmp_path: Path) -> None:
    path = _filled(tmp_path / "store.sqlite")
    with start("hold_all", path) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        assert _refused(path).reason == "store_locked"
        other.kill()
    with Store(path) as store:
        assert store.verdicts([SHA]) == {(SHA, 0): entry()}


@pytest.fixture
def public_store() -> Iterator[Path]:
    """A filled store where everybody comes to; pytest's own folders are root's alone."""
    folder = Path(tempfile.mkdtemp(prefix="fracview-test-"))
    path = _filled(folder / "store.sqlite")
    folder.chmod(0o777)
    path.chmod(0o666)
    yield path
    folder.chmod(0o700)
    shutil.rmtree(folder)


def _read_but_not_written(path: Path) -> None:
    before = path.read_bytes()
    with Store(path) as store:
        assert store.read_only
        assert store.verdicts([SHA]) == {(SHA, 0): entry()}
        assert store.verdict_history(SHA, 0) == (entry(),)
        assert len(store.load_analyses([SHA], KEY)) == 200
        assert list(store.known_files([stamp()])) == [stamp().path]
        for write in (
            lambda: store.add_verdict(entry(frame=1)),
            lambda: store.save_analyses([analysis(frame=999)], KEY),
            lambda: store.remember_files([(stamp("b"), KnownFile(SHA, 1, ""))]),
            lambda: store.save_run(*run_of(5), KEY),
            lambda: store.add_impression(impression()),
            lambda: store.note_export(Path("findings.csv"), SHA),
        ):
            with pytest.raises(StoreError) as raised:
                write()
            assert raised.value.reason == "store_read_only"
            assert raised.value.path == path
    assert path.read_bytes() == before


@posix
def test_a_read_only_file_is_read(public_store: Path) -> None:
    public_store.chmod(0o444)
    with unprivileged():
        _read_but_not_written(public_store)


@posix
@pytest.mark.parametrize("mode", [0o666, 0o444])
def test_a_store_in_a_read_only_folder_is_read(public_store: Path, mode: int) -> None:
    public_store.chmod(mode)
    public_store.parent.chmod(0o555)
    with unprivileged():
        _read_but_not_written(public_store)


@posix
def test_a_log_that_a_read_only_folder_keeps_from_being_read_is_not_passed_over(public_store: Path) -> None:
    """The newest verdicts lie in it: without them the store would answer with old ones."""
    copy = public_store.with_name("copy")
    copy.mkdir()
    with Store(public_store) as store:
        store.add_verdict(entry(comment="newest"))
        for side in ("", "-wal"):
            shutil.copy(f"{public_store}{side}", copy / f"store.sqlite{side}")
            (copy / f"store.sqlite{side}").chmod(0o444)
    copy.chmod(0o555)
    with unprivileged():
        error = _refused(copy / "store.sqlite")
    assert error.reason == "store_read_only"
    copy.chmod(0o700)
    with Store(copy / "store.sqlite") as store:
        assert store.verdicts([SHA])[SHA, 0].comment == "newest"


@posix
def test_a_store_that_may_not_be_made_or_read_says_so(public_store: Path) -> None:
    public_store.chmod(0o000)
    public_store.parent.chmod(0o555)
    with unprivileged():
        assert _refused(public_store).reason == "store_unusable"
        assert _refused(public_store.with_name("new.sqlite")).reason == "store_read_only"
        assert _refused(public_store.parent / "new" / "store.sqlite").reason == "store_read_only"


def test_the_identity_lies_where_it_is_looked_for(tmp_path: Path) -> None:
    header = _filled(tmp_path / "store.sqlite").read_bytes()[:100]
    assert int.from_bytes(header[68:72], "big") == APPLICATION_ID
    assert int.from_bytes(header[60:64], "big") == VERSION
