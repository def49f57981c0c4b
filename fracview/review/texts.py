"""Text that comes from files, made harmless before a person reads it."""

from __future__ import annotations


def printable(text: str) -> str:
    """Text whose control characters steer neither a terminal nor a line of a list: shown as escapes."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)
