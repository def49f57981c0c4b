"""The reader's own keys while they are being changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fracview.ui.actions import Keys, conflicts, scheme_keys

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class KeyBook:
    """A scheme and what the reader changed of it.

    Parameters
    ----------
    scheme
        A key of `fracview.ui.actions.SCHEMES`.
    own
        Action id to key sequences, those that differ; unknown ids are kept and have no effect.
    """

    def __init__(self, scheme: str, own: Mapping[str, Keys]) -> None:
        self.scheme = scheme
        self._own = {name: tuple(keys) for name, keys in own.items()}

    @property
    def keys(self) -> dict[str, Keys]:
        """Keys of every action that would hold."""
        known = scheme_keys(self.scheme)
        return known | {name: keys for name, keys in self._own.items() if name in known}

    @property
    def own(self) -> dict[str, Keys]:
        """What differs from the scheme, for `Settings.keys`."""
        known = scheme_keys(self.scheme)
        return {name: keys for name, keys in self._own.items() if keys != known.get(name)}

    def set(self, action: str, keys: Iterable[str]) -> None:
        """Give an action these keys, in order, each once; none is allowed too."""
        self._own[action] = tuple(dict.fromkeys(key for key in keys if key))

    def reset(self, action: str) -> None:
        """Give an action the scheme's keys again."""
        self._own.pop(action, None)

    def problems(self) -> list[str]:
        """Sentences on keys that start two actions or are no keys."""
        return conflicts(self.keys)
