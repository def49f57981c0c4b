"""Where a case stands: its place in the list, its study, and what stands beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fracview.ui.session.texts import corner_texts

if TYPE_CHECKING:
    from fracview.review.case import Case
    from fracview.review.catalog import Catalog
    from fracview.ui.canvas.picture import CornerTexts, Key
    from fracview.ui.session.images import LoadedImage


def place_of(catalog: Catalog, case: Case) -> str:
    """``image 3 of 412``, as the list is sorted and filtered now; "" where the list does not show it."""
    row = catalog.row_of(case.number)
    return f"image {row + 1} of {len(catalog.order)}" if row is not None else ""


def views_of(catalog: Catalog, case: Case) -> str:
    """``view 1 of 2 in this study``; "" where it is alone."""
    study = catalog.study_of(case.number) if case.study else []
    return f"view {study.index(case.number) + 1} of {len(study)} in this study" if len(study) > 1 else ""


def near_to(catalog: Catalog, number: int) -> list[int]:
    """Cases that the reader is likely to look at next, the likeliest first."""
    steps = (catalog.after(number, step) for step in (1, -1, 2))
    return [one for one in dict.fromkeys(steps) if one is not None and one != number]


def key_beside(catalog: Catalog, number: int) -> Key | None:
    """First frame of the next view of the study, else of the neighbour in the list; None for neither."""
    study = catalog.study_of(number) if catalog.case(number).study else []
    if len(study) > 1:
        return study[(study.index(number) + 1) % len(study)], 0
    near = (catalog.after(number, 1), catalog.after(number, -1))
    other = next((one for one in near if one is not None and one != number), None)
    return (other, 0) if other is not None else None


def texts_beside(catalog: Catalog, image: LoadedImage) -> CornerTexts:
    """Corners of the radiograph beside the one in view."""
    case = catalog.case(image.key[0])
    place, views = place_of(catalog, case), views_of(catalog, case)
    return corner_texts(case.name, image.radiograph, image.identity, place, views)
