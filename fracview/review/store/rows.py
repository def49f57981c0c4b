"""What each network gave for a frame, so that it need not run again when another network is changed."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from fracview.core.network_rows import pack_row, unpack_row

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

    from fracview.core.analysis import Analysis, NetworkRow
    from fracview.review.store.database import Database

logger = logging.getLogger(__name__)

_Row = tuple[str, int, str, bytes]

_OF_FRAME = "SELECT network, row FROM network_rows WHERE sha256 = ? AND frame = ? AND network IN ({keys})"

# A run that took a network's row from here gives it back as it was: no page need be written for that.
_SAVE = """INSERT INTO network_rows VALUES (?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET row = excluded.row WHERE row <> excluded.row"""


def packed(analyses: Iterable[Analysis]) -> list[_Row]:
    """The rows that came with analyses, as they lie in the store."""
    return [
        (one.sha256, one.frame, network, pack_row(row))
        for one in analyses
        for network, row in one.network_rows.items()
    ]


def write(connection: sqlite3.Connection, rows: Sequence[_Row]) -> None:
    """Keep rows of `packed`; the newest of a frame and network stays."""
    connection.executemany(_SAVE, rows)


def load(database: Database, file: str, frame: int, networks: Iterable[str]) -> dict[str, NetworkRow]:
    """By network; what lies there damaged is left out, and so the network runs again."""
    found: dict[str, NetworkRow] = {}
    for network, data in database.rows_among(_OF_FRAME, list(dict.fromkeys(networks)), (file, frame)):
        try:
            found[network] = unpack_row(bytes(data))
        except (ValueError, TypeError):
            logger.warning("the store holds a damaged row of a network; it will be made again")
    return found
