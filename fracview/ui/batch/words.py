"""What the batch page says of a run; pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fracview.core.errors import ExportError, FracViewError
from fracview.review.wording import OPTION
from fracview.ui.status_progress import duration_text

if TYPE_CHECKING:
    from fracview.review.batch.progress import BatchProgress
    from fracview.ui.batch.counting import Reviewed
    from fracview.ui.batch.exporting import Written

NOTHING_CHOSEN = "Add a folder, or drop one here."
NOTHING_TO_RUN = "There is nothing to run over yet."
READY = "Ready. What the store knows is recalled; the rest is analysed."
STOPPING = "Stopping after what is under way."
UNFORESEEN = "Something unforeseen went wrong."
NOTHING_LOST = "Nothing that is done is lost."
LIST_WAITS = "The list is not analysed in the background while the batch runs; what you look at is."

_STATES = {
    "opening": "Opening the networks and the store.",
    "running": "Analysing. What is done is in the store.",
    "paused": "Paused. What is done is in the store.",
    "watching": "Watching: new files are analysed once they are whole.",
    "finished": "Finished. Everything is in the store.",
    "cancelled": "Stopped. What is done is in the store; Resume goes on from there.",
}
AT_WORK = ("opening", "running")
"""States in which the networks are busy, or about to be."""
NOT_ALL_THERE = (*AT_WORK, "paused")
"""States in which more results are still to come of themselves."""
UNDER_WAY = (*AT_WORK, "paused", "watching")
"""States in which there is something to pause, to go on with or to cancel."""


def state_words(progress: BatchProgress) -> str:
    """How the run stands, in a sentence or two; what ended it stands in `error_words`."""
    if progress.state == "failed":
        return f"Stopped by an error. {NOTHING_LOST}"
    if progress.state == "running" and not progress.walk_finished:
        return f"{_STATES['running']} Files are still being looked for."
    return _STATES[progress.state]


def files_words(progress: BatchProgress) -> str:
    """``120 of 412 files, 9.1 a second, 32 s left``; ``or more`` while the walk goes on."""
    if progress.state == "opening":
        return ""
    all_found = progress.walk_finished or progress.state == "finished"
    found = f"{progress.files_found:,}" + ("" if all_found else " or more")
    parts = [f"{progress.files_done:,} of {found} {_plural(progress.files_found, 'file')}"]
    if progress.state == "running" and progress.rate_per_s:
        parts.append(f"{_rate(progress.rate_per_s)} a second")
    if progress.state == "running" and progress.walk_finished and progress.seconds_left is not None:
        parts.append(f"{duration_text(progress.seconds_left)} left")
    return ", ".join(parts)


def frames_words(progress: BatchProgress) -> str:
    """How many frames were known already, and how many are new; "" before the first."""
    if not progress.frames:
        return ""
    new = progress.frames - progress.recalled
    frames = f"{progress.frames:,} {_plural(progress.frames, 'frame')}"
    return f"{frames}: {progress.recalled:,} recalled from the store, {new:,} new in this run"


def written_words(written: Written) -> str:
    """How far the writing is, and in the end what is in place."""
    if written.is_over:
        names = ", ".join(path.name for path in written.paths)
        return f"Written: {names}." if names else "Nothing was written."
    found = f"{written.found:,}" + ("" if written.all_found else " or more")
    return f"Writing: {written.done:,} of {found} {_plural(written.found, 'file')}."


def not_drawn_words(count: int) -> str:
    """That pictures are missing; "" where none is."""
    if not count:
        return ""
    return f"{count:,} {_plural(count, 'picture')} could not be drawn."


def reviewed_words(reviewed: Reviewed) -> str:
    """How far the counting is; once it is over, how far the review."""
    if reviewed.statistics is None:
        return f"Looking up: {reviewed.files:,} {_plural(reviewed.files, 'file')} so far."
    progress = reviewed.statistics.progress
    done, total = progress.reviewed.total(), progress.to_review.total()
    left = f", {total - done:,} left" if total > done else ""
    said = f"Reviewed {done:,} of {total:,}{left}." if total else "Nothing to review yet."
    if reviewed.unknown:
        said += f" The store has no findings of {reviewed.unknown:,} {_plural(reviewed.unknown, 'file')}."
    return said


def error_words(error: Exception) -> tuple[str, str]:
    """One sentence with its cure, and the details behind it."""
    if not isinstance(error, FracViewError):
        return UNFORESEEN, f"{type(error).__name__}: {error}"
    named = isinstance(error, ExportError) and error.path is not None
    message = f"{error.path.name} {error.message}" if named and error.path else error.message
    sentence = " ".join(part for part in (message, OPTION.sub("", error.cure)) if part)
    return sentence if named else sentence[:1].upper() + sentence[1:], str(error)


def reason_words(code: str) -> str:
    """A reason code as a person writes it."""
    return code.replace("_", " ")


def _rate(per_s: float) -> str:
    return f"{per_s:.0f}" if per_s >= 20 else f"{per_s:.1f}"


def _plural(count: int, word: str) -> str:
    return word if count == 1 else f"{word}s"
