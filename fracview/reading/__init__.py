"""Files in: every kind of radiograph file becomes a `Radiograph`, or a `ReadingError` with its reason."""

from fracview.reading.folder import walk
from fracview.reading.reader import frames, read, read_frames
from fracview.reading.reasons import ReadingReason

__all__ = ["ReadingReason", "frames", "read", "read_frames", "walk"]
