"""MODEL_CARD.md, written from the manifest and nothing else: what the card says, the manifest holds."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fracview.inference.manifest import Manifest
    from fracview.inference.manifest_explain import Localisation
    from fracview.inference.manifest_joint import JointReading
    from fracview.inference.manifest_parts import Figure

DATA = """\
FracAtlas (Abedeen et al. 2023, Scientific Data 10:521, doi 10.1038/s41597-023-02432-4; figshare 22363012),
CC BY 4.0: radiographs of hand, leg, hip and shoulder from three hospitals in Bangladesh. The copy used here
lacks the 61 scans of the official test split and 163 non-fractured ones; 340 large scans are re-encoded as
grayscale JPEG of quality 60.

Split `training/split_files/leakfree-v1.csv`: near-duplicates grouped, stratified by region and label; the
official valid split lies whole in our test part. Nothing was fitted, calibrated or chosen on test, unless
this card says so."""

LIMITS = """\
- Research use only; not a medical device, and no figure here is clinical evidence.
- One dataset, three hospitals, one country: figures elsewhere will differ, and nobody has measured how.
- Hip and shoulder have 10 fractured scans each in the whole of FracAtlas: their figures say little.
- FracAtlas does not identify patients. Near-duplicates are kept together; other scans of one patient may
  still lie on both sides of the split.
- Chest, spine, skull, dental and other radiographs were never seen.
- Children, casts and metal are rare in the data and were not measured apart."""

PURPOSE = {
    "fracture": "Probability that a radiograph shows a fracture; an EigenCAM map of every backbone layer.",
    "region": "Body region of a radiograph, and a gate for pictures unlike the training radiographs.",
    "detection": "Boxes around suspected fractures, each with a score. A score is not a probability.",
}

EXPLAINED = (
    "Energy: share of the heat inside the boxes; pointing: share of scans whose hottest place lies in one; "
    "dice: of the heat above dice_threshold with the boxes; road: half of what the probability loses more "
    "when the most relevant pixels are removed first than when the least relevant ones are."
)

JOINED = """\
The probability that FracView shows joins two answers by logistic regression: this network's probability, and
the best score of the detector named here. With another detector this network answers alone, at its own
points, and each analysis says so. The layer maps are of this network alone.

The high-sensitivity point aims at 0.95 on the validation part, that of the classifier alone at 0.90: a first
point that aimed at 0.90 kept only 0.78 of the fractured test scans. The margin was widened for that reason:
the test part has been looked at once before this point's figures on it."""

INTERVALS = "`_ci`: 95 % intervals, Wilson's for proportions, else 1,000 bootstrap resamples of the scans."


def write_card(manifest: Manifest) -> str:
    """The card as Markdown."""
    maps = f", and on request {len(manifest.layer_maps)} layer maps" if manifest.layer_maps else ""
    side = f"{manifest.input.height}, {manifest.input.width}"
    in_out = (
        f"`images` (N, 3, {side}) float32 in [0, 1], letterboxed (`{manifest.input.preprocessing}`); "
        f"outputs {_list(manifest.outputs)}{maps}."
    )
    licence = f"{manifest.licence}, following the pretrained Ultralytics weights that training started from."
    parts = [f"# {manifest.name} {manifest.version}", PURPOSE[manifest.task]]
    parts += ["## Input and output", in_out, "## Data", DATA]
    parts += ["## Training", _table(_training(manifest)), "## Figures", INTERVALS, *_figures(manifest)]
    parts += ["## Limits", LIMITS, "## Licence", licence]
    return "\n\n".join(parts) + "\n"


def _training(manifest: Manifest) -> dict[str, Any]:
    record = manifest.training
    state = "with uncommitted changes" if record.dirty else "clean"
    return {
        "init weights": record.init_weights,
        "epochs": record.epochs,
        "seed": record.seed,
        "data SHA-256": record.data_sha256,
        "split SHA-256": record.split_sha256,
        "commit": f"{record.commit} ({state})",
        "libraries": _list(f"{name} {version}" for name, version in record.libraries.items()),
        "weights SHA-256": manifest.sha256,
    }


def _figures(manifest: Manifest) -> list[str]:
    parts = []
    for name, point in manifest.operating_points.items():
        rows = {"threshold": point.threshold, "fitted on": point.fitted_on, **point.figures}
        parts += [f"### Operating point: {name.replace('_', ' ')}", _table(rows)]
    if manifest.calibration:
        one = manifest.calibration
        rows = {"method": one.method, **one.parameters, "ECE": one.ece, "fitted on": one.fitted_on}
        parts += ["### Calibration", _table(rows)]
    if manifest.joint:
        parts += ["### Together with the detector", JOINED, _table(_joint(manifest.joint))]
        for name, point in manifest.joint.operating_points.items():
            rows = {"threshold": point.threshold, "fitted on": point.fitted_on, **point.figures}
            parts += [f"### Operating point of the joint probability: {name.replace('_', ' ')}", _table(rows)]
    if manifest.scope:
        parts += ["### Out-of-scope gate", _table({"limit": manifest.scope.limit, **manifest.scope.figures})]
    if manifest.explain:
        parts += ["### Where the layer maps point", _pointing(manifest.explain)]
    for name, figures in manifest.metrics.items():
        parts += [f"### {name}", _table(_flat(figures) if isinstance(figures, dict) else {"": figures})]
    return parts


def _joint(joint: JointReading) -> dict[str, Any]:
    return {
        "weight of the classifier's log odds": joint.fracture_weight,
        "weight of the detector's best score's log odds": joint.detection_weight,
        "bias": joint.bias,
        "floor": joint.floor,
        "detector's weights SHA-256": joint.detection_sha256,
        "ECE": joint.ece,
        "fitted on": joint.fitted_on,
    }


def _pointing(explain: Localisation) -> str:
    """What was measured on what, and a row a layer; each figure with its interval."""
    said = (
        f"{explain.method} maps against the reference boxes, which cover {explain.box_area:.4g} of the "
        f"picture on average. Best layer: {explain.best}, chosen by {explain.criterion} on "
        f"{explain.chosen_on}. Figures of {explain.measured_on}. {EXPLAINED}"
    )
    named = dict.fromkeys(key for layer in explain.layers for key in layer.figures)
    keys = [key for key in named if not key.endswith("_ci")]
    lines = [["layer", *keys], ["---"] * (len(keys) + 1)]
    for layer in explain.layers:
        name = f"**{layer.name}**" if layer.name == explain.best else layer.name
        lines.append([name, *(_with_interval(layer.figures, key) for key in keys)])
    return "\n".join([textwrap.fill(said, 110), "", *(f"| {' | '.join(line)} |" for line in lines)])


def _with_interval(figures: dict[str, Figure], key: str) -> str:
    if key not in figures:
        return "not measured"
    interval = f"{key}_ci"
    value = _say(key, figures[key])
    return f"{value} ({_say(interval, figures[interval])})" if interval in figures else value


def _flat(figures: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in figures.items():
        if isinstance(value, dict):
            flat |= _flat(value, f"{prefix}{key} / ")
        else:
            flat[prefix + key] = value
    return flat


def _table(rows: dict[str, Any]) -> str:
    lines = ["| | |", "|---|---|", *(f"| {key} | {_say(key, value)} |" for key, value in rows.items())]
    return "\n".join(lines)


def _say(key: str, value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.4g}"
    if key.endswith("_ci"):
        return f"{value[0]:.3f} to {value[1]:.3f}"
    return str(value)


def _list(items: Any) -> str:
    return ", ".join(str(item) for item in items)
