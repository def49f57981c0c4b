from __future__ import annotations

from pathlib import Path

import numpy as np

from fracview.core.verdict import Verdict
from fracview.review.case import Case
from fracview.review.case_columns import CaseColumns


def test_columns_grow_and_keep_what_they_hold() -> None:
    columns = CaseColumns()
    for number in range(3000):
        columns.append(Case(number, Path("a"), "a", "doubt", number / 3000))
    assert len(columns) == len(columns.table) == 3000
    np.testing.assert_allclose(columns.table["probability"], np.arange(3000) / 3000)


def test_a_row_follows_its_case() -> None:
    columns, case = CaseColumns(), Case(0, Path("a"), "a")
    columns.append(case)
    assert np.isnan(columns.table["probability"][0])
    case.outcome, case.probability, case.region, case.verdict = "definite", 0.9, "hip", Verdict.DISAGREE
    columns.put(case)
    row = columns.table[0]
    assert (row["outcome"], row["probability"], row["verdict"]) == (0, 0.9, 3)
    assert columns.regions == {"": 0, "hip": row["region"]}


def test_files_of_no_study_are_no_study_together() -> None:
    columns = CaseColumns()
    for number, study in enumerate(("", "", "s", "s", "t")):
        columns.append(Case(number, Path("a"), "a", study=study))
    codes = columns.table["study"].tolist()
    assert codes[2] == codes[3]
    assert len(set(codes)) == 4
