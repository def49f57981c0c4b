"""What a DICOM file says of itself, what is taken from it, and what is refused."""

from __future__ import annotations

import logging
import struct
import threading
import time
import tracemalloc
import zlib
from typing import TYPE_CHECKING

import imagecodecs
import numpy as np
import pytest
from PIL import Image
from pydicom.data import get_testdata_file

from fracview.core.errors import ReadingError
from fracview.core.radiograph import NetworkUse, PixelSpacing, Radiograph
from fracview.reading import ReadingReason, frames, read, read_frames
from tests.reading.build import (
    CR,
    DX,
    EXPLICIT_BIG,
    SECONDARY_CAPTURE,
    dicom_bytes,
    element,
    fragments,
    grey_attributes,
    grey_dicom,
)
from tests.reading.mutations import encoded, write

if TYPE_CHECKING:
    from pathlib import Path

GREY = (np.add.outer(np.arange(150), 2 * np.arange(210)) % 256).astype(np.uint8)
DEEP = GREY.astype(np.uint16) * 16
JPEG_BASELINE = "1.2.840.10008.1.2.4.50"
JPEG_EXTENDED = "1.2.840.10008.1.2.4.51"
JPEG_LS = "1.2.840.10008.1.2.4.80"
JPEG_2000 = "1.2.840.10008.1.2.4.90"
HTJ2K = "1.2.840.10008.1.2.4.201"
RLE = "1.2.840.10008.1.2.5"


def opened(folder: Path, data: bytes) -> Radiograph:
    return read(write(folder, "scan", data))


def refused(folder: Path, data: bytes) -> ReadingError:
    path = write(folder, "scan", data)
    with pytest.raises(ReadingError) as caught:
        read(path)
    assert caught.value.path == path
    assert frames(path) >= 1
    return caught.value


def compressed(codestreams: list[bytes], syntax: str, bits: int = 8, **more: object) -> bytes:
    attributes = grey_attributes(150, 210, 8 if bits <= 8 else 16, bits, **more)
    return dicom_bytes(attributes, fragments(codestreams), syntax=syntax, encapsulated=True, pixel_vr="OB")


# Decoding


@pytest.mark.parametrize(
    ("syntax", "codestream"),
    [
        (JPEG_LS, imagecodecs.jpegls_encode(DEEP)),
        (JPEG_2000, imagecodecs.jpeg2k_encode(DEEP, level=0, codecformat="j2k")),
        (JPEG_2000, imagecodecs.jpeg2k_encode(DEEP, level=0, codecformat="jp2")),
        ("1.2.840.10008.1.2.4.70", imagecodecs.jpeg8_encode(DEEP, lossless=True, bitspersample=12)),
        (HTJ2K, imagecodecs.htj2k_encode(DEEP, reversible=True)),
    ],
)
def test_lossless_frames_are_kept_to_the_value(syntax: str, codestream: bytes, tmp_path: Path) -> None:
    radiograph = opened(tmp_path, compressed([codestream], syntax, 12))
    assert np.array_equal(radiograph.pixels, DEEP)


def test_the_codestream_counts_not_the_declared_syntax(tmp_path: Path) -> None:
    data = compressed([imagecodecs.jpegls_encode(GREY)], JPEG_BASELINE)
    assert np.array_equal(opened(tmp_path, data).pixels, GREY)


