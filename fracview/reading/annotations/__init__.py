"""Annotations in, as a `ReferenceStandard`, and predictions, as `Predictions`: whole, or refused."""

from fracview.reading.annotations.detect import FORMATS, detect_format
from fracview.reading.annotations.images import image_sizes
from fracview.reading.annotations.predictions import image_names, read_predictions
from fracview.reading.annotations.problems import AnnotationError
from fracview.reading.annotations.reference import read_reference

__all__ = [
    "FORMATS",
    "AnnotationError",
    "detect_format",
    "image_names",
    "image_sizes",
    "read_predictions",
    "read_reference",
]
