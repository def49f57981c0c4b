"""``fracview compare``: networks, or another product's answers, against a reference standard."""

from __future__ import annotations

import sys
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from fracview.cli import ALL_DONE, SOME_FAILED
from fracview.cli.interrupt import Interrupt
from fracview.cli.progress import progress
from fracview.core.errors import ReadingError, UsageError
from fracview.core.resources import resources_dir

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from fracview.core.annotation import ReferenceStandard
    from fracview.core.prediction import Predictions
    from fracview.export.comparison.signature import Thresholds
    from fracview.inference import Analyzer

FILE_SCORE, FILE_FRACTURE = 0.25, 0.5
"""Thresholds for answers from a file, which says none itself."""

BY_REGION = ("precision", "recall", "average_precision_50", "region_accuracy")
"""What Tables II and VI of the study print by region."""


class _StoppedError(Exception):
    """Ctrl-C came while the networks ran."""


@dataclass(frozen=True, slots=True)
class _Side:
    """One side's answers, its thresholds, and whether some of its files failed."""

    predictions: Predictions
    thresholds: Thresholds
    failed: int = 0


def run(arguments: argparse.Namespace) -> int:
    """Compare, write the folder, print the numbers; returns the exit code.

    Raises
    ------
    FracViewError
        Before anything is written: wrong usage, a broken annotation file, a model folder that must not run.
    """
    from fracview.export.comparison.writing import check_folder

    check_folder(arguments.out)
    files = _files(arguments)
    reference = _reference(arguments)
    with Interrupt() as interrupt:
        try:
            side = _side(arguments, reference, files, interrupt)
        except _StoppedError:
            kept = f" What was analysed is in {arguments.store}." if arguments.store else ""
            print(f"fracview: stopped; nothing was compared.{kept}", file=sys.stderr)
            return interrupt.exit_code
    content = _write(arguments, arguments.out, reference, side, files)
    _print(content, arguments.out)
    if arguments.against:
        print(f"The same for {arguments.against.name}:")
        second = replace(side, predictions=_from_file(arguments.against, arguments, reference, files))
        thresholds = _thresholds(arguments, FILE_SCORE, FILE_FRACTURE, "the usual ones for a file")
        folder = arguments.out.with_name(arguments.out.name + "_against")
        _print(_write(arguments, folder, reference, replace(second, thresholds=thresholds), files), folder)
    return SOME_FAILED if side.failed else ALL_DONE


def _files(arguments: argparse.Namespace) -> dict[str, Path]:
    from fracview.review.comparison import files_by_name

    if not arguments.images.is_dir():
        message, cure = "is no folder.", "Name the folder that holds the images."
        raise UsageError(message, reason="no_images", path=arguments.images, field="--images", cure=cure)
    return files_by_name(arguments.images)


def _reference(arguments: argparse.Namespace) -> ReferenceStandard:
    """The reference standard, or one part of it."""
    from fracview.reading.annotations import read_reference

    whole = read_reference(arguments.truth, arguments.images)
    if not arguments.part:
        return whole
    images = tuple(image for image in whole.images if image.part == arguments.part)
    if not images:
        parts = sorted({image.part for image in whole.images if image.part})
        cure = f"There are: {', '.join(parts)}." if parts else "Leave --part out: no part is named in it."
        message = f"The reference standard has no part {arguments.part!r}."
        raise UsageError(message, reason="no_part", field="--part", cure=cure)
    names = {image.name for image in images}
    notes = tuple(note for note in whole.notes if not note.image or note.image in names)
    return replace(whole, images=images, notes=notes)


def _side(
    arguments: argparse.Namespace,
    reference: ReferenceStandard,
    files: Mapping[str, Path],
    interrupt: Interrupt,
) -> _Side:
    if arguments.predictions:
        said = "the usual ones for a file"
        thresholds = _thresholds(arguments, FILE_SCORE, FILE_FRACTURE, said)
        return _Side(_from_file(arguments.predictions, arguments, reference, files), thresholds)
    from fracview.inference import Analyzer, load_model_set

    models = load_model_set(arguments.models or resources_dir() / "models")
    analyzer = Analyzer(models, device=arguments.device)
    wanted = [files[image.name] for image in reference.images if image.name in files]
    if not wanted:
        message = "No image of the reference standard has a file here."
        raise UsageError(message, reason="no_images", path=arguments.images, cure="Name another --images.")
    found = _analyzed(arguments, analyzer, wanted, interrupt)
    points = models.operating_points
    thresholds = _thresholds(
        arguments,
        points["detection"].high_sensitivity,
        points["fracture"].high_sensitivity,
        "the networks' own high-sensitivity points",
    )
    failed = sum(image.status in ("failed", "unreadable") for image in found.images)
    return _Side(found, thresholds, failed)


