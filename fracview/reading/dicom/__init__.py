"""DICOM: from a file's bytes to radiographs, one frame at a time."""

from fracview.reading.dicom.file import DicomFile, count_frames

__all__ = ["DicomFile", "count_frames"]
