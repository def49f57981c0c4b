"""Where something stands in a file, as a person would look for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from fracview.core.errors import FracViewError
from fracview.reading.annotations import AnnotationError
from fracview.reading.annotations.problems import Place


@pytest.mark.parametrize(
    ("steps", "field"),
    [
        ((), ""),
        (("line 4",), "line 4"),
        (("annotations", 17, "bbox", 2), "annotations[17].bbox[2]"),
        ((3, "score"), "[3].score"),
    ],
)
def test_field_path(steps: tuple[str | int, ...], field: str) -> None:
    assert Place(Path("a.json")).at(*steps).field == field


def test_error_names_file_field_and_cure() -> None:
    with pytest.raises(AnnotationError) as caught:
        Place(Path("a.json")).at("images", 0).refuse("It is broken.", "broken", "Mend it.")
    assert isinstance(caught.value, FracViewError | ValueError)
    assert str(caught.value) == "a.json: images[0]: It is broken. Mend it."
    assert caught.value.reason == "broken"