def _analyzed(
    arguments: argparse.Namespace, analyzer: Analyzer, files: list[Path], interrupt: Interrupt
) -> Predictions:
    from fracview.review.comparison import predict, predictions
    from fracview.review.store import Store

    analyses = []
    with ExitStack() as stack:
        store = stack.enter_context(Store(arguments.store)) if arguments.store else None
        bar = stack.enter_context(progress(quiet=arguments.quiet))
        for one in stack.enter_context(closing(predict(files, analyzer, store))):
            analyses.append(one.analysis)
            bar.update(one.done, one.total, True)
            if interrupt.signal_number:
                raise _StoppedError
    return predictions(analyses, analyzer)


def _from_file(
    path: Path, arguments: argparse.Namespace, reference: ReferenceStandard, files: Mapping[str, Path]
) -> Predictions:
    """Answers from a file; ids are looked up in the annotation file where they are numbers."""
    from fracview.reading.annotations import image_names, image_sizes, read_predictions
    from fracview.reading.annotations.problems import AnnotationError

    asked = {image.name for image in reference.images} & set(files)
    sizes = {name: size for name, size in image_sizes(arguments.images).items() if name in asked}
    try:
        return read_predictions(path, None, sizes)
    except AnnotationError:
        names = image_names(arguments.truth)
        if not names:
            raise
        return read_predictions(path, names, sizes)


def _thresholds(arguments: argparse.Namespace, score: float, fracture: float, said: str) -> Thresholds:
    from fracview.export.comparison.signature import Thresholds

    given = arguments.confidence
    said = said if given is None else f"the score from --confidence, the rest: {said}"
    return Thresholds(score if given is None else given, arguments.iou, fracture, said)


def _write(
    arguments: argparse.Namespace,
    folder: Path,
    reference: ReferenceStandard,
    side: _Side,
    files: Mapping[str, Path],
) -> dict[str, Any]:
    from fracview.core.comparison import Evaluation
    from fracview.export.comparison.signature import signature
    from fracview.export.comparison.writing import write_comparison
    from fracview.reading import read

    def display(name: str) -> NDArray[np.uint8] | None:
        try:
            return read(files[name]).display_image() if name in files else None
        except ReadingError:
            return None

    evaluation = Evaluation(reference, side.predictions, side.thresholds.fracture)
    signed = signature(evaluation, reference, side.predictions, side.thresholds)
    return write_comparison(
        folder, evaluation, side.thresholds, signed, reference.notes, display, arguments.bootstrap
    )


def _print(content: Mapping[str, Any], folder: Path) -> None:
    """The numbers, one line each, with what they are of; then where the rest is."""
    from fracview.export.comparison.page import WORDS, interval, number

    signed, counts = content["signature"], content["counts"]
    print(
        f"{signed['images answered']} of {signed['images']} images have an answer; "
        f"TP {counts['tp']}, FP {counts['fp']}, FN {counts['fn']} "
        f"at a score >= {signed['score threshold']:.3g} and IoU >= {signed['IoU threshold']:g}"
    )
    for name, one in content["figures"].items():
        print(f"{WORDS.get(name, name):<42} {number(one['value']):>12}  {interval(one):<16}  n={one['n']}")
    for row in content["by"]["region"]:
        figures = row["figures"]
        said = "  ".join(f"{WORDS[name]} {number(figures[name]['value'])}" for name in BY_REGION)
        head = f"region {row['name']:<10} {row['images']:>5} images {row['annotations']:>4} annotations"
        print(f"{head}  {said}")
    print(f"{signed['use']} Report: {folder / 'report.html'}")
