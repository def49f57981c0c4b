from __future__ import annotations

from pathlib import Path

import numpy as np

from fracview.core.verdict import Verdict
from fracview.review.case import Case
from fracview.review.case_columns import CaseColumns
from fracview.review.disagreement import CODES


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


def test_the_contents_have_a_number_of_their_own_and_the_unknown_none() -> None:
    columns = CaseColumns()
    for number, sha256 in enumerate(("", "ab" * 32, "cd" * 32, "ab" * 32)):
        columns.append(Case(number, Path("a"), "a", sha256=sha256, arrived_ns=number * 10**18))
    contents = columns.table["contents"].tolist()
    assert contents[0] == 0
    assert contents[1] == contents[3] != contents[2]
    assert columns.table["arrived_ns"].tolist() == [0, 10**18, 2 * 10**18, 3 * 10**18]


def test_a_contradiction_is_a_number() -> None:
    columns = CaseColumns()
    for number, kind in enumerate(CODES):
        columns.append(Case(number, Path("a"), "a", disagreement=kind))
    assert columns.table["disagreement"].tolist() == list(CODES.values())


def test_files_of_no_study_are_no_study_together() -> None:
    columns = CaseColumns()
    for number, study in enumerate(("", "", "s", "s", "t")):
        columns.append(Case(number, Path("a"), "a", study=study))
    codes = columns.table["study"].tolist()
    assert codes[2] == codes[3]
    assert len(set(codes)) == 4