def test_high_throughput_colour_and_damage(tmp_path: Path) -> None:
    colour = np.stack([GREY, GREY[::-1], GREY[:, ::-1]], axis=-1)
    stream = imagecodecs.htj2k_encode(colour, reversible=True)
    format_of_colour = {"SamplesPerPixel": 3, "PhotometricInterpretation": "YBR_RCT"}
    radiograph = opened(tmp_path, compressed([stream], HTJ2K, **format_of_colour))
    assert np.array_equal(radiograph.pixels, colour)
    cut = stream[: len(stream) // 4]
    assert refused(tmp_path, compressed([cut], HTJ2K, **format_of_colour)).reason == "cannot_decode"


def test_rle_of_sixteen_bits(tmp_path: Path) -> None:
    planes = [np.ascontiguousarray(plane).tobytes() for plane in (DEEP >> 8, DEEP & 255)]
    segments = [
        imagecodecs.packbits_encode(np.frombuffer(plane, np.uint16).astype(np.uint8)) for plane in planes
    ]
    segments = [segment + b"\x80" * (len(segment) % 2) for segment in segments]
    head = struct.pack("<16I", 2, 64, 64 + len(segments[0]), *[0] * 13)
    radiograph = opened(tmp_path, compressed([head + b"".join(segments)], RLE, 16))
    assert np.array_equal(radiograph.pixels, DEEP)


def test_overshoot_of_a_lossy_jpeg_is_clipped_not_wrapped(tmp_path: Path) -> None:
    """12-bit JPEG of 10-bit values: what exceeds them must stay white."""
    hard = np.where(np.arange(210) // 3 % 2, 1023, 0).astype(np.uint16)
    picture = np.broadcast_to(hard, (150, 210)).copy()
    stream = imagecodecs.jpeg8_encode(picture, level=60, bitspersample=12)
    assert imagecodecs.jpeg8_decode(stream).max() > 1023
    radiograph = opened(tmp_path, compressed([stream], JPEG_EXTENDED, 10))
    assert radiograph.pixels.max() == 1023
    assert np.abs(radiograph.pixels.astype(int) - picture).mean() < 60


def test_frames_are_decoded_one_at_a_time(tmp_path: Path) -> None:
    streams = [imagecodecs.jpegls_encode(np.full_like(GREY, level)) for level in (5, 6, 7)]
    path = write(tmp_path, "three", compressed(streams, JPEG_LS, NumberOfFrames="3"))
    assert frames(path) == 3
    assert read(path, 1).pixels.max() == 6
    levels = [frame.pixels.max() for frame in read_frames(path) if isinstance(frame, Radiograph)]
    assert levels == [5, 6, 7]
    assert read(path, 2).network_note == "multi-frame"


def test_read_frames_reads_and_hashes_once_and_decodes_only_what_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import hashlib

    from fracview.reading.dicom import frames as decoding
    from fracview.reading.dicom import header
    from fracview.reading.source import Source

    streams = [imagecodecs.jpegls_encode(np.full_like(GREY, level)) for level in (5, 6, 7)]
    data = compressed([streams[0], b"no codestream", streams[2]], JPEG_LS, NumberOfFrames="3")
    path = write(tmp_path, "scan", data)
    done: list[str] = []

    def counted(owner: object, name: str) -> None:
        function = getattr(owner, name)

        def call(*args: object, **kwargs: object) -> object:
            done.append(name)
            return function(*args, **kwargs)

        monkeypatch.setattr(owner, name, call)

    counted(type(path), "open")
    counted(hashlib, "sha256")
    counted(decoding, "decode_frame")
    counted(header, "_parse")
    found = read_frames(path)
    assert done == []
    first = next(found)
    assert sorted(done) == ["_parse", "decode_frame", "open", "sha256"]
    assert isinstance(first, Radiograph)
    second, third = found
    assert done.count("open") == done.count("sha256") == done.count("_parse") == 1
    assert done.count("decode_frame") == 2  # the second has nothing to decode
    assert isinstance(second, ReadingError)
    assert second.path == path
    assert isinstance(third, Radiograph)
    assert [(first.frame, first.frame_count), (third.frame, third.frame_count)] == [(0, 3), (2, 3)]
    assert first.sha256 == third.sha256 == Source(path, data).sha256


def test_one_bad_frame_does_not_hide_the_others(tmp_path: Path) -> None:
    good = imagecodecs.jpegls_encode(GREY)
    bad = good[:40] + b"\0" * 200
    path = write(tmp_path, "three", compressed([good, bad, good], JPEG_LS, NumberOfFrames="3"))
    kinds = [type(frame) for frame in read_frames(path)]
    assert kinds == [Radiograph, ReadingError, Radiograph]


def test_claimed_frames_are_not_believed_beyond_the_data(tmp_path: Path) -> None:
    attributes = grey_attributes(150, 210, 8, NumberOfFrames="999999999")
    path = write(tmp_path, "scan", dicom_bytes(attributes, GREY.tobytes() * 2))
    assert frames(path) == 2
    assert any("claims" in warning for warning in read(path).warnings)


@pytest.mark.parametrize("claimed", ["1A", "", "0", "-3", "x"])
def test_untidy_frame_numbers(claimed: str, tmp_path: Path) -> None:
    attributes = grey_attributes(150, 210, 8, NumberOfFrames=claimed)
    path = write(tmp_path, "scan", dicom_bytes(attributes, GREY.tobytes()))
    assert frames(path) == 1
    assert np.array_equal(read(path).pixels, GREY)


def test_twelve_bits_packed(tmp_path: Path) -> None:
    values = DEEP.ravel().astype(np.uint32)
    pairs = values[::2] | values[1::2] << 12
    packed = b"".join(int(pair).to_bytes(3, "little") for pair in pairs)
    attributes = grey_attributes(150, 210, 16, 12) | {"BitsAllocated": 12}
    assert np.array_equal(opened(tmp_path, dicom_bytes(attributes, packed)).pixels, DEEP)


def test_big_endian(tmp_path: Path) -> None:
    attributes = grey_attributes(150, 210, 16, 12)
    data = dicom_bytes(attributes, DEEP.astype(">u2").tobytes(), syntax=EXPLICIT_BIG)
    assert np.array_equal(opened(tmp_path, data).pixels, DEEP)


def test_colour_with_equal_channels_is_grey(tmp_path: Path) -> None:
    colour = {"PhotometricInterpretation": "RGB", "SamplesPerPixel": 3, "PlanarConfiguration": 0}
    attributes = grey_attributes(150, 210, 8, **colour)
    radiograph = opened(tmp_path, dicom_bytes(attributes, np.dstack([GREY] * 3).tobytes()))
    assert np.array_equal(radiograph.pixels, GREY)
    assert radiograph.network_use is NetworkUse.RUN
    tinted = np.dstack([GREY, GREY, GREY // 2])
    radiograph = opened(tmp_path, dicom_bytes(attributes, tinted.tobytes()))
    assert np.array_equal(radiograph.display_image(), tinted)
    assert radiograph.network_note == "colour image"


# Finding the data set


def test_no_preamble_no_meta(tmp_path: Path) -> None:
    data = dicom_bytes(grey_attributes(150, 210, 8), GREY.tobytes(), preamble=False)
    radiograph = opened(tmp_path, data)
    assert np.array_equal(radiograph.pixels, GREY)
    assert len(radiograph.warnings) == 2


def test_missing_transfer_syntax_is_inferred_for_compressed_pixels_too(tmp_path: Path) -> None:
    stream = fragments([imagecodecs.jpegls_encode(GREY)])
    data = dicom_bytes(grey_attributes(150, 210, 8), stream, syntax="", encapsulated=True, pixel_vr="OB")
    radiograph = opened(tmp_path, data)
    assert np.array_equal(radiograph.pixels, GREY)
    assert any("inferred" in warning for warning in radiograph.warnings)


def test_deflated(tmp_path: Path) -> None:
    whole = dicom_bytes(grey_attributes(150, 210, 8), GREY.tobytes(), preamble=False)
    deflater = zlib.compressobj(wbits=-15)
    body = deflater.compress(whole) + deflater.flush()
    meta = b"\0" * 128 + b"DICM" + element("TransferSyntaxUID", "1.2.840.10008.1.2.1.99")
    path = write(tmp_path, "deflated", meta + body)
    assert np.array_equal(read(path).pixels, GREY)
    assert frames(path) == 1
    assert refused(tmp_path, meta + body[:-200]).reason == ReadingReason.TRUNCATED


# Refusals


def test_a_forged_codestream_size_is_refused_before_decoding(tmp_path: Path) -> None:
    stream = bytearray(encoded(Image.fromarray(GREY), "JPEG"))
    at = stream.index(b"\xff\xc0") + 5
    stream[at : at + 4] = struct.pack(">HH", 65000, 65000)
    path = write(tmp_path, "forged", compressed([bytes(stream)], JPEG_BASELINE))
    tracemalloc.start()
    start = time.perf_counter()
    try:
        with pytest.raises(ReadingError) as caught:
            read(path)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert caught.value.reason == ReadingReason.CANNOT_DECODE
    assert time.perf_counter() - start < 2
    assert peak < 20_000_000


@pytest.mark.parametrize("codec", ["jpeg", "rle"])
def test_a_few_bytes_that_claim_a_hundred_megapixels_are_a_bomb(codec: str, tmp_path: Path) -> None:
    stream = bytearray(encoded(Image.fromarray(GREY), "JPEG"))
    at = stream.index(b"\xff\xc0") + 5
    stream[at : at + 4] = struct.pack(">HH", 10000, 10000)
    rle = struct.pack("<16I", 1, 64, *[0] * 14) + b"\x81\0" * 50
    data = compressed([bytes(stream) if codec == "jpeg" else rle], JPEG_BASELINE, Rows=10000, Columns=10000)
    assert refused(tmp_path, data).reason == ReadingReason.DECOMPRESSION_BOMB


def test_sizes_beyond_all_reason(tmp_path: Path) -> None:
    data = dicom_bytes(grey_attributes(65535, 65535, 8), b"\0" * 100)
    assert refused(tmp_path, data).reason == ReadingReason.DECOMPRESSION_BOMB


@pytest.mark.parametrize("rows", [[150, 0], [0], [150, 150]])
def test_rows_that_are_not_one_positive_number(rows: list[int], tmp_path: Path) -> None:
    data = dicom_bytes(grey_attributes(150, 210, 8, Rows=rows), GREY.tobytes())
    assert refused(tmp_path, data).reason == ReadingReason.BAD_DIMENSIONS


def test_cut_off_encapsulated_data(tmp_path: Path) -> None:
    whole = compressed([imagecodecs.jpegls_encode(GREY)] * 3, JPEG_LS, NumberOfFrames="3")
    for missing in (4, 8, 9, 500):
        assert refused(tmp_path, whole[:-missing]).reason == ReadingReason.TRUNCATED


def test_cut_off_before_the_pixel_data(tmp_path: Path) -> None:
    whole = dicom_bytes(grey_attributes(150, 210, 8, WindowCenter="1" * 200), GREY.tobytes())
    at = whole.index(b"1" * 200)
    assert refused(tmp_path, whole[: at + 50]).reason == ReadingReason.TRUNCATED


def test_native_data_cut_off_or_too_short(tmp_path: Path) -> None:
    attributes = grey_attributes(150, 210, 8)
    whole = dicom_bytes(attributes, GREY.tobytes())
    assert refused(tmp_path, whole[:-1000]).reason == ReadingReason.PIXEL_DATA_TOO_SHORT
    short = dicom_bytes(attributes, GREY.tobytes()[:-1000])
    assert refused(tmp_path, short).reason == ReadingReason.PIXEL_DATA_TOO_SHORT


def test_a_cut_jpeg_ls_codestream_fails_at_once(tmp_path: Path) -> None:
    """A decoder that searches on behind the last byte takes seconds, and reads what is not its own."""
    stream = imagecodecs.jpegls_encode(DEEP)
    start = time.perf_counter()
    error = refused(tmp_path, compressed([stream[: len(stream) // 2]], JPEG_LS, 12))
    assert error.reason == ReadingReason.CANNOT_DECODE
    assert time.perf_counter() - start < 2


def test_video(tmp_path: Path) -> None:
    data = compressed([b"\0\0\1\xb3" + b"\0" * 100], "1.2.840.10008.1.2.4.100")
    assert refused(tmp_path, data).reason == ReadingReason.VIDEO


def test_unknown_compression(tmp_path: Path) -> None:
    data = compressed([b"no codestream that anyone knows"], "1.2.840.10008.1.2.4.999")
    assert refused(tmp_path, data).reason == ReadingReason.UNSUPPORTED_TRANSFER_SYNTAX


@pytest.mark.parametrize(
    ("uid", "modality", "reason"),
    [
        ("66.4", "SEG", ReadingReason.SEGMENTATION),
        ("88.11", "SR", ReadingReason.STRUCTURED_REPORT),
        ("88.59", "KO", ReadingReason.KEY_OBJECT_SELECTION),
        ("11.1", "PR", ReadingReason.PRESENTATION_STATE),
        ("104.1", "DOC", ReadingReason.ENCAPSULATED_DOCUMENT),
        ("9.1.1", "ECG", ReadingReason.WAVEFORM),
        ("77.1.6", "SM", ReadingReason.WHOLE_SLIDE),
        ("481.2", "RTDOSE", ReadingReason.RT_DOSE),
        ("481.3", "RTSTRUCT", ReadingReason.RT_STRUCTURE_SET),
        ("481.5", "RTPLAN", ReadingReason.NO_PIXEL_DATA),
        ("30", "OT", ReadingReason.PARAMETRIC_MAP),
    ],
)
def test_other_objects_are_refused_by_their_class(
    uid: str, modality: str, reason: ReadingReason, tmp_path: Path
) -> None:
    attributes = {"SOPClassUID": f"1.2.840.10008.5.1.4.1.1.{uid}", "Modality": modality}
    assert refused(tmp_path, dicom_bytes(attributes, None)).reason == reason


def test_sequences_nested_beyond_pythons_stack(tmp_path: Path) -> None:
    opening = struct.pack("<HH2sHI", 0x0040, 0x0275, b"SQ", 0, 0xFFFFFFFF)
    opening += struct.pack("<HHI", 0xFFFE, 0xE000, 0xFFFFFFFF)
    body = element("SOPClassUID", CR) + element("Modality", "CR") + opening * 20_000
    meta = b"\0" * 128 + b"DICM" + element("TransferSyntaxUID", "1.2.840.10008.1.2.1")
    assert refused(tmp_path, meta + body).reason == ReadingReason.MALFORMED


def test_an_item_with_an_element_of_no_known_vr_does_not_hide_its_neighbours(tmp_path: Path) -> None:
    table = np.arange(256, dtype="<u2").tobytes()
    broken = struct.pack("<HH2sH", 0x0028, 0x3003, b"\x4c\xb2", 0)
    body = element("LUTDescriptor", [256, 0, 8]) + broken + element("LUTData", table)
    item = struct.pack("<HHI", 0xFFFE, 0xE000, len(body)) + body
    radiograph = opened(tmp_path, grey_dicom(GREY, VOILUTSequence=item))
    assert np.array_equal(radiograph.display_image(), GREY)
    assert radiograph.default_voi.explanation == "VOI LUT 1"


def test_many_threads_read_dicom_at_once(tmp_path: Path) -> None:
    """pydicom warns about each of these; Python's warning filters are global and errors in tests."""
    untidy = grey_dicom(GREY, SpecificCharacterSet="NO SUCH SET", RescaleSlope="1.0000000000000000000001")
    stream = imagecodecs.jpegls_encode(GREY)
    files = [write(tmp_path, "native", untidy), write(tmp_path, "jls", compressed([stream], JPEG_LS))]
    wrong: list[object] = []

    def work() -> None:
        for path in files * 20:
            try:
                if not np.array_equal(read(path).display_image(), GREY):
                    wrong.append(path)
            except Exception as error:  # noqa: BLE001 - whatever it is, the test shall name it
                wrong.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


# Whether the networks may run


@pytest.mark.parametrize(
    ("attributes", "use", "note"),
    [
        ({}, NetworkUse.RUN, ""),
        ({"SOPClassUID": DX, "Modality": "DX"}, NetworkUse.RUN, ""),
        (
            {"SOPClassUID": DX, "Modality": "DX", "PresentationIntentType": "FOR PRESENTATION"},
            NetworkUse.RUN,
            "",
        ),
        ({"SOPClassUID": DX + ".1", "Modality": "DX"}, NetworkUse.ASK, "for processing"),
        ({"PresentationIntentType": "FOR PROCESSING"}, NetworkUse.ASK, "for processing"),
        ({"SOPClassUID": SECONDARY_CAPTURE}, NetworkUse.RUN_WITH_NOTE, "secondary capture"),
        (
            {"SOPClassUID": SECONDARY_CAPTURE, "Modality": "OT"},
            NetworkUse.RUN_WITH_NOTE,
            "modality not stated as X-ray",
        ),
        ({"Modality": "MG"}, NetworkUse.ASK, "modality MG"),
        ({"Modality": "RF"}, NetworkUse.ASK, "modality RF"),
        ({"Modality": "DOE^JOHN"}, NetworkUse.ASK, "modality unknown code"),
        ({"BurnedInAnnotation": "YES"}, NetworkUse.ASK, "burned-in annotation"),
        ({"BurnedInAnnotation": "NO"}, NetworkUse.RUN, ""),
    ],
)
def test_whether_the_networks_may_run(
    attributes: dict[str, object], use: NetworkUse, note: str, tmp_path: Path
) -> None:
    radiograph = opened(tmp_path, grey_dicom(GREY, **attributes))
    assert (radiograph.network_use, radiograph.network_note) == (use, note)


# Millimetres


@pytest.mark.parametrize(
    ("attributes", "spacing"),
    [
        ({"PixelSpacing": "0.2\\0.3"}, PixelSpacing(0.2, 0.3, "PixelSpacing")),
        (
            {"PixelSpacing": "0.2\\0.2", "ImagerPixelSpacing": "0.2\\0.2"},
            PixelSpacing(0.2, 0.2, "PixelSpacing", at_detector=True),
        ),
        (
            {"PixelSpacing": "0.000\\0.000", "ImagerPixelSpacing": "0.2\\0.2"},
            PixelSpacing(0.2, 0.2, "ImagerPixelSpacing", at_detector=True),
        ),
        (
            {"ImagerPixelSpacing": "0.3\\0.3", "EstimatedRadiographicMagnificationFactor": "1.5"},
            PixelSpacing(
                0.3 / 1.5, 0.3 / 1.5, "ImagerPixelSpacing / EstimatedRadiographicMagnificationFactor"
            ),
        ),
        ({"PixelSpacing": "0.2"}, None),
        ({"PixelSpacing": "x\\y"}, None),
        ({}, None),
    ],
)
def test_millimetres(attributes: dict[str, object], spacing: PixelSpacing | None, tmp_path: Path) -> None:
    assert opened(tmp_path, grey_dicom(GREY, **attributes)).spacing == spacing


@pytest.mark.parametrize(
    ("ratio", "expected"),
    [("2\\1", 2.0), ("1\\2", 0.5), ("01", 1.0), ("0\\1", 1.0), ("", 1.0), ("x\\1", 1.0)],
)
def test_pixel_aspect_ratio(ratio: str, expected: float, tmp_path: Path) -> None:
    assert opened(tmp_path, grey_dicom(GREY, PixelAspectRatio=ratio)).pixel_aspect_ratio == expected


# Claims and privacy


def test_claims_are_kept_as_they_are(tmp_path: Path) -> None:
    said = {
        "BodyPartExamined": "HAND",
        "ViewPosition": "PA",
        "ImageLaterality": "L",
        "StudyInstanceUID": "1.2.3",
    }
    claims = opened(tmp_path, grey_dicom(GREY, **said)).claims
    assert (claims.body_part, claims.view_position, claims.laterality) == ("HAND", "PA", "L")
    assert (claims.study_uid, claims.modality) == ("1.2.3", "CR")
    assert claims.transfer_syntax == "Explicit VR Little Endian"


CANARY = "CANARY^Jane<script>"


def test_nothing_about_the_patient_gets_out(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """Broken values make pydicom warn with the value in the text; neither text nor value may come out."""
    caplog.set_level(logging.DEBUG)
    personal = {
        "PatientName": CANARY, "PatientID": CANARY, "PatientBirthDate": "CANARY", "PatientAge": "CANARY!",
        "InstitutionName": CANARY, "ReferringPhysicianName": CANARY, "StudyDate": "CANARYDATE",
        "SOPInstanceUID": "CANARY.1.2", "SpecificCharacterSet": "CANARY", "NumberOfFrames": "1CANARY",
        "RescaleSlope": "CANARY", "RescaleIntercept": "CANARY", "PixelSpacing": "CANARY\\CANARY",
        "WindowCenter": "CANARY", "WindowWidth": "CANARY", "PixelAspectRatio": "CANARY",
    }  # fmt: skip
    whole = grey_dicom(GREY, **personal)
    said = [repr(opened(tmp_path, whole).warnings), repr(opened(tmp_path, whole).claims)]
    for damaged in (whole[:600], whole[:-5000], whole.replace(b"DICM", b"DICX"), whole[:400] + whole[500:]):
        path = write(tmp_path, "scan", damaged)
        try:
            said.append(repr(read(path).warnings))
        except ReadingError as error:
            said += [str(error), error.message, str(error.__cause__ or "")]
    out, err = capfd.readouterr()
    assert "CANARY" not in "".join([*said, caplog.text, out, err])


# The small real files that come with pydicom


@pytest.mark.parametrize(
    ("name", "where", "value"),
    [
        ("CT_small.dcm", (0, 0), 175 - 1024),
        ("MR_small.dcm", (0, 0), 905),
        ("MR_small_RLE.dcm", (0, 0), 905),
        ("MR_small_bigendian.dcm", (0, 0), 905),
        ("MR_small_jp2klossless.dcm", (0, 0), 905),
        ("MR_small_padded.dcm", (0, 0), 905),
    ],
)
def test_hand_read_values_of_pydicoms_files(name: str, where: tuple[int, int], value: int) -> None:
    path = get_testdata_file(name, download=False)
    assert path is not None
    radiograph = read(str(path))
    assert radiograph.pixels[where] == value
    assert radiograph.network_use is NetworkUse.ASK
