from __future__ import annotations

import csv
import dataclasses
import json
from pathlib import Path

import pytest

from fracview.export import open_writer, to_record
from fracview.export.identifiers import IDENTITY_COLUMNS, IDENTITY_FIELDS, with_identifiers
from fracview.reading.identity import Identity
from tests.export.analyses import LABELS, analysis

TEXTS = {"patient_name": "=DOE^JANE", "patient_id": "0017", "study_date": "20240131"}


def test_the_fields_are_those_that_reading_gives() -> None:
    assert tuple(field.name for field in dataclasses.fields(Identity)) == IDENTITY_FIELDS


def test_they_are_the_last_key_in_their_order_and_the_record_is_not_changed() -> None:
    record = to_record(analysis())
    before = json.dumps(record)
    made = with_identifiers(record, TEXTS)
    assert json.dumps(record) == before
    assert list(made)[-1] == "identity"
    assert list(made["identity"]) == list(IDENTITY_FIELDS)
    assert made["identity"]["accession"] == ""


def test_a_field_without_a_column_is_refused() -> None:
    with pytest.raises(ValueError, match="shoe_size"):
        with_identifiers(to_record(analysis()), {"shoe_size": "43"})


@pytest.mark.parametrize("suffix", [".json", ".jsonl"])
def test_records_nest_them(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"out{suffix}"
    with open_writer(path) as writer:
        writer.write(with_identifiers(to_record(analysis()), TEXTS))
    content = json.loads(path.read_text(encoding="utf-8"))
    (record,) = content if isinstance(content, list) else [content]
    assert record["identity"]["patient_name"] == "=DOE^JANE"


def test_a_table_has_them_last_and_runs_none(tmp_path: Path) -> None:
    with open_writer(tmp_path / "out.csv", region_labels=LABELS, extra=IDENTITY_COLUMNS) as writer:
        writer.write(with_identifiers(to_record(analysis()), TEXTS))
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert tuple(row)[-9:] == IDENTITY_COLUMNS
    assert row["identity.patient_name"] == "'=DOE^JANE"
    assert row["identity.patient_id"] == "0017"


def test_a_table_that_was_not_asked_for_them_takes_none(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    with pytest.raises(ValueError, match="identity"), open_writer(path, region_labels=LABELS) as writer:
        writer.write(with_identifiers(to_record(analysis()), TEXTS))
    assert list(tmp_path.iterdir()) == []
