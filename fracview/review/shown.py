"""What the screen shows of one radiograph: all resolved into frozen values before a widget paints it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from fracview.core.analysis import Status, Tier
from fracview.export.captions import TIER_WORDS, models_sentence
from fracview.review import wording
from fracview.review.disagreement import disagreement

if TYPE_CHECKING:
    from fracview.core.analysis import Analysis, Detection, OperatingPoints
    from fracview.core.impression import Impression
    from fracview.core.verdict import Verdict

KINDS = (
    "none", "waiting", "running", "no_networks", "analyzed", "out_of_scope", "unreadable", "failed",
    "read_first",
)  # fmt: skip
PHASES = ("none", "waiting", "running", "done", "no_networks", "unreadable")

KIND_WORDS = {
    "none": "no radiograph",
    "waiting": "not analysed yet",
    "running": "analysing",
    "no_networks": "no networks",
    "analyzed": "no answer",  # of the fracture classifier; a tier says its own word
    "out_of_scope": "out of scope",
    "unreadable": "unreadable",
    "failed": "failed",
    "read_first": "read first",
}


@dataclass(frozen=True, slots=True)
class ShownDetection:
    """One box of the list and the picture.

    Attributes
    ----------
    number
        From 1, best score first; the same whatever the threshold is.
    box_xyxy
        x1, y1, x2, y2 in pixels of the original image (x right, y down, edges).
    score, tier
        Uncalibrated, in [0, 1]; by the detector's own operating points.
    shown
        Whether its score reaches the threshold that the reader has set.
    """

    number: int
    box_xyxy: tuple[float, float, float, float]
    score: float
    tier: Tier
    shown: bool


@dataclass(frozen=True, slots=True)
class ShownFindings:
    """The networks' answer on one frame, or in words why there is none.

    Attributes
    ----------
    kind
        One of `KINDS`. Only `analyzed` has findings; `read_first` says nothing of whether there are any.
    headline, contradiction, details
        The sentence of the answer; where classifier and detector differ ("" elsewhere); warnings.
    word
        The answer in a word or two: the tier, or what there is in place of one.
    bar_words
        What the probability bar says where it has no needle; "" where it has one.
    probability, tier, points
        Of a fracture: calibrated probability, its tier, its operating points; None without.
    region, region_probabilities
        The most probable region ("" without) and (label, probability) in the network's order.
    box_points, box_threshold
        The detector's operating points and the threshold in force, on scores; None where no detector ran.
    detections
        Every box that the detector kept, best first, also those not shown.
    can_run_anyway, can_ignore_gate
        Whether the reader may have the networks run all the same: on what nobody was asked about, on what the
        gate has stopped.
    models, provider, provider_note
        Small print: networks with the start of their hashes and the app's version; the execution provider
        that really ran, and why it is not another ("" where it is the one expected).
    elapsed_ms
        This frame's share of the networks' time, in ms; None where no network ran.
    """

    kind: str
    headline: str
    word: str
    contradiction: str = ""
    details: tuple[str, ...] = ()
    bar_words: str = ""
    probability: float | None = None
    tier: Tier | None = None
    points: OperatingPoints | None = None
    region: str = ""
    region_probabilities: tuple[tuple[str, float], ...] = ()
    box_points: OperatingPoints | None = None
    box_threshold: float | None = None
    detections: tuple[ShownDetection, ...] = ()
    can_run_anyway: bool = False
    can_ignore_gate: bool = False
    models: str = ""
    provider: str = ""
    provider_note: str = ""
    elapsed_ms: float | None = None


@dataclass(frozen=True, slots=True)
class ShownVerdict:
    """A reader's verdict on one case, and whether it is safe.

    Attributes
    ----------
    key
        Which case and frame, as whoever resolves it likes to name it; "" where none can be given.
    verdict, comment, reader, time
        As in `fracview.core.verdict.VerdictEntry`; without a verdict, `reader` is who would give one.
    state
        ``none``, ``saving``, ``saved`` or ``unsaved``.
    problem
        Why it is not saved, as a sentence.
    """

    key: str = ""
    verdict: Verdict | None = None
    comment: str = ""
    reader: str = ""
    time: str = ""
    state: str = "none"
    problem: str = ""


@dataclass(frozen=True, slots=True)
class ShownImpression:
    """A reader's first impression of one frame: asked for, given, or none of it.

    Attributes
    ----------
    key
        As of `ShownVerdict`; "" where none can be given yet.
    impression, reader, time, seconds
        As in `fracview.core.impression.ImpressionEntry`; the impression is None until it is given.
    state
        ``off`` (nothing is asked), ``asked``, ``saving``, ``saved`` or ``unsaved``.
    problem
        Why it is not saved, as a sentence.
    """

    key: str = ""
    impression: Impression | None = None
    reader: str = ""
    time: str = ""
    seconds: float | None = None
    state: str = "off"
    problem: str = ""


READ_FIRST = ShownFindings("read_first", wording.READ_FIRST_SENTENCE, KIND_WORDS["read_first"])
"""In place of whatever there is, while the reader has not yet said what they see."""

NOTHING = ShownFindings(
    "none", wording.WAITING_SENTENCES["none"], KIND_WORDS["none"], bar_words=wording.BAR_WORDS["none"]
)


def resolve_findings(
    analysis: Analysis | None, *, phase: str, box_threshold: float | None = None, reason: str = ""
) -> ShownFindings:
    """Resolve an analysis, how far the work is, and the reader's threshold.

    Parameters
    ----------
    analysis
        The newest there is. It is shown in every phase but ``running``: then a new one is on its way.
    phase
        One of `PHASES`; says why there is no analysis.
    box_threshold
        Score from which boxes are shown; None for the detector's high-sensitivity point.
    reason
        For the phases ``unreadable`` and ``no_networks``: ``code: sentence``, or a sentence.
    """
    if analysis is None or phase == "running":
        return _without_analysis("none" if phase == "done" else phase, reason)
    shown = _answer(analysis) if analysis.status is Status.ANALYZED else _no_answer(analysis)
    return shown if box_threshold is None else with_threshold(shown, box_threshold)


def with_threshold(shown: ShownFindings, box_threshold: float | None) -> ShownFindings:
    """The same findings with other boxes shown; None for the high-sensitivity point."""
    if shown.box_points is None:
        return shown
    threshold = shown.box_points.high_sensitivity if box_threshold is None else box_threshold
    boxes = tuple(replace(box, shown=box.score >= threshold) for box in shown.detections)
    return replace(shown, box_threshold=threshold, detections=boxes)


def _without_analysis(kind: str, reason: str) -> ShownFindings:
    sentence = wording.headline_without_analysis(kind, reason)
    return ShownFindings(kind, sentence, KIND_WORDS[kind], bar_words=wording.bar_words(kind, reason))


def _no_answer(analysis: Analysis) -> ShownFindings:
    kind, code = analysis.status.value, analysis.reason.partition(":")[0]
    out_of_scope = analysis.status is Status.OUT_OF_SCOPE
    return ShownFindings(
        kind,
        wording.headline(analysis),
        KIND_WORDS[kind],
        details=analysis.warnings,
        bar_words=wording.bar_words(kind, analysis.reason),
        can_run_anyway=out_of_scope and code == "not_run",
        can_ignore_gate=out_of_scope and code == "gate",
        models=models_sentence(analysis.provenance),
        provider=analysis.provenance.provider,
        provider_note=analysis.provenance.provider_note,
        elapsed_ms=analysis.elapsed_ms or None,
    )


def _answer(analysis: Analysis) -> ShownFindings:
    fracture, region, points = analysis.fracture, analysis.region, analysis.provenance.operating_points
    tier, box_points = fracture.tier if fracture else None, points.get("detection")
    threshold = box_points.high_sensitivity if box_points else None
    return ShownFindings(
        "analyzed",
        wording.headline(analysis),
        TIER_WORDS[tier] if tier else KIND_WORDS["analyzed"],
        contradiction=_contradiction(analysis, tier, box_points),
        details=analysis.warnings,
        bar_words="" if fracture else "no answer: no fracture classifier ran",
        probability=fracture.probability if fracture else None,
        tier=tier,
        points=points.get("fracture") if fracture else None,
        region=region.label if region else "",
        region_probabilities=tuple(region.probabilities.items()) if region else (),
        box_points=box_points,
        box_threshold=threshold,
        detections=_numbered(analysis.detections, threshold),
        models=models_sentence(analysis.provenance),
        provider=analysis.provenance.provider,
        provider_note=analysis.provenance.provider_note,
        elapsed_ms=analysis.elapsed_ms,
    )


def _contradiction(analysis: Analysis, tier: Tier | None, points: OperatingPoints | None) -> str:
    """Where classifier and detector differ; first of all, which of the two is definite."""
    sentence = wording.contradiction(tier, analysis.detections, points)
    which = wording.DISAGREEMENT_SENTENCES.get(disagreement(analysis), "")
    return f"{which} T{sentence.removeprefix('Yet t')}" if which and sentence else sentence


def _numbered(detections: tuple[Detection, ...], threshold: float | None) -> tuple[ShownDetection, ...]:
    """Where no operating point is known every box is shown: none must vanish for want of a threshold."""
    return tuple(
        ShownDetection(number, one.box_xyxy, one.score, one.tier, threshold is None or one.score >= threshold)
        for number, one in enumerate(detections, start=1)
    )
