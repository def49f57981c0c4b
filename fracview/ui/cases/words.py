"""What a row of the list says: words for every cell, none of them in colour alone."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from fracview.export.captions import NO_NEGATIVE, reason_sentence
from fracview.review.severity import ANSWERED, WAITING
from fracview.review.texts import printable

if TYPE_CHECKING:
    from fracview.review.case import Case

BOX_DEFINITE = "box definite"
NO_ANSWER = "no answer"
BETWEEN = " · "


def outcome_words(outcome: str) -> str:
    """The tier or status as the glossary writes it."""
    return outcome.replace("_", " ")


def fracture_words(case: Case) -> str:
    """``0.87 definite``, or the status alone where there is no probability."""
    word = outcome_words(case.outcome)
    return word if case.probability is None else f"{case.probability:.2f} {word}"


def remark_words(case: Case) -> str:
    """What stands under the fracture: a definite box beside a not found, or that there is no answer."""
    if case.marked:
        return BOX_DEFINITE
    return "" if case.outcome in ANSWERED or case.outcome == WAITING else NO_ANSWER


def verdict_words(case: Case) -> str:
    """The reader's verdict, "" where there is none."""
    return case.verdict.value if case.verdict is not None else ""


def place_words(case: Case, study_size: int) -> str:
    """What stands under the name: the folder, and what goes with the file."""
    frames = f"{case.frame_count} frames" if case.frame_count > 1 else ""
    study = f"study of {study_size}" if study_size > 1 else ""
    return BETWEEN.join(part for part in (printable(case.path.parent.name), study, frames) if part)


def row_words(case: Case) -> str:
    """The whole row in one line, for a screen reader."""
    verdict = verdict_words(case) or ("no verdict" if case.to_review else "")
    parts = (case.name, fracture_words(case), remark_words(case), case.region, verdict)
    return ", ".join(part for part in parts if part)


def row_tip(case: Case) -> str:
    """The row with its reasons, as a tooltip that shows even ``<b>`` as it is called."""
    lines = [case.name, printable(str(case.path.parent)), fracture_words(case)]
    if case.marked:
        lines.append("The detector's box is definite although the probability is low: look.")
    if case.reason:
        lines.append(f"{printable(reason_sentence(case.reason))} {NO_NEGATIVE}")
    if case.note:
        lines.append(printable(case.note))
    text = "\n".join(lines)
    # Qt takes a text for HTML by its "<": only then is it handed HTML, in which nothing is a tag.
    return f"<p style='white-space:pre-wrap'>{escape(text)}</p>" if "<" in text else text
