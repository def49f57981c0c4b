"""Libraries kept quiet: pydicom and Pillow write values of a file into their warnings and log records."""

from __future__ import annotations

import logging
import threading
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_lock = threading.RLock()
"""One lock for every library: `warnings.catch_warnings` saves and restores one list for the whole process,
so that two that interleave would leave the inner one's filters behind for ever."""


class _Withhold(logging.Filter):
    """Lets no record through: what a file's reader should know, `Radiograph.warnings` says without data."""

    def filter(self, record: logging.LogRecord) -> bool:  # noqa: ARG002 - whatever it says
        return False


_WITHHOLD = _Withhold("fracview")


@contextmanager
def quiet() -> Iterator[None]:
    """Run a library's parser without warnings and without pydicom's log records.

    One thread at a time, whatever the library: keep decoding of large pictures outside. What C libraries
    print to the process' own stderr (libtiff does, for damaged TIFF files, and Pillow has no switch for
    it) is not caught: redirecting that descriptor would hit every thread of the process.
    """
    with _lock, warnings.catch_warnings():
        logging.getLogger("pydicom").addFilter(_WITHHOLD)  # adding it twice does nothing
        warnings.simplefilter("ignore")
        yield
