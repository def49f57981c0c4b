from __future__ import annotations

import csv
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
import pytest

from fracview.inference.preprocess import letterbox_image
from training import duplicates, negatives
from training.negatives import Negative

if TYPE_CHECKING:
    from pathlib import Path


def picture(seed: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (40, 50)).astype(np.uint8)


def test_a_familys_half_is_its_own() -> None:
    made = [Negative("kind", f"family {index}", picture(0)) for index in range(200)]
    halves = Counter(one.half for one in made)
    assert set(halves) == {"choice", "report"}
    assert min(halves.values()) > 70
    for one in made:
        assert Negative("another kind", one.family, picture(1)).half == one.half


def test_near_duplicates_become_one_family_whatever_they_are_called() -> None:
    first, other = picture(1), picture(2)
    made = [
        Negative("CT DICOM", "a", first),
        Negative("colour DICOM", "b", np.repeat(first[:, :, None], 3, axis=2)),
        Negative("CT DICOM", "c", other),
        Negative("CT DICOM", "b", picture(3)),
        Negative("CT DICOM", "d", np.ascontiguousarray(first[:, ::-1])),
    ]
    joined = negatives.join_families(made)
    assert [one.family for one in joined] == ["a", "a", "c", "a", "a"]
    assert [one.kind for one in joined] == [one.kind for one in made]
    assert all(one.image is before.image for one, before in zip(joined, made, strict=True))


def test_pages_and_noise_are_the_same_every_time() -> None:
    for make in (negatives.text_pages, negatives.noise):
        one, again = list(make(8)), list(make(8))
        assert len({negative.family for negative in one}) == 8
        for first, second in zip(one, again, strict=True):
            assert first.image.dtype == np.uint8
            assert first.image.ndim == 2
            assert (first.image == second.image).all()


def test_a_page_carries_ink() -> None:
    for page in negatives.text_pages(6):
        dark = (page.image < 128).mean()
        assert 0.02 < min(dark, 1 - dark) < 0.5


def test_scikit_images_pictures_need_no_download() -> None:
    made = list(negatives.from_skimage())
    assert len(made) == len(negatives.SKIMAGE_PICTURES)
    for one in made:
        assert one.image.dtype == np.uint8
        assert letterbox_image(one.image, 32, 32).shape == (32, 32)


def test_no_source_of_the_corpus_lies_in_both_halves(dicom_dir: Path) -> None:
    made = negatives.join_families(list(negatives.from_dicom_corpus(dicom_dir)))
    assert len(made) > 100
    halves: dict[str, set[str]] = {}
    for one in made:
        halves.setdefault(one.family, set()).add(one.half)
    assert all(len(found) == 1 for found in halves.values())
    squares = np.stack([letterbox_image(one.image, 224, 224) for one in made])
    for i, j in duplicates.similar_pairs(duplicates.thumbnail_vectors(squares)):
        assert made[i].half == made[j].half, (made[i].family, made[j].family)


def corpus(folder: Path, rows: list[dict[str, str]]) -> Path:
    """A corpus whose every file is the same readable DICOM file."""
    from pydicom.data import get_testdata_file

    source = get_testdata_file("CT_small.dcm", download=False)
    rest = ["body_part", "view_expected", "rows", "cols", "window_center", "rescale_intercept"]
    with (folder / "MANIFEST.csv").open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, ["file", "modality", "samples", *rest], restval="")
        writer.writeheader()
        writer.writerows(rows)
    with open(source, "rb") as stream:  # noqa: PTH123 - pydicom gives a str
        content = stream.read()
    for row in rows:
        (folder / row["file"]).write_bytes(b"no DICOM" if row["file"].startswith("bad") else content)
    return folder


ROWS = [
    {"file": "ct", "modality": "CT", "samples": "1", "view_expected": "opens"},
    {"file": "colour", "modality": "US", "samples": "3", "view_expected": "opens"},
    {"file": "chest", "modality": "CR", "samples": "1", "body_part": "CHEST", "view_expected": "opens"},
    {"file": "hip", "modality": "DX", "samples": "1", "body_part": "HIP", "view_expected": "opens"},
    {"file": "dose", "modality": "RTDOSE", "samples": "1", "view_expected": "opens"},
    {"file": "never", "modality": "CT", "samples": "1", "view_expected": "refuse: no pixels"},
    {"file": "bad", "modality": "CT", "samples": "1", "view_expected": "opens"},
]


@pytest.fixture
def small_corpus(tmp_path: Path) -> Path:
    return corpus(tmp_path, ROWS)


def test_what_a_corpus_gives_and_under_which_heading(small_corpus: Path) -> None:
    kinds = [one.kind for one in negatives.from_dicom_corpus(small_corpus)]
    assert kinds == ["CT DICOM", "colour DICOM", "chest or spine radiograph", "other DICOM"]


def test_a_supported_radiograph_of_another_hospital_is_no_negative(small_corpus: Path) -> None:
    (foreign,) = negatives.foreign_radiographs(small_corpus)
    assert foreign.kind == negatives.FOREIGN
