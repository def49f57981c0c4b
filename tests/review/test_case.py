from __future__ import annotations

from pathlib import Path

import pytest

from fracview.core.verdict import Verdict
from fracview.review.case import FAILURES, Case, Counts


@pytest.mark.parametrize(
    ("outcome", "verdict", "wanted"),
    [
        ("waiting", None, True),
        ("failed", None, True),
        ("out_of_scope", None, True),
        ("unreadable", None, False),
        ("definite", Verdict.UNSURE, False),
    ],
)
def test_what_still_wants_a_verdict(outcome: str, verdict: Verdict | None, wanted: bool) -> None:
    assert Case(0, Path("a"), "a", outcome, verdict=verdict).to_review is wanted


def test_failures_are_counted_together_and_out_of_scope_is_none() -> None:
    counts = Counts(outcomes={"failed": 2, "unreadable": 3, "out_of_scope": 7})
    assert counts.of(FAILURES) == 5
