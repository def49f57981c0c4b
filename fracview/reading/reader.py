"""One door for every kind of file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from fracview.core.errors import ReadingError
from fracview.reading.reasons import ReadingReason
from fracview.reading.remote import as_path
from fracview.reading.source import HEAD_BYTES, Kind, Source, head, kind_of, load

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator

    from fracview.core.radiograph import Radiograph


class OpenFile(Protocol):
    """A file whose header is parsed and whose frames are decoded one at a time."""

    frame_count: int

    def frame(self, index: int) -> Radiograph:
        """Decode frame `index`, 0 <= index < `frame_count`."""


def read(path: str | os.PathLike[str], frame: int = 0) -> Radiograph:
    """Read one frame of a radiograph file, recognised by its content.

    Parameters
    ----------
    path
        A DICOM, JPEG, PNG, TIFF or BMP file.
    frame
        Zero-based; only this frame is decoded.

    Raises
    ------
    ReadingError
        The only exception: with a `ReadingReason`, the path and the cure.
    """
    source = load(as_path(path))
    opened = _open(source)
    if not 0 <= frame < opened.frame_count:
        message = f"Frame {frame} was asked for, the file holds {opened.frame_count}."
        raise source.refusal(ReadingReason.NO_SUCH_FRAME, message)
    return opened.frame(frame)


def read_frames(path: str | os.PathLike[str], first: int = 0) -> Iterator[Radiograph | ReadingError]:
    """Read the frames of a file in order, one at a time; the file itself is read only once.

    Frames before the zero-based `first` are not decoded. A frame that cannot be decoded is yielded as its
    error, and the next one follows. Raises as `read` does where the file as a whole cannot be opened.
    """
    opened = _open(load(as_path(path)))
    for index in range(first, opened.frame_count):
        try:
            yield opened.frame(index)
        except ReadingError as error:
            yield error


def frames(path: str | os.PathLike[str]) -> int:
    """How many frames a file claims to hold, from its header alone; pages of a TIFF count as frames.

    At least 1: a file that cannot be read counts as one, and reading it says what is wrong.
    """
    path = as_path(path)
    try:
        kind = kind_of(head(path), path)
        if kind is Kind.DICOM:
            from fracview.reading.dicom import count_frames

            return count_frames(path)
        if kind is Kind.TIFF:
            from fracview.reading.raster import count_pages

            return count_pages(path)
    except ReadingError:
        return 1
    return 1


def _open(source: Source) -> OpenFile:
    kind = kind_of(source.data[:HEAD_BYTES], source.path)
    if kind is Kind.DICOM:  # pydicom takes half a second to import: only where it is needed
        from fracview.reading.dicom import DicomFile

        return DicomFile(source)
    if kind is Kind.JPEG:
        from fracview.reading.jpeg import JpegFile

        return JpegFile(source)
    from fracview.reading.raster import RasterFile

    return RasterFile(source, kind)
