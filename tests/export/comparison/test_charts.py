from __future__ import annotations

import io
import xml.etree.ElementTree as ET

import numpy as np
from matplotlib.figure import Figure
from PIL import Image

from fracview.core.comparison import reliability
from fracview.export.comparison.charts import as_bytes, charts, curves_of
from fracview.export.comparison.signature import Side
from tests.export.comparison.sides import THRESHOLDS, side, silent_side


def _charts(made: Side | None = None) -> dict[str, Figure]:
    made = made or side()
    snapshot = made.snapshot()
    matrices = {
        "confusion_fracture": snapshot.fracture_confusion,
        "confusion_region": snapshot.region_confusion,
    }
    evaluation = made.evaluation
    curves = curves_of(evaluation, THRESHOLDS.iou)
    return charts(curves, matrices, reliability(evaluation), THRESHOLDS.score, THRESHOLDS.fracture)


def test_every_chart_is_a_picture_and_a_drawing_with_real_text() -> None:
    made = _charts()
    assert list(made) == [
        "precision_recall", "froc", "roc", "reliability", "confusion_fracture", "confusion_region",
    ]  # fmt: skip
    for chart in made.values():
        picture = Image.open(io.BytesIO(as_bytes(chart, "png")))
        assert np.asarray(picture.convert("L")).std() > 5
        drawing = ET.fromstring(as_bytes(chart, "svg"))
        words = " ".join(
            "".join(element.itertext()) for element in drawing.iter() if element.tag.endswith("text")
        )
        assert "images" in words


def test_the_curve_in_the_chart_is_the_curve_of_the_numbers() -> None:
    curve = curves_of(side().evaluation, THRESHOLDS.iou)["froc"]
    axes = _charts()["froc"].axes[0]
    place = curve.point_at(THRESHOLDS.score)
    drawn, mark = (np.asarray(line.get_data()).tolist() for line in axes.lines)
    assert drawn == [curve.x.tolist(), curve.y.tolist()]
    assert mark == [[curve.x[place]], [curve.y[place]]]


def test_the_matrix_in_the_chart_holds_the_counts() -> None:
    axes = _charts()["confusion_fracture"].axes[0]
    assert [text.get_text() for text in axes.texts] == ["1", "1", "1", "1"]


def test_what_is_not_defined_has_no_chart() -> None:
    assert _charts(silent_side()) == {}


def test_the_same_chart_gives_the_same_drawing() -> None:
    assert as_bytes(_charts()["roc"], "svg") == as_bytes(_charts()["roc"], "svg")
