"""The reader as the DICOM corpus' ``check.py`` wants it: ``tests.reading.corpus_adapter:display``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fracview.reading import read

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def display(path: str) -> NDArray[np.uint8]:
    """Default display image of a file's first frame."""
    return read(path).display_image()
