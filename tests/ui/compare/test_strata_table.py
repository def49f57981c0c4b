from __future__ import annotations

from dataclasses import replace

from fracview.core.comparison import Evaluation
from fracview.ui.compare.state import STRATA, State
from fracview.ui.compare.strata_table import HEADERS, StrataTable
from tests.ui.compare.standard import predictions, reference

TABLE = StrataTable(Evaluation(reference(), predictions()))


def test_each_stratum_counts_its_own_images() -> None:
    shown = TABLE.at(State())
    rows = {row[0]: row for row in shown.rows}
    assert TABLE.names("region") == tuple(rows) == ("hand", "leg", "hip")
    assert rows["hand"][1:3] == ("2", "1")
    assert rows["leg"][1:3] == ("1", "1")
    assert rows["hand"][HEADERS.index("Recall")].startswith("1.000 (")
    assert "1 images without an answer" in shown.tips[1]
    assert "n = 1" in shown.tips[1]


def test_the_thresholds_move_it() -> None:
    recall = HEADERS.index("Recall")
    low = {row[0]: row for row in TABLE.at(State(score=0.1)).rows}
    assert low["leg"][recall].startswith("1.000")
    assert {row[0]: row for row in TABLE.at(State()).rows}["leg"][recall].startswith("0.000")


def test_every_way_to_divide_has_a_table_with_masks() -> None:
    for by in STRATA:
        shown = TABLE.at(replace(State(), by=by))
        assert len(shown.rows) == len(TABLE.names(by)) > 0
        assert all((by, row[0]) in TABLE.masks for row in shown.rows)
