from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fracview.core.verdict import Verdict
from fracview.review.store import Store, StoreError
from fracview.review.store.database import CHUNK
from tests.export.analyses import analysis, not_found
from tests.review.store.cases import KEY, SHA, entry, sha

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def store(tmp_path: Path):
    with Store(tmp_path / "store.sqlite") as opened:
        yield opened


def test_a_verdict_comes_back_as_it_was_given(store: Store) -> None:
    given = entry(frame=2, comment="Zeile 1\nline 2 \0 \U0001f9b4 <script>", reader="Ärztin")
    store.add_verdict(given)
    assert store.verdicts([SHA, sha(1), SHA]) == {(SHA, 2): given}
    assert store.verdicts([]) == {}


def test_the_newest_counts_and_the_earlier_ones_are_kept(store: Store) -> None:
    """Newest is what was written last, whatever the clocks of two machines say."""
    first, second = (
        entry(verdict=Verdict.AGREE, time="2027-01-01T00:00:00+00:00"),
        entry(verdict=Verdict.UNSURE),
    )
    store.add_verdict(first)
    store.add_verdict(second)
    assert store.verdicts([SHA]) == {(SHA, 0): second}
    assert store.verdict_history(SHA, 0) == (first, second)


@pytest.mark.parametrize("seconds", [None, 0.0, 12.345678901234567])
def test_the_time_it_took_comes_back_to_the_bit(store: Store, seconds: float | None) -> None:
    store.add_verdict(entry(seconds=seconds))
    assert store.verdicts([SHA])[SHA, 0].seconds == seconds
    assert store.verdict_history(SHA, 0) == (entry(seconds=seconds),)


def test_the_journal_tells_all_of_many_files_in_their_order(store: Store) -> None:
    """Also where the files are asked for in parts, and in another order."""
    files = [sha(2000 - number) for number in range(CHUNK + 5)]
    said = [
        entry(sha256=files[-1]),
        entry(sha256=files[0], verdict=None, comment=""),
        entry(sha256=files[-1], frame=1, verdict=Verdict.AGREE, reader="CD"),
        entry(sha256=files[0], verdict=Verdict.UNSURE, seconds=3.0),
    ]
    for one in said:
        store.add_verdict(one)
    assert store.journal(files) == said
    assert store.journal(files[:1]) == said[1::2]
    assert store.journal([]) == []


def test_a_withdrawn_verdict_is_gone_and_the_withdrawal_on_record(store: Store) -> None:
    store.add_verdict(entry())
    store.add_verdict(entry(frame=1))
    store.add_verdict(entry(verdict=None, comment=""))
    assert list(store.verdicts([SHA])) == [(SHA, 1)]
    assert [one.verdict for one in store.verdict_history(SHA, 0)] == [Verdict.DISAGREE, None]
    store.add_verdict(entry(verdict=Verdict.AGREE))
    assert store.verdicts([SHA])[SHA, 0].verdict is Verdict.AGREE


def test_a_comment_without_a_verdict_is_kept(store: Store) -> None:
    store.add_verdict(entry(verdict=None, comment="ask the surgeon"))
    assert store.verdicts([SHA])[SHA, 0].comment == "ask the surgeon"


def test_no_re_run_touches_a_verdict(store: Store) -> None:
    store.save_analyses([analysis()], KEY)
    store.add_verdict(entry())
    for again in (not_found(), analysis()):
        store.save_analyses([again], KEY)
        store.save_analyses([again], "1" * 32)
    assert store.verdict_history(SHA, 0) == (entry(),)


def test_half_a_character_does_not_cost_the_verdict(store: Store) -> None:
    store.add_verdict(entry(comment="bone \ud83e"))
    assert store.verdicts([SHA])[SHA, 0] == entry(comment="bone \ufffd")


def test_a_verdict_without_a_file_is_refused_aloud(store: Store) -> None:
    with pytest.raises(StoreError, match="could not be read"):
        store.add_verdict(entry(sha256=""))


def test_a_damaged_verdict_is_no_missing_one(store: Store) -> None:
    store.add_verdict(entry())
    with store._database.writing() as connection:
        connection.execute("PRAGMA ignore_check_constraints = 1")
        connection.execute(
            "INSERT INTO verdicts VALUES (NULL, ?, 0, 'agre#', '', '', '', '', '', NULL)", (SHA,)
        )
    with pytest.raises(StoreError) as raised:
        store.verdicts([SHA])
    assert raised.value.reason == "store_corrupt"
