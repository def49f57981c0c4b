"""What a family hands back of the test part, and the file that figures are computed from, again and again.

The file holds the image ids, labels and reference boxes too: figures need neither network nor data.
"""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from fracview.core.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from training.suite.protocols import ProtocolData
    from training.suite.samples import Samples


@dataclass(frozen=True, eq=False, slots=True)
class Predictions:
    """Answers of one trained network, in the order of `ProtocolData.test`.

    Attributes
    ----------
    scores
        Classifiers: (n, classes) float, each row adding up to 1.
    val_scores
        The same of `ProtocolData.val`; None where val is test. The threshold is chosen on it.
    boxes
        Detectors: one (k, 5) array a scan, xyxy in pixels of the EXIF-rotated original, score; best first.
    polygons
        Segmentation: for each scan one (m, 2) outline x, y a box of `boxes`, in the same pixels.
    epochs, best_epoch
        Epochs done, and the one (from 1) whose network answered.
    start
        Where the weights came from: ``scratch``, or the file's name.
    library
        Who trained it, with version: ``ultralytics-8.4.190``.
    device
        What it ran on: ``cpu``, ``cuda:0 NVIDIA H100``.
    """

    scores: NDArray[np.floating] | None = None
    val_scores: NDArray[np.floating] | None = None
    boxes: Sequence[NDArray[np.floating]] | None = None
    polygons: Sequence[Sequence[NDArray[np.floating]]] | None = None
    epochs: int = 0
    best_epoch: int | None = None
    start: str = "scratch"
    library: str = ""
    device: str = "cpu"


@dataclass(frozen=True, eq=False, slots=True)
class Saved:
    """A predictions file, read.

    Attributes
    ----------
    image_ids, labels, regions, flags
        (n,) each, of the test part; `flags` are the region flags joined by spaces.
    reference
        One (m, 4) array of reference boxes a scan.
    reference_polygons
        One (k, 2) outline a reference box, scan by scan.
    val_labels
        Labels of the validation part where it is apart from the test part, else None.
    """

    answers: Predictions
    task: str
    classes: tuple[str, ...]
    image_ids: NDArray[np.str_]
    labels: NDArray[np.int64]
    regions: NDArray[np.str_]
    flags: NDArray[np.str_]
    reference: tuple[NDArray[np.float64], ...]
    reference_polygons: tuple[tuple[NDArray[np.float64], ...], ...]
    val_labels: NDArray[np.int64] | None

    def __len__(self) -> int:
        return len(self.image_ids)


def check(answers: Predictions, data: ProtocolData) -> None:
    """Refuse answers that do not fit the test part.

    Raises
    ------
    UsageError
        Where the number of scans or classes differs, or a score is not finite.
    """
    if (answers.scores is None) == (answers.boxes is None):
        raise _bad("a classifier answers with scores, a detector with boxes")
    if answers.scores is not None:
        if answers.scores.shape != (len(data.test), len(data.classes)):
            raise _bad(
                f"{answers.scores.shape} scores for {len(data.test)} scans, {len(data.classes)} classes"
            )
        if not np.isfinite(answers.scores).all():
            raise _bad("a score is not finite")
    for name, found in (("boxes", answers.boxes), ("polygons", answers.polygons)):
        if found is not None and len(found) != len(data.test):
            raise _bad(f"{name} of {len(found)} scans for {len(data.test)}")


def save(path: Path, answers: Predictions, data: ProtocolData) -> None:
    """Write the answers beside what they are measured against; aside, then put in place."""
    check(answers, data)
    content: dict[str, Any] = _of_part(data.test) | {"about": json.dumps(_about(answers, data))}
    if answers.scores is not None:
        content["scores"] = np.asarray(answers.scores, np.float32)
    if answers.val_scores is not None and data.val is not data.test:
        content |= {"val_scores": np.asarray(answers.val_scores, np.float32), "val_labels": data.val.labels}
    if answers.boxes is not None:
        content |= _packed("boxes", [np.reshape(one, (-1, 5)) for one in answers.boxes], 5)
    if answers.polygons is not None:
        content |= _packed_outlines("polygons", answers.polygons)
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **content)
    aside = path.with_name(path.name + ".part")
    aside.write_bytes(buffer.getvalue())
    aside.replace(path)


