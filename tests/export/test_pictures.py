from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from fracview.core.errors import ExportError
from fracview.export import image_name, save_png
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
    assert image_name(7, patient) == "00007_abababab.png"
    assert image_name(7, analysis(frame=3)) == "00007_abababab_f3.png"
    assert image_name(12, analysis(sha256="")) == "00012_unknown.png"
