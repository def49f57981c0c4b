"""Text of a file made safe to show: one line, nothing that steers, cut with its length said."""

from __future__ import annotations

import pytest

from fracview.reading.header_row import MAX_CHARACTERS, shortened, visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("", ""),
        ("two\r\nlines\nand\rmore", "two⏎lines⏎and⏎more"),
        ("a\tb", "a b"),
        ("nul\0", "nul<U+0000>"),
        ("esc\x1b[31m", "esc<U+001B>[31m"),
        ("turned \u202eround", "turned <U+202E>round"),
        ("hidden\u200bspace", "hidden<U+200B>space"),
        ("lone \ud800", "lone <U+D800>"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("Ελένη 山田　太郎", "Ελένη 山田　太郎"),
    ],
)
def test_what_steers_is_made_visible(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_a_long_value_says_how_long_it_is() -> None:
    text = shortened("x" * 3000, 3000)
    assert text == "x" * MAX_CHARACTERS + "… (3,000 bytes in all)"
    assert shortened("x" * MAX_CHARACTERS, MAX_CHARACTERS) == "x" * MAX_CHARACTERS
