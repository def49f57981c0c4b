"""The stylesheet names only colours that there are."""

from __future__ import annotations

import re

import pytest

from fracview.ui.stylesheet import filled_sheet
from fracview.ui.theme import THEMES, stylesheet_of


@pytest.mark.parametrize("name", THEMES)
def test_every_colour_is_filled_in(name: str) -> None:
    sheet = stylesheet_of(THEMES[name])
    assert "@" not in sheet
    colours = set(re.findall(r"color: (\S+?);", sheet))
    assert all(re.fullmatch("#[0-9a-f]{6}|transparent", colour) for colour in colours)


def test_a_colour_that_is_missing_is_named() -> None:
    with pytest.raises(KeyError, match="text"):
        filled_sheet({"raised": "#000000", "line": "#000000"})
