from __future__ import annotations

import re

from jinja2 import Environment

from fracview.export.summary.template import TEMPLATE


def test_it_is_a_template_that_asks_for_nothing_outside_it() -> None:
    Environment(autoescape=True).parse(TEMPLATE)
    assert "|safe" not in TEMPLATE.replace(" ", "")
    for word in ("include", "<script", "http:", "https:", "url(", "src="):
        assert word not in TEMPLATE


def test_it_prints() -> None:
    assert "@media print" in TEMPLATE
    assert re.search(r"thead\s*{\s*display: table-header-group", TEMPLATE)
