"""Header lines as a table: filtered by words, with the sequences around what fits."""

from __future__ import annotations

import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from fracview.reading.header_row import MAX_ROWS, HeaderRow
from fracview.ui.dialogs.header_model import HeaderModel

ROWS = (
    HeaderRow("(0008,0060)", "Modality", "CS", "CR"),
    HeaderRow("(0008,1111)", "ReferencedSeriesSequence", "SQ", ""),
    HeaderRow("(FFFE,E000)", "Item 1", "", "", 1),
    HeaderRow("(0008,1150)", "ReferencedSOPClassUID", "UI", "1.2.3", 2),
    HeaderRow("(FFFE,E000)", "Item 2", "", "", 1),
    HeaderRow("(0008,1155)", "ReferencedSOPInstanceUID", "UI", "4.5.6", 2),
    HeaderRow("(0010,0010)", "PatientName", "PN", "<b>Ünal</b>"),
)


@pytest.fixture
def model(qapp: object) -> HeaderModel:
    made = HeaderModel()
    made.set_rows(ROWS)
    return made


def names(model: HeaderModel) -> list[str]:
    return [str(model.data(model.index(row, 1))).strip() for row in range(model.rowCount())]


def test_it_is_a_sound_model(model: HeaderModel) -> None:
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.filter_by("uid")
    model.set_rows(ROWS[:2])


def test_all_lines_show_at_first(model: HeaderModel) -> None:
    assert names(model) == [row.keyword for row in ROWS]
    assert (model.matches, model.total) == (7, 7)
    assert [model.headerData(at, Qt.Orientation.Horizontal) for at in range(4)] == [
        "Tag",
        "Name",
        "VR",
        "Value",
    ]


@pytest.mark.parametrize(
    ("text", "shown", "matches"),
    [
        ("modality", ["Modality"], 1),
        ("0008,0060", ["Modality"], 1),
        ("ünal", ["PatientName"], 1),
        ("PN ÜNAL", ["PatientName"], 1),
        ("4.5", ["ReferencedSeriesSequence", "Item 2", "ReferencedSOPInstanceUID"], 1),
        ("nowhere", [], 0),
        ("  ", [row.keyword for row in ROWS], 7),
    ],
)
def test_a_filter_keeps_what_is_around(model: HeaderModel, text: str, shown: list[str], matches: int) -> None:
    model.filter_by(text)
    assert names(model) == shown
    assert model.matches == matches


def test_depth_is_indented(model: HeaderModel) -> None:
    texts = [str(model.data(model.index(row, 1))) for row in range(4)]
    indents = [len(text) - len(text.lstrip()) for text in texts]
    assert indents[0] == indents[1] == 0
    assert 0 < indents[2] < indents[3]


def test_a_tooltip_is_never_taken_for_mark_up(model: HeaderModel) -> None:
    tip = model.data(model.index(6, 3), Qt.ItemDataRole.ToolTipRole)
    assert "&lt;b&gt;Ünal&lt;/b&gt;" in tip
    assert model.data(model.index(6, 3)) == "<b>Ünal</b>"


def test_text_for_the_clipboard(model: HeaderModel) -> None:
    model.filter_by("uid")
    assert model.text_of([2]) == "(0008,1150)\tReferencedSOPClassUID\tUI\t1.2.3"
    assert model.text_of([]) == ""


@pytest.mark.parametrize(("count", "limit_s"), [(2_000, 0.016), (MAX_ROWS, 0.1)])
def test_typing_does_not_wait_for_the_filter(model: HeaderModel, count: int, limit_s: float) -> None:
    row = "(0008,{0:04X})"
    model.set_rows([HeaderRow(row.format(at), f"Name{at}", "LO", f"value {at} " * 8) for at in range(count)])
    times = []
    for text in ("v", "va", "val", "value 1", "value 19", ""):
        begin = time.perf_counter()
        model.filter_by(text)
        times.append(time.perf_counter() - begin)
    assert sorted(times)[len(times) // 2] < limit_s
