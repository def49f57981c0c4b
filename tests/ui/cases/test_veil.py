from __future__ import annotations

from dataclasses import fields

from fracview.review.case import Case
from fracview.ui.cases.veil import VEILED, nothing_hidden, veiled
from tests.ui.cases.lists import of_every_kind

OF_THE_FILE = {"number", "path", "name", "sha256", "frame_count", "study", "arrived_ns"}


def test_only_what_the_file_says_is_left() -> None:
    catalog = of_every_kind()
    for number in range(len(catalog)):
        case = catalog.case(number)
        empty = Case(case.number, case.path, case.name, outcome=VEILED)
        for field in fields(Case):
            source = case if field.name in OF_THE_FILE else empty
            assert getattr(veiled(case), field.name) == getattr(source, field.name)


def test_usually_nothing_is_hidden() -> None:
    assert not nothing_hidden(of_every_kind().case(0))
