"""The order to read in: the worst first, yet no case waits for ever, and some negatives come early by lot.

Sorting by what networks say shortens the mean wait of what they find and lengthens the longest wait of what
they miss: in a simulation of a hospital's chest radiographs (Baltruschat et al. 2021, PMC8128725) a
pneumothorax waited 36 minutes in place of 80 on average, but 1293 in place of 890 at worst. An upper limit on
the wait brought that down to 979. There a case beyond the limit goes before all others; here it shares the
places with them, so that a fresh fracture does not wait behind a whole backlog.

The bound, for whoever reads from the top: once a case has waited for its cap, it is read within twice as many
readings as there were unread cases at that moment. For every second reading is of an aged case, and what
comes later than that moment is always at least one whole cap behind it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from fracview.core.errors import UsageError
from fracview.review.case_filter import to_review
from fracview.review.severity import RANK

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Numbers = NDArray[np.intp]
    Mask = NDArray[np.bool_]

NS_PER_HOUR = 3_600_000_000_000
_WORD = (1 << 64) - 1


@dataclass(frozen=True, slots=True)
class QueueOptions:
    """What the reading order is made with.

    Attributes
    ----------
    ageing_cap_h
        Hours after which a case that waits is `aged`; None for never.
    negative_share
        Share of the not found cases that are read among the definite and doubt ones, in [0, 1].
    seed
        Which of them; the same seed draws the same contents everywhere.

    Raises
    ------
    UsageError
        `bad_option`: a cap that is not above 0, or a share outside [0, 1].
    """

    ageing_cap_h: float | None = 24.0
    negative_share: float = 0.05
    seed: int = 7

    def __post_init__(self) -> None:
        """Refuse what makes no sense."""
        cap = self.ageing_cap_h
        if cap is not None and not (cap > 0 and math.isfinite(cap)):
            raise UsageError(
                f"{cap:g} hours is no ageing cap.",
                reason="bad_option",
                field="ageing_cap_h",
                cure="Give a number of hours above 0, or none at all.",
            )
        if not 0 <= self.negative_share <= 1:
            raise UsageError(
                f"{self.negative_share:g} is no share.",
                reason="bad_option",
                field="negative_share",
                cure="Give a number from 0 to 1.",
            )


USUAL = QueueOptions()


def reading_order(
    table: NDArray[Any], now_ns: int, options: QueueOptions = USUAL, kept: Sequence[int] | Numbers = ()
) -> Numbers:
    """Every case number in the order to read in.

    First what is `kept`; then what has no verdict: fresh cases (definite and doubt by severity with the drawn
    negatives evenly among them, the other not found, failed, unreadable, out of scope, waiting) on the first,
    third, fifth place, and aged ones (the most whole caps first, then as the fresh) on the second, fourth,
    sixth, until either are used up; then what has a verdict. Which of the two is next goes by how many cases
    stand before or are done: reading the top and asking again goes on with the same order.

    Parameters
    ----------
    table
        (cases,) the columns, `fracview.review.case_columns.CaseColumns.table`.
    now_ns
        In ns since 1970.
    options
        See there.
    kept
        Numbers of cases that the reader has passed, in the order in which they stand.
    """
    free = np.ones(len(table), dtype=np.bool_)
    kept = np.asarray(kept, dtype=np.intp)
    free[kept] = False
    severe = by_severity(table, options)
    whole_caps = caps_waited(table, now_ns, options)
    reviewed, aged = free & (table["verdict"] != 0), free & (whole_caps > 0)
    fresh = severe[(free & ~reviewed & ~aged)[severe]]
    old = severe[aged[severe]]
    old = old[np.argsort(-whole_caps[old], kind="stable")]
    turn = len(kept) + int(np.count_nonzero(reviewed))
    return np.concatenate([kept, _in_turns(fresh, old, turn), severe[reviewed[severe]]])


def by_severity(table: NDArray[Any], options: QueueOptions) -> Numbers:
    """Every case, worst first, with the drawn negatives evenly among the definite and doubt ones.

    The worst comes first, and never two drawn ones together: where they outnumber the definite and doubt
    cases, the rest of them comes right behind those. Verdicts and time have no part in it.
    """
    worst = np.argsort(table["suspicion"], kind="stable")
    suspected = table["outcome"] <= RANK["doubt"]
    draws = _draws(table["contents"], options.seed)
    is_drawn = drawn(table, options)
    high, lots = worst[suspected[worst]], np.flatnonzero(is_drawn)
    lots = lots[np.argsort(draws[lots], kind="stable")]
    spacing = max(len(high) / len(lots), 1.0) if len(lots) else 1.0
    places = np.concatenate([np.arange(len(high)), (np.arange(len(lots)) + 0.5) * spacing])
    mixed = np.concatenate([high, lots])[np.argsort(places, kind="stable")]
    return np.concatenate([mixed, worst[~(suspected | is_drawn)[worst]]])


def drawn(table: NDArray[Any], options: QueueOptions) -> Mask:
    """(cases,) True for the not found cases that are read early, by a lot.

    It hangs on contents and seed alone, not on the probability, the folder or the machine: what readers say
    of these is a fair sample of all not found. A case of unknown contents is never drawn.
    """
    mask: Mask = (table["outcome"] == RANK["not_found"]) & (table["contents"] != 0)
    mask &= _draws(table["contents"], options.seed) < options.negative_share
    return mask


def caps_waited(table: NDArray[Any], now_ns: int, options: QueueOptions) -> NDArray[np.int64]:
    """(cases,) whole ageing caps that each has waited for a verdict; 0 where there is none to give or no cap.

    A case whose arrival is unknown does not age.
    """
    if options.ageing_cap_h is None:
        return np.zeros(len(table), dtype=np.int64)
    cap_ns = max(1, round(options.ageing_cap_h * NS_PER_HOUR))
    waits = to_review(table) & (table["arrived_ns"] > 0)
    waited: NDArray[np.int64] = np.where(waits, (now_ns - table["arrived_ns"]) // cap_ns, 0)
    return np.maximum(waited, 0)


def _in_turns(fresh: Numbers, old: Numbers, turn: int) -> Numbers:
    """One of each until either are used up; an even turn begins with the fresh."""
    odd = turn % 2
    places = np.concatenate([2 * np.arange(len(fresh)) + odd, 2 * np.arange(len(old)) + 1 - odd])
    return np.concatenate([fresh, old])[np.argsort(places, kind="stable")]


def _draws(contents: NDArray[np.uint64], seed: int) -> NDArray[np.float64]:
    """(cases,) in [0, 1), as good as random and always the same (the mixer of SplitMix64)."""
    mixed = contents + np.uint64((seed + 1) * 0x9E3779B97F4A7C15 & _WORD)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed ^= mixed >> np.uint64(31)
    return (mixed >> np.uint64(11)).astype(np.float64) * 2.0**-53
