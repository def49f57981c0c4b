"""Functional groups of enhanced multi-frame images (PS3.3 C.7.6.16): where a frame's own values stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fracview.reading.dicom.attributes import Attributes

_MACROS = ("PixelValueTransformationSequence", "FrameVOILUTSequence", "PixelMeasuresSequence")


def frame_levels(attributes: Attributes, index: int) -> list[Attributes]:
    """Where to look for a frame's rescale, window and spacing: its own groups, the shared ones, the file."""
    per_frame = attributes.items("PerFrameFunctionalGroupsSequence")
    groups = [*per_frame[index : index + 1], *attributes.items("SharedFunctionalGroupsSequence")[:1]]
    levels = [macro for group in groups for name in _MACROS for macro in group.items(name)[:1]]
    return [*levels, attributes]
