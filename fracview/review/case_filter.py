"""Filters of the list: which cases pass, as a mask."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

import numpy as np

from fracview.review.severity import RANK

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from numpy.typing import NDArray

    from fracview.review.case import CaseFilter

    Mask = NDArray[np.bool_]


def folded(text: str) -> str:
    """Text as it is compared: neither letter case nor the way an accent is stored matters."""
    text = text if text.isascii() else unicodedata.normalize("NFC", text)
    return text.casefold()


def passing(
    table: NDArray[Any], folded_names: Sequence[str], regions: Mapping[str, int], wanted: CaseFilter
) -> Mask:
    """(cases,) True where a case meets every condition of the filter that is set."""
    mask = np.ones(len(table), dtype=np.bool_)
    if wanted.outcomes:
        mask &= _among(table["outcome"], RANK, wanted.outcomes)
    if wanted.regions:
        mask &= _among(table["region"], regions, wanted.regions)
    if wanted.unreviewed:
        mask &= to_review(table)
    if wanted.disagreement:
        mask &= table["disagreement"] != 0
    if wanted.text.strip():
        needle = folded(wanted.text.strip())
        mask &= np.fromiter((needle in name for name in folded_names), np.bool_, len(table))
    return mask


def to_review(table: NDArray[Any]) -> Mask:
    """(cases,) `Case.to_review` of each."""
    mask: Mask = (table["verdict"] == 0) & (table["outcome"] != RANK["unreadable"])
    return mask


def _among(codes: NDArray[Any], code_of: Mapping[str, int], wanted: Collection[str]) -> Mask:
    wanted_codes = [code_of[name] for name in wanted if name in code_of]
    mask: Mask = np.isin(codes, wanted_codes)
    return mask
