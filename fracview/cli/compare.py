"""``fracview compare``: networks, or another product's answers, against a reference standard."""

from __future__ import annotations

import sys
from contextlib import ExitStack, closing
from dataclasses import replace
from typing import TYPE_CHECKING

from fracview.cli import ALL_DONE, SOME_FAILED
from fracview.cli.checks import check_paths
from fracview.cli.compare_report import print_failures, print_report
from fracview.cli.interrupt import Interrupt
from fracview.cli.progress import progress
from fracview.core.analysis import Status
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
    from fracview.export.comparison.signature import Side
    from fracview.inference import Analyzer

FILE_SCORE, FILE_FRACTURE = 0.25, 0.5
"""Thresholds for answers from a file, which says none itself."""

FAILURES = (Status.FAILED, Status.UNREADABLE)


class _StoppedError(Exception):
    """Ctrl-C came while the networks ran."""


def run(arguments: argparse.Namespace) -> int:
    """Compare, write the folder, print the numbers; returns the exit code.

    Raises
    ------
    FracViewError
        Before anything is written: wrong usage, a broken annotation file, a model folder that must not run.
    """
    from fracview.export.comparison.writing import check_folder

    _check(arguments)
    check_folder(arguments.out)
    files = _files(arguments)
    reference = _reference(arguments)
    against = _file_side(arguments.against, arguments, reference, files) if arguments.against else None
    with Interrupt() as interrupt:
        try:
            side = _side(arguments, reference, files, interrupt)
        except _StoppedError:
            kept = f" What was analysed is in {arguments.store}." if arguments.store else ""
            print(f"fracview: stopped; nothing was compared.{kept}", file=sys.stderr)
            return interrupt.exit_code
    _write(arguments, side, against, files)
    failed = [one for one in side.evaluation.predictions.images if one.status in FAILURES]
    print_failures(failed)
    return SOME_FAILED if failed else ALL_DONE


def _check(arguments: argparse.Namespace) -> None:
    named = (arguments.images, arguments.truth, arguments.predictions, arguments.against)
    check_paths([path for path in named if path is not None])
    if arguments.predictions and arguments.models:
        raise UsageError(
            "Answers come from a file or from networks.",
            reason="two_sources",
            field="--models",
            cure="Leave --models out, or --predictions; --against names a second file.",
        )
    if not arguments.images.is_dir():
        message, cure = "is no folder.", "Name the folder that holds the images."
        raise UsageError(message, reason="no_images", path=arguments.images, field="--images", cure=cure)


def _files(arguments: argparse.Namespace) -> dict[str, Path]:
    from fracview.review.comparison import files_by_name

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
) -> Side:
    if arguments.predictions:
        return _file_side(arguments.predictions, arguments, reference, files)
    from fracview.inference import Analyzer, load_model_set

    wanted = [files[image.name] for image in reference.images if image.name in files]
    if not wanted:
        message = "No image of the reference standard has a file here."
        raise UsageError(message, reason="no_images", path=arguments.images, cure="Name another --images.")
    models = load_model_set(arguments.models or resources_dir() / "models")
    analyzer = Analyzer(models, device=arguments.device)
    points = models.operating_points
    scores = points["detection"].high_sensitivity, points["fracture"].high_sensitivity
    found = _analyzed(arguments, analyzer, wanted, interrupt)
    return _made_side(arguments, reference, found, scores, "the networks' own high-sensitivity points")


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


def _file_side(
    path: Path, arguments: argparse.Namespace, reference: ReferenceStandard, files: Mapping[str, Path]
) -> Side:
    """Answers from a file; those without a box that the reference standard does not ask for are dropped."""
    from fracview.reading.annotations import image_sizes, read_predictions
    from fracview.reading.annotations.problems import AnnotationError

    sizes = {name: size for name, size in image_sizes(arguments.images).items() if name in files}
    try:
        found = read_predictions(path, None, sizes)
    except AnnotationError as error:
        if error.reason != "unknown_image":
            raise
        found = read_predictions(path, _names(arguments, error), sizes)
    asked = {image.name for image in reference.images}
    kept = tuple(image for image in found.images if image.boxes or image.name in asked)
    said = f"the usual ones for a file ({path.name})"
    found = replace(found, images=kept)
    return _made_side(arguments, reference, found, (FILE_SCORE, FILE_FRACTURE), said)


def _names(arguments: argparse.Namespace, error: Exception) -> Mapping[int | str, str]:
    """File names by the ids of the annotation file; where it has none, the first complaint stands."""
    from fracview.reading.annotations import image_names

    names = image_names(arguments.truth)
    if not names:
        raise error
    return names


def _made_side(
    arguments: argparse.Namespace,
    reference: ReferenceStandard,
    found: Predictions,
    scores: tuple[float, float],
    said: str,
) -> Side:
    from fracview.core.comparison import Evaluation
    from fracview.export.comparison.signature import Side, Thresholds

    score, fracture = scores
    if arguments.confidence is not None:
        score, said = arguments.confidence, f"the score as asked for; that of a fracture: {said}"
    thresholds = Thresholds(score, arguments.iou, fracture, said)
    return Side(Evaluation(reference, found, fracture), thresholds)


def _write(
    arguments: argparse.Namespace, side: Side, against: Side | None, files: Mapping[str, Path]
) -> None:
    from fracview.export.comparison.writing import PAGE, write_comparison
    from fracview.reading import read

    def display(name: str) -> NDArray[np.uint8] | None:
        try:
            return read(files[name]).display_image() if name in files else None
        except ReadingError:
            return None

    content = write_comparison(arguments.out, side, display, arguments.bootstrap, against)
    print_report(content, arguments.out / PAGE)
