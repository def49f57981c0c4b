from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from fracview.core.errors import UsageError
from training.suite import predictions
from training.suite.predictions import Predictions
from training.suite.protocols import protocol_data

if TYPE_CHECKING:
    from pathlib import Path

    from tests.training.conftest import Tiny


def test_scores_of_both_parts_survive_the_file(tiny: Tiny, tmp_path: Path) -> None:
    data = protocol_data(tiny.root, "leakfree-v1", "region", {}, 7)
    rng = np.random.default_rng(0)
    test, val = (rng.dirichlet(np.ones(5), len(part)) for part in (data.test, data.val))
    answers = Predictions(scores=test, val_scores=val, epochs=4, best_epoch=2, start="a.h5", library="k-1")
    predictions.save(tmp_path / "p.npz", answers, data)
    saved = predictions.load(tmp_path / "p.npz")
    np.testing.assert_allclose(saved.answers.scores, test, atol=1e-6)
    np.testing.assert_allclose(saved.answers.val_scores, val, atol=1e-6)
    assert saved.labels.tolist() == data.test.labels.tolist()
    assert saved.val_labels is not None
    assert saved.val_labels.tolist() == data.val.labels.tolist()
    assert (saved.answers.epochs, saved.answers.best_epoch, saved.answers.start) == (4, 2, "a.h5")
    assert saved.classes == data.classes
    assert [str(one) for one in saved.image_ids] == [scan.image_id for scan in data.test.scans]
    assert saved.answers.boxes is None


def test_boxes_outlines_and_references_survive_the_file(tiny: Tiny, tmp_path: Path) -> None:
    data = protocol_data(tiny.root, "leakfree-v1", "segmentation", {"set": 2}, 7)
    boxes = [np.tile([1.0, 2.0, 30.0, 40.0, 0.5], (index % 3, 1)) for index in range(len(data.test))]
    outlines = [[np.array([[1.0, 2.0], [30.0, 2.0], [30.0, 40.0]])] * len(one) for one in boxes]
    predictions.save(tmp_path / "p.npz", Predictions(boxes=boxes, polygons=outlines), data)
    saved = predictions.load(tmp_path / "p.npz")
    assert saved.answers.boxes is not None
    assert saved.answers.polygons is not None
    assert [len(one) for one in saved.answers.boxes] == [len(one) for one in boxes]
    assert [len(one) for one in saved.answers.polygons] == [len(one) for one in boxes]
    np.testing.assert_array_equal(saved.answers.polygons[1][0], outlines[1][0])
    for reference, outline, scan in zip(
        saved.reference, saved.reference_polygons, data.test.scans, strict=True
    ):
        np.testing.assert_allclose(reference, np.reshape(scan.boxes_xyxy, (-1, 4)))
        assert len(outline) == len(scan.boxes_xyxy)


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        (Predictions(), "a classifier answers with scores"),
        (Predictions(scores=np.ones((3, 2))), r"\(3, 2\) scores for 10 scans, 2 classes"),
        (Predictions(scores=np.full((10, 2), np.nan)), "not finite"),
        (Predictions(boxes=[np.zeros((0, 5))] * 9), "boxes of 9 scans for 10"),
    ],
)
def test_answers_that_do_not_fit_write_no_file(
    tiny: Tiny, tmp_path: Path, answers: Predictions, message: str
) -> None:
    data = protocol_data(tiny.root, "leakfree-v1", "fracture", {}, 7)
    with pytest.raises(UsageError, match=message):
        predictions.save(tmp_path / "p.npz", answers, data)
    assert not list(tmp_path.iterdir())
