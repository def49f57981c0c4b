from __future__ import annotations

import pytest

from fracview.ui.status_progress import duration_text, progress_text


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ((120, 412, 9.13, 32.0, "running"), "120 of 412 analysed, 9.1 a second, 32 s left"),
        ((0, 412, 0.0, None, "running"), "0 of 412 analysed"),
        ((120, 412, 9.13, 32.0, "paused"), "120 of 412 analysed, paused"),
        ((120, 20000, 9.13, None, "walking"), "120 of 20,000 found so far analysed"),
        ((412, 412, 9.13, 0.0, "idle"), "412 of 412 analysed"),
        ((0, 0, 0.0, None, "idle"), ""),
    ],
)
def test_progress_in_words(arguments: tuple[int, int, float, float | None, str], text: str) -> None:
    assert progress_text(*arguments) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.2, "0 s"),
        (89.0, "89 s"),
        (90.0, "2 min"),
        (725.0, "12 min"),
        (12000.0, "3 h 20 min"),
        (-1.0, "0 s"),
    ],
)
def test_durations(seconds: float, text: str) -> None:
    assert duration_text(seconds) == text
