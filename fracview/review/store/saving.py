"""What a run has made, kept in one transaction: a power cut leaves whole batches, never parts of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fracview.review.store import analyses, arrivals, files, rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fracview.core.analysis import Analysis
    from fracview.review.store.database import Database
    from fracview.review.store.files import FileStamp, KnownFile, Names


def save(
    database: Database,
    names: Names,
    made: Sequence[Analysis],
    learnt: Sequence[tuple[FileStamp, KnownFile]],
    key: str,
) -> None:
    """Keep analyses of `analyses.KEPT` status with the rows of their networks, and files, all or nothing.

    Parameters
    ----------
    database, names
        Of the store.
    made
        Analyses; the newest of a frame and key stays.
    learnt
        What reading has taught of files; the newest of a path stays. Their contents arrive with it.
    key
        Of the networks behind `made`.

    Raises
    ------
    ValueError
        A study key that `Names.study_key` did not make, or a row of a network that cannot be packed.
    StoreError
        Any reason; nothing was written.
    """
    kept = [one for one in made if one.status in analyses.KEPT and one.sha256]
    if not kept and not learnt:
        return
    encoded, raw, known = analyses.encoded(kept, key), rows.packed(kept), files.named(names, learnt)
    with database.writing() as connection:
        analyses.write(connection, encoded)
        rows.write(connection, raw)
        files.write(connection, known)
        arrivals.write(connection, (file.sha256 for _, file in learnt))
