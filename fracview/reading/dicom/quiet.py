"""pydicom kept quiet: it writes paths and values of attributes into its warnings and log records."""

from __future__ import annotations

import logging
import threading
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_lock = threading.RLock()


class _Withhold(logging.Filter):
    """Lets no record through: what a file's reader should know, `Radiograph.warnings` says without data."""

    def filter(self, record: logging.LogRecord) -> bool:  # noqa: ARG002 - whatever it says
        return False


_WITHHOLD = _Withhold("fracview")


@contextmanager
def quiet() -> Iterator[None]:
    """Run pydicom code without warnings and log records.

    One thread at a time, since Python's warning filters are global: keep decoding outside.
    """
    with _lock, warnings.catch_warnings():
        logging.getLogger("pydicom").addFilter(_WITHHOLD)  # adding it twice does nothing
        warnings.simplefilter("ignore")
        yield
