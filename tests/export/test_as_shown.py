from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from fracview.core.errors import ExportError, UsageError
from fracview.export.as_shown import save_as_shown, save_clean
from fracview.export.captions import RESEARCH_USE
from fracview.export.drawing import PANEL
from fracview.export.overlay import MINIMUM_COLUMNS

VIEW = np.random.default_rng(5).integers(0, 256, (300, 500, 3), dtype=np.uint8)


def bar(path: Path, rows: int) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    with Image.open(path) as written:
        return np.asarray(written)[rows:]


def test_the_view_is_kept_and_the_bar_lies_below_it(tmp_path: Path) -> None:
    save_as_shown(tmp_path / "view.png", VIEW, ["Fracture: definite, probability 0.87."])
    with Image.open(tmp_path / "view.png") as written:
        assert written.format == "PNG"
        pixels = np.asarray(written)
    assert np.array_equal(pixels[:300, :500], VIEW)
    assert (pixels[300:] == PANEL).all(axis=2).mean() > 0.5


def test_the_badge_is_always_there_and_once(tmp_path: Path) -> None:
    for name, lines in {"none": [], "with": [RESEARCH_USE], "one": ["a line"], "two": ["a line", ""]}.items():
        save_as_shown(tmp_path / f"{name}.png", VIEW, lines)
    bars = {name: bar(tmp_path / f"{name}.png", 300) for name in ("none", "with", "one", "two")}
    assert (bars["none"] > 150).any()
    assert np.array_equal(bars["none"], bars["with"])
    assert np.array_equal(bars["one"], bars["two"])
    assert len(bars["one"]) > len(bars["none"])


def test_long_lines_wrap_and_are_not_cut(tmp_path: Path) -> None:
    save_as_shown(tmp_path / "long.png", VIEW, ["word " * 100])
    save_as_shown(tmp_path / "short.png", VIEW, ["word"])
    assert len(bar(tmp_path / "long.png", 300)) > 3 * len(bar(tmp_path / "short.png", 300))
    assert (bar(tmp_path / "long.png", 300)[:, -3:] == PANEL).all()


def test_a_grey_radiograph_is_kept_pixel_for_pixel(tmp_path: Path) -> None:
    grey = VIEW[:, :400, 0]
    save_clean(tmp_path / "clean.png", grey)
    with Image.open(tmp_path / "clean.png") as written:
        assert written.mode == "L"
        pixels = np.asarray(written)
    assert np.array_equal(pixels[:300, :400], grey)
    assert pixels.shape[0] > 300
    assert (pixels[300:] > 150).any()


def test_a_colour_radiograph_stays_colour(tmp_path: Path) -> None:
    save_clean(tmp_path / "clean.png", VIEW)
    with Image.open(tmp_path / "clean.png") as written:
        assert np.array_equal(np.asarray(written)[:300, :500], VIEW)


def test_the_badge_of_a_tiny_radiograph_is_still_legible(tmp_path: Path) -> None:
    save_clean(tmp_path / "tiny.png", np.full((5, 3), 77, np.uint8))
    with Image.open(tmp_path / "tiny.png") as written:
        pixels = np.asarray(written)
    assert pixels.shape[1] == MINIMUM_COLUMNS
    assert (pixels[:5, :3] == 77).all()


def test_nothing_is_written_beside_the_pixels(tmp_path: Path) -> None:
    save_as_shown(tmp_path / "view.png", VIEW, ["Doe^John"])
    save_clean(tmp_path / "clean.png", VIEW)
    for name in ("view.png", "clean.png"):
        with Image.open(tmp_path / name) as written:
            written.load()
            assert written.info == {}
        assert b"Doe" not in (tmp_path / name).read_bytes()


def test_another_ending_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    for name in ("view.jpg", "view"):
        with pytest.raises(UsageError, match=r"not as '\.?\w+'") as caught:
            save_as_shown(tmp_path / name, VIEW, [])
        assert caught.value.path == tmp_path / name
        with pytest.raises(UsageError):
            save_clean(tmp_path / name, VIEW)
    assert list(tmp_path.iterdir()) == []
    save_clean(tmp_path / "VIEW.PNG", VIEW)


def test_what_cannot_be_written_is_named_with_its_cure(tmp_path: Path) -> None:
    gone = tmp_path / "gone" / "view.png"
    for save in (lambda: save_as_shown(gone, VIEW, []), lambda: save_clean(gone, VIEW)):
        with pytest.raises(ExportError) as caught:
            save()
        assert caught.value.path == gone
        assert "folder" in caught.value.cure


@pytest.mark.skipif(os.name == "nt", reason="symbolic links need rights on Windows")
def test_what_was_there_is_replaced_whole(tmp_path: Path) -> None:
    (tmp_path / "view.png").write_bytes(b"old")
    save_as_shown(tmp_path / "view.png", VIEW, [])
    assert [entry.name for entry in tmp_path.iterdir()] == ["view.png"]
    with Image.open(tmp_path / "view.png") as written:
        assert written.size[0] == 500
