"""Keys of frames as text, for panels that carry them about without knowing what they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fracview.ui.canvas.picture import Key


def key_text(key: Key) -> str:
    """A key as the verdict panel carries it about."""
    return f"{key[0]}:{key[1]}"


def key_of_text(text: str) -> Key:
    """The key again."""
    number, _, frame = text.partition(":")
    return int(number), int(frame)
