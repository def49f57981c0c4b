"""DICOM: from a file's bytes to radiographs, one frame at a time."""
