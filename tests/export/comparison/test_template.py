from __future__ import annotations

import re
from html.parser import HTMLParser

from jinja2 import Environment

from fracview.export.comparison.template import TEMPLATE

EMPTY = {"meta", "img", "br"}


class Balance(HTMLParser):
    """Fails on a tag that closes another than the last one open."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, _: list[tuple[str, str | None]]) -> None:
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_every_tag_is_closed() -> None:
    balance = Balance()
    balance.feed(re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "", TEMPLATE, flags=re.DOTALL))
    assert balance.open == []


def test_it_is_a_template_that_asks_for_no_file() -> None:
    Environment(autoescape=True).parse(TEMPLATE)
    assert "include" not in TEMPLATE
    assert "|safe" not in TEMPLATE.replace(" ", "")
