"""AP at IoU 0.5 and over 0.5 to 0.95 of the same boxes by Ultralytics' validator and by faster-coco-eval."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from fracview.core.boxes import xyxy_to_cxcywh

if TYPE_CHECKING:
    from numpy.typing import NDArray

Boxes = "Sequence[NDArray[np.float32]]"


def ultralytics_ap(found: Boxes, reference: Boxes, size: int) -> tuple[float, float]:
    """Fed with boxes where its own network's would come in; matching, curves and means are its own.

    Parameters
    ----------
    found, reference
        One array a scan: (k, 5) xyxy and score, best first; (m, 4) xyxy; in pixels of the (size, size) input.
    """
    from ultralytics.models.yolo.detect import DetectionValidator

    validator: Any = DetectionValidator(args={"plots": False, "save_json": False, "save_txt": False})
    validator.data, validator.device, validator.training = {}, torch.device("cpu"), False
    validator.dataloader = SimpleNamespace(dataset=SimpleNamespace(labels=[]))
    validator.init_metrics(SimpleNamespace(names={0: "fracture"}))
    for index, (boxes, truth) in enumerate(zip(found, reference, strict=True)):
        p = torch.from_numpy(np.ascontiguousarray(boxes, np.float32))
        given = {"bboxes": p[:, :4], "conf": p[:, 4], "cls": torch.zeros(len(p)), "extra": p[:, 5:]}
        validator.update_metrics([given], _batch(truth, size, index))
    stats = validator.get_stats()
    return stats["metrics/mAP50(B)"], stats["metrics/mAP50-95(B)"]


def coco_ap(found: Boxes, reference: Boxes) -> tuple[float, float]:
    """COCO's own protocol: all areas, 100 boxes an image at most."""
    from faster_coco_eval import COCO, COCOeval_faster

    images = [{"id": index + 1, "width": 9999, "height": 9999} for index in range(len(found))]
    annotations = [
        {"image_id": i + 1, "category_id": 1, "bbox": _xywh(box), "area": _area(box), "iscrowd": 0}
        for i, boxes in enumerate(reference)
        for box in boxes
    ]
    for number, one in enumerate(annotations, 1):
        one["id"] = number
    results = [
        {"image_id": i + 1, "category_id": 1, "bbox": _xywh(box), "score": float(box[4])}
        for i, boxes in enumerate(found)
        for box in boxes
    ]
    truth = COCO(
        {"images": images, "annotations": annotations, "categories": [{"id": 1, "name": "fracture"}]}
    )
    judged = COCOeval_faster(truth, truth.loadRes(results), "bbox")
    judged.evaluate()
    judged.accumulate()
    judged.summarize()
    return float(judged.stats[1]), float(judged.stats[0])


def _batch(truth: NDArray[np.float32], size: int, index: int) -> dict[str, Any]:
    return {
        "batch_idx": torch.zeros(len(truth)),
        "cls": torch.zeros(len(truth), 1),
        "bboxes": torch.from_numpy(xyxy_to_cxcywh(truth) / np.float32(size)),
        "ori_shape": [(size, size)],
        "img": torch.zeros(1, 3, size, size),
        "ratio_pad": [((1.0, 1.0), (0.0, 0.0))],
        "im_file": [f"{index}.png"],
    }


def _xywh(box: NDArray[np.float32]) -> list[float]:
    return [float(box[0]), float(box[1]), float(box[2] - box[0]), float(box[3] - box[1])]


def _area(box: NDArray[np.float32]) -> float:
    return float((box[2] - box[0]) * (box[3] - box[1]))
