from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from fracview.review.batch.process import MOST_STARTS, EndedError, ReadersError, Starter, how_it_ended
from fracview.review.loading import Task
from tests.review.batch.faulty import UnopenableRecipe, recipe
from tests.tiny_runs import write_scan


@pytest.mark.skipif(os.name != "posix", reason="signals end processes on POSIX")
def test_signals_are_named() -> None:
    assert how_it_ended(-signal.SIGSEGV) == "signal SIGSEGV"
    assert how_it_ended(-250) == "signal 250"
    assert how_it_ended(3) == "exit code 3"


def test_a_process_that_ends_before_it_takes_a_question_blames_no_file(tmp_path: Path) -> None:
    one = Starter(recipe(UnopenableRecipe), 10.0).start()
    with pytest.raises(EndedError) as caught:
        one.ask(Task(write_scan(tmp_path / "1.png"), 0, 1))
    assert (caught.value.reason, caught.value.message) == ("not_taken", "exit code 7")


def test_only_failures_in_a_row_are_too_many() -> None:
    starter = Starter(recipe(), 10.0)
    error = OSError("no process to be had")
    pauses = [starter.failed(error) for _ in range(MOST_STARTS - 1)]
    assert pauses == sorted(pauses)
    starter.worked()
    for _ in range(MOST_STARTS - 1):
        starter.failed(error)
    with pytest.raises(ReadersError, match="no process to be had") as caught:
        starter.failed(error)
    assert caught.value.reason == "readers_do_not_start"
