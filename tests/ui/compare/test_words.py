from __future__ import annotations

import math

from fracview.core.comparison import Evaluation, Figure, summary
from fracview.ui.compare.words import (
    NAMES,
    interval_text,
    remark_of,
    shown_figure,
    value_text,
    with_second,
)
from tests.ui.compare.standard import predictions, reference


def test_every_number_of_the_summary_has_a_name() -> None:
    found = summary(Evaluation(reference(), predictions()), 0.25, 0.5)
    assert set(found) | {"average_precision"} == set(NAMES)


def test_values_and_intervals() -> None:
    figure = Figure(0.5, 0.25, 0.75, 8, "by hand")
    shown = shown_figure("recall", figure)
    assert (shown.name, shown.text, shown.interval, shown.n) == (
        "Recall of boxes",
        "0.500",
        "0.250–0.750",
        "8",
    )
    assert shown.protocol == "by hand"
    nothing = Figure(math.nan, 0.0, 1.0, 0, "")
    assert (value_text(nothing), interval_text(nothing)) == ("—", "—")
    assert interval_text(Figure(0.5, math.nan, math.nan, 8, "")) == "—"


def test_remarks() -> None:
    images = Evaluation(reference(), predictions()).images
    assert remark_of(images[0]) == "hand, hardware"
    assert remark_of(images[4]) == "no answer: truncated"


def test_a_second_number_and_what_it_is_more() -> None:
    first, second = Figure(0.5, 0.25, 0.75, 8, "by hand"), Figure(0.75, 0.5, 0.9, 8, "by hand too")
    shown = with_second(shown_figure("recall", first), first, second)
    assert (shown.second, shown.difference) == ("0.750", "+0.250")
    assert (shown.second_value, shown.difference_value) == (0.75, 0.25)
    assert "0.750 (0.500–0.900), n = 8; by hand too" in shown.beside
    nothing = Figure(math.nan, math.nan, math.nan, 0, "")
    assert with_second(shown, first, nothing).difference == "—"
