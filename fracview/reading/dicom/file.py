"""A DICOM file as a series of radiographs."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np

from fracview.core.radiograph import Claims, Radiograph
from fracview.core.windowing import Voi, VoiFunction
from fracview.reading.arrays import Array, auto_voi, frozen, grey_if_equal
from fracview.reading.dicom.classes import class_name, class_refusal, uid_name
from fracview.reading.dicom.colour import rgb_frame
from fracview.reading.dicom.frames import Frames
from fracview.reading.dicom.groups import frame_levels
from fracview.reading.dicom.header import PIXEL_DATA, parse_header
from fracview.reading.dicom.image_format import MONOCHROME, image_format
from fracview.reading.dicom.modality import modality_values
from fracview.reading.dicom.spacing import pixel_aspect_ratio, pixel_spacing
from fracview.reading.dicom.use import dicom_use
from fracview.reading.dicom.vois import offered_vois, turned_voi
from fracview.reading.jpeg_damage import marked
from fracview.reading.reasons import ReadingReason, refusal
from fracview.reading.source import open_regular, os_refusal

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from numpy.typing import NDArray

    from fracview.core.errors import ReadingError
    from fracview.reading.dicom.codestream import Codestream
    from fracview.reading.dicom.header import Header, PixelElement
    from fracview.reading.source import Source


class DicomFile:
    """A DICOM file whose header is parsed and whose frames are decoded when asked for.

    Raises
    ------
    ReadingError
        It is no image, or its pixel data are not all there.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        self._header = parse_header(io.BytesIO(source.data), source.path)
        pixels = _checked_pixels(self._header, source.path)
        self._attributes = self._header.attributes
        self._format, assumed = image_format(self._attributes, source.path)
        self._frames = Frames(self._header, pixels, self._format, source.path)
        self._warnings = [*self._header.warnings, *assumed, *self._frames.warnings]
        self.frame_count = self._frames.count

    def frame(self, index: int) -> Radiograph:
        """Decode one frame and take it down the grayscale or the colour road."""
        stored, stream, damage = self._frames.stored(index)
        if self._format.photometric in MONOCHROME:
            return marked(self._grey(index, stored), damage)
        return marked(self._colour(index, stored, stream), damage)

    def _grey(self, index: int, stored: Array) -> Radiograph:
        levels = frame_levels(self._attributes, index)
        background = self._padding(stored)
        values, remarks = modality_values(stored, self._format.stored_range, levels)
        vois, doubts = offered_vois(values, self._format.bits_stored, background, levels)
        turned_about = None
        if self._format.photometric == "MONOCHROME1":
            turned_about = values.turned_about
            values = values.turned()
            vois = tuple(turned_voi(voi, turned_about) for voi in vois)
        warnings = [*remarks, *doubts, *self._polarity_doubt()]
        return self._radiograph(
            index, values.pixels, vois, warnings, background=background, turned_about=turned_about
        )

    def _colour(self, index: int, stored: Array, stream: Codestream | None) -> Radiograph:
        rgb = rgb_frame(stored, self._format, stream, self._attributes, self._source.path)
        pixels = grey_if_equal(rgb)
        identity = Voi("identity", VoiFunction.IDENTITY)
        vois = (identity,) if pixels.ndim == 3 else (identity, auto_voi(pixels))
        return self._radiograph(index, pixels, vois, [])

    def _radiograph(
        self,
        index: int,
        pixels: Array,
        vois: tuple[Voi, ...],
        warnings: list[str],
        **grey: Any,  # noqa: ANN401
    ) -> Radiograph:
        spacing = pixel_spacing(frame_levels(self._attributes, index))
        use, note = dicom_use(self._attributes, pixels, self.frame_count)
        return Radiograph(
            path=self._source.path,
            sha256=self._source.sha256,
            pixels=frozen(pixels),
            vois=vois,
            spacing=spacing,
            pixel_aspect_ratio=pixel_aspect_ratio(self._attributes, spacing),
            claims=self._claims(),
            network_use=use,
            network_note=note,
            frame=index,
            frame_count=self.frame_count,
            warnings=(*self._warnings, *warnings),
            **grey,
        )

    def _padding(self, stored: Array) -> NDArray[np.bool_] | None:
        """Pixels whose stored value is padding: one value, or a range given in either order."""
        signed = self._format.signed
        values = [
            *self._attributes.shorts("PixelPaddingValue", signed=signed)[:1],
            *self._attributes.shorts("PixelPaddingRangeLimit", signed=signed)[:1],
        ]
        if "PixelPaddingValue" not in self._attributes or not values:
            return None
        mask = np.greater_equal(stored, min(values)) & np.less_equal(stored, max(values))
        return mask if mask.any() else None

    def _polarity_doubt(self) -> list[str]:
        shape = self._attributes.code("PresentationLUTShape")
        expected = "INVERSE" if self._format.photometric == "MONOCHROME1" else "IDENTITY"
        if shape in ("", expected) or shape not in ("INVERSE", "IDENTITY"):
            return []
        return ["photometric interpretation and presentation LUT shape disagree; the former is followed"]

    def _claims(self) -> Claims:
        attributes = self._attributes
        return Claims(
            modality=attributes.text("Modality"),
            body_part=attributes.text("BodyPartExamined"),
            view_position=attributes.text("ViewPosition"),
            laterality=attributes.text("ImageLaterality") or attributes.text("Laterality"),
            study_uid=attributes.text("StudyInstanceUID"),
            series_uid=attributes.text("SeriesInstanceUID"),
            photometric=attributes.text("PhotometricInterpretation"),
            transfer_syntax=uid_name(self._header.transfer_syntax),
        )


def count_frames(path: Path) -> int:
    """Frames that a file holds, from its header and the size of its pixel data; raises as `read` does."""
    with open_regular(path) as file:
        try:
            header = parse_header(file, path)
            pixels = _checked_pixels(header, path)
            frame_format, _ = image_format(header.attributes, path)
            return 1 if frame_format.frames == 1 else Frames(header, pixels, frame_format, path).count
        except OSError as error:
            raise os_refusal(error, path) from error


def _checked_pixels(header: Header, path: Path) -> PixelElement:
    """Where the pixel data of an image lie; refuses everything that is none, by name."""
    refused = class_refusal(header.attributes, path)
    if refused is not None:
        raise refused
    if header.pixels is None:
        raise _no_pixels(header, path)
    if header.pixels.tag != PIXEL_DATA:
        message = "This file has float pixel data, as a Parametric Map has."
        raise refusal(ReadingReason.PARAMETRIC_MAP, message, path)
    return header.pixels


def _no_pixels(header: Header, path: Path) -> ReadingError:
    if not header.attributes and (header.cut_off or not header.has_preamble):
        message = "The content is not DICOM, though it begins a little like it."
        return refusal(ReadingReason.UNKNOWN_FORMAT, message, path)
    if header.broken:
        message = "An element of the file is malformed; nothing behind it can be read."
        return refusal(ReadingReason.MALFORMED, message, path)
    if header.cut_off:
        message = "The file is cut off before its pixel data."
        return refusal(ReadingReason.TRUNCATED, message, path)
    name = class_name(header.attributes)
    message = f"This is {name}, without pixel data." if name else "The file has no pixel data."
    return refusal(ReadingReason.NO_PIXEL_DATA, message, path)
