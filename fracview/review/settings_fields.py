"""What each setting may be, in words and as a check."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

Check = tuple[str, "Callable[[Any], bool]"]
"""What is wanted, to follow ``must be``; and whether a value of JSON is that."""

MOST_CHARACTERS = 4096
"""Of a text: beyond every system's longest path."""

MOST_HOURS = 8760
"""Of an ageing cap: a year, beyond which it caps nothing."""

_DEVICE = re.compile(r"auto|cpu|cuda(?::\d{1,3})?")


def _is_text(value: Any) -> bool:  # noqa: ANN401 - whatever JSON gives
    return isinstance(value, str) and len(value) <= MOST_CHARACTERS and "\0" not in value


def _is_device(value: Any) -> bool:  # noqa: ANN401 - whatever JSON gives
    return isinstance(value, str) and _DEVICE.fullmatch(value) is not None


def _is_number(value: Any, most: float) -> bool:  # noqa: ANN401 - whatever JSON gives
    # bool is a kind of int in Python; NaN compares false.
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= most


def _is_share(value: Any) -> bool:  # noqa: ANN401 - whatever JSON gives
    return _is_number(value, 1)


def _is_threshold(value: Any) -> bool:  # noqa: ANN401 - whatever JSON gives
    return value is None or _is_share(value)


def _is_ageing(value: Any) -> bool:  # noqa: ANN401 - whatever JSON gives
    return value is None or (_is_number(value, MOST_HOURS) and value > 0)


def _is_flag(value: Any) -> bool:  # noqa: ANN401 - whatever JSON gives
    return isinstance(value, bool)


def _one_of(*words: str) -> Check:
    return " or ".join(words), lambda value: isinstance(value, str) and value in words


_TEXT: Check = ("text of ordinary length", _is_text)

CHECKS: dict[str, Check] = {
    "reader": _TEXT,
    "theme": _one_of("dark", "light"),
    "device": ("auto, cpu, cuda or cuda:N", _is_device),
    "models": _TEXT,
    "box_threshold": ("a number from 0 to 1, or null", _is_threshold),
    "drag_up": _one_of("brighter", "darker"),
    "wheel": _one_of("zoom", "next"),
    "corner_texts": _one_of("all", "technical", "none"),
    "key_scheme": _one_of("reading", "labelling"),
    "analyse_in_background": ("true or false", _is_flag),
    "store": _TEXT,
    "queue_ageing_h": (f"a number of hours above 0 and up to {MOST_HOURS}, or null", _is_ageing),
    "queue_negative_share": ("a number from 0 to 1", _is_share),
    "read_first": ("true or false", _is_flag),
    "check_for_updates": ("true or false", _is_flag),
}
"""By name of the setting; ``keys`` has `key_overrides`."""


def key_overrides(written: Any) -> tuple[dict[str, tuple[str, ...]], list[str]]:  # noqa: ANN401 - as above
    """Key sequences by action, those that are such, and a sentence for each that is not.

    Whether there is such an action, or such a key, is for the table of actions to say.
    """
    if not isinstance(written, dict):
        return {}, ["The setting 'keys' must be an object of lists of keys; the usual keys are used."]
    fitting = {action: tuple(keys) for action, keys in written.items() if _are_keys(keys)}
    wrong = [action[:40] for action in written if action not in fitting]
    return fitting, [
        f"The keys of {action!r} must be a list of texts; the usual ones are used." for action in wrong
    ]


def _are_keys(value: Any) -> bool:  # noqa: ANN401 - whatever JSON gives
    return isinstance(value, list) and all(_is_text(key) and key for key in value)
