from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from fracview.core.analysis import OperatingPoints, Provenance, Status
from fracview.export.numbered import look
from fracview.export.readers_work import check_not_readers_work, sha256_of
from fracview.export.summary import SummaryPage
from tests.export.analyses import PROVENANCE, analysis, not_found, without_findings

WHEN = "25 November 2026, 08:30 UTC"
EMPTY = {"meta", "br", "rect", "line"}
FAILED = without_findings(
    Status.UNREADABLE,
    "truncated: the file ends early.",
    path=Path("s/bad.dcm"),
    provenance=Provenance("0.1.0"),
)
OUTSIDE = without_findings(Status.OUT_OF_SCOPE, "gate: unlike the radiographs.")


class Reader(HTMLParser):
    """Gathers the text, and fails on a tag that closes another than the last one open."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, _: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, _: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def read(html: str) -> str:
    reader = Reader()
    reader.feed(html)
    assert reader.open == []
    assert not {"script", "img", "link", "iframe"} & set(reader.tags)
    return re.sub(r"\s+", " ", " ".join(reader.parts))


def made(*analyses: Any, options: Any = None, **words: Any) -> str:
    page = SummaryPage(**(options or {}))
    for one in analyses:
        page.add(one)
    return page.html(when=WHEN, **words)


def test_the_six_outcomes_stand_each_by_itself() -> None:
    text = read(made(analysis(), analysis(), not_found(), FAILED, OUTSIDE))
    assert "definite 2 at or above" in text
    assert "doubt 0 between" in text
    assert "not found 1 below" in text
    assert "out of scope 1 not for these networks; not a negative 1 gate unlike the radiographs." in text
    assert "unreadable 1 the file could not be read; not a negative 1 truncated the file ends early." in text
    assert "failed 0 the analysis" in text
    assert not re.search(r"\b5\b", text.split("Outcomes")[1].split("Probability")[0])  # no sum of all


def test_it_says_what_when_and_that_it_is_for_research() -> None:
    text = read(made(analysis(), options={"label": "ward 3"}, remarks=["Stopped."], review=["1 of 1 read."]))
    for words in ("ward 3", WHEN, "Research use only", "Stopped.", "1 of 1 read.", "FracView 0.1.0"):
        assert words in text


def test_the_worst_come_first_and_the_rest_is_counted() -> None:
    page = SummaryPage(most_worst=2)
    for number, probability in enumerate((0.7, 0.95, 0.8)):
        fracture = replace(analysis().fracture, probability=probability)  # type: ignore[type-var]
        page.add(analysis(path=Path(f"s/{number}.jpg"), fracture=fracture), "boxes say otherwise")
    text = read(page.html(when=WHEN))
    table = text.split("To look at first")[1]
    assert table.index("1.jpg") < table.index("2.jpg")
    assert "0.jpg" not in table
    assert "1 more that are definite or in doubt" in table
    assert "3 boxes say otherwise" in text


def test_every_failure_is_named_with_its_reason_up_to_a_point() -> None:
    text = read(made(*[FAILED] * 3, options={"most_failures": 2}))
    assert text.count("bad.dcm") == 2
    assert "Unreadable: 3 This is not a negative result." in text
    assert "and 1 more" in text


def test_networks_provider_and_thresholds_stand_at_the_end() -> None:
    text = read(made(analysis(), FAILED)).split("Where it comes from")[1]
    for model in PROVENANCE.models:
        assert f"{model.task} network {model.name} SHA-256 {model.sha256}" in text
    assert "CPUExecutionProvider Runs on the CPU: no NVIDIA driver." in text
    assert "fracture thresholds high-sensitivity point 0.18, high-specificity point 0.62" in text
    assert "letterbox-v1" in text


def test_two_sets_of_thresholds_are_told_apart_and_none_is_drawn() -> None:
    points = PROVENANCE.operating_points | {"fracture": OperatingPoints(0.3, 0.7)}
    other = analysis(provenance=replace(PROVENANCE, operating_points=points))
    html = made(analysis(), other, other)
    text = read(html)
    assert "They have different operating points" in text
    assert "high-specificity point 0.70" not in text
    assert "2 frames fracture network" in text
    assert 'class="point"' not in html
    assert 'class="point"' in made(analysis())


def test_an_empty_run_is_a_page_too() -> None:
    text = read(made())
    assert "No network ran" in text
    assert "To look at first" not in text


def test_no_folder_stands_on_it_and_no_name_is_markup() -> None:
    path = Path("home/jane/<img src=x onerror=alert(1)>&.jpg")
    html = made(analysis(path=path), without_findings(Status.FAILED, "a: <b>x</b>.", path=path))
    text = read(html)
    assert "home" not in text
    assert "jane" not in html
    assert "<b>" not in html
    assert "alert(1)" in text


@pytest.mark.parametrize("name", ["a\u202egpj.exe", "scan\udc80.jpg"])
def test_names_cannot_turn_the_line_or_break_the_file(tmp_path: Path, name: str) -> None:
    page = SummaryPage()
    page.add(analysis(path=Path(name)))
    text = page.write(tmp_path / "a.html", when=WHEN).read_text(encoding="utf-8")
    assert "\u202e" not in text
    assert "\\u" in text


def test_the_same_run_makes_the_same_page_and_it_may_be_replaced(tmp_path: Path) -> None:
    path = tmp_path / "summary.html"
    page = SummaryPage()
    page.add(analysis())
    page.write(path, when=WHEN)
    first = sha256_of(path)
    check_not_readers_work(path, first)
    page.write(path, when=WHEN)
    assert sha256_of(path) == first


def test_a_page_that_changed_meanwhile_stays(tmp_path: Path) -> None:
    path = tmp_path / "summary.html"
    seen = look(path)
    path.write_text("mine", encoding="utf-8")
    written = SummaryPage().write(path, when=WHEN, keep_changed=True, seen=seen)
    assert written == tmp_path / "summary (2).html"
    assert path.read_text(encoding="utf-8") == "mine"
