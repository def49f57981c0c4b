"""Why a file cannot become a radiograph: one code each, with the sentence that says the cure."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from fracview.core.errors import ReadingError

if TYPE_CHECKING:
    from pathlib import Path


class ReadingReason(StrEnum):
    """Reason codes of `ReadingError`; reports count by them, so they never change their spelling."""

    NOT_FOUND = "not_found"
    PERMISSION_DENIED = "permission_denied"
    NOT_A_FILE = "not_a_file"
    UNREADABLE = "unreadable"
    CHANGED_WHILE_READ = "changed_while_read"
    ROOT_GONE = "root_gone"
    UNREADABLE_FOLDER = "unreadable_folder"
    SYMLINK_LOOP = "symlink_loop"
    BROKEN_LINK = "broken_link"
    EMPTY_FILE = "empty_file"
    TOO_LARGE = "too_large"
    UNKNOWN_FORMAT = "unknown_format"
    UNSUPPORTED_FORMAT = "unsupported_format"
    UNSUPPORTED_TRANSFER_SYNTAX = "unsupported_transfer_syntax"
    DECOMPRESSION_BOMB = "decompression_bomb"
    TRUNCATED = "truncated"
    PIXEL_DATA_TOO_SHORT = "pixel_data_too_short"
    BAD_DIMENSIONS = "bad_dimensions"
    MISSING_ATTRIBUTE = "missing_attribute"
    CANNOT_DECODE = "cannot_decode"
    MALFORMED = "malformed"
    NO_PIXEL_DATA = "no_pixel_data"
    NO_SUCH_FRAME = "no_such_frame"
    SEGMENTATION = "segmentation"
    STRUCTURED_REPORT = "structured_report"
    PRESENTATION_STATE = "presentation_state"
    KEY_OBJECT_SELECTION = "key_object_selection"
    RT_STRUCTURE_SET = "rt_structure_set"
    RT_DOSE = "rt_dose"
    ENCAPSULATED_DOCUMENT = "encapsulated_document"
    WAVEFORM = "waveform"
    WHOLE_SLIDE = "whole_slide"
    PARAMETRIC_MAP = "parametric_map"
    MEDIA_DIRECTORY = "media_directory"
    VIDEO = "video"


_OPEN_THE_IMAGE = "Open the radiograph itself instead."
_COPY_AGAIN = "Copy or export the file again from where it came from."

CURES: dict[ReadingReason, str] = {
    ReadingReason.NOT_FOUND: "Check the path; the file may have been moved or deleted.",
    ReadingReason.PERMISSION_DENIED: "Ask the owner for permission to read it.",
    ReadingReason.NOT_A_FILE: "Name a regular file or a folder.",
    ReadingReason.UNREADABLE: "Check the disk or the network share, then try again.",
    ReadingReason.CHANGED_WHILE_READ: "Wait until whatever writes it has finished, then try again.",
    ReadingReason.ROOT_GONE: "Connect the drive or share again and repeat the run: what was done is kept.",
    ReadingReason.UNREADABLE_FOLDER: "Ask the owner for permission to list the folder.",
    ReadingReason.SYMLINK_LOOP: "Remove the link that leads back to one of its own parent folders.",
    ReadingReason.BROKEN_LINK: "Restore what the link points to, or remove the link.",
    ReadingReason.EMPTY_FILE: _COPY_AGAIN,
    ReadingReason.TOO_LARGE: "Split the file into smaller ones.",
    ReadingReason.UNKNOWN_FORMAT: "Open a DICOM, JPEG, PNG, TIFF or BMP file.",
    ReadingReason.UNSUPPORTED_FORMAT: "Convert it to DICOM, JPEG, PNG, TIFF or BMP.",
    ReadingReason.UNSUPPORTED_TRANSFER_SYNTAX: "Export it again in an uncompressed transfer syntax.",
    ReadingReason.DECOMPRESSION_BOMB: "If the picture is really that large, scale it down first.",
    ReadingReason.TRUNCATED: _COPY_AGAIN,
    ReadingReason.PIXEL_DATA_TOO_SHORT: _COPY_AGAIN,
    ReadingReason.BAD_DIMENSIONS: _COPY_AGAIN,
    ReadingReason.MISSING_ATTRIBUTE: _COPY_AGAIN,
    ReadingReason.CANNOT_DECODE: _COPY_AGAIN,
    ReadingReason.MALFORMED: _COPY_AGAIN,
    ReadingReason.NO_PIXEL_DATA: _OPEN_THE_IMAGE,
    ReadingReason.NO_SUCH_FRAME: "Ask for a frame that the file holds; the first is 0.",
    ReadingReason.MEDIA_DIRECTORY: "Open the folder that it lies in.",
    ReadingReason.VIDEO: "Export single frames and open those.",
}
"""What to do about each reason; the reasons that are missing are classes that hold no radiograph."""


def refusal(
    reason: ReadingReason, message: str, path: Path | None = None, field: str | None = None
) -> ReadingError:
    """Error for a file that cannot be read, with the cure that belongs to `reason`.

    `message` is one plain sentence without the path and without any value that may identify a person.
    """
    cure = CURES.get(reason, _OPEN_THE_IMAGE)
    return ReadingError(message, reason=str(reason), path=path, field=field, cure=cure)
