"""Worst first: one order for the table on the terminal and for the list in the viewer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fracview.review.disagreement import BOX_WITHOUT_PROBABILITY, disagreement

if TYPE_CHECKING:
    from fracview.core.analysis import Analysis

WAITING = "waiting"
"""The outcome of a frame that no network has seen yet."""

RANK = {
    "definite": 0, "doubt": 1, "not_found": 2, "failed": 3, "unreadable": 4, "out_of_scope": 5, WAITING: 6,
}  # fmt: skip
"""Outcomes from worst to best; those without an answer stand below those with one."""

ANSWERED = frozenset({"definite", "doubt", "not_found"})
"""Outcomes that the networks gave an answer with; the others are no negatives."""


def severity(outcome: str, probability: float | None, discordant: bool) -> tuple[int, bool, float]:
    """Sort key: definite, doubt, not found (those with a definite box first), failures, out of scope.

    Parameters
    ----------
    outcome
        A key of `RANK`.
    probability
        Of a fracture, in [0, 1]; None, or less than 0, where there is none: the last of its rank.
    discordant
        See `is_discordant`.
    """
    return (RANK[outcome], not discordant, 1.0 if probability is None else -probability)


def severity_number(outcome: str, probability: float | None, discordant: bool) -> float:
    """`severity` as one number with the same order, for arrays."""
    rank, concordant, value = severity(outcome, probability, discordant)
    return 8.0 * rank + 4.0 * concordant + value


def is_discordant(analysis: Analysis) -> bool:
    """Whether no fracture was found while a box of the detector is definite: one kind of `disagreement`."""
    return disagreement(analysis) == BOX_WITHOUT_PROBABILITY
