from __future__ import annotations

from pathlib import Path

import pytest

from fracview.core.errors import ExportError
from fracview.review.batch.progress import BatchProgress
from fracview.review.statistics import ReviewedCase, ReviewStatistics
from fracview.review.store.errors import store_error
from fracview.ui.batch import words
from fracview.ui.batch.counting import Reviewed
from fracview.ui.batch.exporting import Written


def running(**changes: object) -> BatchProgress:
    made = {"state": "running", "files_done": 120, "files_found": 412, "walk_finished": True}
    return BatchProgress(**(made | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("progress", "text"),
    [
        (running(), "120 of 412 files"),
        (running(rate_per_s=9.14, seconds_left=32), "120 of 412 files, 9.1 a second, 32 s left"),
        (running(walk_finished=False, rate_per_s=88.2), "120 of 412 or more files, 88 a second"),
        (running(state="paused", rate_per_s=9.1, seconds_left=32), "120 of 412 files"),
        (running(files_done=1, files_found=1), "1 of 1 file"),
        (BatchProgress("opening"), ""),
        (BatchProgress("finished"), "0 of 0 files"),
    ],
)
def test_how_far_it_is(progress: BatchProgress, text: str) -> None:
    assert words.files_words(progress) == text


def test_what_was_recalled_and_what_is_new() -> None:
    assert words.frames_words(running()) == ""
    text = words.frames_words(running(frames=1140, recalled=1000))
    assert text == "1,140 frames: 1,000 recalled from the store, 140 new in this run"
    assert words.frames_words(running(frames=1)).startswith("1 frame: 0 recalled")


@pytest.mark.parametrize(
    "state", ["opening", "running", "paused", "watching", "finished", "cancelled", "failed"]
)
def test_every_state_has_a_sentence(state: str) -> None:
    assert words.state_words(running(state=state)).endswith(".")


def test_a_walk_that_goes_on_is_told() -> None:
    assert "still being looked for" in words.state_words(running(walk_finished=False))
    assert words.state_words(running(state="watching")).startswith("Watching: new files are analysed once")


def test_an_error_is_one_sentence_with_its_cure() -> None:
    sentence, details = words.error_words(store_error("store_full", Path("a/store.sqlite")))
    assert sentence.startswith("The disk is full, and the store could not be written. Free some space")
    assert "store.sqlite" in details
    error = ExportError("cannot be written.", reason="x", path=Path("a/frames.csv"), cure="Close it.")
    assert words.error_words(error)[0] == "frames.csv cannot be written. Close it."
    assert words.error_words(KeyError("who")) == (words.UNFORESEEN, "KeyError: 'who'")


def test_what_was_written() -> None:
    assert words.written_words(Written(3, 9)) == "Writing: 3 of 9 or more files."
    assert words.written_words(Written(3, 9, all_found=True)) == "Writing: 3 of 9 files."
    done = Written(9, 9, True, 0, True, (Path("a/frames.csv"), Path("a/overlays")))
    assert words.written_words(done) == "Written: frames.csv, overlays."
    assert words.written_words(Written(is_over=True)) == "Nothing was written."
    assert (words.not_drawn_words(0), words.not_drawn_words(1)) == ("", "1 picture could not be drawn.")


def test_how_far_the_review_is() -> None:
    assert words.reviewed_words(Reviewed(1)) == "Looking up: 1 file so far."
    nothing = ReviewStatistics.of([], {}, [], {})
    assert words.reviewed_words(Reviewed(2, 2, nothing)) == (
        "Nothing to review yet. The store has no findings of 2 files."
    )
    two = ReviewStatistics.of([ReviewedCase(("a", 0), "doubt"), ReviewedCase(("b", 0), "doubt")], {}, [], {})
    assert words.reviewed_words(Reviewed(2, 0, two)) == "Reviewed 0 of 2, 2 left."


def test_a_reason_code_in_words() -> None:
    assert words.reason_words("not_run") == "not run"
