from __future__ import annotations

import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from fracview.core.network_rows import NetworkRow, pack_row, unpack_row

ARRAYS = hnp.arrays(
    np.float32,
    hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=7),
    elements=st.floats(width=32, allow_nan=True, allow_infinity=True),
)
NAMES = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
REGION: NetworkRow = {
    "probabilities": np.float32([0.1, 0.2, 0.3, 0.4, 0.0]),
    "scope_distance": np.array(0.7, np.float32),
}


@given(st.dictionaries(NAMES, ARRAYS, max_size=5))
def test_a_row_comes_back_to_the_bit(row: dict[str, np.ndarray]) -> None:
    back = unpack_row(pack_row(row))
    assert list(back) == list(row)
    for name, value in row.items():
        assert (back[name].dtype, back[name].shape) == (np.float32, value.shape)
        assert back[name].tobytes() == value.tobytes()


def test_rows_are_arrays_of_their_own_that_can_be_written() -> None:
    back = unpack_row(pack_row(REGION))
    assert all(value.flags.owndata and value.flags.writeable for value in back.values())
    assert all(value.flags.aligned for value in back.values())


def test_the_layout_is_little_endian_and_stays_as_it_is() -> None:
    """Bytes written by an earlier FracView: the layout may only change with its version."""
    packed = pack_row({"p": np.float32([[1.0, -2.0]])})
    content = b"FVR\x01\x01\x01\x02p\x01\0\0\0\x02\0\0\0\0\0\x80\x3f\0\0\0\xc0"
    assert packed == content + zlib.crc32(content).to_bytes(4, "little")


def test_turned_arrays_are_packed_in_their_order() -> None:
    turned = np.arange(6, dtype=np.float32).reshape(2, 3).T
    np.testing.assert_array_equal(unpack_row(pack_row({"a": turned}))["a"], turned)


def test_a_row_is_small() -> None:
    assert len(pack_row(REGION)) < 80
    assert len(pack_row({"detections": np.zeros((12, 6), np.float32)})) < 320


@pytest.mark.parametrize(
    "row",
    [
        {"a": np.zeros(3)},
        {"a": np.zeros(3, np.int32)},
        {"a" * 256: np.zeros(3, np.float32)},
        {"\ud800": np.zeros(3, np.float32)},
        {f"{i}": np.zeros(1, np.float32) for i in range(256)},
    ],
)
def test_what_the_layout_has_no_room_for_is_refused(row: dict[str, np.ndarray]) -> None:
    with pytest.raises(ValueError, match=r"cannot be packed|surrogates"):
        pack_row(row)


@given(st.integers(0, 10**6), st.integers(1, 255))
def test_any_changed_byte_is_noticed(at: int, change: int) -> None:
    data = bytearray(pack_row(REGION))
    data[at % len(data)] ^= change
    with pytest.raises(ValueError, match=r"no row|damaged"):
        unpack_row(bytes(data))


@pytest.mark.parametrize("keep", [0, 1, 4, 5, 8, 9, 20, -4, -1])
def test_a_row_cut_short_is_noticed(keep: int) -> None:
    with pytest.raises(ValueError, match=r"no row|damaged"):
        unpack_row(pack_row(REGION)[:keep])


def test_bytes_too_many_are_noticed() -> None:
    with pytest.raises(ValueError, match=r"no row|damaged"):
        unpack_row(pack_row(REGION) + b"\0")


@pytest.mark.parametrize(
    "content",
    [
        b"FVR\x01\x02\x01\x00a\0\0\0\0\x01\x00a\0\0\0\0",  # a name twice
        b"FVR\x01\x00rest",  # more than the outputs
        b"FVR\x01\x01\x01\x03a" + b"\xff" * 12,  # a shape beyond any memory
        b"FVR\x01\x01\x01\x00\xff\0\0\0\0",  # a name that is no text
        b"FVR\x01",  # no number of outputs
        b"FVR\x02\x00",  # another version
    ],
)
def test_a_sound_sum_over_nonsense_is_refused_all_the_same(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"put together|ends early|version|decode"):
        unpack_row(content + zlib.crc32(content).to_bytes(4, "little"))
