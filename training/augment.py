"""Seeded augmentation of a letterboxed scan and of the mask of its reference boxes.

Geometry first (mirror, rotation, scale, shear, shift), then what detectors and exposures do: gamma,
contrast, blur, noise, a hidden patch. One generator a scan and epoch, so a run can be repeated and resumed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

T = TypeVar("T", np.uint8, np.float32)


@dataclass(frozen=True, slots=True)
class Augmentation:
    """Strengths; ranges are symmetric about "unchanged".

    Attributes
    ----------
    degrees, shear
        Largest rotation and shear in degrees.
    scale, shift
        Largest relative change of size, and of position as a fraction of the side.
    gamma, contrast, brightness
        Largest change of the exponent (log2), of the slope, and of the level (of full scale).
    flip, upside_down
        Probabilities of mirroring left-right and top-bottom.
    soften, erase
        Probabilities of blur or noise, and of one hidden patch.
    """

    degrees: float = 25.0
    shear: float = 6.0
    scale: float = 0.25
    shift: float = 0.10
    gamma: float = 0.5
    contrast: float = 0.25
    brightness: float = 0.10
    flip: float = 0.5
    upside_down: float = 0.1
    soften: float = 0.2
    erase: float = 0.25


def box_mask(boxes_xyxy: NDArray[np.float32], size: int, cells: int) -> NDArray[np.float32]:
    """(cells, cells) mask: share of each cell inside a box; boxes in pixels of the (size, size) square."""
    fine = np.zeros((size, size), np.float32)
    for x1, y1, x2, y2 in boxes_xyxy:
        fine[int(y1) : int(np.ceil(y2)), int(x1) : int(np.ceil(x2))] = 1.0
    return np.asarray(cv2.resize(fine, (cells, cells), interpolation=cv2.INTER_AREA), np.float32)


def augment(
    image: NDArray[np.uint8],
    mask: NDArray[np.float32] | None,
    size: int,
    how: Augmentation,
    rng: np.random.Generator,
) -> tuple[NDArray[np.uint8], NDArray[np.float32] | None]:
    """A (s, s) scan and its (c, c) mask, changed alike; the scan comes back as (size, size).

    Coordinates of image and mask are scaled to the unit square, so both move by the same map.
    """
    unit = _unit_affine(how, rng)
    moved = _warp(image, unit, size)
    mask_moved = None if mask is None else _warp(mask, unit, mask.shape[0])
    return _expose(moved, how, rng), mask_moved


def _unit_affine(how: Augmentation, rng: np.random.Generator) -> NDArray[np.float64]:
    """3 x 3 map of the unit square about its centre."""
    angle, shear = np.deg2rad(rng.uniform(-1, 1, 2) * (how.degrees, how.shear))
    zoom = 1.0 + rng.uniform(-how.scale, how.scale)
    mirror = np.diag(
        [-1.0 if rng.random() < how.flip else 1.0, -1.0 if rng.random() < how.upside_down else 1.0]
    )
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    linear = zoom * turn @ np.array([[1.0, np.tan(shear)], [0.0, 1.0]]) @ mirror
    shift = 0.5 + rng.uniform(-how.shift, how.shift, 2) - linear @ (0.5, 0.5)
    return np.vstack([np.column_stack([linear, shift]), [0.0, 0.0, 1.0]])


def _warp(array: NDArray[T], unit: NDArray[np.float64], size: int) -> NDArray[T]:
    """Apply the unit-square map in pixel-centre coordinates of source and result."""
    source = array.shape[0]
    to_unit = np.array([[1 / source, 0, 0.5 / source], [0, 1 / source, 0.5 / source], [0, 0, 1]])
    from_unit = np.array([[size, 0, -0.5], [0, size, -0.5], [0, 0, 1.0]])
    matrix = (from_unit @ unit @ to_unit)[:2]
    shrinks = abs(np.linalg.det(matrix[:, :2])) < 0.5
    flags = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    return np.asarray(cv2.warpAffine(array, matrix, (size, size), flags=flags, borderValue=0), array.dtype)


def _expose(image: NDArray[np.uint8], how: Augmentation, rng: np.random.Generator) -> NDArray[np.uint8]:
    gamma = 2.0 ** rng.uniform(-how.gamma, how.gamma)
    slope = 1.0 + rng.uniform(-how.contrast, how.contrast)
    level = rng.uniform(-how.brightness, how.brightness)
    grey = np.linspace(0.0, 1.0, 256) ** gamma * slope
    grey[1:] += level
    image = (np.clip(grey, 0.0, 1.0) * 255).astype(np.uint8)[image]
    if rng.random() < how.soften:
        image = _soften(image, rng)
    if rng.random() < how.erase:
        side = int(image.shape[0] * rng.uniform(0.08, 0.25))
        top, left = rng.integers(0, image.shape[0] - side, 2)
        image[top : top + side, left : left + side] = rng.integers(0, 128)
    return np.asarray(image, np.uint8)


def _soften(image: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    if rng.random() < 0.5:
        return np.asarray(cv2.GaussianBlur(image, (0, 0), rng.uniform(0.4, 1.2)), np.uint8)
    noisy = image + rng.normal(0, rng.uniform(2, 8), image.shape)
    return np.clip(noisy, 0, 255).astype(np.uint8)
