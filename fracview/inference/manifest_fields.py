"""Typed reading of a JSON object: what is missing or of the wrong kind is refused by name."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

from fracview.core.errors import ModelFolderError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_SHA256 = re.compile(r"[0-9a-f]{64}")


class Fields:
    """The keys of one JSON object, each read once; `close` refuses what was never asked for.

    Parameters
    ----------
    value
        What stands where the object should be.
    path
        The manifest, for the message.
    name
        Dotted name of the object inside the manifest; "" for the manifest itself.

    Raises
    ------
    ModelFolderError
        By every method, with `field` set to the dotted name of the key.
    """

    def __init__(self, value: object, path: Path, name: str = "") -> None:
        self._path = path
        self._name = name
        if not isinstance(value, dict):
            raise self._error(name or "(top level)", "must be a JSON object", "manifest_type")
        self._values: dict[str, Any] = value
        self._asked: set[str] = set()

    def has(self, key: str) -> bool:
        """Whether an optional key is there and not null."""
        self._asked.add(key)
        return self._values.get(key) is not None

    def text(self, key: str, *, among: tuple[str, ...] = ()) -> str:
        """Return a non-empty string, one of `among` where given."""
        value = self._typed(key, "a non-empty string", lambda v: isinstance(v, str) and bool(v.strip()))
        if among and value not in among:
            raise self.refuse(key, f"is {value!r}; it must be one of {', '.join(among)}")
        return str(value)

    def sha256(self, key: str) -> str:
        """Return a SHA-256 as 64 lower-case hexadecimal digits."""
        kind = "a SHA-256 (64 lower-case hexadecimal digits)"
        return str(self._typed(key, kind, lambda v: isinstance(v, str) and bool(_SHA256.fullmatch(v))))

    def integer(self, key: str, *, least: int) -> int:
        """Return a whole number, `least` or more; true and false are none."""
        return int(self._typed(key, f"a whole number of {least} or more", lambda v: is_integer(v, least)))

    def number(self, key: str, *, low: float = -math.inf, high: float = math.inf) -> float:
        """Return a finite number in [low, high]."""
        kind = "a finite number" if math.isinf(low) else f"a number from {low:g} to {high:g}"
        return float(self._typed(key, kind, lambda v: is_number(v) and low <= v <= high))

    def flag(self, key: str) -> bool:
        """Return true or false."""
        return bool(self._typed(key, "true or false", lambda v: isinstance(v, bool)))

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a non-empty list of distinct non-empty strings."""
        value = self._typed(key, "a list of different non-empty strings", _is_distinct_texts)
        return tuple(value)

    def mapping(self, key: str) -> dict[str, Any]:
        """Return a JSON object whose contents are free."""
        return dict(self._typed(key, "a JSON object", lambda v: isinstance(v, dict)))

    def child(self, key: str) -> Fields:
        """Return the fields of a required JSON object."""
        return Fields(self._present(key), self._path, self._dotted(key))

    def children(self, key: str) -> list[Fields]:
        """Return the fields of each object of a required list, which may be empty."""
        items = self._typed(key, "a list", lambda v: isinstance(v, list))
        return [Fields(item, self._path, f"{self._dotted(key)}[{i}]") for i, item in enumerate(items)]

    def rest(self) -> dict[str, Any]:
        """Return the keys that nothing else has asked for."""
        names = self._values.keys() - self._asked
        self._asked |= names
        return {key: value for key, value in self._values.items() if key in names}

    def close(self) -> None:
        """Refuse keys that nothing asked for: a misspelt optional key would pass in silence."""
        unknown = sorted(self._values.keys() - self._asked)
        if unknown:
            raise self._error(
                self._dotted(unknown[0]),
                "is not a key of schema version 1",
                "manifest_unknown_key",
                "Remove it, or correct its spelling.",
            )

    def refuse(self, key: str, sentence: str) -> ModelFolderError:
        """Return the error for a key whose value cannot be, to be raised by the caller."""
        return self._error(self._dotted(key), sentence, "manifest_value")

    def _present(self, key: str) -> Any:  # noqa: ANN401 - JSON
        self._asked.add(key)
        if key not in self._values:
            raise self._error(self._dotted(key), "is missing", "manifest_missing_key")
        return self._values[key]

    def _typed(self, key: str, kind: str, holds: Callable[[Any], bool]) -> Any:  # noqa: ANN401 - JSON
        value = self._present(key)
        if not holds(value):
            raise self._error(self._dotted(key), f"must be {kind}", "manifest_type")
        return value

    def _dotted(self, key: str) -> str:
        return f"{self._name}.{key}" if self._name else key

    def _error(self, field: str, sentence: str, reason: str, cure: str = "") -> ModelFolderError:
        return ModelFolderError(
            f"{sentence}.",
            reason=reason,
            path=self._path,
            field=field,
            cure=cure or "Correct the manifest, or export the model folder again.",
        )


def is_number(value: object) -> bool:
    """Whether a JSON value is a finite number; true and false are none."""
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def is_integer(value: object, least: int) -> bool:
    """Whether a JSON value is a whole number of `least` or more; true and false are none."""
    return isinstance(value, int) and not isinstance(value, bool) and value >= least


def _is_distinct_texts(value: object) -> bool:
    if not isinstance(value, list) or not value:
        return False
    return all(isinstance(v, str) and v.strip() for v in value) and len(set(value)) == len(value)
