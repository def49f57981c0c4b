from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from onnx import TensorProto, helper
from torchvision.ops import nms

from tests.training.networks import radiographs
from training.onnx_detector import Suppression, add_suppression, export_detector

if TYPE_CHECKING:
    from ultralytics.nn.tasks import DetectionModel

ANCHORS = 300
LIMITS = Suppression(keep=50, floor=0.01, iou=0.6)


def suppression_session(limits: Suppression, anchors: int = ANCHORS) -> onnxruntime.InferenceSession:
    """A graph that is nothing but the suppression."""
    boxes = helper.make_tensor_value_info("boxes", TensorProto.FLOAT, ["N", anchors, 4])
    scores = helper.make_tensor_value_info("scores", TensorProto.FLOAT, ["N", 1, anchors])
    nodes = [
        helper.make_node("Identity", ["boxes"], ["raw_boxes"]),
        helper.make_node("Identity", ["scores"], ["raw_scores"]),
    ]
    graph = helper.make_graph(nodes, "raw", [boxes, scores], [])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=10)
    content = add_suppression(model, limits).SerializeToString()
    return onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])


@pytest.fixture(scope="module")
def session() -> onnxruntime.InferenceSession:
    return suppression_session(LIMITS)


def random_boxes(batch: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Boxes that overlap in heaps, and scores of which a third lie below the floor."""
    rng = np.random.default_rng(seed)
    heaps = rng.uniform(50, 400, (batch, 12, 2))[:, rng.integers(0, 12, ANCHORS)]
    centres = heaps + rng.normal(0, 8, (batch, ANCHORS, 2))
    halves = rng.uniform(15, 40, (batch, ANCHORS, 2))
    boxes = np.concatenate([centres - halves, centres + halves], axis=2).astype(np.float32)
    scores = (rng.random((batch, 1, ANCHORS)) ** 4).astype(np.float32)
    return boxes, scores


def expected(boxes: np.ndarray, scores: np.ndarray, limits: Suppression) -> np.ndarray:
    """torchvision's suppression of one image, padded to (K, 6)."""
    above = np.flatnonzero(scores[0] > limits.floor)
    kept = above[nms(torch.from_numpy(boxes[above]), torch.from_numpy(scores[0, above]), limits.iou).numpy()]
    kept = kept[: limits.keep]
    rows = np.zeros((limits.keep, 6), np.float32)
    rows[: len(kept), :4], rows[: len(kept), 4] = boxes[kept], scores[0, kept]
    return rows


def detections(session: onnxruntime.InferenceSession, boxes: np.ndarray, scores: np.ndarray) -> np.ndarray:
    array: np.ndarray = session.run(["detections"], {"boxes": boxes, "scores": scores})[0]
    return array


@pytest.mark.parametrize("batch", [1, 2, 5])
def test_each_image_of_a_batch_is_suppressed_as_torchvision_does(
    batch: int, session: onnxruntime.InferenceSession
) -> None:
    for seed in range(4):
        boxes, scores = random_boxes(batch, seed)
        found = detections(session, boxes, scores)
        assert found.shape == (batch, LIMITS.keep, 6)
        for index in range(batch):
            assert (found[index] == expected(boxes[index], scores[index], LIMITS)).all()


@pytest.mark.parametrize("limits", [Suppression(5, 0.01, 0.6), Suppression(50, 0.5, 0.3)])
def test_limits_are_those_asked_for(limits: Suppression) -> None:
    boxes, scores = random_boxes(3, 9)
    found = detections(suppression_session(limits), boxes, scores)
    assert found.shape == (3, limits.keep, 6)
    for index in range(3):
        assert (found[index] == expected(boxes[index], scores[index], limits)).all()
    assert ((found[..., 4] == 0) | (found[..., 4] > limits.floor)).all()


def test_without_survivors_everything_is_padding(session: onnxruntime.InferenceSession) -> None:
    boxes, scores = random_boxes(2, 1)
    assert (detections(session, boxes, np.zeros_like(scores)) == 0).all()
    scores[0] = 0.005
    found = detections(session, boxes, scores)
    assert (found[0] == 0).all()
    assert (found[1] == expected(boxes[1], scores[1], LIMITS)).all()


def test_ties_keep_both_and_doubles_keep_one(session: onnxruntime.InferenceSession) -> None:
    boxes, scores = np.zeros((1, ANCHORS, 4), np.float32), np.zeros((1, 1, ANCHORS), np.float32)
    boxes[0, :3] = [[10, 10, 50, 50], [100, 100, 150, 150], [10, 10, 50, 50]]
    scores[0, 0, :3] = 0.5
    found = detections(session, boxes, scores)[0]
    assert sorted(found[:2, 0].tolist()) == [10, 100]
    assert found[:2, 4].tolist() == [0.5, 0.5]
    assert (found[2:] == 0).all()


def test_an_overlap_of_exactly_the_limit_stays() -> None:
    boxes, scores = np.zeros((1, ANCHORS, 4), np.float32), np.zeros((1, 1, ANCHORS), np.float32)
    boxes[0, :3] = [[0, 0, 10, 10], [0, 0, 10, 5], [0, 0, 10, 6]]  # IoU 0.5, 0.6 with the first
    scores[0, 0, :3] = [0.9, 0.8, 0.7]
    found = detections(suppression_session(Suppression(50, 0.01, 0.5)), boxes, scores)[0]
    assert found[:3, 4].tolist() == pytest.approx([0.9, 0.8, 0])


def untrained_detector() -> DetectionModel:
    """Random weights, batch norms that know the samples, and scores well apart, above and below the floor."""
    from ultralytics.nn.tasks import DetectionModel

    torch.manual_seed(2)
    network = DetectionModel("yolov8n.yaml", nc=1, verbose=False)
    for module in network.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.momentum = None  # cumulative average
    with torch.no_grad():
        network.train()(torch.from_numpy(radiographs(8, 96)))
        for branch in network.model[-1].cv3:
            branch[-1].weight.mul_(40)
            branch[-1].bias.fill_(-2.0)
    return network.eval()


def test_a_detector_is_exported_with_suppression() -> None:
    network = untrained_detector()
    images = radiographs(3, 96)
    with torch.inference_mode():
        raw = network(torch.from_numpy(images))[0]
    centre, half = raw[:, :2], raw[:, 2:4] / 2
    boxes = torch.cat([centre - half, centre + half], dim=1).transpose(1, 2).numpy()
    model = export_detector(network, 96, LIMITS)
    (output,) = model.graph.output
    assert [d.dim_param or d.dim_value for d in output.type.tensor_type.shape.dim] == ["N", 50, 6]
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    found = session.run(["detections"], {"images": images})[0]
    for index in range(3):
        wanted = expected(np.ascontiguousarray(boxes[index]), raw[index, 4:5].numpy(), LIMITS)
        assert (wanted[:, 4] > 0).sum() > 5
        assert np.ptp(wanted[wanted[:, 4] > 0, 4]) > 0.1
        assert np.abs(found[index, :, 4] - wanted[:, 4]).max() < 1e-4
        assert np.abs(found[index] - wanted).max() < 0.05
    one = session.run(["detections"], {"images": images[:1]})[0]
    assert np.abs(one[0] - found[0]).max() < 0.05
    onnx.checker.check_model(model)
