"""What a row shows of a case while its reader reads first: the file, and nothing of the assistant."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fracview.review.case import Case

VEILED = "read_first"
"""The outcome of such a row, whatever there is and whether it has come yet."""


def veiled(case: Case) -> Case:
    """The case as such a row has it; what another reader said of it is left out too."""
    return replace(
        case,
        outcome=VEILED,
        probability=None,
        region="",
        marked=False,
        reason="",
        note="",
        verdict=None,
        disagreement="",
    )


def nothing_hidden(_case: Case) -> bool:
    """Where nobody reads first."""
    return False
