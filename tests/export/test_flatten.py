from __future__ import annotations

import json
from pathlib import Path

import pytest

from fracview.core.analysis import Status
from fracview.export.flatten import columns, flatten, harmless
from fracview.export.records import to_record
from tests.export.analyses import LABELS, analysis, without_findings


def test_every_cell_has_a_column_and_every_column_a_cell() -> None:
    cells = flatten(to_record(analysis(warnings=("a", "b"))))
    assert list(cells) == columns(LABELS)


def test_the_values_are_those_of_the_record() -> None:
    record = to_record(analysis(warnings=("a", "b")))
    cells = flatten(record)
    assert cells["fracture.probability"] == 0.87
    assert cells["region.probabilities.leg"] == 0.03
    assert json.loads(str(cells["detections"])) == record["detections"]
    assert cells["warnings"] == "a | b"
    assert str(cells["provenance.models"]).startswith("fracture-n 3fa9c1")
    assert cells["provenance.operating_points.detection.high_specificity"] == 0.4


def test_a_failure_leaves_the_cells_of_its_findings_out() -> None:
    cells = flatten(to_record(without_findings(Status.UNREADABLE, "empty_file: nothing in it.")))
    assert not [name for name in cells if name.startswith(("fracture.", "region."))]
    assert cells["detections"] == "[]"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_no_cell_starts_like_a_formula(start: str) -> None:
    cells = flatten(to_record(analysis(path=Path(f"{start}cmd"), warnings=(f"{start}HYPERLINK()",))))
    assert cells["path"] == f"'{start}cmd"
    assert cells["warnings"] == f"'{start}HYPERLINK()"


def test_other_text_is_left_alone() -> None:
    assert harmless("scan-1=2.jpg") == "scan-1=2.jpg"
    assert harmless("") == ""
