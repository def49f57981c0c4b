"""What the networks found, by file, frame and networks; a re-run replaces it."""

from __future__ import annotations

import json
import logging
from hashlib import sha256
from typing import TYPE_CHECKING

from fracview.core.analysis import Status
from fracview.review.store.codec import DamagedError, Encoded, Provenances, decode, encode

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping, Sequence

    from fracview.core.analysis import Analysis, ModelReference, OperatingPoints
    from fracview.review.store.database import Database, Row

logger = logging.getLogger(__name__)

KEPT = frozenset({Status.ANALYZED, Status.OUT_OF_SCOPE})
"""What is kept; unreadable and failed are tried again, for the cause may be gone."""

Key = tuple[str, int]
"""SHA-256 of the file, zero-based frame."""

_SELECT = """SELECT sha256, frame, status, body, boxes, checksum, provenance
    FROM analyses WHERE models_key = ? AND """

_SAVE = """INSERT INTO analyses VALUES (?, ?, ?, ?, ?, ?, ?, (SELECT id FROM provenances WHERE text = ?))
    ON CONFLICT DO UPDATE SET status = excluded.status, body = excluded.body, boxes = excluded.boxes,
    checksum = excluded.checksum, provenance = excluded.provenance"""


def models_key(
    references: Iterable[ModelReference],
    preprocessing: str,
    operating_points: Mapping[str, OperatingPoints] | None = None,
) -> str:
    """One word for what made a result; results of different keys stand side by side.

    Parameters
    ----------
    references
        The networks, in any order; their folders' names do not count.
    preprocessing
        Identifier of the preprocessing.
    operating_points
        By task. Tiers follow from them, and they are not part of the weights: with them, a manifest that
        was given new thresholds does not serve old tiers.

    Returns
    -------
    32 hexadecimal digits.
    """
    networks = sorted((reference.task, reference.sha256) for reference in references)
    points = sorted(
        (task, point.high_sensitivity, point.high_specificity)
        for task, point in (operating_points or {}).items()
    )
    return sha256(json.dumps([networks, preprocessing, points]).encode()).hexdigest()[:32]


def encoded(analyses: Iterable[Analysis], key: str) -> list[Row]:
    """Analyses as they lie in the store, under the key of their networks; their provenance comes last."""
    return [(one.sha256, one.frame, key, *encode(one)) for one in analyses]


def write(connection: sqlite3.Connection, rows: Sequence[Row]) -> None:
    """Keep rows of `encoded`; the newest of a frame and key stays."""
    provenances = dict.fromkeys((row[-1],) for row in rows)
    connection.executemany("INSERT OR IGNORE INTO provenances (text) VALUES (?)", provenances)
    connection.executemany(_SAVE, rows)


def load_one(database: Database, file: str, frame: int, key: str) -> Analysis | None:
    """One frame's; None where there is none, or where it lies there damaged."""
    rows = database.rows(f"{_SELECT}sha256 = ? AND frame = ?", (key, file, frame))
    return next(iter(_decoded(database, rows).values()), None)


def load(database: Database, files: Iterable[str], key: str) -> dict[Key, Analysis]:
    """Of all frames of many files; what lies there damaged is left out, and so gets analysed again."""
    distinct = list(dict.fromkeys(files))
    return _decoded(database, database.rows_among(f"{_SELECT}sha256 IN ({{keys}})", distinct, (key,)))


def _decoded(database: Database, rows: Iterable[Row]) -> dict[Key, Analysis]:
    provenances, texts = Provenances(), _Texts(database)
    found: dict[Key, Analysis] = {}
    damaged = 0
    for file, frame, status, body, boxes, checksum, provenance in rows:
        columns = Encoded(status, body, boxes, checksum, texts[provenance])
        try:
            found[file, frame] = decode(file, frame, columns, provenances)
        except DamagedError:
            damaged += 1
    if damaged:
        logger.warning("%d analyses in the store are damaged and will be made again", damaged)
    return found


class _Texts(dict[int, str]):
    """Texts of provenances by number, each read once: nearly all analyses share one."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def __missing__(self, number: int) -> str:
        """Of one not yet read; "" where it has gone, which no provenance is."""
        rows = self._database.rows("SELECT text FROM provenances WHERE id = ?", (number,))
        self[number] = rows[0][0] if rows else ""
        return self[number]
