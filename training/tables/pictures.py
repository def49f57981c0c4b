"""Figs 3 and 6: the layer maps in a row, and reference boxes | detections | layer map side by side.

Drawn with the networks that ship, on a scan of the official valid split, which they have not learnt from.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.figure import Figure as Canvas
from matplotlib.patches import Rectangle

from fracview.core.analysis import Tier
from fracview.core.errors import UsageError
from fracview.core.layermaps import heat_in_picture, overlay_heat
from fracview.inference import Analyzer, load_model_set
from fracview.reading import read
from training import fracatlas
from training.tables.plots import save_canvas

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from fracview.core.analysis import Analysis, LayerMap
    from training.fracatlas import Scan

LONGEST = 640
REFERENCE, FOUND = "#56b4e9", "#f0e442"


def draw_pictures(data_root: Path, models: Path, out: Path) -> tuple[Path, ...]:
    """Write ``fig3.png`` (a Mixed scan, as in the paper) and ``fig6.png``; returns the files.

    Raises
    ------
    UsageError
        Where no scan of the official valid split has a file here.
    """
    analyzer = Analyzer(load_model_set(models))
    best = analyzer.model_set.fracture.manifest.best_layer
    mixed, found = (_choose(fracatlas.load(data_root), analyzer, mixed=mixed) for mixed in (True, False))
    files = (out / "fig3.png", out / "fig6.png")
    save_canvas(_strip(*mixed, _signature(analyzer, mixed[0])), files[0])
    save_canvas(_side_by_side(*found, best, _signature(analyzer, found[0])), files[1])
    return files


Shown = tuple["Scan", "NDArray[np.uint8]", "Analysis"]


def _choose(scans: Sequence[Scan], analyzer: Analyzer, *, mixed: bool) -> Shown:
    """The first valid scan, of Mixed or of the others; for the others the first with a definite box."""
    valid = [scan for scan in scans if scan.official == "valid" and scan.path]
    pool = [scan for scan in valid if (scan.region == "mixed") == mixed] or valid
    shown: Shown | None = None
    for scan in pool:
        assert scan.path is not None
        radiograph = read(scan.path)
        (analysis,) = analyzer.analyze([analyzer.prepare(radiograph)], layer_maps=True)
        shown = (scan, radiograph.display_image(), analysis)
        if mixed or any(box.tier is Tier.DEFINITE for box in analysis.detections):
            break
    if shown is None:
        message, cure = "no scan of the official valid split has a file here", "Name the FracAtlas folder."
        raise UsageError(message, reason="no_scans", cure=cure)
    return shown


def _strip(scan: Scan, image: NDArray[np.uint8], analysis: Analysis, signature: str) -> Canvas:
    maps = analysis.layer_maps
    canvas = Canvas(figsize=(2 * (len(maps) + 1), 3.2), layout="constrained")
    axes = np.atleast_1d(canvas.subplots(1, len(maps) + 1))
    _show(axes[0], image, "radiograph")
    _boxes(axes[0], scan.boxes_xyxy, REFERENCE)
    for one, layer in zip(axes[1:], maps, strict=True):
        _show(one, _heated(image, layer), f"{layer.index} {layer.block}", image.shape)
    canvas.suptitle(signature, fontsize=7)
    return canvas


def _side_by_side(
    scan: Scan, image: NDArray[np.uint8], analysis: Analysis, best: int | None, signature: str
) -> Canvas:
    canvas = Canvas(figsize=(9, 4), layout="constrained")
    axes = canvas.subplots(1, 3)
    _show(axes[0], image, "reference boxes")
    _boxes(axes[0], scan.boxes_xyxy, REFERENCE)
    _show(axes[1], image, "detections")
    for box in analysis.detections:
        if box.tier is not Tier.NOT_FOUND:
            _boxes(axes[1], [box.box_xyxy], FOUND, "-" if box.tier is Tier.DEFINITE else ":")
    if analysis.layer_maps:
        layer = analysis.layer_maps[-1 if best is None else best]
        _show(axes[2], _heated(image, layer), f"EigenCAM, layer {layer.index} {layer.block}", image.shape)
    canvas.suptitle(signature, fontsize=7)
    return canvas


def _heated(image: NDArray[np.uint8], layer: LayerMap) -> NDArray[np.uint8]:
    step = max(1, max(image.shape[:2]) // LONGEST)
    small = image[::step, ::step]
    return overlay_heat(small, heat_in_picture(layer.values, layer.letterbox, *small.shape[:2]))


def _show(axes: Any, picture: NDArray[np.uint8], title: str, shape: tuple[int, ...] | None = None) -> None:
    """Picture in the pixels of the original, of which `shape` is the size."""
    rows, columns = (shape or picture.shape)[:2]
    axes.imshow(picture, cmap="gray", vmin=0, vmax=255, extent=(0, columns, rows, 0))
    axes.set_title(title, fontsize=8)
    axes.set_axis_off()


def _boxes(axes: Any, boxes_xyxy: Sequence[Sequence[float]], color: str, style: str = "-") -> None:
    for x1, y1, x2, y2 in boxes_xyxy:
        axes.add_patch(Rectangle((x1, y1), x2 - x1, y2 - y1, fill=False, ec=color, ls=style, lw=1.5))


def _signature(analyzer: Analyzer, scan: Scan) -> str:
    models = (analyzer.model_set.fracture, analyzer.model_set.detection)
    names = " ".join(
        f"{one.manifest.name}-{one.manifest.version}@{one.manifest.sha256[:8]}" for one in models
    )
    return f"{scan.image_id} | {names}"
