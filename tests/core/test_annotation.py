"""Values of a reference standard: what holds where nothing is said."""

from __future__ import annotations

from pathlib import Path

from fracview.core.annotation import AnnotatedImage, Annotation, ReferenceStandard


def test_an_image_of_which_nothing_is_said_is_a_negative_of_no_region() -> None:
    image = AnnotatedImage("scan.png")
    assert (image.fractured, image.annotations, image.region, image.part, dict(image.flags)) == (
        False, (), "", "", {},
    )  # fmt: skip


def test_values_are_compared_by_what_they_hold() -> None:
    box = Annotation((1.0, 2.0, 3.0, 4.0))
    one, other = (
        ReferenceStandard(
            (AnnotatedImage("a.png", annotations=(box,)),), "COCO JSON", Path("a.json"), "0" * 64
        )
        for _ in range(2)
    )
    assert one == other
    assert not box.crowd
    assert box.label == "fracture"
