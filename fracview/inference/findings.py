"""From a network's rows to findings, by its manifest; no threshold is written here."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from fracview.core.analysis import Detection, Fracture, LayerMap, NetworkRow, Region

if TYPE_CHECKING:
    from fracview.core.letterbox import Letterbox
    from fracview.inference.manifest import Manifest
    from fracview.inference.manifest_joint import JointReading

Row = NetworkRow


def non_finite(row: Row, manifest: Manifest) -> str:
    """Name of the first output with a NaN or infinity, layer maps aside; "" where there is none."""
    bad = (name for name in manifest.outputs if name in row and not np.isfinite(row[name]).all())
    return next(bad, "")


def is_complete(row: Row, manifest: Manifest) -> bool:
    """Whether a row that was kept holds, in finite numbers, all that findings are made of."""
    return all(name in row for name in manifest.outputs) and not non_finite(row, manifest)


def kept_row(row: Row, manifest: Manifest) -> Row:
    """The row as it is worth keeping: small, and its findings are those of `row` to the last bit.

    Layer maps are left out, and of a detector's rows the padding (score 0), which is all that lies below the
    graph's own floor. What any threshold or floor of the manifest says does not matter: it may change later.

    Returns
    -------
    Arrays of their own, not views that hold the whole batch.
    """
    kept = {name: np.array(row[name], dtype=np.float32) for name in manifest.outputs}
    if manifest.task == "detection":
        boxes = kept[manifest.main_output]
        kept[manifest.main_output] = boxes[boxes[:, 4] > 0]
    return kept


def fracture_of(row: Row, manifest: Manifest) -> Fracture:
    """Probability of the positive class, and its tier, by this network alone."""
    probability = _alone(row, manifest)
    return Fracture(probability, manifest.thresholds.tier(probability))


def joint_fracture_of(row: Row, manifest: Manifest, joint: JointReading, best_score: float) -> Fracture:
    """Probability of a fracture by classifier and detector together, and its tier.

    Parameters
    ----------
    best_score
        Of the detector's boxes, in [0, 1]; 0 where it has none.
    """
    probability = joint.probability(_alone(row, manifest), best_score)
    return Fracture(probability, joint.thresholds.tier(probability))


def best_score_of(row: Row, manifest: Manifest) -> float:
    """Highest score of the detector's rows; 0 where all are padding."""
    scores = row[manifest.main_output][:, 4]
    return _probability(scores.max()) if len(scores) else 0.0


def _alone(row: Row, manifest: Manifest) -> float:
    return _probability(row[manifest.main_output][manifest.classes.index(manifest.positive_class)])


def region_of(row: Row, manifest: Manifest) -> Region:
    """Most probable region, and all probabilities in the order of the classes."""
    values = [_probability(value) for value in row[manifest.main_output]]
    probabilities = dict(zip(manifest.classes, values, strict=True))
    return Region(max(probabilities, key=probabilities.__getitem__), probabilities)


def scope_distance(row: Row, manifest: Manifest) -> float | None:
    """What the out-of-scope gate measured; None where the network has none."""
    return None if manifest.scope is None else float(row[manifest.scope.output].reshape(()))


def detections_of(row: Row, manifest: Manifest, letterbox: Letterbox) -> tuple[Detection, ...]:
    """All boxes that the graph kept, best first, in pixels of the original image.

    Rows below the high-sensitivity threshold stay, as tier not_found: thresholds can then be moved without
    a re-run, and whoever draws or lists decides what to show. Dropped are padding rows (score 0), rows below
    the graph's own floor, and boxes that lie wholly in the letterbox padding.
    """
    rows = row[manifest.main_output]
    floor = np.float32(manifest.detector.score_floor if manifest.detector else 0.0)
    rows = rows[(rows[:, 4] > 0) & (rows[:, 4] >= floor)]
    rows = rows[np.argsort(-rows[:, 4], kind="stable")]
    boxes = letterbox.to_original(rows[:, :4])
    visible = (boxes[:, 2] > boxes[:, 0]) & (boxes[:, 3] > boxes[:, 1])
    found = []
    for box, score in zip(boxes[visible].tolist(), rows[visible, 4].tolist(), strict=True):
        x1, y1, x2, y2 = box
        found.append(Detection((x1, y1, x2, y2), _probability(score), manifest.thresholds.tier(score)))
    return tuple(found)


def layer_maps_of(
    row: Row, manifest: Manifest, letterbox: Letterbox
) -> tuple[tuple[LayerMap, ...], tuple[str, ...]]:
    """Layer maps that were fetched, and a warning for each that had to be left out as not finite."""
    maps, warnings = [], []
    for layer in manifest.layer_maps:
        if layer.name not in row:
            continue
        values = row[layer.name].copy()  # not a view that holds the whole batch
        if np.isfinite(values).all():
            maps.append(LayerMap(layer.name, layer.index, layer.block, values, letterbox))
        else:
            warnings.append(f"layer map {layer.name} is not finite and was left out")
    return tuple(maps), tuple(warnings)


def _probability(value: float | np.float32) -> float:
    """Float in [0, 1]: softmax in float32 oversteps by a rounding error."""
    return min(1.0, max(0.0, float(value)))
