from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

import pytest

from fracview.core.verdict import Verdict
from fracview.review.store import Store, StoreError
from fracview.review.store.migration import migrate, stand_in
from fracview.review.store.schema import SECOND, VERSION, create, identity
from tests.review.store.cases import (
    KEY,
    NETWORK,
    SHA,
    entry,
    impression,
    is_whole,
    old_store,
    run_of,
    start,
    unprivileged,
)

posix = pytest.mark.skipif(os.name == "nt", reason="modes of files are POSIX's")

OLD_INSERT = "INSERT INTO verdicts (sha256, frame, verdict, comment, reader, time, shown, models)"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return old_store(tmp_path / "store.sqlite")


def _version(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return identity(connection)[1]


def test_an_older_store_is_brought_up_to_date_and_loses_nothing(old: Path) -> None:
    with Store(old) as store:
        assert not store.read_only
        assert store.verdict_history(SHA, 0) == (entry(),)
        store.add_verdict(entry(verdict=Verdict.AGREE, seconds=2.5))
        store.add_impression(impression())
        store.save_run(*run_of(1), KEY)
    assert _version(old) == VERSION
    with Store(old) as store:
        assert store.journal([SHA]) == [entry(), entry(verdict=Verdict.AGREE, seconds=2.5)]
        assert store.impressions([SHA]) == {(SHA, 0): (impression(),)}
        assert is_whole(store, 1)


def test_it_ends_as_a_new_store_begins(old: Path) -> None:
    with closing(sqlite3.connect(old, isolation_level=None)) as migrated:
        migrate(migrated)
        migrate(migrated)
        with closing(sqlite3.connect(":memory:", isolation_level=None)) as made:
            create(made)
            sql = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY name"
            assert migrated.execute(sql).fetchall() == made.execute(sql).fetchall()
            assert identity(migrated) == identity(made)


def test_what_breaks_leaves_the_older_store(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("fracview.review.store.migration.SECOND", (*SECOND, "nonsense"))
        with pytest.raises(StoreError):
            Store(old)
    assert _version(old) == 1
    with Store(old) as store:
        assert store.verdicts([SHA]) == {(SHA, 0): entry()}


def test_a_full_disk_leaves_the_older_store(old: Path) -> None:
    with closing(sqlite3.connect(old, isolation_level=None)) as connection:
        ((pages,),) = connection.execute("PRAGMA page_count").fetchall()
        connection.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(sqlite3.OperationalError, match="full"):
            migrate(connection)
        assert identity(connection)[1] == 1
    with Store(old) as store:
        assert store.verdicts([SHA]) == {(SHA, 0): entry()}


def test_it_waits_for_the_disk(old: Path) -> None:
    with closing(sqlite3.connect(old, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        migrate(connection)
        assert connection.execute("PRAGMA synchronous").fetchone() == (2,)


def test_a_process_killed_in_the_middle_leaves_the_older_store(old: Path) -> None:
    with start("migrate_half", old) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        with pytest.raises(StoreError) as raised:
            Store(old, timeout_s=0.2)
        assert raised.value.reason == "store_locked"
        process.kill()
    assert _version(old) == 1
    with Store(old) as store:
        assert store.verdicts([SHA]) == {(SHA, 0): entry()}
        store.add_impression(impression())


def test_processes_that_open_it_at_once_all_go_on(old: Path) -> None:
    firsts = (1000, 2000, 3000)
    processes = [start("run", old, first, 5) for first in firsts]
    for process in processes:
        said = process.communicate()[0].split()
        assert (process.returncode, len(said)) == (0, 6)
    with Store(old) as store:
        assert store.verdicts([SHA]) == {(SHA, 0): entry()}
        assert all(is_whole(store, first + number) for first in firsts for number in range(5))


def test_an_older_program_that_holds_it_goes_on(old: Path) -> None:
    """Not to be opened by it again: `store_newer`."""
    with closing(sqlite3.connect(old, isolation_level=None)) as older, Store(old) as store:
        said = (SHA, 0, "agree", *[""] * 5)
        older.execute(f"{OLD_INSERT} VALUES (?, ?, ?, ?, ?, ?, ?, ?)", said)
        assert [one.verdict for one in store.journal([SHA])] == [Verdict.DISAGREE, Verdict.AGREE]
        store.add_verdict(entry(seconds=1.0))
        assert older.execute("SELECT count(comment) FROM verdicts").fetchone() == (3,)


def _served_without_what_it_lacks(store: Store) -> None:
    assert store.read_only
    assert store.verdicts([SHA]) == {(SHA, 0): entry()}
    assert store.verdict_history(SHA, 0) == (entry(),)
    assert store.journal([SHA]) == [entry()]
    assert (store.impressions([SHA]), store.arrivals([SHA])) == ({}, {})
    assert store.load_rows(SHA, 0, [NETWORK]) == {}
    assert store.known_export(Path("findings.csv")) is None
    for write in (
        lambda: store.add_impression(impression()),
        lambda: store.add_verdict(entry()),
        lambda: store.save_run(*run_of(1), KEY),
    ):
        with pytest.raises(StoreError) as raised:
            write()
        assert raised.value.reason == "store_read_only"


@posix
@pytest.mark.parametrize("modes", [(0o444, 0o777), (0o444, 0o555), (0o666, 0o555)])
def test_one_that_can_only_be_read_is_served_as_it_is(modes: tuple[int, int]) -> None:
    folder = Path(tempfile.mkdtemp(prefix="fracview-test-"))
    path = old_store(folder / "store.sqlite")
    before = path.read_bytes()
    path.chmod(modes[0])
    folder.chmod(modes[1])
    try:
        with unprivileged(), Store(path) as store:
            _served_without_what_it_lacks(store)
        assert path.read_bytes() == before
    finally:
        folder.chmod(0o700)
        shutil.rmtree(folder)


def test_stand_ins_are_not_in_the_file(old: Path) -> None:
    with closing(sqlite3.connect(f"{old.as_uri()}?mode=ro", uri=True)) as reading:
        before = old.read_bytes()
        stand_in(reading)
        assert reading.execute("SELECT seconds FROM verdicts").fetchall() == [(None,)]
    assert old.read_bytes() == before
    with Store(old) as writing:
        writing.add_impression(impression())
        assert len(writing.impressions([SHA])) == 1


def test_an_up_to_date_store_needs_no_stand_ins(tmp_path: Path) -> None:
    with Store(tmp_path / "store.sqlite") as store:
        store.add_impression(impression())
    with closing(sqlite3.connect(tmp_path / "store.sqlite")) as reading:
        stand_in(reading)
        assert reading.execute("SELECT count(*) FROM impressions").fetchone() == (1,)
