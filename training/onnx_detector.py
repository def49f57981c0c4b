"""The detector as an ONNX graph with suppression inside, so that thresholds stay live without a re-run.

Graph: `images` (N, 3, size, size) float32 in [0, 1] to `detections` (N, K, 6): x1, y1, x2, y2 in input
pixels, score, class 0; best first, padded with zeros.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn

from training.onnx_graph import export_module

if TYPE_CHECKING:
    from ultralytics.nn.tasks import DetectionModel


@dataclass(frozen=True, slots=True)
class Suppression:
    """Greedy non-maximum suppression: `keep` boxes at most, scores from `floor` up, overlaps up to `iou`."""

    keep: int = 50
    floor: float = 0.005
    iou: float = 0.6


class _Raw(nn.Module):
    """Boxes as xyxy (N, A, 4) and scores (N, 1, A) of every anchor."""

    def __init__(self, network: DetectionModel) -> None:
        super().__init__()
        self.network = network

    def forward(self, images: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        found = self.network(images)
        centre, extent = found[:, 0:2], found[:, 2:4] / 2
        corners = torch.cat([centre - extent, centre + extent], dim=1)
        return corners.transpose(1, 2), found[:, 4:5]


def export_detector(network: DetectionModel, size: int, suppression: Suppression) -> onnx.ModelProto:
    """Export a one-class Ultralytics detection network with suppression in the graph."""
    network = network.float().eval().fuse(verbose=False)
    network.model[-1].export = True
    with warnings.catch_warnings():
        # Ultralytics' head asks whether the size of its anchors has changed; the graph has one size.
        warnings.filterwarnings("ignore", "Converting a tensor to a Python boolean")
        model = export_module(_Raw(network), size, ("raw_boxes", "raw_scores"))
    return add_suppression(model, suppression)


def add_suppression(model: onnx.ModelProto, suppression: Suppression) -> onnx.ModelProto:
    """Replace outputs `raw_boxes` (N, A, 4) and `raw_scores` (N, 1, A) by `detections` (N, K, 6).

    NonMaxSuppression names the survivors; a scatter leaves their scores in a field of zeros, and a top-K
    over that field sorts them per image whatever the batch.
    """
    graph = model.graph
    graph.initializer.extend(
        [
            _constant("fv_keep", np.array(suppression.keep, np.int64)),
            _constant("fv_keep_1", np.array([suppression.keep], np.int64)),
            _constant("fv_iou", np.array(suppression.iou, np.float32)),
            _constant("fv_floor", np.array(suppression.floor, np.float32)),
            _constant("fv_zero", np.array(0, np.float32)),
            _constant("fv_axis_1", np.array([1], np.int64)),
            _constant("fv_axis_2", np.array([2], np.int64)),
            _constant("fv_four", np.array([1, 1, 4], np.int64)),
        ]
    )
    node = helper.make_node
    graph.node.extend(
        [
            node(
                "NonMaxSuppression", ["raw_boxes", "raw_scores", "fv_keep", "fv_iou", "fv_floor"], ["fv_kept"]
            ),
            node("GatherND", ["raw_scores", "fv_kept"], ["fv_kept_scores"]),
            node("Sub", ["raw_scores", "raw_scores"], ["fv_field"]),
            node("ScatterND", ["fv_field", "fv_kept", "fv_kept_scores"], ["fv_survivors"]),
            node("Squeeze", ["fv_survivors", "fv_axis_1"], ["fv_flat"]),
            node("TopK", ["fv_flat", "fv_keep_1"], ["fv_scores", "fv_where"], axis=1),
            node("Unsqueeze", ["fv_where", "fv_axis_2"], ["fv_where_1"]),
            node("Tile", ["fv_where_1", "fv_four"], ["fv_where_4"]),
            node("GatherElements", ["raw_boxes", "fv_where_4"], ["fv_boxes"], axis=1),
            node("Unsqueeze", ["fv_scores", "fv_axis_2"], ["fv_score"]),
            node("Greater", ["fv_score", "fv_zero"], ["fv_real"]),
            node("Where", ["fv_real", "fv_boxes", "fv_zero"], ["fv_real_boxes"]),
            node("Sub", ["fv_score", "fv_score"], ["fv_class"]),
            node("Concat", ["fv_real_boxes", "fv_score", "fv_class"], ["detections"], axis=2),
        ]
    )
    del graph.output[:]
    shape: list[str | int] = ["N", suppression.keep, 6]
    graph.output.append(helper.make_tensor_value_info("detections", TensorProto.FLOAT, shape))
    onnx.checker.check_model(model)
    return model


def _constant(name: str, value: np.ndarray) -> TensorProto:
    return numpy_helper.from_array(value, name)
