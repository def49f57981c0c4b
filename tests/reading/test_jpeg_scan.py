"""Segments and scans of JPEGs that Pillow writes."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from fracview.reading.jpeg_scan import all_coded, parse_scans

BASELINE, PROGRESSIVE = 0xC0, 0xC2


def stream(**options: object) -> bytes:
    rng = np.random.default_rng(1)
    picture = Image.fromarray(rng.integers(0, 256, (64, 96), dtype=np.uint8))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=80, **options)
    return out.getvalue()


def first_scan(data: bytes) -> int:
    return data.index(b"\xff\xda")


def test_a_baseline_picture_is_one_segment_that_ends_at_the_end_marker() -> None:
    data = stream()
    scans = parse_scans(data, first_scan(data))
    assert scans.single
    assert scans.ends == (len(data) - 2,)
    assert data[-2:] == b"\xff\xd9"
    assert all_coded(scans, BASELINE, (1,))


def test_restart_markers_part_segments_and_must_count() -> None:
    data = stream(restart_marker_rows=1)
    scans = parse_scans(data, first_scan(data))
    assert len(scans.ends) == 64 // 8
    assert not scans.restarts_broken
    first = data.index(b"\xff\xd0")
    skipped = data[: first + 1] + b"\xd3" + data[first + 2 :]
    assert parse_scans(skipped, first_scan(data)).restarts_broken


@pytest.mark.parametrize("kept", [1, 3])
def test_a_progressive_picture_misses_the_scans_that_are_cut_off(kept: int) -> None:
    data = stream(progressive=True)
    whole = parse_scans(data, first_scan(data))
    assert len(whole.ends) > 3
    assert all_coded(whole, PROGRESSIVE, (1,))
    cut = data[: whole.ends[kept - 1]] + b"\xff\xd9"
    assert not all_coded(parse_scans(cut, first_scan(cut)), PROGRESSIVE, (1,))
