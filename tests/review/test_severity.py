from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fracview.core.analysis import Analysis, Fracture, Status, Tier
from fracview.review.disagreement import BOX_WITHOUT_PROBABILITY, disagreement
from fracview.review.severity import RANK, is_discordant, severity, severity_number
from fracview.review.summary import OUTCOMES
from tests.export.analyses import DEFINITE_BOX, DOUBT_BOX, analysis, not_found, without_findings

answers = st.tuples(
    st.sampled_from(list(RANK)), st.none() | st.floats(0, 1, allow_subnormal=False, width=32), st.booleans()
)


@given(answers, answers)
def test_the_number_has_the_order_of_the_key(first: tuple, second: tuple) -> None:
    if severity(*first) < severity(*second):
        assert severity_number(*first) <= severity_number(*second)
    first_p, second_p = first[1] or 0.0, second[1] or 0.0
    if severity(*first) < severity(*second) and abs(first_p - second_p) > 1e-12:
        assert severity_number(*first) < severity_number(*second)


@pytest.mark.parametrize("one", [analysis(), analysis(detections=()), not_found(detections=(DEFINITE_BOX,))])
def test_discordant_is_one_kind_of_disagreement(one: Analysis) -> None:
    assert is_discordant(one) is (disagreement(one) == BOX_WITHOUT_PROBABILITY)


def test_every_outcome_has_a_rank() -> None:
    assert set(RANK) == {*OUTCOMES, "waiting"}


@pytest.mark.parametrize(
    ("one", "discordant"),
    [
        (not_found(detections=(DEFINITE_BOX,)), True),
        (not_found(detections=(DOUBT_BOX,)), False),
        (analysis(fracture=Fracture(0.3, Tier.DOUBT)), False),
        (without_findings(Status.FAILED, "run_failed: no", detections=(DEFINITE_BOX,)), False),
    ],
)
def test_only_a_definite_box_beside_a_not_found_is_discordant(one: object, discordant: bool) -> None:
    assert is_discordant(one) is discordant  # type: ignore[arg-type]