def load(path: Path) -> Saved:
    """Read a file that `save` wrote.

    Raises
    ------
    UsageError
        Where there is none.
    """
    if not path.is_file():
        message, cure = "there are no predictions", "Run `python -m training train --suite paper` first."
        raise UsageError(message, reason="no_predictions", path=path, cure=cure)
    with np.load(path, allow_pickle=False) as file:
        content = {name: file[name] for name in file.files}
    about = json.loads(str(content["about"]))
    task, classes = about.pop("task"), tuple(about.pop("classes"))
    answers = Predictions(
        scores=content.get("scores"),
        val_scores=content.get("val_scores"),
        boxes=_unpacked("boxes", content),
        polygons=_unpacked_outlines("polygons", content),
        **about,
    )
    return Saved(
        answers=answers,
        task=task,
        classes=classes,
        image_ids=content["image_ids"],
        labels=content["labels"],
        regions=content["regions"],
        flags=content["flags"],
        reference=tuple(_unpacked("reference", content) or ()),
        reference_polygons=tuple(tuple(one) for one in _unpacked_outlines("outlines", content) or ()),
        val_labels=content.get("val_labels"),
    )


def _about(answers: Predictions, data: ProtocolData) -> dict[str, Any]:
    names = ("epochs", "best_epoch", "start", "library", "device")
    return {name: getattr(answers, name) for name in names} | {"task": data.task, "classes": data.classes}


def _of_part(part: Samples) -> dict[str, Any]:
    return {
        "image_ids": np.array([scan.image_id for scan in part.scans]),
        "labels": part.labels,
        "regions": np.array([scan.region for scan in part.scans]),
        "flags": np.array([" ".join(scan.flags) for scan in part.scans]),
        **_packed("reference", [np.reshape(scan.boxes_xyxy, (-1, 4)) for scan in part.scans], 4),
        **_packed_outlines(
            "outlines", [[np.reshape(one, (-1, 2)) for one in scan.polygons_xy] for scan in part.scans]
        ),
    }


def _packed(name: str, rows: Sequence[NDArray[np.generic]], width: int) -> dict[str, NDArray[np.generic]]:
    """Ragged rows as one array and the number of each."""
    empty = np.zeros((0, width))
    counts = np.array([len(one) for one in rows], np.int64)
    return {name: np.concatenate([empty, *rows]).astype(np.float64), f"{name}_counts": counts}


def _unpacked(name: str, content: dict[str, NDArray[Any]]) -> list[NDArray[np.float64]] | None:
    if name not in content:
        return None
    return (
        np.split(content[name], np.cumsum(content[f"{name}_counts"])[:-1])
        if len(content[f"{name}_counts"])
        else []
    )


def _packed_outlines(
    name: str, scans: Sequence[Sequence[NDArray[np.generic]]]
) -> dict[str, NDArray[np.generic]]:
    counts = np.array([len(outlines) for outlines in scans], np.int64)
    flat = [np.reshape(one, (-1, 2)) for outlines in scans for one in outlines]
    return _packed(name, flat, 2) | {f"{name}_a_scan": counts}


def _unpacked_outlines(name: str, content: dict[str, NDArray[Any]]) -> list[list[NDArray[np.float64]]] | None:
    flat = _unpacked(name, content)
    if flat is None:
        return None
    ends = np.cumsum(content[f"{name}_a_scan"])
    return [flat[end - count : end] for end, count in zip(ends, content[f"{name}_a_scan"], strict=True)]


def _bad(what: str) -> UsageError:
    return UsageError(f"the answers do not fit the test part: {what}", reason="bad_predictions")
