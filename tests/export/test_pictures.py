from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from fracview.core.errors import ExportError
from fracview.export import check_writable, image_name, is_own_name, save_png
from fracview.export.aside import part_path
from tests.export.analyses import analysis


def test_a_picture_is_written_as_it_is(tmp_path: Path) -> None:
    image = np.random.default_rng(3).integers(0, 256, (5, 7, 3), dtype=np.uint8)
    save_png(tmp_path / "a.png", image)
    with Image.open(tmp_path / "a.png") as written:
        assert np.array_equal(np.asarray(written), image)
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.png"]


def test_a_folder_that_is_gone_is_named(tmp_path: Path) -> None:
    with pytest.raises(ExportError) as caught:
        save_png(tmp_path / "gone" / "a.png", np.zeros((2, 2, 3), dtype=np.uint8))
    assert caught.value.path == tmp_path / "gone" / "a.png"


def test_no_picture_is_named_after_a_file_or_its_folder() -> None:
    patient = analysis(path=Path("Doe^John/1970-01-01.dcm"))
    assert image_name(7, patient, "overlay") == "00007_abababab_overlay.png"
    assert image_name(7, analysis(frame=3), "strip") == "00007_abababab_f3_strip.png"
    assert image_name(12, analysis(sha256=""), "strip") == "00012_unknown_strip.png"


@pytest.mark.parametrize("frame", [0, 12])
@pytest.mark.parametrize("kind", ["overlay", "strip"])
def test_own_names_are_known_again(frame: int, kind: str) -> None:
    assert is_own_name(image_name(123456, analysis(frame=frame), kind))
    assert is_own_name("00001_0123abcd.png")  # as 0.1.0 began
    assert is_own_name(part_path(Path("out.csv")).name)


@pytest.mark.parametrize(
    "name", ["y.png", "00001.png", "1_scan.png", "00001_0123abcd.jpg", "x00001_0123abcd.png"]
)
def test_a_scan_is_not_taken_for_an_own_picture(name: str) -> None:
    assert not is_own_name(name)


def test_trying_a_folder_leaves_nothing(tmp_path: Path) -> None:
    check_writable(tmp_path / "deep" / "er")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_below_a_file_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(ExportError, match="cannot be made") as caught:
        check_writable(tmp_path / "file" / "deep")
    assert caught.value.path == tmp_path / "file" / "deep"
    assert caught.value.cure
