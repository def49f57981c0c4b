"""A folder of many different scans, made of FracAtlas by small changes of brightness and a little noise.

``python -m tests.benchmarks.many_scans FOLDER --count 10000``; seeded, and goes on where it stopped.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from PIL import Image, ImageFile

SHARED_IMAGES = Path(__file__).resolve().parents[3] / "shared" / "data" / "fracatlas" / "images"
SEED = 7
A_FOLDER = 500


def perturbed(pixels: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """(rows, columns[, 3]) uint8 a little brighter or darker, with a little noise.

    The noise is grey, since colour would put a scan out of scope.
    """
    noise = generator.integers(-2, 3, pixels.shape[:2] + (1,) * (pixels.ndim - 2), dtype=np.int16)
    changed = pixels.astype(np.int16) + noise + int(generator.integers(-8, 9))
    return np.clip(changed, 0, 255).astype(np.uint8)


def place_of(folder: Path, number: int) -> Path:
    return folder / f"{number // A_FOLDER:04d}" / f"scan{number:06d}.jpg"


def make(folder: Path, images: Path, count: int) -> None:
    """Write scans that are not there yet."""
    sources = sorted(images.rglob("*.jpg"))
    if not sources:
        raise SystemExit(f"no scans below {images}")
    for number in range(count):
        target = place_of(folder, number)
        if target.exists():
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        with Image.open(sources[number % len(sources)]) as opened:
            ImageFile.LOAD_TRUNCATED_IMAGES = True  # 56 of the set lack their last bytes
            opened.load()
            made = perturbed(np.asarray(opened), np.random.default_rng([SEED, number]))
            part = target.with_suffix(".part")
            Image.fromarray(made).save(part, "JPEG", quality=opened.info.get("quality", 90))
        part.replace(target)


def main() -> None:
    parser = argparse.ArgumentParser(description="Make a folder of many different scans.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--images", type=Path, default=SHARED_IMAGES)
    parser.add_argument("--count", type=int, default=10_000)
    options = parser.parse_args()
    make(options.folder, options.images, options.count)


if __name__ == "__main__":
    main()
