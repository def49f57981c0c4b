"""What a row of the list says: words for every cell, none of them in colour alone."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from fracview.export.captions import NO_NEGATIVE, reason_sentence
from fracview.review.disagreement import BOX_WITHOUT_PROBABILITY, PROBABILITY_WITHOUT_BOX
from fracview.review.severity import ANSWERED, WAITING
from fracview.review.texts import printable
from fracview.review.wording import DISAGREEMENT_SENTENCES, READ_FIRST_SENTENCE
from fracview.ui.cases.veil import VEILED

if TYPE_CHECKING:
    from fracview.review.case import Case

BOX_DEFINITE = "box definite"
NO_BOX = "no box"
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
    """What stands under the fracture: how the boxes contradict it, or that there is no answer."""
    if remark_sign(case):
        return NO_BOX if case.disagreement == PROBABILITY_WITHOUT_BOX else BOX_DEFINITE
    return "" if case.outcome in ANSWERED or case.outcome in (WAITING, VEILED) else NO_ANSWER


def remark_sign(case: Case) -> str:
    """The sign of the contradiction, "" where there is none."""
    return case.disagreement or (BOX_WITHOUT_PROBABILITY if case.marked else "")


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
    verdict = verdict_words(case) or ("no verdict" if case.to_review and case.outcome != VEILED else "")
    parts = (case.name, fracture_words(case), remark_words(case), case.region, verdict)
    return ", ".join(part for part in parts if part)


def row_tip(case: Case) -> str:
    """The row with its reasons, as a tooltip that shows even ``<b>`` as it is called."""
    lines = [case.name, printable(str(case.path.parent)), fracture_words(case)]
    if remark_sign(case):
        lines.append(f"{DISAGREEMENT_SENTENCES[remark_sign(case)]} The two contradict each other: look.")
    if case.outcome == VEILED:
        lines.append(READ_FIRST_SENTENCE)
    if case.reason:
        lines.append(f"{printable(reason_sentence(case.reason))} {NO_NEGATIVE}")
    if case.note:
        lines.append(printable(case.note))
    text = "\n".join(lines)
    # Qt takes a text for HTML by its "<": only then is it handed HTML, in which nothing is a tag.
    return f"<p style='white-space:pre-wrap'>{escape(text)}</p>" if "<" in text else text
