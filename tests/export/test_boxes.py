from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fracview.core.analysis import Detection, Status, Tier
from fracview.core.errors import UsageError
from fracview.export.boxes import BOX_COLUMNS, BoxesWriter, box_rows, detection_sha256
from fracview.export.flatten import harmless
from fracview.export.identifiers import IDENTITY_COLUMNS, with_identifiers
from fracview.export.records import to_record
from tests.export.analyses import analysis, not_found, without_findings


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def written(path: Path, *records: dict[str, Any], **options: Any) -> list[dict[str, str]]:
    with BoxesWriter(path, **options) as writer:
        for record in records:
            writer.write(record)
    return rows(path)


GOLDEN = (
    "path,frame,sha256,box,x1,y1,x2,y2,score,tier,detection.sha256,provenance.provider,"
    "provenance.app_version,provenance.operating_points.detection.high_sensitivity,"
    "provenance.operating_points.detection.high_specificity\r\n"
    f"folder/scan.jpg,2,{'ab' * 32},1,100.0,40.0,160.0,90.0,0.77,definite,ef3456{'0' * 58},"
    "CPUExecutionProvider,0.1.0,0.1,0.4\r\n"
    f"folder/scan.jpg,2,{'ab' * 32},2,20.0,150.0,80.0,220.0,0.22,doubt,ef3456{'0' * 58},"
    "CPUExecutionProvider,0.1.0,0.1,0.4\r\n"
)


def test_one_row_a_box_to_the_byte(tmp_path: Path) -> None:
    written(tmp_path / "boxes.csv", to_record(analysis(frame=2)))
    assert (tmp_path / "boxes.csv").read_bytes() == b"\xef\xbb\xbf" + GOLDEN.encode()


def test_faint_boxes_are_there_where_the_record_has_them(tmp_path: Path) -> None:
    found = written(tmp_path / "boxes.csv", to_record(analysis(), all_detections=True))
    assert [row["tier"] for row in found] == ["definite", "doubt", "not_found"]


def test_frames_without_a_box_have_no_row_and_the_header_stays(tmp_path: Path) -> None:
    failed = to_record(without_findings(Status.FAILED, "a: b."))
    found = written(tmp_path / "boxes.csv", failed, to_record(not_found()), failed | {"detections": None})
    assert found == []
    text = (tmp_path / "boxes.csv").read_text(encoding="utf-8-sig")
    assert text == ",".join(BOX_COLUMNS) + "\n"


def test_the_header_stands_once_whatever_comes_first(tmp_path: Path) -> None:
    found = written(tmp_path / "boxes.csv", to_record(not_found()), *[to_record(analysis())] * 3)
    assert [row["box"] for row in found] == ["1", "2"] * 3


def test_other_keys_of_a_record_are_left_out_and_identifiers_come_where_asked_for(tmp_path: Path) -> None:
    record = with_identifiers(to_record(analysis()), {"patient_id": "=1+1"}) | {"overlay": "1.png"}
    (first, _) = written(tmp_path / "boxes.csv", record, extra=IDENTITY_COLUMNS)
    assert list(first) == [*BOX_COLUMNS, *IDENTITY_COLUMNS]
    assert first["identity.patient_id"] == "'=1+1"
    with pytest.raises(ValueError, match="patient_name"), BoxesWriter(tmp_path / "other.csv") as writer:
        writer.write(record)
    assert not (tmp_path / "other.csv").exists()


@given(st.text(max_size=12), st.lists(st.floats(0, 5000, width=32), min_size=4, max_size=4))
def test_no_text_is_a_formula_and_numbers_come_back(name: str, edges: list[float]) -> None:
    box = Detection((edges[0], edges[1], edges[2], edges[3]), 0.5, Tier.DEFINITE)
    (row,) = box_rows(to_record(analysis(path=Path(f"={name}"), detections=(box,))), harmless)
    assert str(row["path"]).startswith("'=")
    assert [row["x1"], row["y1"], row["x2"], row["y2"]] == [round(edge, 2) for edge in edges]
    json.dumps(row, allow_nan=False)


def test_another_suffix_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        BoxesWriter(tmp_path / "boxes.json")
    assert caught.value.reason == "unknown_format"
    assert list(tmp_path.iterdir()) == []


def test_the_network_of_the_boxes_is_named_only_where_it_ran() -> None:
    record = to_record(analysis())
    assert detection_sha256(record) == "ef3456" + "0" * 58
    record["provenance"]["models"] = record["provenance"]["models"][:1]
    assert detection_sha256(record) == ""
