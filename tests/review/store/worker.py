"""Another process at the same store; run with ``python -m tests.review.store.worker TASK STORE ...``."""

from __future__ import annotations

import itertools
import sqlite3
import sys
from pathlib import Path

from fracview.review.store import Store
from fracview.review.store.schema import SECOND, VERSION
from tests.export.analyses import analysis
from tests.review.store.cases import KEY, entry, impression, run_of, sha


def write(path: Path, reader: str, count: int) -> None:
    """Verdicts, each said once it is written, with analyses between them; count 0: without end."""
    numbers = range(count) if count else itertools.count()
    with Store(path) as store:
        say("open")
        for number in numbers:
            store.add_verdict(entry(frame=number, reader=reader))
            store.save_analyses([analysis(sha256=sha(number), frame=frame) for frame in range(20)], KEY)
            say(number)


def run(path: Path, first: int, count: int) -> None:
    """Runs over a file of its own and file 0, each said once it is saved; count 0: without end."""
    numbers = range(first, first + count) if count else itertools.count(first)
    with Store(path) as store:
        say("open")
        for number in numbers:
            mine, shared = run_of(number), run_of(0, value=number)
            store.save_run([*mine[0], *shared[0]], [*mine[1], *shared[1]], KEY)
            store.add_impression(impression(frame=number, reader=str(first)))
            say(number)


def migrate_half(path: Path) -> None:
    """All of a migration but its end, held until the process is killed."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    for statement in SECOND:
        connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {VERSION}")
    say("held")
    sys.stdin.read()


def hold(path: Path) -> None:
    """A writing transaction, held until stdin ends or the process is killed."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("BEGIN EXCLUSIVE")
    say("held")
    sys.stdin.read()


def hold_all(path: Path) -> None:
    """The whole file, also against reading."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    connection.execute("BEGIN EXCLUSIVE")
    connection.execute("UPDATE meta SET value = value")
    connection.execute("COMMIT")
    say("held")
    sys.stdin.read()


def say(what: object) -> None:
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    task, store_path, *rest = sys.argv[1:]
    if task == "write":
        write(Path(store_path), rest[0], int(rest[1]))
    elif task == "run":
        run(Path(store_path), int(rest[0]), int(rest[1]))
    else:
        {"hold": hold, "hold_all": hold_all, "migrate_half": migrate_half}[task](Path(store_path))
