from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from fracview.core.letterbox import Letterbox
from training.families.pictures import pictures_of
from training.families.ultralytics_folders import (
    box_folder,
    box_lines,
    classification_folder,
    outline_lines,
)
from training.fracatlas import Scan
from training.suite.protocols import protocol_data

if TYPE_CHECKING:
    from tests.training.conftest import Tiny

LETTERBOX = Letterbox(200, 100, 64, 64)


def scan(**given: object) -> Scan:
    return Scan("IMG0000001.jpg", Path("x"), "hand", True, official="", **{"boxes_xyxy": (), **given})  # type: ignore[arg-type]


def test_label_lines_are_shares_of_the_square() -> None:
    found = box_lines(scan(boxes_xyxy=((0.0, 0.0, 100.0, 200.0),)), LETTERBOX)
    assert [float(word) for word in found.split()] == pytest.approx([0, 0.5, 0.5, 0.5, 1.0])
    outline = outline_lines(scan(polygons_xy=((0.0, 0.0, 100.0, 0.0, 100.0, 200.0),)), LETTERBOX)
    assert [float(word) for word in outline.split()] == pytest.approx([0, 0.25, 0, 0.75, 0, 0.75, 1])
    assert box_lines(scan(), LETTERBOX) == outline_lines(scan(), LETTERBOX) == ""


def test_classes_keep_their_order_and_scans_their_label(tiny: Tiny, tmp_path: Path) -> None:
    data = protocol_data(tiny.root, "paper-v1", "region", {}, 7)
    folder = classification_folder(data, pictures_of(data, tmp_path, 64), tmp_path)
    names = sorted(path.name for path in (folder / "train").iterdir())
    assert [name.split(" ", 1)[1] for name in names] == list(data.classes)
    for part, samples in (("train", data.train), ("val", data.val)):
        found = {path.stem: int(path.parent.name[0]) for path in (folder / part).glob("*/*.png")}
        assert found == dict(zip(samples.stems, samples.labels.tolist(), strict=True))


def test_an_interrupted_folder_is_made_again(
    tiny: Tiny, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from training.families import ultralytics_folders

    data = protocol_data(tiny.root, "paper-v1", "detection", {"set": 2}, 7)
    squares = pictures_of(data, tmp_path, 64)
    save, saved = ultralytics_folders._save, []

    def dying(path: Path, image: np.ndarray) -> None:
        saved.append(path)
        if len(saved) == 3:
            raise KeyboardInterrupt
        save(path, image)

    with monkeypatch.context() as patch:
        patch.setattr(ultralytics_folders, "_save", dying)
        with pytest.raises(KeyboardInterrupt):
            box_folder(data, squares, tmp_path)
    file = box_folder(data, squares, tmp_path)
    for part, samples in (("train", data.train), ("val", data.val)):
        images = sorted((file.parent / "images" / part).glob("*.png"))
        assert len(images) == len(list((file.parent / "labels" / part).glob("*.txt"))) == len(samples)
    with Image.open(images[0]) as picture:
        assert picture.size == (64, 64)
    assert f"path: {file.parent.resolve()}" in file.read_text()
