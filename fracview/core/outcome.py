"""The outcome of a frame in one word: six outcomes that are never added together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fracview.core.analysis import Status

if TYPE_CHECKING:
    from fracview.core.analysis import Analysis

OUTCOMES = ("definite", "doubt", "not_found", "out_of_scope", "unreadable", "failed")
ANSWERS = ("definite", "doubt", "not_found")
"""Outcomes that the networks gave an answer with; the others are no negatives."""

FAILURES = ("unreadable", "failed")


def outcome(analysis: Analysis) -> str:
    """One of `OUTCOMES`: the fracture tier where analysed, the status elsewhere."""
    return outcome_of(analysis.status, analysis.fracture.tier if analysis.fracture else None)


def outcome_of(status: str, tier: str | None) -> str:
    """`outcome` by its two words, as a record has them; analysed without an answer is failed."""
    if status != Status.ANALYZED:
        return str(status)
    return str(tier) if tier else Status.FAILED.value
