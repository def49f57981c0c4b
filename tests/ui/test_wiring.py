"""Who hears whom, where no other test of the window would notice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QSlider

from fracview.core.errors import FracViewError
from fracview.inference.session import DeviceReport
from fracview.review.case import SortKey
from fracview.ui.canvas.picture import Overlay
from fracview.ui.wiring import provider_words
from tests.tiny_runs import DEFINITE, DOUBT, NOT_FOUND
from tests.ui.windows import fill

if TYPE_CHECKING:
    from pathlib import Path

    from tests.ui.windows import Driven, Windows


@pytest.fixture
def driven(windows: Windows, tmp_path: Path) -> Driven:
    """A window on three scans, all answered, standing on the first."""
    made = windows.make()
    fill(tmp_path / "three", [DEFINITE, DOUBT, NOT_FOUND])
    made.open(tmp_path / "three")
    made.wait_answered()
    made.go("scan_000.png")
    return made


def test_a_layer_map_of_another_frame_is_not_taken(driven: Driven) -> None:
    overlay = Overlay(QImage(2, 2, QImage.Format.Format_ARGB32_Premultiplied), 0, "Conv")
    driven.window.session.layers.overlay_changed.emit((2, 0), overlay)
    assert driven.window.overlay is None
    driven.window.session.layers.overlay_changed.emit((0, 0), overlay)
    assert driven.window.overlay is overlay


def test_the_opacity_slider_dims_the_layer_map(driven: Driven) -> None:
    driven.act("layer_next")
    driven.wait(lambda: driven.window.overlay is not None)
    slider = driven.window.under_bar.findChild(QSlider, "opacity_slider")
    slider.setValue(20)
    assert driven.window.canvas.main._drawn.opacity == pytest.approx(0.2)


def test_the_place_in_the_corner_follows_the_list(driven: Driven) -> None:
    assert "image 1 of 3" in driven.scene.texts.bottom_left[0]
    driven.window.cases.filter_bar.sort.changed.emit(SortKey.NAME, True, False)
    driven.wait(lambda: "image 3 of 3" in driven.scene.texts.bottom_left[0])
    assert driven.window.canvas.main._texts is driven.scene.texts


def test_the_threshold_of_the_panel_moves_the_boxes_of_the_radiograph(driven: Driven) -> None:
    main = driven.window.canvas.main
    before = len(main.drawn_detections)
    driven.window.findings.threshold_changed.emit(0.7)
    assert len(main.drawn_detections) == 1 < before
    driven.window.findings.threshold_reset.emit()
    assert len(main.drawn_detections) == before


def test_a_row_of_the_list_is_what_is_in_view(driven: Driven) -> None:
    driven.window.cases.chosen.emit(2)
    driven.wait(lambda: driven.is_settled and driven.scene.key == (2, 0))
    assert driven.window.windowTitle().startswith("scan_002.png")


def test_thumbnails_of_the_rows_in_sight_arrive(driven: Driven) -> None:
    table = driven.window.cases.table
    driven.wait(lambda: not any(table.thumbnails.is_wanted(number) for number in range(3)))


def test_the_networks_are_named_with_the_start_of_their_hashes(driven: Driven) -> None:
    status = driven.window.status
    provenance = driven.scene.analysis.provenance
    for model in provenance.models:
        assert f"{model.name} {model.sha256[:6]}" in status.networks.full_text
    assert "CPU" in status.provider.full_text
    assert "ms" in status.elapsed.text()


@pytest.mark.parametrize(
    ("clause", "words"),
    [
        ("no NVIDIA driver (libcuda.so.1 does not load)", "CPU (no NVIDIA driver)"),
        ("missing CUDA library: libcudnn.so.9", "CPU (missing CUDA library: libcudnn.so.9)"),
        ("missing CUDA library: cudnn64_9.dll", "CPU (missing CUDA library: cudnn64_9.dll)"),
        (
            "missing CUDA libraries: libcublas.so.13, libcufft.so.12, libcudnn.so.9",
            "CPU (missing CUDA libraries: libcublas.so.13 and 2 more)",
        ),
        (
            "this build holds no CUDA provider (it is the CPU build)",
            "CPU (this build holds no CUDA provider)",
        ),
        ("this ONNX Runtime is built without CUDA", "CPU (this ONNX Runtime is built without CUDA)"),
        ("tiny-fracture differs from the CPU by 0.31", "CPU (tiny-fracture differs from the CPU by 0.31)"),
    ],
)
@pytest.mark.parametrize("more", ["", " a and b are installed together: uninstall all, install one."])
def test_what_really_runs_and_why(clause: str, words: str, more: str) -> None:
    note = f"Runs on the CPU: {clause}.{more}"
    assert provider_words(DeviceReport("CPUExecutionProvider", "auto", note)) == words


def test_what_runs_as_asked_is_named_alone() -> None:
    assert provider_words(DeviceReport("CUDAExecutionProvider", "auto")) == "CUDA"
    assert provider_words(DeviceReport("CPUExecutionProvider", "cpu")) == "CPU"


def test_the_status_bar_names_what_is_missing_and_keeps_the_rest_for_the_tooltip(
    windows: Windows, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fracview.inference.cuda.obstacle", lambda _: "missing CUDA library: libcudnn.so.9")
    provider = windows.make().window.status.provider
    windows.qtbot.waitUntil(lambda: provider.full_text.startswith("CPU"), timeout=20_000)
    assert provider.full_text == "CPU (missing CUDA library: libcudnn.so.9)"
    assert "Runs on the CPU: missing CUDA library: libcudnn.so.9." in provider.toolTip()


def test_trouble_with_the_store_is_said_once_and_its_end_too(driven: Driven) -> None:
    records = driven.window.session.records
    records.trouble.emit(FracViewError("It is locked.", reason="store_locked"))
    assert "cannot be kept" in driven.message
    driven.window.status.show_message("Something else.")
    records.trouble.emit(FracViewError("It is locked.", reason="store_locked"))
    assert driven.message == "Something else."
    records.trouble.emit(None)
    assert driven.message == "Findings and verdicts are kept again."


def test_a_strip_closed_by_its_own_button_counts_as_closed(driven: Driven) -> None:
    driven.act("strip") if driven.window.strip_dock.isHidden() else None
    driven.window.strip_dock.close()
    assert not driven.window.actions_by_id["strip"].isChecked()
    assert not driven.window.session.layers.wanted


def test_a_radiograph_is_painted_as_the_scene_says(driven: Driven) -> None:
    driven.act("corner_texts")
    driven.act("corner_texts")
    driven.act("assistant")
    image = driven.window.canvas.main.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    rows, columns, stride = image.height(), image.width(), image.bytesPerLine()
    grey = np.frombuffer(image.constBits(), np.uint8).reshape(rows, stride)[:, :columns]
    assert grey[rows // 2, columns // 2] == DEFINITE
