from __future__ import annotations

import pytest

from fracview.review.texts import printable


@pytest.mark.parametrize(
    ("text", "shown"), [("a\x1b[1m", "a\\x1b[1m"), ("ä\n", "ä\\n"), ("\udc80", "\\udc80")]
)
def test_control_characters_are_shown_not_sent(text: str, shown: str) -> None:
    assert printable(text) == shown
