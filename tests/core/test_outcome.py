from __future__ import annotations

import pytest

from fracview.core.analysis import Fracture, Status, Tier
from fracview.core.outcome import OUTCOMES, outcome, outcome_of
from tests.export.analyses import analysis, without_findings


@pytest.mark.parametrize("tier", list(Tier))
def test_an_analysed_frame_has_its_tier(tier: Tier) -> None:
    assert outcome(analysis(fracture=Fracture(0.5, tier))) == tier.value


@pytest.mark.parametrize("status", [Status.OUT_OF_SCOPE, Status.UNREADABLE, Status.FAILED])
def test_any_other_has_its_status(status: Status) -> None:
    assert outcome(without_findings(status, "a: b.")) == status.value


def test_analysed_without_an_answer_is_failed_and_never_a_negative() -> None:
    assert outcome(analysis(fracture=None)) == "failed"


def test_a_record_has_the_same_word() -> None:
    assert outcome_of("analyzed", "doubt") == "doubt"
    assert outcome_of("unreadable", None) == "unreadable"
    assert {outcome_of("analyzed", tier) for tier in Tier} <= set(OUTCOMES)
