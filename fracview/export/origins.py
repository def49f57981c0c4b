"""Where the results of a run come from: networks, provider, thresholds, and how many frames have each."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

KEYS = ("app_version", "models", "provider", "provider_note", "preprocessing", "operating_points")
"""What of a record's provenance is the run's; the VOI is the file's."""

MOST_ORIGINS = 100
"""A run has one or, where results are known from earlier, a few; beyond it only the count goes on."""


class Origins:
    """Distinct provenances of records, in the order in which they first came.

    Frames that no network has seen (out of scope, unreadable) name none and make no origin.

    Attributes
    ----------
    app_version
        FracView's version of the last record; "" before the first.
    """

    def __init__(self) -> None:
        self.app_version = ""
        self._frames: Counter[str] = Counter()

    def add(self, provenance: Mapping[str, Any]) -> None:
        """Count one record's ``provenance``."""
        self.app_version = provenance["app_version"] or self.app_version
        if not provenance["models"]:
            return
        text = json.dumps({key: provenance[key] for key in KEYS}, sort_keys=True)
        if text in self._frames or len(self._frames) < MOST_ORIGINS:
            self._frames[text] += 1

    def all(self) -> list[dict[str, Any]]:
        """Each distinct provenance with the keys of `KEYS`, and ``frames``: how many records have it."""
        return [json.loads(text) | {"frames": count} for text, count in self._frames.items()]
