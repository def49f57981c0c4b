"""The store as the rest of FracView sees it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Self

from fracview.review.store import analyses, arrivals, exports, files, impressions, rows, saving, verdicts
from fracview.review.store.database import Database

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from types import TracebackType

    from fracview.core.analysis import Analysis, NetworkRow
    from fracview.core.impression import ImpressionEntry
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
        self.save_run((), learnt, "")

    def arrivals(self, sha256s: Iterable[str]) -> dict[str, int]:
        """When these contents were first remembered, in ns since 1970, by SHA-256.

        Kept when a file moves or is analysed again. What was remembered before there were arrivals, and not
        since, is left out.
        """
        return arrivals.of_files(self._database, sha256s)

    def save_analyses(self, made: Sequence[Analysis], models_key: str) -> None:
        """Keep analyses, in one transaction, as `save_run` does."""
        self.save_run(made, (), models_key)

    def save_run(
        self, made: Sequence[Analysis], learnt: Sequence[tuple[FileStamp, KnownFile]], models_key: str
    ) -> None:
        """Keep analyses, the rows of their networks and what reading has taught of files: all or nothing.

        Only what was analysed or out of scope is kept: unreadable and failed are to be tried again. Layer
        maps are not kept. The newest of a frame stays, and of a path.

        Raises
        ------
        ValueError
            A study key that `study_key` did not make, or a network's row that cannot be packed.
        """
        saving.save(self._database, self._names, made, learnt, models_key)

    def load_analysis(self, sha256: str, frame: int, models_key: str) -> Analysis | None:
        """As it was saved, with ``Path()`` for its path; None where there is none."""
        return analyses.load_one(self._database, sha256, frame, models_key)

    def load_analyses(self, sha256s: Iterable[str], models_key: str) -> dict[tuple[str, int], Analysis]:
        """Those of all frames of many files, by SHA-256 and frame, with ``Path()`` for their paths."""
        return analyses.load(self._database, sha256s, models_key)

    def load_rows(self, sha256: str, frame: int, networks: Sequence[str]) -> dict[str, NetworkRow]:
        """What these networks gave for a frame, by network; without those that are damaged or not there."""
        return rows.load(self._database, sha256, frame, networks)

    def add_verdict(self, entry: VerdictEntry) -> None:
        """Write an entry into the journal; once this returns, it survives a power cut."""
        verdicts.add(self._database, entry)

    def verdicts(self, sha256s: Iterable[str]) -> dict[tuple[str, int], VerdictEntry]:
        """The newest of each frame, by SHA-256 and frame; withdrawn ones (no comment either) are left out."""
        return verdicts.newest(self._database, sha256s)

    def verdict_history(self, sha256: str, frame: int) -> tuple[VerdictEntry, ...]:
        """All entries of a frame, oldest first, withdrawals among them."""
        return verdicts.history(self._database, sha256, frame)

    def journal(self, sha256s: Iterable[str]) -> list[VerdictEntry]:
        """All entries of many files, in the order they were written, withdrawals among them."""
        return verdicts.journal(self._database, sha256s)

    def add_impression(self, entry: ImpressionEntry) -> None:
        """Write an entry into the journal of impressions; once this returns, it survives a power cut."""
        impressions.add(self._database, entry)

    def impressions(self, sha256s: Iterable[str]) -> dict[tuple[str, int], tuple[ImpressionEntry, ...]]:
        """All entries of each frame, oldest first, by SHA-256 and frame: of each reader the first counts."""
        return impressions.of_files(self._database, sha256s)

    def note_export(self, path: Path, sha256: str) -> None:
        """Keep the SHA-256 of what was just written at a path."""
        exports.note(self._database, self._names, path, sha256)

    def known_export(self, path: Path) -> str | None:
        """SHA-256 of what was last written at a path; None where nothing was."""
        return exports.known(self._database, self._names, path)

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
