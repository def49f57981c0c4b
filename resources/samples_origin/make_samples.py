"""Make `resources/samples` from a FracAtlas folder: ``python make_samples.py FRACATLAS [OUT]``.

The scans of `samples.csv` with the kind ``scan`` are copied byte for byte, those with the kind ``dicom``
become DICOM files (`make_dicom.py`), and the one with the kind ``page`` is drawn here.
"""

from __future__ import annotations

import csv
import shutil
import sys
from pathlib import Path

from make_dicom import write_jpeg2000, write_monochrome1
from PIL import Image, ImageDraw, ImageFont

HERE = Path(__file__).resolve().parent
SAMPLES = HERE.parent / "samples"
PAGE = """This page is no radiograph.

It is drawn by make_samples.py and lies among the
samples so that a run shows what happens to a picture
that the networks were never meant to see:

    the row says out_of_scope, and why;
    no probability, no region, no box.

A refusal is not a finding, and it is not a normal
report either. Whoever reads the table must be able
to tell the three apart at a glance.
"""


def rows() -> list[dict[str, str]]:
    """Rows of `samples.csv`, by column."""
    with (HERE / "samples.csv").open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def make_all(fracatlas: Path, out: Path) -> list[Path]:
    """Write every sample into `out`, an existing folder; the paths in the order of `samples.csv`."""
    return [_make(row, fracatlas, out / row["file"]) for row in rows()]


def _make(row: dict[str, str], fracatlas: Path, target: Path) -> Path:
    if row["kind"] == "page":
        _draw_page().save(target)
        return target
    folder = "Fractured" if row["fractured"] == "1" else "Non_fractured"
    scan = fracatlas / "images" / folder / f"{row['image_id']}.jpg"
    if row["kind"] == "scan":
        shutil.copyfile(scan, target)
        return target
    write = write_monochrome1 if "monochrome1" in row["file"] else write_jpeg2000
    return write(scan, target, row["region"])


def _draw_page() -> Image.Image:
    page = Image.new("L", (640, 820), 255)
    draw = ImageDraw.Draw(page)
    draw.multiline_text((60, 80), PAGE, fill=0, font=ImageFont.load_default(20), spacing=14)
    return page


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit("usage: python make_samples.py FRACATLAS [OUT]")
    for made in make_all(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) == 3 else SAMPLES):
        print(made)
