"""Orders of the list: pure functions from columns to case numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from fracview.review.case import SortKey
from fracview.review.severity import ANSWERED, RANK

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    Numbers = NDArray[np.intp]
    Values = NDArray[np.float64]

_LAST_ANSWER = max(RANK[outcome] for outcome in ANSWERED)


class NameOrder:
    """The order by file name, kept up while files are still being found."""

    def __init__(self) -> None:
        self._order: list[int] = []
        self._ranks: NDArray[np.float64] = np.empty(0)

    def ranks(self, keys: Sequence[str]) -> Values:
        """(cases,) place of each case among all names; equal names stand in the order they were found."""
        known = len(self._order)
        if known < len(keys):
            # Sorted so far and then the new: the sort needs little more than one merge.
            self._order.extend(range(known, len(keys)))
            self._order.sort(key=keys.__getitem__)
            self._ranks = np.empty(len(keys))
            self._ranks[self._order] = np.arange(len(keys))
        return self._ranks


def ordered(
    table: NDArray[Any], key: SortKey, descending: bool, regions: Mapping[str, int], names: Values
) -> Numbers:
    """Case numbers in order; a case without the value asked for comes last in either direction.

    Of every key but the reading order, which hangs on the time too (`fracview.review.reading_order`).

    Parameters
    ----------
    table
        The columns, `fracview.review.case_columns.CaseColumns.table`.
    key, descending
        For suspicion, descending is worst first; failures, out of scope and waiting follow in this order.
    regions
        Code of each region.
    names
        (cases,) place by name; used only to sort by it.
    """
    values, last = _values(table, key, regions, names)
    return np.lexsort((-values if descending else values, last))


def _values(
    table: NDArray[Any], key: SortKey, regions: Mapping[str, int], names: Values
) -> tuple[Values, NDArray[np.int8]]:
    """What to sort by, and 0 where there is such a value, more where it is missing."""
    everywhere = np.zeros(len(table), dtype=np.int8)
    ranks: NDArray[np.int8] = table["outcome"]
    if key is SortKey.SUSPICION:
        return -table["suspicion"], np.where(ranks <= _LAST_ANSWER, everywhere, ranks)
    if key is SortKey.PROBABILITY:
        missing = np.isnan(table["probability"])
        return np.nan_to_num(table["probability"]), np.where(missing, ranks + 1, everywhere)
    if key is SortKey.REGION:
        return _alphabetical(regions)[table["region"]], (table["region"] == 0).astype(np.int8)
    if key is SortKey.VERDICT:
        return table["verdict"].astype(np.float64), (table["verdict"] == 0).astype(np.int8)
    if key is SortKey.STATUS:
        return ranks.astype(np.float64), everywhere
    return names if key is SortKey.NAME else np.arange(len(table), dtype=np.float64), everywhere


def _alphabetical(regions: Mapping[str, int]) -> Values:
    """Place in the alphabet by code."""
    places = np.zeros(len(regions))
    for place, label in enumerate(sorted(regions)):
        places[regions[label]] = place
    return places


def by_study(order: Numbers, studies: NDArray[np.int32]) -> Numbers:
    """The same numbers with each study together, where its first stood; inside a study the order stays."""
    _, first, study = np.unique(studies[order], return_index=True, return_inverse=True)
    return order[np.argsort(first[study], kind="stable")]
