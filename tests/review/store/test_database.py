from __future__ import annotations

import os
import sqlite3
from typing import TYPE_CHECKING

import pytest

from fracview.review.store import StoreError
from fracview.review.store.database import CHUNK, Database

if TYPE_CHECKING:
    from pathlib import Path

INSERT = "INSERT INTO provenances (text) VALUES (?)"


@pytest.fixture
def database(tmp_path: Path):
    opened = Database(tmp_path / "store.sqlite", 1.0)
    yield opened
    opened.close()


def _texts(database: Database) -> list[str]:
    return [text for (text,) in database.rows("SELECT text FROM provenances ORDER BY id")]


def test_a_transaction_comes_in_whole(database: Database) -> None:
    with database.writing() as connection:
        connection.execute(INSERT, ("a",))
        connection.execute(INSERT, ("b",))
    assert _texts(database) == ["a", "b"]


@pytest.mark.parametrize("breaks", [KeyboardInterrupt, ZeroDivisionError])
def test_a_broken_transaction_leaves_nothing_and_the_next_works(
    database: Database, breaks: type[BaseException]
) -> None:
    def write() -> None:
        with database.writing() as connection:
            connection.execute(INSERT, ("a",))
            raise breaks

    with pytest.raises(breaks):
        write()
    assert _texts(database) == []
    with database.writing() as connection:
        connection.execute(INSERT, ("b",))
    assert _texts(database) == ["b"]


def test_errors_of_sqlite_come_as_errors_of_the_store(database: Database) -> None:
    with pytest.raises(StoreError, match="no such table"):
        database.rows("SELECT * FROM missing")


@pytest.mark.parametrize("count", [0, 1, CHUNK, 2 * CHUNK + 1])
def test_any_number_of_keys_is_asked_for(database: Database, count: int) -> None:
    with database.writing() as connection:
        connection.executemany(INSERT, [(f"text {number}",) for number in range(count)])
    sql = "SELECT id FROM provenances WHERE id < ? AND id IN ({keys})"
    found = list(database.rows_among(sql, list(range(1, count + 5)), (count,)))
    assert len(found) == max(0, count - 1)


@pytest.mark.parametrize(("power_safe", "level"), [(False, 1), (True, 2)])
def test_only_what_asks_for_it_waits_for_the_disk(database: Database, power_safe: bool, level: int) -> None:
    with database.writing(power_safe=power_safe) as connection:
        assert connection.execute("PRAGMA synchronous").fetchone() == (level,)
    assert database.rows("PRAGMA journal_mode") == [("wal",)]


def test_after_closing_every_call_says_so(database: Database) -> None:
    database.close()
    database.close()
    with pytest.raises(StoreError, match="was closed"):
        database.rows("SELECT 1")
    with pytest.raises(StoreError, match="was closed"), database.writing():
        pass


@pytest.mark.skipif(os.name == "nt", reason="an open file keeps its name there")
@pytest.mark.parametrize("replaced", [False, True])
def test_nothing_is_written_into_a_file_that_lost_its_name(database: Database, replaced: bool) -> None:
    database.path.rename(database.path.with_name("moved.sqlite"))
    if replaced:
        sqlite3.connect(database.path).close()
        database.path.touch()
    with pytest.raises(StoreError, match="moved, deleted or replaced"), database.writing():
        pass


def test_a_full_disk_is_said_and_what_was_there_stays(database: Database) -> None:
    with database.writing() as connection:
        connection.execute(INSERT, ("before",))
    ((pages,),) = database.rows("PRAGMA page_count")
    database.rows(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StoreError) as raised, database.writing() as connection:
        connection.execute(INSERT, ("x" * 100_000,))
    assert raised.value.reason == "store_full"
    assert _texts(database) == ["before"]
    database.rows("PRAGMA max_page_count = 100000")
    with database.writing() as connection:
        connection.execute(INSERT, ("after",))
    assert _texts(database) == ["before", "after"]
