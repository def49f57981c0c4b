"""The store as the rest of FracView sees it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Self

from fracview.review.store import analyses, files, verdicts
from fracview.review.store.database import Database

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from types import TracebackType

    from fracview.core.analysis import Analysis
    from fracview.core.verdict import VerdictEntry
    from fracview.review.store.files import FileStamp, KnownFile


class Store:
    """One file with what is known of files, what the networks found, and what readers said.

    Usable from any thread, by several processes at once. Every method raises `StoreError` where the file
    cannot be read or written; then nothing of that call was written, and the store stays usable. Calls that
    write may take `timeout_s`: not for the thread that paints.

    Parameters
    ----------
    path
        Made, with its folder, where it is not there; for its owner only.
    timeout_s
        How long to wait for another process that is writing.

    Raises
    ------
    StoreError
        Locked, damaged, newer, another program's, or not to be made; the file is left as it was. One that
        can only be read is opened, and `read_only` says so.
    """

    def __init__(self, path: Path, timeout_s: float = 5.0) -> None:
        self.path = path
        self._database = Database(path.absolute(), timeout_s)
        try:
            self._names = files.names_of(self._database)
        except BaseException:
            self._database.close()
            raise

    @property
    def read_only(self) -> bool:
        """Whether it serves reads and refuses writes."""
        return self._database.read_only

    def study_key(self, study_uid: str) -> str:
        """What stands for a StudyInstanceUID in this store; "" for none."""
        return self._names.study_key(study_uid)

    def known_files(self, stamps: Sequence[FileStamp]) -> dict[Path, KnownFile]:
        """Those that were remembered, and have the same size and time of change now."""
        return files.known(self._database, self._names, stamps)

    def remember_files(self, learnt: Sequence[tuple[FileStamp, KnownFile]]) -> None:
        """Keep what reading a file has taught, in one transaction.

        Raises
        ------
        ValueError
            A study key that `study_key` did not make.
        """
        files.remember(self._database, self._names, learnt)

    def save_analyses(self, made: Sequence[Analysis], models_key: str) -> None:
        """Keep analyses, in one transaction, without their layer maps; the newest of a frame stays.

        Only what was analysed or out of scope is kept: unreadable and failed are to be tried again.
        """
        analyses.save(self._database, made, models_key)

    def load_analysis(self, sha256: str, frame: int, models_key: str) -> Analysis | None:
        """As it was saved, with ``Path()`` for its path; None where there is none."""
        return analyses.load_one(self._database, sha256, frame, models_key)

    def load_analyses(self, sha256s: Iterable[str], models_key: str) -> dict[tuple[str, int], Analysis]:
        """Those of all frames of many files, by SHA-256 and frame, with ``Path()`` for their paths."""
        return analyses.load(self._database, sha256s, models_key)

    def add_verdict(self, entry: VerdictEntry) -> None:
        """Write an entry into the journal; once this returns, it survives a power cut."""
        verdicts.add(self._database, entry)

    def verdicts(self, sha256s: Iterable[str]) -> dict[tuple[str, int], VerdictEntry]:
        """The newest of each frame, by SHA-256 and frame; withdrawn ones (no comment either) are left out."""
        return verdicts.newest(self._database, sha256s)

    def verdict_history(self, sha256: str, frame: int) -> tuple[VerdictEntry, ...]:
        """All entries of a frame, oldest first, withdrawals among them."""
        return verdicts.history(self._database, sha256, frame)

    def close(self) -> None:
        """Close the file; a second time does nothing. Later calls raise `StoreError`."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
