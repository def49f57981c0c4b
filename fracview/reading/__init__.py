"""Files in: every kind of radiograph file becomes a `Radiograph`, or a `ReadingError` with its reason."""

from fracview.reading.folder import distinct, walk
from fracview.reading.reader import frames, read, read_frames
from fracview.reading.reasons import ReadingReason
from fracview.reading.remote import RemotePath, as_path, exists

__all__ = [
    "ReadingReason",
    "RemotePath",
    "as_path",
    "distinct",
    "exists",
    "frames",
    "read",
    "read_frames",
    "walk",
]
