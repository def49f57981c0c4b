from __future__ import annotations

import base64
import re
from html.parser import HTMLParser
from typing import Any

from fracview.export.comparison.beside import beside
from fracview.export.comparison.metrics import metrics
from fracview.export.comparison.page import MOST_LISTED, Case, interval, number, page, signed
from fracview.export.comparison.signature import Side, signature
from tests.export.comparison.sides import side, silent_side

JPEG = b"\xff\xd8 made up"


class Reader(HTMLParser):
    """Words, addresses and tags of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.addresses: list[str] = []
        self.opened: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.opened.append(tag)
        self.addresses += [value or "" for name, value in attributes if name in ("src", "href", "data")]

    def handle_data(self, data: str) -> None:
        self.words += data.split()

    @property
    def text(self) -> str:
        return " ".join(self.words)


def _content(made: Side | None = None) -> dict[str, Any]:
    made = made or side()
    return metrics(made, signature(made), made.evaluation.reference.notes, 10)


def _page(content: dict[str, Any]) -> str:
    return page(content, {"roc": b"\x89PNG made up"}, [Case("<i>a</i>.png", "a & b", JPEG)])


def test_the_page_stands_alone() -> None:
    text = _page(_content())
    read = Reader(text)
    assert all(address.startswith("data:image/") for address in read.addresses)
    assert len(read.addresses) == 2
    assert "script" not in read.opened
    assert "link" not in read.opened
    assert not re.search(r"https?:", text)
    assert "default-src 'none'" in text
    assert base64.b64encode(JPEG).decode() in text


def test_the_page_shows_the_numbers_of_metrics_json_with_what_they_are_of() -> None:
    content = _content()
    said = Reader(_page(content)).text
    for one in content["figures"].values():
        assert number(one["value"]) in said
        assert " ".join(one["protocol"].split()) in said
    recall = content["figures"]["recall"]
    assert f"recall of boxes {number(recall['value'])} {interval(recall)} 2 Recall" in said
    assert "TP 1 · FP 1 · FN 1 at a score of 0.3 or more" in said


def test_the_page_is_signed() -> None:
    content = _content()
    said = Reader(_page(content)).text
    assert "Research use only, not a medical device." in said
    for value in content["signature"].values():
        assert str(value) in said


def test_no_name_of_a_file_becomes_part_of_the_page() -> None:
    text = _page(_content())
    read = Reader(text)
    assert "<b>silent.png unexpected: <it> broke" in read.text
    assert "b" not in read.opened
    assert "i" not in read.opened
    assert "a &amp; b" in text


def test_the_data_report_has_a_line_a_kind() -> None:
    assert "no_file 2 x.png is annotated and not there." in Reader(_page(_content())).text


def test_where_nothing_was_answered_the_page_says_so() -> None:
    said = Reader(_page(_content(silent_side()))).text
    assert "0 of 5 images have an answer; 5 without one" in said
    assert "not defined" in said
    assert "nan" not in said.split()


def test_many_images_without_an_answer_are_cut_short() -> None:
    content = _content()
    content["unanswered"] = [{"image": f"{n}.png", "why": "no prediction"} for n in range(MOST_LISTED + 7)]
    said = Reader(_page(content)).text
    assert "and 7 more: metrics.json lists all." in said
    assert f"{MOST_LISTED}.png" not in said


def test_a_second_side_stands_beside_the_first() -> None:
    content = _content()
    assert "Beside a second side" not in _page(content)
    content["against"] = beside(side(), side(better=True), 0)
    said = Reader(_page(content)).text
    assert "First: first & made up. Second: second & made up." in said
    assert "annotations found by both: 1, only the first: 0, only the second: 1, neither: 0" in said
    assert "+0.500" in said


def test_numbers_in_words() -> None:
    assert (number(0.12345), number(None)) == ("0.123", "not defined")
    assert (signed(-0.5), signed(None)) == ("-0.500", "–")
    assert interval({"low": None, "high": 1.0}) == ""
