"""Average precision against faster-coco-eval, curves against scikit-learn and by hand."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from fracview.core.comparison import (
    BY_BOX,
    BY_PROBABILITY,
    Evaluation,
    average_precision,
    average_precision_range,
    froc,
    precision_recall,
    roc,
)
from fracview.core.prediction import PredictedBox, PredictedImage
from tests.core.comparison.cases import (
    annotated,
    box_of,
    coco_average_precision,
    evaluation_of,
    predicted,
    random_case,
    with_failures,
)

A, B, FAR = (0.0, 0.0, 10.0, 10.0), (20.0, 0.0, 30.0, 10.0), (50.0, 50.0, 60.0, 60.0)


@pytest.mark.parametrize("seed", range(200))
def test_average_precision_is_cocos_on_random_cases(seed: int) -> None:
    case = random_case(seed)
    for evaluation in (case, with_failures(case, seed)):
        if not evaluation.detections.image.size:
            continue  # the second opinion takes no empty results
        at_50, over_all = coco_average_precision(evaluation)
        ours = average_precision(evaluation, 0.5).value, average_precision_range(evaluation).value
        if evaluation.annotation_count() == 0:
            assert (at_50, over_all) == (-1, -1)
            assert np.isnan(ours).all()
        else:
            assert ours == pytest.approx((at_50, over_all), abs=1e-6)


def test_average_precision_is_cocos_on_the_official_valid_split(fracatlas_dir: Path) -> None:
    evaluation = _jittered(fracatlas_dir, part="valid")
    at_50, over_all = coco_average_precision(evaluation)
    assert average_precision(evaluation, 0.5).value == pytest.approx(at_50, abs=1e-6)
    assert average_precision_range(evaluation).value == pytest.approx(over_all, abs=1e-6)
    assert 0.1 < over_all < at_50 < 0.95
    assert average_precision(evaluation, 0.5).protocol == (
        "AP@0.5, COCO 101-point, 82 images, 91 annotations, score >= 0, at most 100 boxes an image"
    )


@pytest.mark.slow
def test_average_precision_of_the_networks_that_ship_is_cocos(fracatlas_dir: Path, models_dir: Path) -> None:
    from fracview.inference import Analyzer, load_model_set
    from fracview.reading.annotations import read_reference
    from fracview.review.run import analyze_paths

    images = [image for image in read_reference(fracatlas_dir).images if image.part == "valid"]
    files = {path.name: path for path in (fracatlas_dir / "images").glob("*/*.jpg")}
    analyzer = Analyzer(load_model_set(models_dir), "cpu", run_anyway=True, ignore_gate=True)
    said = [
        PredictedImage(
            one.path.name,
            one.status,
            tuple(PredictedBox(found.box_xyxy, found.score) for found in one.detections),
        )
        for one in analyze_paths([files[image.name] for image in images if image.name in files], analyzer)
    ]
    evaluation = evaluation_of(images, said)
    at_50, over_all = coco_average_precision(evaluation)
    assert average_precision(evaluation, 0.5).value == pytest.approx(at_50, abs=1e-6)
    assert average_precision_range(evaluation).value == pytest.approx(over_all, abs=1e-6)
    assert evaluation.annotation_count() > 0


def test_average_precision_without_boxes_or_annotations() -> None:
    empty = evaluation_of([annotated("a", A)], [predicted("a")])
    assert average_precision(empty, 0.5).value == 0.0
    nothing = average_precision(evaluation_of([annotated("a")], [predicted("a", (A, 0.9))]), 0.5)
    assert math.isnan(nothing.value)
    assert nothing.n == 0


def test_a_mask_is_as_if_the_other_images_were_not_there() -> None:
    whole = random_case(7, most_images=30)
    mask = np.arange(len(whole.images)) % 2 == 0
    part = evaluation_of(
        [image for image, kept in zip(whole.reference.images, mask, strict=True) if kept],
        [image for image, kept in zip(whole.predictions.images, mask, strict=True) if kept],
    )
    assert average_precision(whole, 0.5, mask) == average_precision(part, 0.5)
    assert average_precision_range(whole, mask) == average_precision_range(part)
    for curve in (precision_recall, froc):
        assert np.array_equal(curve(whole, 0.5, mask).y, curve(part, 0.5).y)
    assert np.array_equal(roc(whole, images=mask).y, roc(part).y)


def test_bootstrap_is_the_average_precision_of_images_drawn_again() -> None:
    evaluation = random_case(3, most_images=8)
    figure = average_precision(evaluation, 0.5, bootstrap=60, seed=1)
    rng = np.random.default_rng(1)
    values = []
    for _ in range(60):
        drawn = rng.integers(0, len(evaluation.images), len(evaluation.images))
        values.append(average_precision(_drawn(evaluation, np.sort(drawn)), 0.5).value)
    low, high = np.nanpercentile(values, [2.5, 97.5])
    # Equal scores of different images may stand in another order, hence no more digits.
    assert (figure.low, figure.high) == pytest.approx((low, high), abs=1e-9)
    assert figure.protocol.endswith("; interval: bootstrap over images, 60 times")
    assert average_precision(evaluation, 0.5, bootstrap=60, seed=1) == figure
    assert not average_precision(evaluation, 0.5).has_interval


def test_precision_and_recall_by_hand() -> None:
    curve = precision_recall(_by_hand(), 0.5)
    assert curve.thresholds.tolist() == [0.9, 0.8, 0.5]
    assert curve.x.tolist() == [1 / 3, 1 / 3, 2 / 3]
    assert curve.y.tolist() == [1.0, 1 / 2, 2 / 4]


def test_froc_counts_wrong_boxes_over_all_answered_images() -> None:
    curve = froc(_by_hand(), 0.5)
    assert curve.thresholds.tolist() == [math.inf, 0.9, 0.8, 0.5]
    assert curve.x.tolist() == [0, 0, 1 / 3, 2 / 3]
    assert curve.y.tolist() == [0, 1 / 3, 1 / 3, 2 / 3]
    assert "3 images, 3 annotations" in curve.protocol


def test_curves_agree_with_the_snapshot_at_their_thresholds() -> None:
    evaluation = random_case(11, most_images=30)
    both = (precision_recall(evaluation, 0.5), froc(evaluation, 0.5))
    for place, threshold in enumerate(both[0].thresholds):
        snapshot = evaluation.at(float(threshold), 0.5)
        assert both[0].x[place] == pytest.approx(snapshot.recall.value)
        assert both[0].y[place] == pytest.approx(snapshot.precision.value)
    for place, threshold in enumerate(both[1].thresholds):
        snapshot = evaluation.at(float(threshold), 0.5)
        assert both[1].x[place] == pytest.approx(snapshot.fp_per_image.value)
        assert both[1].y[place] == pytest.approx(snapshot.recall.value)


def test_a_point_is_found_by_its_threshold() -> None:
    curve = froc(_by_hand(), 0.5)
    assert [curve.point_at(threshold) for threshold in (1.0, 0.9, 0.85, 0.5, 0.1)] == [0, 1, 1, 3, 3]
    assert precision_recall(_by_hand(), 0.5).point_at(0.95) == -1


@pytest.mark.parametrize("by", [BY_PROBABILITY, BY_BOX])
def test_roc_is_that_of_scikit_learn(by: str) -> None:
    from sklearn.metrics import roc_curve

    evaluation = random_case(5, most_images=60)
    scores = evaluation.probability if by == BY_PROBABILITY else evaluation.top_score
    false, true, thresholds = roc_curve(evaluation.fractured, scores, drop_intermediate=False)
    curve = roc(evaluation, by)
    assert np.allclose(curve.x, false)
    assert np.allclose(curve.y, true)
    assert np.array_equal(curve.thresholds, thresholds)


def test_curves_of_nothing_are_empty() -> None:
    nothing = evaluation_of([annotated("a")], [predicted("a")])
    for curve in (precision_recall(nothing, 0.5), froc(nothing, 0.5), roc(nothing), roc(nothing, BY_BOX)):
        assert len(curve.x) == len(curve.y) == len(curve.thresholds) == 0
        assert curve.point_at(0.5) == -1


def _by_hand() -> Evaluation:
    """Three images, three annotations, four boxes, two of them right; and an image without an answer."""
    return evaluation_of(
        [annotated("a", A, B), annotated("b"), annotated("c", A), annotated("d", A)],
        [predicted("a", (A, 0.9), (FAR, 0.8)), predicted("b", (A, 0.5)), predicted("c", (A, 0.5))],
    )


def _drawn(evaluation: Evaluation, indices: np.ndarray) -> Evaluation:
    """Images as often as they were drawn, each under a name of its own."""
    from dataclasses import replace

    images = [evaluation.images[index] for index in indices]
    return evaluation_of(
        [replace(image.annotated, name=f"{place}") for place, image in enumerate(images)],
        [
            replace(image.predicted, name=f"{place}")
            for place, image in enumerate(images)
            if image.predicted is not None
        ],
    )


def _jittered(root: Path, part: str) -> Evaluation:
    """The reference standard's own boxes moved about, with scores, wrong ones among them."""
    from fracview.reading.annotations import read_reference

    reference = read_reference(root)
    rng = np.random.default_rng(0)
    found = []
    images = [image for image in reference.images if image.part == part]
    for image in images:
        boxes = []
        for one in image.annotations:
            x1, y1, x2, y2 = one.box_xyxy
            for _ in range(int(rng.integers(1, 3))):
                by = rng.normal(0, 0.08, 4) * (x2 - x1, y2 - y1, x2 - x1, y2 - y1)
                boxes.append((box_of(np.array(one.box_xyxy) + by), round(float(rng.random()), 2)))
        boxes += [((5.0, 5.0, 90.0, 70.0), round(float(rng.random()) / 2, 2))] * int(rng.integers(0, 3))
        found.append(predicted(image.name, *boxes))
    return evaluation_of(images, found)
