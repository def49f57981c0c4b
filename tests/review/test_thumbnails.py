from __future__ import annotations

import io
import logging
import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image
from skimage.transform import downscale_local_mean

from fracview.review.thumbnails import ThumbnailCache, make_thumbnail

if TYPE_CHECKING:
    from numpy.typing import NDArray

SHA = "ab" * 32


def _noise(*shape: int) -> NDArray[np.uint8]:
    return np.random.default_rng(3).integers(0, 256, shape, dtype=np.uint8)


@pytest.fixture
def cache(tmp_path: Path) -> ThumbnailCache:
    return ThumbnailCache(tmp_path / "thumbnails")


@pytest.mark.parametrize(
    ("shape", "small"),
    [
        ((960, 480), (96, 48)),
        ((480, 960, 3), (48, 96)),
        ((96, 96), (96, 96)),
        ((40, 30), (40, 30)),
        ((5000, 3), (96, 1)),
        ((1, 1), (1, 1)),
    ],
)
def test_the_longest_side_is_96_and_nothing_is_enlarged(
    shape: tuple[int, ...], small: tuple[int, int]
) -> None:
    made = make_thumbnail(_noise(*shape))
    assert (made.shape, made.dtype) == (small, np.uint8)


def test_each_pixel_is_the_mean_of_those_it_stands_for() -> None:
    """A second opinion by scikit-image; one row in ten would miss a thin line."""
    image = _noise(960, 480)
    assert np.abs(make_thumbnail(image) - downscale_local_mean(image, (10, 10))).max() <= 1


def test_colour_becomes_grey_by_its_brightness() -> None:
    image = np.zeros((200, 300, 3), dtype=np.uint8)
    image[:, :100], image[:, 100:200], image[:, 200:] = (255, 0, 0), (0, 255, 0), (0, 0, 255)
    red, green, blue = (int(make_thumbnail(image)[30, column]) for column in (10, 48, 85))
    assert (red, green, blue) == (76, 150, 29)


def test_any_view_of_an_array_will_do() -> None:
    image = _noise(500, 400)
    turned = make_thumbnail(image.T[::-1, ::2])
    assert np.array_equal(turned, make_thumbnail(image.T[::-1, ::2].copy()))


def test_a_thumbnail_comes_back_under_its_hash_and_frame(cache: ThumbnailCache) -> None:
    first, second = make_thumbnail(_noise(300, 200)), make_thumbnail(_noise(77, 99))
    assert cache.get(SHA, 0) is None
    cache.put(SHA, 0, first)
    cache.put(SHA, 12, second)
    for frame, image in ((0, first), (12, second)):
        found = cache.get(SHA, frame)
        assert found is not None
        assert np.array_equal(found, image)
    assert cache.get(SHA, 1) is None


def test_a_file_shows_its_hash_and_belongs_to_its_owner(cache: ThumbnailCache, tmp_path: Path) -> None:
    cache.put(SHA, 3, make_thumbnail(_noise(300, 200)))
    (path,) = (tmp_path / "thumbnails").iterdir()
    assert path.name == f"{SHA}-3.png"
    with Image.open(path) as image:
        assert image.info == {}
    if os.name != "nt":
        assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("sha256", ["", "../../etc", "a/b", "ab\n"])
def test_what_is_no_hash_makes_no_file(cache: ThumbnailCache, tmp_path: Path, sha256: str) -> None:
    cache.put(sha256, 0, _noise(5, 5))
    assert cache.get(sha256, 0) is None
    assert list(tmp_path.iterdir()) == []


def _png(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, format="PNG")
    return buffer.getvalue()


GOOD = _png(Image.fromarray(_noise(90, 60)))
BIG_HEADER = GOOD[:16] + b"\x7f\xff\xff\xff" * 2 + GOOD[24:]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"garbage",
        GOOD[:20],
        GOOD[:40],
        GOOD[: len(GOOD) // 2],
        GOOD[:-200],
        GOOD[:60] + b"\0" * 60 + GOOD[120:],
        BIG_HEADER,
        _png(Image.fromarray(_noise(97, 10))),
        _png(Image.fromarray(_noise(9, 9, 3))),
    ],
)
def test_a_damaged_file_is_a_miss_and_is_replaced(
    cache: ThumbnailCache, tmp_path: Path, content: bytes
) -> None:
    good = make_thumbnail(_noise(300, 200))
    cache.put(SHA, 0, good)
    (tmp_path / "thumbnails" / f"{SHA}-0.png").write_bytes(content)
    assert cache.get(SHA, 0) is None
    cache.put(SHA, 0, good)
    found = cache.get(SHA, 0)
    assert found is not None
    assert np.array_equal(found, good)


def test_a_failure_to_write_is_said_once_and_the_rest_goes_on(
    cache: ThumbnailCache, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    image = make_thumbnail(_noise(300, 200))
    cache.put(SHA, 0, image)
    tries: list[object] = []

    def refuse(*_: object) -> None:
        tries.append(1)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", refuse)
    with caplog.at_level(logging.DEBUG):
        for frame in (1, 2, 3):
            cache.put(SHA, frame, image)
    assert len(tries) == 1
    assert [record.message for record in caplog.records] == [
        "thumbnails are no longer kept in this session: No space left on device"
    ]
    assert cache.get(SHA, 0) is not None
    assert cache.get(SHA, 1) is None


def test_a_folder_that_cannot_be_made_stops_nobody(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    cache = ThumbnailCache(tmp_path / "file" / "thumbnails")
    cache.put(SHA, 0, _noise(5, 5))
    assert cache.get(SHA, 0) is None
    cache.purge()


def test_purging_leaves_none(cache: ThumbnailCache, tmp_path: Path) -> None:
    cache.purge()
    for frame in range(3):
        cache.put(SHA, frame, _noise(5, 5))
    cache.purge()
    assert list((tmp_path / "thumbnails").iterdir()) == []
    cache.put(SHA, 0, _noise(5, 5))
    assert cache.get(SHA, 0) is not None


def test_the_folder_stays_below_its_size(tmp_path: Path) -> None:
    cache = ThumbnailCache(tmp_path, max_bytes=50_000)
    for frame in range(30):
        cache.put(SHA, frame, _noise(60, 60))
        assert sum(path.stat().st_size for path in tmp_path.iterdir()) <= 50_000
    assert cache.get(SHA, 29) is not None
    assert cache.get(SHA, 0) is None


def test_threads_share_a_cache(tmp_path: Path) -> None:
    cache = ThumbnailCache(tmp_path, max_bytes=50_000)
    broken: list[BaseException] = []

    def work() -> None:
        try:
            for frame in range(40):
                cache.put(SHA, frame, _noise(60, 60))
                cache.get(SHA, frame)
        except BaseException as error:  # noqa: BLE001 - raised below, on the thread of the test
            broken.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not broken
    assert all(path.suffix == ".png" for path in tmp_path.iterdir())
