"""Everything a reader can do by menu, button or key: the table that menus, tooltips and the cheat sheet read.

Key sequences are portable strings (``Ctrl+Shift+D``; on macOS Qt takes Ctrl for the command key).
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence

from fracview.ui.action_table import ACTIONS, GROUPS, SCHEMES, ActionSpec, Keys

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from fracview.review.settings import Settings

__all__ = [
    "ACTIONS",
    "BY_ID",
    "GROUPS",
    "SCHEMES",
    "ActionSpec",
    "Keys",
    "conflicts",
    "is_key",
    "key_text",
    "keys_of",
    "scheme_keys",
    "tooltip",
]

BY_ID = {spec.id: spec for spec in ACTIONS}


def scheme_keys(scheme: str) -> dict[str, Keys]:
    """Keys of every action in a scheme, without the reader's own; an unknown scheme is ``reading``."""
    changed = SCHEMES.get(scheme, {})
    return {spec.id: changed.get(spec.id, spec.keys) for spec in ACTIONS}


def keys_of(settings: Settings) -> dict[str, Keys]:
    """Keys of every action that hold now: scheme, then the reader's own; unknown ids are ignored."""
    keys = scheme_keys(settings.key_scheme)
    return keys | {name: tuple(own) for name, own in settings.keys.items() if name in keys}


def key_text(keys: Iterable[str]) -> str:
    """Key sequences as this system writes them, ``Down or Right``; "" for none."""
    form = QKeySequence.SequenceFormat.NativeText
    return " or ".join(text for key in keys if (text := QKeySequence(key).toString(form)))


def tooltip(spec: ActionSpec, keys: Iterable[str]) -> str:
    """Text, key and tip of an action, as a button shows them."""
    text = key_text(keys)
    title = spec.text.rstrip("…")
    return f"{title} ({text})\n{spec.tip}" if text else f"{title}\n{spec.tip}"


def conflicts(keys: Mapping[str, Iterable[str]]) -> list[str]:
    """Sentences about keys that name no key, or that start two actions; empty where all is well.

    A sequence that begins another (``G`` and ``G, N``) counts as the same key: Qt would start neither.
    """
    known = [(name, key) for name, own in keys.items() for key in own if name in BY_ID]
    sentences = [f"“{key}” of “{BY_ID[name].text}” is no key." for name, key in known if not is_key(key)]
    by_press: dict[str, list[tuple[str, list[str]]]] = {}
    for name, presses in ((name, _presses(key)) for name, key in known if is_key(key)):
        by_press.setdefault(presses[0], []).append((name, presses))
    return sentences + [
        _clash(first, second, min(one, other, key=len))
        for users in by_press.values()
        for (first, one), (second, other) in combinations(users, 2)
        if first != second and one[: len(other)] == other[: len(one)]
    ]


def is_key(key: str) -> bool:
    """Whether a portable string names one to four key presses."""
    return all(_presses(key))  # Qt writes nothing for what it does not know


def _presses(key: str) -> list[str]:
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.PortableText).split(", ")


def _clash(first: str, second: str, presses: list[str]) -> str:
    text = key_text((", ".join(presses),))
    return (
        f"{text} starts both “{BY_ID[first].text}” and “{BY_ID[second].text}”: give one of them another key."
    )
