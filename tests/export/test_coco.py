from __future__ import annotations

import contextlib
import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fracview.core.analysis import Detection, Provenance, Status, Tier
from fracview.core.errors import ExportError, UsageError
from fracview.export.coco import CocoWriter, companion
from fracview.export.identifiers import with_identifiers
from fracview.export.records import to_record
from fracview.reading.annotations import read_predictions
from tests.export.analyses import PROVENANCE, analysis, not_found, without_findings

FAILED = to_record(
    without_findings(
        Status.UNREADABLE, "truncated: it ends early.", path=Path("b/bad.dcm"), provenance=Provenance("0.1.0")
    )
)
SCOPE = to_record(without_findings(Status.OUT_OF_SCOPE, "gate: unlike the scans.", path=Path("b/foot.jpg")))
NEGATIVE = to_record(not_found(path=Path("b/negative.jpg"), sha256="cd" * 32))
BOXES = to_record(analysis(), all_detections=True)
SECOND = to_record(analysis(frame=1, detections=(Detection((1, 2, 4, 8), 0.5, Tier.DEFINITE),)))


def written(path: Path, *records: dict[str, Any], **options: Any) -> CocoWriter:
    with CocoWriter(path, **options) as writer:
        for record in records:
            writer.write(record)
    return writer


def load(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


GOLDEN = """[
{"image_id": 2, "category_id": 1, "bbox": [100.0, 40.0, 60.0, 50.0], "score": 0.77, "file_name": "scan.jpg", "frame": 0, "sha256": "SHA"},
{"image_id": 2, "category_id": 1, "bbox": [20.0, 150.0, 60.0, 70.0], "score": 0.22, "file_name": "scan.jpg", "frame": 0, "sha256": "SHA"},
{"image_id": 2, "category_id": 1, "bbox": [5.0, 260.0, 25.0, 30.0], "score": 0.05, "file_name": "scan.jpg", "frame": 0, "sha256": "SHA"},
{"image_id": 3, "category_id": 1, "bbox": [1.0, 2.0, 3.0, 6.0], "score": 0.5, "file_name": "scan.jpg", "frame": 1, "sha256": "SHA"}
]
"""  # noqa: E501


def test_the_results_to_the_byte(tmp_path: Path) -> None:
    written(tmp_path / "coco.json", FAILED, BOXES, SECOND, NEGATIVE)
    assert (tmp_path / "coco.json").read_text(encoding="utf-8") == GOLDEN.replace("SHA", "ab" * 32)


def test_the_companion_keeps_what_has_no_box_apart(tmp_path: Path) -> None:
    written(tmp_path / "coco.json", FAILED, BOXES, SCOPE, NEGATIVE)
    content = load(tmp_path / "coco.images.json")
    assert list(content) == ["images", "categories", "info"]
    assert [image["id"] for image in content["images"]] == [1, 2, 3, 4]
    assert [image["outcome"] for image in content["images"]] == [
        "unreadable",
        "definite",
        "out_of_scope",
        "not_found",
    ]
    assert content["images"][0] == {
        "id": 1,
        "file_name": "bad.dcm",
        "path": "b/bad.dcm",
        "frame": 0,
        "sha256": "ab" * 32,
        "status": "unreadable",
        "outcome": "unreadable",
        "reason": "truncated: it ends early.",
        "probability": None,
    }
    assert content["images"][1]["probability"] == 0.87
    assert content["categories"] == [{"id": 1, "name": "fracture", "supercategory": ""}]


def test_the_companion_says_where_the_boxes_come_from(tmp_path: Path) -> None:
    written(tmp_path / "coco.json", FAILED, BOXES, NEGATIVE)
    info = load(tmp_path / "coco.images.json")["info"]
    assert "not a medical device" in info["use"]
    assert info["version"] == "0.1.0"
    (origin,) = info["provenance"]
    assert origin["frames"] == 2
    assert [model["sha256"] for model in origin["models"]] == [model.sha256 for model in PROVENANCE.models]
    assert origin["operating_points"]["detection"] == {"high_sensitivity": 0.1, "high_specificity": 0.4}
    assert origin["provider"] == "CPUExecutionProvider"


def test_sizes_stand_where_they_are_known_and_identifiers_nowhere(tmp_path: Path) -> None:
    record = with_identifiers(BOXES, {"patient_name": "DOE^JANE"})
    with CocoWriter(tmp_path / "coco.json") as writer:
        writer.write(record, size=(200, 300))
        writer.write(record)
    first, second = load(tmp_path / "coco.images.json")["images"]
    assert (first["width"], first["height"]) == (200, 300)
    assert "width" not in second
    assert all("DOE" not in path.read_text(encoding="utf-8") for path in tmp_path.iterdir())


def test_pycocotools_way_of_loading_takes_them(tmp_path: Path) -> None:
    coco = pytest.importorskip("faster_coco_eval", reason="comes with the training extra").COCO
    evaluate = pytest.importorskip("faster_coco_eval").COCOeval_faster
    written(tmp_path / "coco.json", FAILED, BOXES, SECOND)
    truth = load(tmp_path / "coco.images.json")
    truth["annotations"] = [
        {"id": 1, "image_id": 2, "category_id": 1, "bbox": [100, 40, 60, 50], "area": 3000, "iscrowd": 0},
        {"id": 2, "image_id": 3, "category_id": 1, "bbox": [1, 2, 3, 6], "area": 18, "iscrowd": 0},
    ]
    (tmp_path / "truth.json").write_text(json.dumps(truth), encoding="utf-8")
    with contextlib.redirect_stdout(io.StringIO()):
        reference = coco(str(tmp_path / "truth.json"))
        loaded = reference.loadRes(str(tmp_path / "coco.json"))
        evaluation = evaluate(reference, loaded, "bbox")
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
    assert len(loaded.anns) == 4
    assert np.isclose(evaluation.stats[0], 1.0)


def test_our_own_reader_has_the_same_boxes_and_takes_no_failure_for_a_negative(tmp_path: Path) -> None:
    written(tmp_path / "coco.json", FAILED, BOXES, SECOND, NEGATIVE, SCOPE)
    found = {image.name: image for image in read_predictions(tmp_path / "coco.json").images}
    assert list(found) == ["bad.dcm", "scan.jpg", "scan.jpg#1", "negative.jpg", "foot.jpg"]
    assert [box.box_xyxy for box in found["scan.jpg"].boxes] == [d.box_xyxy for d in analysis().detections]
    assert [box.score for box in found["scan.jpg"].boxes] == [0.77, 0.22, 0.05]
    assert found["scan.jpg"].probability == 0.87
    assert len(found["scan.jpg#1"].boxes) == 1
    assert {name: one.status for name, one in found.items() if not one.boxes} == {
        "bad.dcm": Status.UNREADABLE,
        "negative.jpg": Status.ANALYZED,
        "foot.jpg": Status.OUT_OF_SCOPE,
    }


def test_a_stranger_without_the_companion_matches_by_file_name(tmp_path: Path) -> None:
    written(tmp_path / "coco.json", BOXES)
    (tmp_path / "coco.images.json").unlink()
    found = read_predictions(tmp_path / "coco.json", sizes={"scan.jpg": (200, 300)})
    assert [len(image.boxes) for image in found.images] == [3]


edges = st.floats(0, 3000, width=32)


@given(
    st.lists(st.tuples(edges, edges, st.floats(1, 900, width=32), st.floats(1, 900, width=32)), max_size=4)
)
def test_any_box_comes_back_to_the_hundredth(
    tmp_path_factory: pytest.TempPathFactory, found: list[tuple[float, ...]]
) -> None:
    boxes = tuple(Detection((x, y, x + w, y + h), 0.5, Tier.DOUBT) for x, y, w, h in found)
    folder = tmp_path_factory.mktemp("coco")
    written(folder / "coco.json", to_record(analysis(detections=boxes)))
    (image,) = read_predictions(folder / "coco.json").images
    for box, back in zip(boxes, image.boxes, strict=True):
        assert np.allclose(box.box_xyxy, back.box_xyxy, atol=0.0151)


def test_a_run_without_a_box_is_an_empty_list_beside_its_images(tmp_path: Path) -> None:
    written(tmp_path / "coco.json", NEGATIVE)
    assert load(tmp_path / "coco.json") == []
    assert len(load(tmp_path / "coco.images.json")["images"]) == 1


def test_no_frame_at_all_is_valid_too(tmp_path: Path) -> None:
    written(tmp_path / "coco.json")
    assert load(tmp_path / "coco.json") == []
    assert load(tmp_path / "coco.images.json")["images"] == []


def test_a_file_name_that_is_no_text_breaks_nothing(tmp_path: Path) -> None:
    written(tmp_path / "coco.json", BOXES | {"path": "a\\scan\udc80ä.jpg"})
    assert load(tmp_path / "coco.json")[0]["file_name"] == "scan\udc80ä.jpg"
    assert load(tmp_path / "coco.images.json")["images"][0]["file_name"] == "scan\udc80ä.jpg"


def test_interrupted_both_files_are_valid_and_tell_of_the_same_frames(tmp_path: Path) -> None:
    with contextlib.suppress(KeyboardInterrupt), CocoWriter(tmp_path / "coco.json") as writer:
        writer.write(BOXES)
        raise KeyboardInterrupt
    assert len(load(tmp_path / "coco.json")) == 3
    assert len(load(tmp_path / "coco.images.json")["images"]) == 1


def test_an_error_before_the_first_frame_leaves_both_as_they_were(tmp_path: Path) -> None:
    written(tmp_path / "coco.json", BOXES)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(RuntimeError), CocoWriter(tmp_path / "coco.json"):
        raise RuntimeError
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_frame_that_does_not_fit_one_file_is_in_neither(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = CocoWriter(tmp_path / "coco.json")
    writer.write(BOXES)
    with monkeypatch.context() as patch:
        patch.setattr(writer, "_encode", lambda _: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            writer.write(SECOND)
    writer.write(NEGATIVE)
    writer.close()
    writer.close()
    images = load(tmp_path / "coco.images.json")["images"]
    assert [(image["id"], image["file_name"]) for image in images] == [(1, "scan.jpg"), (2, "negative.jpg")]
    assert len(load(tmp_path / "coco.json")) == 3


@pytest.mark.parametrize("changed", ["coco.json", "coco.images.json"])
def test_a_change_to_either_file_numbers_both(tmp_path: Path, changed: str) -> None:
    writer = CocoWriter(tmp_path / "coco.json", keep_changed=True)
    writer.write(BOXES)
    (tmp_path / changed).write_text("a reader's", encoding="utf-8")
    writer.close()
    assert writer.path.name == "coco (2).json"
    assert writer.images_path.name == "coco (2).images.json"
    assert {path.name for path in tmp_path.iterdir()} == {changed, "coco (2).json", "coco (2).images.json"}
    assert len(load(writer.images_path)["images"]) == 1


def test_another_suffix_or_a_place_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        CocoWriter(tmp_path / "coco.csv")
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(ExportError):
        CocoWriter(tmp_path / "file" / "coco.json")


def test_the_companion_is_named_after_the_file() -> None:
    assert companion(Path("a/findings (2).json")) == Path("a/findings (2).images.json")
