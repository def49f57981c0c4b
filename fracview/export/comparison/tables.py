"""per_box.csv and per_image.csv: text that a spreadsheet would run gets a leading apostrophe."""

from __future__ import annotations

import csv
import io
import math
from typing import TYPE_CHECKING

from fracview.export.flatten import harmless
from fracview.export.records import PIXEL_DIGITS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from fracview.core.comparison import Evaluation, JoinedImage, Snapshot

BOX_COLUMNS = (
    "image", "kind", "score", "iou", "box_x1", "box_y1", "box_x2", "box_y2",
    "annotation_x1", "annotation_y1", "annotation_x2", "annotation_y2",
)  # fmt: skip
IMAGE_COLUMNS = (
    "image", "answered", "why_unanswered", "tp", "fp", "fn", "lowest_iou", "best_score", "fractured",
    "probability", "region", "region_answer", "part", "flags",
)  # fmt: skip


def per_box(evaluation: Evaluation, snapshot: Snapshot) -> str:
    """CSV text: one row a detection at or above the score threshold, and one a missed annotation."""
    boxes, images = snapshot.boxes(), evaluation.images
    return _csv(
        BOX_COLUMNS,
        (
            (
                images[image].annotated.name,
                str(kind),
                _number(score),
                _number(iou),
                *_found(images[image], detection),
                *_drawn(images[image], annotation),
            )
            for image, kind, score, iou, detection, annotation in zip(
                boxes.image,
                boxes.kind,
                boxes.score,
                boxes.iou,
                boxes.detection,
                boxes.annotation,
                strict=True,
            )
        ),
    )


def per_image(evaluation: Evaluation, snapshot: Snapshot) -> str:
    """CSV text: one row an image of the reference standard, answered or not."""
    rows, regions = snapshot.image_rows(), (*evaluation.regions, "")
    return _csv(
        IMAGE_COLUMNS,
        (
            (
                image.annotated.name,
                "yes" if image.answered else "no",
                image.why_unanswered,
                *((int(rows.tp[i]), int(rows.fp[i]), int(rows.fn[i])) if image.answered else ("", "", "")),
                _number(rows.lowest_iou[i]),
                _number(rows.top_score[i]),
                "yes" if image.annotated.fractured else "no",
                _number(rows.probability[i]),
                image.annotated.region,
                regions[rows.region_answer[i]],
                image.annotated.part,
                " ".join(name for name, said in image.annotated.flags.items() if said),
            )
            for i, image in enumerate(evaluation.images)
        ),
    )


def _found(image: JoinedImage, detection: int) -> list[float | str]:
    boxes = image.predicted.boxes if image.predicted else ()
    return _corners(boxes[detection].box_xyxy) if detection >= 0 else [""] * 4


def _drawn(image: JoinedImage, annotation: int) -> list[float | str]:
    return _corners(image.annotated.annotations[annotation].box_xyxy) if annotation >= 0 else [""] * 4


def _csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([harmless(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return text.getvalue()


def _number(value: float) -> float | str:
    return "" if math.isnan(value) else float(f"{value:.6g}")


def _corners(box: Iterable[float]) -> list[float | str]:
    return [round(float(value), PIXEL_DIGITS) for value in box]
