from __future__ import annotations

import dataclasses

import pytest

from fracview.core.verdict import Verdict, VerdictEntry


def test_a_verdict_is_one_of_three_words_as_they_are_stored() -> None:
    assert [verdict.value for verdict in Verdict] == ["agree", "unsure", "disagree"]
    assert Verdict("unsure") is Verdict.UNSURE
    assert f"{Verdict.AGREE}" == "agree"
    with pytest.raises(ValueError, match="maybe"):
        Verdict("maybe")


def test_an_entry_of_the_journal_is_never_changed_afterwards() -> None:
    entry = VerdictEntry("ab" * 32, 0, None, "", "Dr. A", "2026-11-25T08:30:00+00:00")
    assert (entry.shown, entry.models, entry.seconds) == ("", "", None)
    with pytest.raises(dataclasses.FrozenInstanceError):
        entry.verdict = Verdict.AGREE  # type: ignore[misc]
    assert dataclasses.replace(entry, verdict=Verdict.AGREE) != entry
