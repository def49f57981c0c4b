"""The grayscale road of PS3.3 C.11, step by step, on files written for the purpose."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from numpy.typing import NDArray

from fracview.core.radiograph import Radiograph
from fracview.core.windowing import Voi, VoiFunction, apply_voi
from fracview.reading import read
from tests.reading.build import grey_dicom
from tests.reading.mutations import write

if TYPE_CHECKING:
    from pathlib import Path

RAMP = np.arange(160 * 200, dtype=np.uint16).reshape(160, 200) % 4096


def opened(
    folder: Path, pixels: NDArray[np.generic], stored: int | None = None, **attributes: object
) -> Radiograph:
    return read(write(folder, "scan.dcm", grey_dicom(pixels, stored, **attributes)))


def lut_item(first: int, values: list[int], bits: int, data: bytes | None = None) -> dict[str, object]:
    stored = data if data is not None else np.asarray(values, dtype="<u2").tobytes()
    return {"LUTDescriptor": [len(values), first, bits], "LUTData": stored}


def test_slope_and_intercept_stay_integers_where_they_can(tmp_path: Path) -> None:
    radiograph = opened(tmp_path, RAMP, 12, RescaleSlope="1", RescaleIntercept="-1024")
    assert radiograph.pixels.dtype == np.int16
    assert np.array_equal(radiograph.pixels, RAMP.astype(int) - 1024)


def test_other_slopes_make_floats(tmp_path: Path) -> None:
    radiograph = opened(tmp_path, RAMP, 12, RescaleSlope="0.684", RescaleIntercept="200")
    assert radiograph.pixels.dtype == np.float32
    assert np.allclose(radiograph.pixels, RAMP * 0.684 + 200)


@pytest.mark.parametrize("slope", ["0", "1e300", "-1e99"])
def test_absurd_slopes_are_ignored_and_said(slope: str, tmp_path: Path) -> None:
    radiograph = opened(tmp_path, RAMP, 12, RescaleSlope=slope, RescaleIntercept="0")
    assert np.array_equal(radiograph.pixels, RAMP)
    assert any("slope" in warning for warning in radiograph.warnings)


def test_a_modality_lut_goes_before_slope_and_intercept(tmp_path: Path) -> None:
    table = list(range(1000, 1000 + 4096))
    radiograph = opened(tmp_path, RAMP, 12, ModalityLUTSequence=[lut_item(0, table, 16)], RescaleSlope="7")
    assert np.array_equal(radiograph.pixels, RAMP + 1000)


@pytest.mark.parametrize("bits", [10, 12])
def test_a_modality_lut_of_odd_depth(bits: int, tmp_path: Path) -> None:
    table = np.linspace(0, (1 << bits) - 1, 4096).astype(int).tolist()
    radiograph = opened(tmp_path, RAMP, 12, ModalityLUTSequence=[lut_item(0, table, bits)])
    assert np.array_equal(radiograph.pixels, np.asarray(table)[RAMP])


def test_empty_lut_items_are_ignored(tmp_path: Path) -> None:
    radiograph = opened(
        tmp_path,
        RAMP,
        12,
        ModalityLUTSequence=[{}],
        VOILUTSequence=[{}],
        RescaleSlope="1",
        RescaleIntercept="-5",
    )
    assert np.array_equal(radiograph.pixels, RAMP.astype(int) - 5)
    assert radiograph.default_voi.explanation == "auto"


def test_the_first_valid_window_is_the_default_and_all_are_offered(tmp_path: Path) -> None:
    radiograph = opened(
        tmp_path,
        RAMP,
        12,
        WindowCenter="1000\\2000",
        WindowWidth="500\\3000",
        WindowCenterWidthExplanation="BONE\\SOFT",
        VOILUTSequence=[lut_item(0, list(range(4096)), 12) | {"LUTExplanation": "curve"}],
    )
    assert [voi.explanation for voi in radiograph.vois] == ["BONE", "SOFT", "curve", "auto"]
    assert [voi.label.split()[0] for voi in radiograph.vois] == ["window", "window", "VOI", "auto"]
    expected = np.clip((RAMP - 999.5) / 499 + 0.5, 0, 1) * 255
    assert np.abs(radiograph.display_image() - expected).max() <= 0.5 + 1e-6


@pytest.mark.parametrize(
    ("center", "width"), [("100", "0"), ("100", "-5"), ("100", ""), ("", "50"), ("x", "50"), ("1e999", "9")]
)
def test_an_invalid_window_gives_the_automatic_one_and_says_so(
    center: str, width: str, tmp_path: Path
) -> None:
    radiograph = opened(tmp_path, RAMP, 12, WindowCenter=center, WindowWidth=width)
    assert radiograph.default_voi.explanation == "auto"
    assert any("window" in warning for warning in radiograph.warnings)


def test_an_invalid_window_gives_the_voi_lut_where_there_is_one(tmp_path: Path) -> None:
    voi_lut = [lut_item(0, list(range(4096)), 12)]
    radiograph = opened(tmp_path, RAMP, 12, WindowCenter="9", WindowWidth="0", VOILUTSequence=voi_lut)
    assert radiograph.default_voi.function is VoiFunction.LUT


def test_a_width_below_one_is_meant_exactly(tmp_path: Path) -> None:
    radiograph = opened(
        tmp_path, RAMP, 12, RescaleSlope="0.0001", RescaleIntercept="0", WindowCenter="0.2", WindowWidth="0.3"
    )
    assert radiograph.default_voi.function is VoiFunction.LINEAR_EXACT
    expected = np.clip((RAMP * 0.0001 - 0.2) / 0.3 + 0.5, 0, 1) * 255
    assert np.abs(radiograph.display_image() - expected).max() <= 0.51


@pytest.mark.parametrize("function", ["LINEAR", "LINEAR_EXACT", "SIGMOID"])
def test_the_files_voi_function_is_used(function: str, tmp_path: Path) -> None:
    window = {"WindowCenter": "2000", "WindowWidth": "1500", "VOILUTFunction": function}
    radiograph = opened(tmp_path, RAMP, 12, **window)
    assert radiograph.default_voi.function == function


def test_a_packed_8_bit_lut_with_more_than_256_entries(tmp_path: Path) -> None:
    table = (np.arange(4096) // 16).tolist()
    packed = np.asarray(table, dtype=np.uint8).tobytes()
    for data in (packed, None):  # one value a byte, one value a word
        item = lut_item(0, table, 8, data)
        radiograph = opened(tmp_path, RAMP, 12, VOILUTSequence=[item])
        assert np.array_equal(radiograph.display_image(), RAMP // 16)


def test_a_voi_lut_for_signed_values(tmp_path: Path) -> None:
    pixels = (RAMP.astype(np.int16) - 2048).astype(np.int16)
    table = (np.arange(4096) * 16).tolist()
    radiograph = opened(tmp_path, pixels, 12, VOILUTSequence=[lut_item(-2048, table, 16)])
    expected = np.asarray(table)[RAMP] * (255 / 65535)
    assert np.abs(radiograph.display_image() - expected).max() <= 0.5 + 1e-6


def test_no_window_and_8_bits_is_identity(tmp_path: Path) -> None:
    pixels = (RAMP % 256).astype(np.uint8)
    radiograph = opened(tmp_path, pixels)
    assert np.array_equal(radiograph.display_image(), pixels)
    assert radiograph.default_voi.explanation == "identity"


def test_no_window_and_more_bits_is_robust(tmp_path: Path) -> None:
    pixels = RAMP.copy() // 4
    pixels[0, :20] = 65535  # a marker
    radiograph = opened(tmp_path, pixels)
    assert radiograph.default_voi.explanation == "auto"
    assert np.median(radiograph.display_image()) == pytest.approx(127, abs=8)


@pytest.mark.parametrize("limits", [(100, 300), (300, 100)])
def test_padding_is_black_and_out_of_the_statistics(limits: tuple[int, int], tmp_path: Path) -> None:
    pixels = RAMP.copy() + 1000
    pixels[:40] = 200
    value, limit = limits
    radiograph = opened(tmp_path, pixels, PixelPaddingValue=value, PixelPaddingRangeLimit=limit)
    assert radiograph.background is not None
    assert np.array_equal(radiograph.background, pixels == 200)
    voi = radiograph.default_voi
    assert voi.center - voi.width / 2 > 900


def test_padding_is_black_when_inverted_too(tmp_path: Path) -> None:
    pixels = RAMP.copy() // 2 + 1000
    pixels[:40] = 0
    radiograph = opened(tmp_path, pixels, 12, PhotometricInterpretation="MONOCHROME1", PixelPaddingValue=0)
    assert radiograph.display_image()[:40].max() == 0


def test_signed_padding_counts_in_stored_values(tmp_path: Path) -> None:
    pixels = RAMP.astype(np.int16)
    pixels[:40] = -2000
    radiograph = opened(tmp_path, pixels, PixelPaddingValue=-2000, RescaleSlope="1", RescaleIntercept="-1024")
    assert radiograph.background is not None
    assert radiograph.background[:40].all()


WINDOWS: list[dict[str, object]] = [
    {"WindowCenter": "2047.5", "WindowWidth": "4096"},
    {"WindowCenter": "1000", "WindowWidth": "511"},
    {"WindowCenter": "1000", "WindowWidth": "1021", "VOILUTFunction": "LINEAR_EXACT"},
    {"WindowCenter": "1234.5", "WindowWidth": "800", "VOILUTFunction": "SIGMOID"},
    {"VOILUTSequence": [lut_item(100, [0, 10, 4000, 7, 4095], 12)]},
    {"RescaleSlope": "1", "RescaleIntercept": "-1024", "WindowCenter": "300", "WindowWidth": "1500"},
    {"RescaleSlope": "2", "RescaleIntercept": "3", "WindowCenter": "3000", "WindowWidth": "2048"},
    {"ModalityLUTSequence": [lut_item(0, list(range(4096)), 12)], "WindowCenter": "9", "WindowWidth": "256"},
    {},
]


@pytest.mark.parametrize("attributes", WINDOWS)
@pytest.mark.parametrize("signed", [False, True])
def test_turned_pixels_look_exactly_as_window_first_invert_after(
    attributes: dict[str, object], signed: bool, tmp_path: Path
) -> None:
    pixels = (RAMP.astype(np.int16) - 2048).astype(np.int16) if signed else RAMP
    as_meant = opened(tmp_path, pixels, 12, **attributes)
    turned = opened(tmp_path, pixels, 12, PhotometricInterpretation="MONOCHROME1", **attributes)
    assert np.array_equal(turned.display_image(), 255 - as_meant.display_image())
    for one, other in zip(as_meant.vois, turned.vois, strict=True):
        assert np.array_equal(apply_voi(turned.pixels, other), 255 - apply_voi(as_meant.pixels, one))
    assert turned.turned_about is not None
    assert as_meant.turned_about is None
    values = turned.turned_about - turned.pixels.astype(np.float64)
    assert np.array_equal(values, as_meant.pixels.astype(np.float64))


def test_turned_floats_look_as_window_first_invert_after(tmp_path: Path) -> None:
    attributes = {
        "RescaleSlope": "0.684",
        "RescaleIntercept": "200",
        "WindowCenter": "1600",
        "WindowWidth": "2800",
    }
    as_meant = opened(tmp_path, RAMP, 12, **attributes)
    turned = opened(tmp_path, RAMP, 12, PhotometricInterpretation="MONOCHROME1", **attributes)
    difference = np.abs(turned.display_image().astype(int) - (255 - as_meant.display_image().astype(int)))
    assert difference.max() <= 1  # where single precision meets a level's edge
    assert (difference > 0).mean() < 0.001


@pytest.mark.parametrize("bits", [8, 7])
def test_eight_bits_without_window_are_inverted_exactly(bits: int, tmp_path: Path) -> None:
    pixels = (RAMP % (1 << bits)).astype(np.uint8)
    as_meant = opened(tmp_path, pixels, bits)
    turned = opened(tmp_path, pixels, bits, PhotometricInterpretation="MONOCHROME1")
    assert np.array_equal(turned.display_image(), 255 - as_meant.display_image())


def test_presentation_lut_shape_is_no_second_inversion(tmp_path: Path) -> None:
    window = {"WindowCenter": "2048", "WindowWidth": "4096"}
    plain = opened(tmp_path, RAMP, 12, **window)
    same = {"PhotometricInterpretation": "MONOCHROME1", "PresentationLUTShape": "INVERSE"}
    inverse = opened(tmp_path, RAMP, 12, **same, **window)
    assert np.array_equal(inverse.display_image(), 255 - plain.display_image())
    assert inverse.warnings == ()
    doubt = opened(tmp_path, RAMP, 12, PresentationLUTShape="INVERSE", **window)
    assert np.array_equal(doubt.display_image(), plain.display_image())
    assert any("disagree" in warning for warning in doubt.warnings)


def test_unused_bits_do_not_count(tmp_path: Path) -> None:
    overlay_in_high_bits = (RAMP | 0xF000).astype(np.uint16)
    radiograph = opened(tmp_path, overlay_in_high_bits, 12)
    assert np.array_equal(radiograph.pixels, RAMP)


def test_a_high_bit_above_the_stored_bits(tmp_path: Path) -> None:
    radiograph = opened(tmp_path, (RAMP << 4).astype(np.uint16), 12, HighBit=15)
    assert np.array_equal(radiograph.pixels, RAMP)


def test_sign_of_twelve_bits(tmp_path: Path) -> None:
    signed = (RAMP.astype(np.int16) - 2048).astype(np.int16)
    radiograph = opened(tmp_path, (signed.view(np.uint16) & 0x0FFF).view(np.int16), 12)
    assert np.array_equal(radiograph.pixels, signed)


def test_the_display_does_not_depend_on_other_offers(tmp_path: Path) -> None:
    radiograph = opened(tmp_path, RAMP, 12, WindowCenter="1000", WindowWidth="500")
    before = radiograph.display_image()
    apply_voi(radiograph.pixels, Voi("user", VoiFunction.LINEAR, 5.0, 10.0))
    assert np.array_equal(radiograph.display_image(), before)
    assert not radiograph.pixels.flags.writeable
