"""Python's warning filters are one list for all threads: reading must leave it as it was."""

from __future__ import annotations

import threading
import warnings
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from fracview.reading import raster
from fracview.reading.dicom import attributes, header
from fracview.reading.quiet import quiet
from tests.reading.build import grey_dicom
from tests.reading.mutations import encoded, write

if TYPE_CHECKING:
    from pathlib import Path

GREY = (np.add.outer(np.arange(150), 2 * np.arange(210)) % 256).astype(np.uint8)


def test_every_reader_shares_one_lock() -> None:
    assert raster.quiet is quiet
    assert header.quiet is quiet
    assert attributes.quiet is quiet


def test_a_second_thread_waits_and_the_filters_come_back() -> None:
    """Two contexts that overlapped would restore each other's list: the second must not enter before."""
    before = list(warnings.filters)
    entered = threading.Event()

    def second() -> None:
        with quiet():
            entered.set()

    with quiet():
        thread = threading.Thread(target=second)
        thread.start()
        assert not entered.wait(0.2)
    thread.join(10)
    assert entered.is_set()
    assert warnings.filters == before


def test_many_threads_of_all_kinds_leave_the_filters_alone(tmp_path: Path) -> None:
    from fracview.reading import frames, read

    paths = [
        write(tmp_path, "a.dcm", grey_dicom(GREY)),
        write(tmp_path, "b.png", encoded(Image.fromarray(GREY), "PNG")),
        write(tmp_path, "c.tif", encoded(Image.fromarray(GREY), "TIFF")),
    ]
    before = list(warnings.filters)
    shapes = []

    def work(number: int) -> None:
        for turn in range(20):
            path = paths[(number + turn) % len(paths)]
            shapes.append((frames(path), read(path).shape))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert shapes == [(1, (150, 210))] * 120
    assert warnings.filters == before
