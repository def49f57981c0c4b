"""What cases are sorted and filtered by, as columns of numbers: 20,000 of them take milliseconds."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import numpy as np

from fracview.core.verdict import Verdict
from fracview.review.disagreement import CODES
from fracview.review.severity import RANK, severity_number

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from fracview.review.case import Case

VERDICT_CODES = {None: 0, Verdict.AGREE: 1, Verdict.UNSURE: 2, Verdict.DISAGREE: 3}
"""What needs a second look is the larger number."""

SORTED_FIELDS = frozenset({"outcome", "probability", "region", "marked", "study", "verdict", "disagreement"})
"""The fields of a case that any order or filter may hang on."""

QUEUED_FIELDS = frozenset({"sha256", "arrived_ns"})
"""Those that the reading order hangs on besides."""

_COLUMNS = np.dtype(
    [
        ("suspicion", np.float64),
        ("probability", np.float64),
        ("outcome", np.int8),
        ("verdict", np.int8),
        ("region", np.int16),
        ("study", np.int32),
        ("disagreement", np.int8),
        ("arrived_ns", np.int64),
        ("contents", np.uint64),
    ]
)


class CaseColumns:
    """Growing columns, one row a case; strings become codes.

    Attributes
    ----------
    regions
        Code of each region met so far; "" is 0.
    """

    def __init__(self) -> None:
        self.regions = {"": 0}
        self._studies: dict[str, int] = {}
        self._used = 0
        self._table = np.zeros(1024, dtype=_COLUMNS)

    def __len__(self) -> int:
        return self._used

    @property
    def table(self) -> NDArray[Any]:
        """Structured array (cases,), a view.

        suspicion (the worst is the least), probability (NaN for none), outcome (its rank), verdict, region,
        study (a case without one has a negative code of its own), disagreement (0 for none), arrived_ns
        (0 for unknown), and contents (a number that goes with the file's contents alone; 0 for unknown).
        """
        return self._table[: self._used]

    def append(self, case: Case) -> None:
        """Take in the next case."""
        if self._used == len(self._table):
            self._table = np.concatenate([self._table, np.zeros_like(self._table)])
        self._used += 1
        self.put(case)

    def put(self, case: Case) -> None:
        """Take over what has changed."""
        probability = np.nan if case.probability is None else case.probability
        study = self._studies.setdefault(case.study, len(self._studies)) if case.study else -1 - case.number
        self._table[case.number] = (
            severity_number(case.outcome, case.probability, case.marked),
            probability,
            RANK[case.outcome],
            VERDICT_CODES[case.verdict],
            self.regions.setdefault(case.region, len(self.regions)),
            study,
            CODES[case.disagreement],
            case.arrived_ns,
            contents_number(case.sha256),
        )


def contents_number(sha256: str) -> int:
    """64 bits that go with the contents of a file alone, whatever the machine; 0 for "", the unknown."""
    if not sha256:
        return 0
    return int.from_bytes(hashlib.blake2b(sha256.encode("utf-8"), digest_size=8).digest())
