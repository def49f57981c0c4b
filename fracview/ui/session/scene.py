"""The scene: everything that the window shows of one frame, frozen, all of the same frame."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fracview.review.shown import NOTHING, ShownFindings, ShownImpression, ShownVerdict
from fracview.ui.canvas.picture import CornerTexts

if TYPE_CHECKING:
    from fracview.core.analysis import Analysis
    from fracview.ui.canvas.picture import Key, Picture


@dataclass(frozen=True, eq=False, slots=True)
class Scene:
    """What every part of the window paints; parts never ask further.

    Attributes
    ----------
    key
        Number of the case and frame; None where nothing is open.
    title
        The file's name, for the window and the list; never for exports.
    picture
        None while it is read, and where it cannot be.
    texts
        Lines of the corners, and the notice where there is no picture.
    findings, verdict, impression
        What the networks and the reader say.
    analysis
        With layer maps where they are at hand; None where there is none yet, or it is hidden.
    frame_count
        Frames of the file, at least 1.
    """

    key: Key | None = None
    title: str = ""
    picture: Picture | None = None
    texts: CornerTexts = field(default_factory=CornerTexts)
    findings: ShownFindings = NOTHING
    verdict: ShownVerdict = field(default_factory=ShownVerdict)
    impression: ShownImpression = field(default_factory=ShownImpression)
    analysis: Analysis | None = None
    frame_count: int = 1
