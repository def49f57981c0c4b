from __future__ import annotations

import csv
import io

from fracview.export.comparison.tables import per_box, per_image
from tests.export.comparison.sides import FOUND, MISSED, PLAIN, SILENT, WRONG, side


def _rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_a_row_a_box_of_each_kind() -> None:
    made = side()
    rows = _rows(per_box(made.evaluation, made.snapshot()))
    assert [(row["image"], row["kind"], row["score"], row["iou"]) for row in rows] == [
        (FOUND, "TP", "0.8", "0.9"),
        (MISSED, "FN", "", "0.0"),
        (f"'{WRONG}", "FP", "0.7", "0.0"),
    ]
    corners = [[row[f"{which}_{c}"] for c in ("x1", "y1", "x2", "y2")] for row in rows for which in ("box",)]
    assert corners == [["20.0", "30.0", "60.0", "75.0"], [""] * 4, ["70.0", "-2.0", "90.0", "20.0"]]
    assert rows[1]["annotation_y2"] == "80.0"
    assert rows[2]["annotation_y2"] == ""


def test_a_row_an_image_whether_it_has_an_answer_or_not() -> None:
    made = side()
    rows = {row["image"].lstrip("'"): row for row in _rows(per_image(made.evaluation, made.snapshot()))}
    assert list(rows) == [FOUND, MISSED, WRONG, PLAIN, SILENT]
    assert [rows[name]["tp"] + rows[name]["fp"] + rows[name]["fn"] for name in rows] == [
        "100", "001", "010", "000", "",
    ]  # fmt: skip
    assert rows[SILENT]["answered"] == "no"
    assert rows[SILENT]["why_unanswered"] == "unexpected: <it> broke"
    assert (rows[FOUND]["region_answer"], rows[PLAIN]["region_answer"]) == ("", "hip")
    assert rows[MISSED]["flags"] == "lateral hardware"
    assert (rows[FOUND]["part"], rows[FOUND]["probability"]) == ("valid", "0.9")


def test_text_that_a_spreadsheet_would_run_is_made_harmless_and_numbers_are_not() -> None:
    made = side()
    text = per_box(made.evaluation, made.snapshot())
    assert "\n'=wrong.png" in text
    assert "-2.0" in text
    assert "'-2.0" not in text
