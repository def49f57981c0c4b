"""What a viewport is handed: frozen values of one radiograph, painted as they are."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from fracview.core.display import Display
    from fracview.core.radiograph import PixelSpacing
    from fracview.review.shown import ShownDetection

Key = tuple[int, int]
"""Number of the case and zero-based frame."""


@dataclass(frozen=True, eq=False, slots=True)
class Picture:
    """One radiograph ready to be drawn.

    Attributes
    ----------
    key
        Which: everything drawn over it carries the same key, or is not drawn.
    rows, columns, aspect
        Of the radiograph; height over width of one pixel.
    display
        Codes and windows.
    spacing, turned_about
        As in `Radiograph`: millimetres, and how window centers become the file's own again.
    """

    key: Key
    rows: int
    columns: int
    display: Display
    aspect: float = 1.0
    spacing: PixelSpacing | None = None
    turned_about: float | None = None


@dataclass(frozen=True, eq=False, slots=True)
class Overlay:
    """A layer map as a picture over the whole radiograph, its hottest place opaque, and which layer it is."""

    image: QImage
    index: int
    block: str


@dataclass(frozen=True, eq=False, slots=True)
class Drawn:
    """Everything of the assistant that is drawn over a picture.

    Attributes
    ----------
    key
        Of the picture that it belongs to.
    detections
        In image pixels; only those with `shown` are drawn.
    chosen
        Number of the detection that is stressed, or None.
    overlay, opacity
        A layer map, or None; opacity of its hottest place, in [0, 1].
    """

    key: Key | None = None
    detections: tuple[ShownDetection, ...] = ()
    chosen: int | None = None
    overlay: Overlay | None = None
    opacity: float = 0.7


@dataclass(frozen=True, slots=True)
class CornerTexts:
    """Lines for the corners; those that may name a person stand apart, so that they can be left out.

    Those that end in `_private` are what the file says in its own words: of patient, study and body part.
    """

    top_left: tuple[str, ...] = ()
    top_right: tuple[str, ...] = ()
    bottom_right: tuple[str, ...] = ()
    bottom_left: tuple[str, ...] = ()
    top_left_private: tuple[str, ...] = ()
    top_right_private: tuple[str, ...] = ()
    bottom_right_private: tuple[str, ...] = ()
    notice: tuple[str, ...] = field(default=())
    """Shown in the middle where there is no picture: what the matter is, in sentences."""
