from __future__ import annotations

import dataclasses

import pytest

from fracview.core.impression import Impression, ImpressionEntry


def test_an_impression_is_one_of_three_words_as_they_are_stored() -> None:
    assert [impression.value for impression in Impression] == ["fracture", "unsure", "no_fracture"]
    assert Impression("no_fracture") is Impression.NO_FRACTURE
    assert f"{Impression.FRACTURE}" == "fracture"
    with pytest.raises(ValueError, match="perhaps"):
        Impression("perhaps")


def test_an_entry_of_the_journal_is_never_changed_afterwards() -> None:
    entry = ImpressionEntry("ab" * 32, 0, Impression.UNSURE, "Dr. A", "2026-11-25T08:30:00+00:00")
    assert entry.seconds is None
    with pytest.raises(dataclasses.FrozenInstanceError):
        entry.impression = Impression.FRACTURE  # type: ignore[misc]
    assert dataclasses.replace(entry, seconds=3.5) != entry
