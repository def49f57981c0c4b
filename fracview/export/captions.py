"""What a picture or a table says in words; the three kinds of "nothing found" never look alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fracview.core.analysis import Status, Tier

if TYPE_CHECKING:
    from fracview.core.analysis import Analysis, OperatingPoints, Provenance

RESEARCH_USE = "Research use only - not a medical device."
NO_NEGATIVE = "This is not a negative result."
HASH_DIGITS = 6
TIER_WORDS = {Tier.DEFINITE: "definite", Tier.DOUBT: "doubt", Tier.NOT_FOUND: "not found"}


def reason_sentence(reason: str) -> str:
    """Sentence of a ``code: sentence`` reason, with its full stop; all of it where there is no code."""
    code, colon, sentence = reason.partition(": ")
    text = sentence if colon and " " not in code else reason
    return text if text.endswith((".", "!", "?")) else f"{text}."


def status_sentence(analysis: Analysis) -> str:
    """How it ended, in one or two sentences; errors, out of scope and negatives each have their own."""
    if analysis.status is Status.ANALYZED:
        return _finding_sentence(analysis)
    sentence = reason_sentence(analysis.reason)
    if analysis.status is Status.OUT_OF_SCOPE:
        end = sentence if sentence.startswith("not run:") else f"not read: {sentence}"
        return f"Out of scope, {end} {NO_NEGATIVE}"
    word = "Unreadable" if analysis.status is Status.UNREADABLE else "Failed"
    return f"{word}: {sentence} {NO_NEGATIVE}"


def _finding_sentence(analysis: Analysis) -> str:
    points = analysis.provenance.operating_points.get("fracture")
    if analysis.fracture is None:
        return "No fracture classifier ran."
    probability = f"probability {analysis.fracture.probability:.2f}"
    if analysis.fracture.tier is Tier.DEFINITE:
        return f"Fracture: definite, {probability}{_at(points, 'high_specificity')}."
    if analysis.fracture.tier is Tier.DOUBT:
        return f"Fracture: doubt, {probability}{_between(points)}."
    return _negative_sentence(analysis, probability, points)


def _negative_sentence(analysis: Analysis, probability: str, points: OperatingPoints | None) -> str:
    point = f" ({points.high_sensitivity:.2f})" if points else ""
    sentence = f"No fracture found at the high-sensitivity point{point}, {probability}. Not a normal report."
    marked = sum(d.tier is not Tier.NOT_FOUND for d in analysis.detections)
    if marked:
        sentence += f" Yet the detector marks {marked} {'region' if marked == 1 else 'regions'}."
    return sentence


def _at(points: OperatingPoints | None, name: str) -> str:
    return f", {name.replace('_', '-')} point {getattr(points, name):.2f}" if points else ""


def _between(points: OperatingPoints | None) -> str:
    if points is None:
        return ""
    low, high = points.high_sensitivity, points.high_specificity
    return f", between the high-sensitivity point {low:.2f} and the high-specificity point {high:.2f}"


def region_sentence(analysis: Analysis) -> str:
    """Region and its probability; empty where the region classifier did not run."""
    if analysis.region is None:
        return ""
    label = analysis.region.label
    return f"Region: {label} {analysis.region.probabilities[label]:.2f}."


def findings_sentence(analysis: Analysis) -> str:
    """How many boxes are definite (solid) and in doubt (dotted); empty unless analysed."""
    if analysis.status is not Status.ANALYZED:
        return ""
    definite = sum(d.tier is Tier.DEFINITE for d in analysis.detections)
    doubt = sum(d.tier is Tier.DOUBT for d in analysis.detections)
    return f"Boxes: {definite} definite (solid), {doubt} doubt (dotted)."


def models_sentence(provenance: Provenance) -> str:
    """Networks with the start of their hashes, and the provider that ran them."""
    if not provenance.models:
        return f"FracView {provenance.app_version}."
    models = ", ".join(f"{m.name} {m.sha256[:HASH_DIGITS]}" for m in provenance.models)
    return f"{models}; {provenance.provider or 'no provider'}; FracView {provenance.app_version}."


def caption_lines(analysis: Analysis) -> list[str]:
    """Lines below a picture, from the finding to the small print; none is empty."""
    facts = " ".join(part for part in (region_sentence(analysis), findings_sentence(analysis)) if part)
    lines = [
        status_sentence(analysis),
        facts,
        *(f"Note: {warning}" for warning in analysis.warnings),
        models_sentence(analysis.provenance),
        RESEARCH_USE,
    ]
    return [line for line in lines if line]
