from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest

from fracview.review.store.schema import APPLICATION_ID, VERSION, create, identity, is_empty

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

VERDICT = "INSERT INTO verdicts VALUES (NULL, 'ab', 0, 'agree', '', '', '', '', '', NULL)"

IMPRESSION = "INSERT INTO impressions VALUES (NULL, 'ab', 0, 'unsure', '', '', NULL)"


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    opened = sqlite3.connect(tmp_path / "new.sqlite", isolation_level=None)
    yield opened
    opened.close()


def test_a_new_store_says_what_it_is(connection: sqlite3.Connection) -> None:
    assert is_empty(connection)
    create(connection)
    assert not is_empty(connection)
    assert identity(connection) == (APPLICATION_ID, VERSION)
    assert APPLICATION_ID.to_bytes(4, "big") == b"FrVw"


def test_two_stores_have_two_salts(connection: sqlite3.Connection) -> None:
    create(connection)
    other = sqlite3.connect(":memory:", isolation_level=None)
    create(other)
    salt, other_salt = (one.execute("SELECT value FROM meta").fetchone()[0] for one in (connection, other))
    other.close()
    assert len(salt) == 32
    assert salt != other_salt


def test_what_another_process_made_first_is_left_alone(connection: sqlite3.Connection) -> None:
    create(connection)
    before = list(connection.iterdump())
    create(connection)
    assert list(connection.iterdump()) == before


def test_a_creation_that_breaks_leaves_an_empty_file(
    connection: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fracview.review.store.schema._FIRST", ("CREATE TABLE one (a)", "nonsense"))
    with pytest.raises(sqlite3.OperationalError):
        create(connection)
    assert is_empty(connection)


@pytest.mark.parametrize("change", ["DELETE FROM verdicts", "UPDATE verdicts SET comment = 'never said'"])
def test_the_file_itself_refuses_to_change_a_verdict(connection: sqlite3.Connection, change: str) -> None:
    create(connection)
    connection.execute(VERDICT)
    with pytest.raises(sqlite3.IntegrityError, match="never"):
        connection.execute(change)
    assert connection.execute("SELECT count(*) FROM verdicts").fetchone() == (1,)


@pytest.mark.parametrize(
    "change", ["DELETE FROM impressions", "UPDATE impressions SET impression = 'fracture'"]
)
def test_the_file_itself_refuses_to_change_an_impression(connection: sqlite3.Connection, change: str) -> None:
    create(connection)
    connection.execute(IMPRESSION)
    with pytest.raises(sqlite3.IntegrityError, match="never"):
        connection.execute(change)
    assert connection.execute("SELECT impression FROM impressions").fetchall() == [("unsure",)]


@pytest.mark.parametrize("column", ["'perhaps'", "'Fracture'", "NULL"])
def test_the_file_itself_knows_the_three_impressions(connection: sqlite3.Connection, column: str) -> None:
    create(connection)
    with pytest.raises(sqlite3.IntegrityError):
        connection.execute(IMPRESSION.replace("'unsure'", column))


@pytest.mark.parametrize("column", ["'perhaps'", "'AGREE'", "1"])
def test_the_file_itself_knows_the_three_verdicts(connection: sqlite3.Connection, column: str) -> None:
    create(connection)
    with pytest.raises(sqlite3.IntegrityError):
        connection.execute(VERDICT.replace("'agree'", column))
