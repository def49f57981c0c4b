from __future__ import annotations

import numpy as np
import pytest

from fracview.core.comparison import Evaluation, summary
from fracview.ui.compare.over_all import BOOTSTRAP, SEED, over_all
from tests.ui.compare.standard import predictions, reference

EVALUATION = Evaluation(reference(), predictions())


@pytest.mark.parametrize("mask", [None, np.array([True, True, False, True, True])])
def test_they_are_those_of_the_core_intervals_included(mask: np.ndarray | None) -> None:
    core = summary(EVALUATION, 0.25, 0.5, mask, 30, SEED)
    for key, figure in over_all(EVALUATION, 30, mask).items():
        assert repr(figure) == repr(core[key])


def test_as_many_resamplings_as_the_report_has() -> None:
    from fracview.export.comparison import metrics

    assert (BOOTSTRAP, SEED) == (metrics.BOOTSTRAP, metrics.SEED)
