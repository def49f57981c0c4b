"""From what is at hand of one frame to its scene, by one pure function: no part can be of another frame."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from fracview.review.outcomes import reason_of
from fracview.review.shown import READ_FIRST, ShownImpression, ShownVerdict, resolve_findings
from fracview.ui.session.images import ImageRefused
from fracview.ui.session.scene import Scene
from fracview.ui.session.texts import corner_texts, opening_texts, refused_texts

if TYPE_CHECKING:
    from fracview.core.analysis import Analysis
    from fracview.review.case import Case
    from fracview.review.shown import ShownFindings
    from fracview.ui.canvas.picture import Key
    from fracview.ui.session.analyses import Networks
    from fracview.ui.session.images import LoadedImage


@dataclass(frozen=True, eq=False, slots=True)
class Parts:
    """What is known of one frame.

    Attributes
    ----------
    key, case
        Which frame of which case.
    image, analysis
        None where they are not there yet.
    networks
        Whether an analysis can be expected at all.
    verdict, impression
        The reader's.
    hidden
        Whether nothing of the assistant may be shown, since the reader reads first.
    place, views
        ``image 3 of 412``; which view of its study.
    """

    key: Key
    case: Case
    image: LoadedImage | ImageRefused | None
    analysis: Analysis | None
    networks: Networks
    verdict: ShownVerdict
    place: str
    views: str
    impression: ShownImpression = field(default_factory=ShownImpression)
    hidden: bool = False


def assemble(parts: Parts, box_threshold: float | None, *, running: bool = False) -> Scene:
    """The scene of one frame; `running` where a new analysis was asked for in place of the one there is.

    What is hidden is left out here, so that no part of the window can show it: the scene of a hidden frame is
    the same whatever the assistant has found, and whether it is done. A file that cannot be read is said to
    be so as ever, and nobody is asked for an impression of it.
    """
    case, image = parts.case, parts.image
    scene = Scene(
        key=parts.key,
        title=case.name,
        frame_count=case.frame_count,
        texts=opening_texts(case.name),
    )
    if parts.hidden and not isinstance(image, ImageRefused):
        impression = parts.impression if image is not None else replace(parts.impression, key="")
        scene = replace(scene, findings=READ_FIRST, impression=impression)
    else:
        impression = ShownImpression() if parts.hidden else parts.impression
        findings = _findings(parts, box_threshold, running=running)
        scene = replace(
            scene, findings=findings, verdict=parts.verdict, analysis=parts.analysis, impression=impression
        )
    if isinstance(image, ImageRefused):
        return replace(scene, texts=refused_texts(case.name, image.error))
    if image is None:
        return scene
    place = parts.place
    if case.frame_count > 1:
        place += f", frame {parts.key[1] + 1} of {case.frame_count}"
    texts = corner_texts(case.name, image.radiograph, image.identity, place, parts.views)
    return replace(scene, picture=image.picture, texts=texts)


def _findings(parts: Parts, box_threshold: float | None, *, running: bool) -> ShownFindings:
    phase, reason, analysis = "done", "", parts.analysis
    if isinstance(parts.image, ImageRefused):
        phase, reason, analysis = "unreadable", reason_of(parts.image.error), None
    elif running:
        phase = "running"
    elif analysis is None and parts.networks.error is not None:
        phase, reason = "no_networks", reason_of(parts.networks.error)
    elif analysis is None:
        phase = "waiting" if parts.image is None or parts.networks.analyzer is None else "running"
    return resolve_findings(analysis, phase=phase, box_threshold=box_threshold, reason=reason)
