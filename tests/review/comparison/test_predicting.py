"""Our own analyses as one side: recalled from the store, gone on with after a kill, failures kept apart."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from fracview.core.analysis import Status
from fracview.core.annotation import AnnotatedImage, ReferenceStandard
from fracview.core.comparison import Evaluation
from fracview.core.radiograph import Radiograph
from fracview.inference import Analyzer, Prepared, load_model_set
from fracview.review.batch.saving import TOGETHER
from fracview.review.comparison import Predicted, files_by_name, predict, predicted_image, predictions
from fracview.review.store import Store
from tests.inference.tiny_models import DETECTIONS, detection_bytes, write_folder
from tests.tiny_runs import (
    DEFINITE,
    DOUBT,
    FAILED,
    NOT_FOUND,
    OUT_OF_SCOPE,
    SHAPE,
    write_scan,
    write_tiny_set,
)


class CountingAnalyzer(Analyzer):
    """Notes which files it was given."""

    def __init__(self, models: Path) -> None:
        super().__init__(load_model_set(models), device="cpu")
        self.asked: list[str] = []

    def prepare(self, radiograph: Radiograph) -> Prepared:
        self.asked.append(radiograph.path.name)
        return super().prepare(radiograph)


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_set(tmp_path_factory.mktemp("predicting") / "models")


@pytest.fixture
def analyzer(models: Path) -> CountingAnalyzer:
    return CountingAnalyzer(models)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "store.sqlite") as opened:
        yield opened


def _scans(folder: Path, *greys: int) -> list[Path]:
    return [write_scan(folder / f"{number:02}.png", grey) for number, grey in enumerate(greys)]


def _all(files: list[Path], analyzer: Analyzer, store: Store | None = None) -> list[Predicted]:
    return list(predict(files, analyzer, store))


def test_every_file_has_one_answer_and_progress_counts_up(tmp_path: Path, analyzer: CountingAnalyzer) -> None:
    found = _all(_scans(tmp_path / "scans", NOT_FOUND, DEFINITE, DOUBT), analyzer)
    assert [one.analysis.path.name for one in found] == ["00.png", "01.png", "02.png"]
    assert [(one.done, one.total, one.recalled) for one in found] == [(n, 3, False) for n in (1, 2, 3)]


def test_what_the_store_knows_is_recalled_and_not_run_again(
    tmp_path: Path, analyzer: CountingAnalyzer, store: Store
) -> None:
    files = _scans(tmp_path / "scans", NOT_FOUND, OUT_OF_SCOPE, DEFINITE)
    first = _all(files, analyzer, store)
    assert len(analyzer.asked) == 3
    again = _all(files, analyzer, store)
    assert len(analyzer.asked) == 3
    assert all(one.recalled for one in again)
    assert [one.done for one in again] == [1, 2, 3]
    assert [predicted_image(one.analysis) for one in again] == [
        predicted_image(one.analysis) for one in first
    ]


def test_without_a_store_nothing_is_kept(tmp_path: Path, analyzer: CountingAnalyzer) -> None:
    files = _scans(tmp_path / "scans", DEFINITE)
    _all(files, analyzer)
    assert not any(one.recalled for one in _all(files, analyzer))


def test_a_killed_run_goes_on(tmp_path: Path, analyzer: CountingAnalyzer, models: Path, store: Store) -> None:
    files = _scans(tmp_path / "scans", *range(60, 100))
    done = TOGETHER + 3
    with closing(predict(files, analyzer, store)) as steps:
        for _ in range(done):
            next(steps)
    second = CountingAnalyzer(models)
    found = _all(files, second, store)
    recalled = [one.analysis.path.name for one in found if one.recalled]
    assert recalled == [path.name for path in files[:done]]
    assert sorted(second.asked) == [path.name for path in files[done:]]
    assert [one.done for one in found] == list(range(1, 41))


def test_a_run_that_breaks_keeps_what_it_had(
    tmp_path: Path, analyzer: CountingAnalyzer, store: Store
) -> None:
    files = _scans(tmp_path / "scans", DEFINITE, DOUBT)

    def interrupted() -> None:
        for _ in predict(files, analyzer, store):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert [one.recalled for one in _all(files, analyzer, store)] == [True, False]


def test_a_file_that_changed_is_analysed_again(
    tmp_path: Path, analyzer: CountingAnalyzer, store: Store
) -> None:
    files = _scans(tmp_path / "scans", NOT_FOUND)
    _all(files, analyzer, store)
    write_scan(files[0], DEFINITE)
    Image.fromarray(np.full((SHAPE[0] * 2, SHAPE[1] * 2), DEFINITE, np.uint8)).save(files[0])
    [one] = _all(files, analyzer, store)
    assert not one.recalled
    assert one.analysis.fracture is not None
    assert one.analysis.fracture.probability == pytest.approx(DEFINITE / 255, abs=0.01)


def test_other_networks_answers_are_not_recalled(
    tmp_path: Path, analyzer: CountingAnalyzer, models: Path, store: Store
) -> None:
    files = _scans(tmp_path / "scans", DEFINITE)
    _all(files, analyzer, store)
    shutil.copytree(models, tmp_path / "others")
    weights = detection_bytes([(1.0, 1.0, 9.0, 9.0, 0.9, 0.0), *DETECTIONS[1:]])
    write_folder(tmp_path / "others" / "detection", "detection", weights)
    [one] = _all(files, CountingAnalyzer(tmp_path / "others"), store)
    assert not one.recalled
    assert max(box.score for box in one.analysis.detections) == pytest.approx(0.9)


def test_files_that_fail_are_kept_as_not_answered(
    tmp_path: Path, analyzer: CountingAnalyzer, store: Store
) -> None:
    files = _scans(tmp_path / "scans", DEFINITE, OUT_OF_SCOPE, FAILED)
    files.append(files[0].with_name("text.jpg"))
    files[-1].write_text("no picture", encoding="utf-8")
    files.append(files[0].with_name("gone.png"))
    for _ in range(2):  # once analysed, once recalled or tried again
        analyses = [one.analysis for one in predict(files, analyzer, store)]
        said = {image.name: image for image in predictions(analyses, analyzer).images}
        assert {name: one.status for name, one in said.items()} == {
            "00.png": Status.ANALYZED,
            "01.png": Status.OUT_OF_SCOPE,
            "02.png": Status.FAILED,
            "text.jpg": Status.UNREADABLE,
            "gone.png": Status.UNREADABLE,
        }
        for name in ("02.png", "text.jpg", "gone.png"):
            assert said[name].reason
            assert (said[name].boxes, said[name].probability) == ((), None)
    reference = ReferenceStandard(
        tuple(AnnotatedImage(name) for name in (*said, "never seen.png")), "COCO JSON", tmp_path, "0" * 64
    )
    evaluation = Evaluation(reference, predictions(analyses, analyzer))
    assert evaluation.answered.tolist() == [one.status is Status.ANALYZED for one in said.values()] + [False]
    assert all(image.why_unanswered for image in evaluation.unanswered)
    assert evaluation.at(0.0, 0.5).box_confusion.n == 1


def test_failures_are_tried_again(tmp_path: Path, analyzer: CountingAnalyzer, store: Store) -> None:
    files = _scans(tmp_path / "scans", DEFINITE, FAILED)
    _all(files, analyzer, store)
    assert [one.recalled for one in _all(files, analyzer, store)] == [True, False]
    assert sorted(analyzer.asked) == ["00.png", "01.png", "01.png"]


def test_of_many_frames_only_the_first_is_an_answer(
    tmp_path: Path, analyzer: CountingAnalyzer, store: Store
) -> None:
    frames = [Image.fromarray(np.full(SHAPE, grey, np.uint8)) for grey in (DEFINITE, NOT_FOUND, DOUBT)]
    path = tmp_path / "scans" / "three.tif"
    path.parent.mkdir()
    frames[0].save(path, save_all=True, append_images=frames[1:])
    for _ in range(2):
        [one] = _all([path], analyzer, store)
        assert (one.analysis.frame, one.done, one.total) == (0, 1, 1)


def test_of_two_files_of_one_name_the_first_is_taken(tmp_path: Path, analyzer: CountingAnalyzer) -> None:
    write_scan(tmp_path / "scans" / "2" / "same.png", DOUBT)
    first = write_scan(tmp_path / "scans" / "1" / "same.png", DEFINITE)
    other = write_scan(tmp_path / "scans" / "other.png", NOT_FOUND)
    found = files_by_name(tmp_path / "scans")
    assert found == {"same.png": first, "other.png": other}
    analyses = [one.analysis for one in predict(list(found.values()), analyzer)]
    assert len(predictions(analyses, analyzer).images) == 2


def test_a_folder_that_cannot_be_walked_whole_gives_what_it_has(tmp_path: Path) -> None:
    scan = write_scan(tmp_path / "scans" / "a.png")
    (tmp_path / "scans" / "lost").symlink_to(tmp_path / "nowhere")
    assert files_by_name(tmp_path / "scans") == {"a.png": scan}


def test_one_content_under_two_names_has_two_answers(
    tmp_path: Path, analyzer: CountingAnalyzer, store: Store
) -> None:
    files = _scans(tmp_path / "scans", DOUBT, DOUBT)
    for recalled in (False, True):
        found = _all(files, analyzer, store)
        assert [one.analysis.path for one in found] == files
        assert [one.recalled for one in found] == [recalled] * 2
    assert len({one.analysis.sha256 for one in found}) == 1


def test_an_answer_says_what_the_analysis_says(tmp_path: Path, analyzer: CountingAnalyzer) -> None:
    [one] = _all(_scans(tmp_path / "scans", DEFINITE), analyzer)
    said = predicted_image(one.analysis)
    assert said.name == "00.png"
    assert [box.score for box in said.boxes] == [found.score for found in one.analysis.detections]
    assert [box.box_xyxy for box in said.boxes] == [found.box_xyxy for found in one.analysis.detections]
    assert said.probability == pytest.approx(0.8, abs=1e-3)
    assert said.region == "hand"
    assert said.reason == ""


def test_the_side_names_its_networks(tmp_path: Path, analyzer: CountingAnalyzer) -> None:
    side = predictions((), analyzer)
    hashes = {folder.reference.name: folder.reference.sha256 for folder in analyzer.model_set.folders}
    assert dict(side.signature) == hashes
    assert side.source.startswith("this program: ")
    assert all(f"{name} {sha256[:6]}" in side.source for name, sha256 in hashes.items())
