"""Pictures that are no supported radiograph, to measure the out-of-scope gate; none is ever trained on.

At hand: the CT, MR, ultrasound, nuclear medicine and colour files of a DICOM corpus, scikit-image's sample
pictures, rendered text, and noise. Pictures that come from one source (one slice in ten transfer syntaxes)
count as one family, and a family is either chosen by or reported on, never both.
"""

from __future__ import annotations

import csv
import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from fracview.core.errors import ReadingError
from fracview.inference.preprocess import letterbox_image
from fracview.reading import read
from training import duplicates

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

SKIMAGE_PICTURES = (
    "astronaut", "brick", "camera", "cat", "cell", "checkerboard", "clock", "coffee", "coins", "colorwheel",
    "grass", "gravel", "horse", "hubble_deep_field", "immunohistochemistry", "logo", "microaneurysms", "moon",
    "page", "retina", "rocket", "shepp_logan_phantom", "text",
)  # fmt: skip
"""Those that lie inside the package; the others would be downloaded."""

FOREIGN = "foreign radiograph of a supported region"

LOREM = (
    "the patient was seen again after two weeks and the report says that no further views are needed "
    "please return this page to the front desk before noon and keep the copy for your own records thank you"
)

THUMBNAIL_SIDE = 224
"""Side of the letterboxed pictures that near-duplicates are looked for in."""


@dataclass(frozen=True, eq=False, slots=True)
class Negative:
    """One picture: kind (a row of the report), family, and pixels as `display_image` gives them."""

    kind: str
    family: str
    image: NDArray[np.uint8]

    @property
    def half(self) -> str:
        """``choice`` or ``report``, by a hash of the family."""
        return ("choice", "report")[hashlib.sha256(self.family.encode()).digest()[0] % 2]


def from_dicom_corpus(folder: Path) -> Iterator[Negative]:
    """CT, MR, NM, US, XA, colour, chest and spine of a corpus with a `MANIFEST.csv`."""
    yield from _of_kind(folder, lambda row: "" if _is_foreign(row) else _dicom_kind(row))


def foreign_radiographs(folder: Path) -> list[Negative]:
    """Radiographs of supported regions in the corpus, from other hospitals: the gate had better pass them."""
    return list(_of_kind(folder, lambda row: FOREIGN if _is_foreign(row) else ""))


def _of_kind(folder: Path, kind_of: Callable[[dict[str, str]], str]) -> Iterator[Negative]:
    with (folder / "MANIFEST.csv").open(newline="", encoding="utf-8") as stream:
        rows = [row for row in csv.DictReader(stream) if row["view_expected"].startswith("opens")]
    for row in rows:
        kind = kind_of(row)
        if not kind:
            continue
        try:
            image = read(folder / row["file"]).display_image()
        except ReadingError:
            continue
        family = f"{kind} {row['rows']}x{row['cols']} {row['window_center']} {row['rescale_intercept']}"
        yield Negative(kind, family, image)


def _is_foreign(row: dict[str, str]) -> bool:
    return row["modality"] in {"CR", "DX"} and row["body_part"] in {"HIP", "EXTREMITY"}


def _dicom_kind(row: dict[str, str]) -> str:
    """Row of the report."""
    if row["samples"] == "3":
        return "colour DICOM"
    if row["modality"] in {"CR", "DX"}:
        return "chest or spine radiograph"
    return f"{row['modality']} DICOM" if row["modality"] in {"CT", "MR", "US", "NM", "XA"} else "other DICOM"


def from_skimage() -> Iterator[Negative]:
    """Photographs, micrographs and drawings of scikit-image."""
    from skimage import data

    for name in SKIMAGE_PICTURES:
        yield Negative("picture", f"skimage {name}", _to_uint8(np.asarray(getattr(data, name)())))


def text_pages(count: int = 40, seed: int = 5) -> Iterator[Negative]:
    """Rendered pages of text, black on white or white on black."""
    rng = np.random.default_rng(seed)
    words = LOREM.split()
    for index in range(count):
        width, height = (int(side) for side in rng.integers((400, 400), (900, 1100)))
        paper, ink = (0, 255) if index % 3 == 0 else (255, 0)
        page = Image.new("L", (width, height), paper)
        size = int(rng.integers(10, 30))
        for top in range(10, height - size, round(1.4 * size)):
            line = " ".join(words[int(i)] for i in rng.integers(0, len(words), 12))
            ImageDraw.Draw(page).text((10, top), line, fill=ink, font=ImageFont.load_default(size))
        yield Negative("page of text", f"text {index}", np.asarray(page))


def noise(count: int = 40, seed: int = 6) -> Iterator[Negative]:
    """Uniform and normal noise, flat grey and ramps."""
    rng = np.random.default_rng(seed)
    for index in range(count):
        rows, columns = (int(side) for side in rng.integers(200, 800, 2))
        level, spread = rng.uniform(40, 200), rng.uniform(10, 60)
        made = (
            rng.uniform(0, 255, (rows, columns)),
            rng.normal(level, spread, (rows, columns)),
            np.full((rows, columns), level),
            np.linspace(0, 2 * level, rows)[:, None] * np.ones(columns),
        )[index % 4]
        yield Negative("noise or flat", f"noise {index}", np.clip(made, 0, 255).astype(np.uint8))


def join_families(found: Sequence[Negative]) -> list[Negative]:
    """One family for pictures that are near-duplicates, whatever their headers say."""
    thumbnails = np.stack([letterbox_image(one.image, THUMBNAIL_SIDE, THUMBNAIL_SIDE) for one in found])
    pairs = duplicates.similar_pairs(duplicates.thumbnail_vectors(thumbnails)).tolist()
    first: dict[str, int] = {}
    pairs += [(first.setdefault(one.family, index), index) for index, one in enumerate(found)]
    groups = duplicates.group_labels(len(found), np.array(pairs, np.intp))
    return [replace(one, family=found[group].family) for one, group in zip(found, groups, strict=True)]


def _to_uint8(image: NDArray[np.generic]) -> NDArray[np.uint8]:
    if image.dtype != np.uint8:
        values = image.astype(np.float64)
        image = np.clip(values / max(values.max(), 1e-9) * 255, 0, 255).astype(np.uint8)
    return np.asarray(image[..., :3] if image.ndim == 3 else image, np.uint8)
