"""DICOM files from FracAtlas scans: Digital X-Ray Image Storage - For Presentation (PS3.3 A.26).

Nothing clinical is made up. What FracAtlas does not say stays out, even where the Standard wants a value:
Image Laterality, Patient Orientation and Imager Pixel Spacing. The same scan gives the same file: UIDs
follow from the scan's name, and no date or time is written.
"""

from __future__ import annotations

import uuid
from pathlib import Path

import numpy as np
from imagecodecs import jpeg2k_encode
from numpy.typing import NDArray
from PIL import Image
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.uid import (
    UID,
    DigitalXRayImageStorageForPresentation,
    ExplicitVRLittleEndian,
    JPEG2000Lossless,
)

SOURCE = "FracAtlas, doi 10.1038/s41597-023-02432-4, figshare 22363012, CC BY 4.0"
ANATOMY = {"hand": ("85562004", "Hand"), "leg": ("61685007", "Lower limb")}
"""SNOMED CT code and meaning by FracAtlas region."""


def write_monochrome1(scan: Path, target: Path, region: str) -> Path:
    """MONOCHROME1, 12 bits stored, uncompressed: low values are bright, as an inverted detector gives."""
    grey = grey_levels(scan)
    stored = (4095 - stored_values(grey, 12)).astype("<u2")
    dataset = _dataset(scan, target, region, "MONOCHROME1", grey.shape, 12)
    _meta(dataset, ExplicitVRLittleEndian)
    dataset.PixelData = stored.tobytes()
    dataset.save_as(target, enforce_file_format=True)
    return target


def write_jpeg2000(scan: Path, target: Path, region: str) -> Path:
    """MONOCHROME2, 10 bits stored, JPEG 2000 lossless (1.2.840.10008.1.2.4.90), one fragment."""
    grey = grey_levels(scan)
    stream = jpeg2k_encode(
        stored_values(grey, 10), level=0, codecformat="j2k", bitspersample=10, reversible=True
    )
    dataset = _dataset(scan, target, region, "MONOCHROME2", grey.shape, 10)
    _meta(dataset, JPEG2000Lossless)
    dataset.PixelData = encapsulate([bytes(stream)])
    dataset["PixelData"].VR = "OB"
    dataset["PixelData"].is_undefined_length = True
    dataset.save_as(target, enforce_file_format=True)
    return target


def grey_levels(scan: Path) -> NDArray[np.uint8]:
    """(rows, columns) uint8: the scan's grey levels; FracAtlas's RGB files have R = G = B."""
    with Image.open(scan) as image:
        return np.asarray(image.convert("L"))


def stored_values(grey: NDArray[np.uint8], bits: int) -> NDArray[np.uint16]:
    """Spread 0..255 over 0..2**bits - 1; the full window of the file leads back to the same grey levels."""
    levels: NDArray[np.float64] = np.rint(grey.astype(np.float64) * (2**bits - 1) / 255)
    return levels.astype(np.uint16)


def _dataset(
    scan: Path, target: Path, region: str, photometric: str, shape: tuple[int, int], bits: int
) -> FileDataset:
    dataset = FileDataset(target, {}, file_meta=FileMetaDataset(), preamble=bytes(128))
    _identify(dataset, scan, region)
    _acquire(dataset, scan, shape)
    dataset.SamplesPerPixel = 1
    dataset.PhotometricInterpretation = photometric
    dataset.Rows, dataset.Columns = shape
    dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit = 16, bits, bits - 1
    dataset.PixelRepresentation = 0
    inverted = photometric == "MONOCHROME1"
    dataset.PixelIntensityRelationship = "LOG"
    dataset.PixelIntensityRelationshipSign = 1 if inverted else -1
    dataset.RescaleIntercept, dataset.RescaleSlope, dataset.RescaleType = 0, 1, "US"
    dataset.PresentationLUTShape = "INVERSE" if inverted else "IDENTITY"
    dataset.WindowCenter, dataset.WindowWidth = 2 ** (bits - 1), 2**bits
    dataset.WindowCenterWidthExplanation = "FULL RANGE"
    return dataset


def _identify(dataset: FileDataset, scan: Path, region: str) -> None:
    """Patient, study, series, equipment and SOP common modules."""
    dataset.SpecificCharacterSet = "ISO_IR 100"
    dataset.PatientName, dataset.PatientID = "SAMPLE^FRACATLAS", scan.stem
    dataset.PatientBirthDate = dataset.PatientSex = ""
    dataset.PatientIdentityRemoved = "YES"
    dataset.DeidentificationMethod = "Published without identifiers as FracAtlas"
    dataset.StudyInstanceUID, dataset.SeriesInstanceUID = _uid(scan, "study"), _uid(scan, "series")
    dataset.StudyDate = dataset.StudyTime = dataset.ContentDate = dataset.ContentTime = ""
    dataset.StudyID = dataset.AccessionNumber = dataset.ReferringPhysicianName = ""
    dataset.SeriesNumber, dataset.InstanceNumber = 1, 1
    dataset.Modality, dataset.PresentationIntentType = "DX", "FOR PRESENTATION"
    dataset.Manufacturer = ""
    dataset.SOPClassUID = DigitalXRayImageStorageForPresentation
    dataset.SOPInstanceUID = _uid(scan, "instance")
    dataset.BodyPartExamined = region.upper()
    code = Dataset()
    code.CodeValue, code.CodeMeaning = ANATOMY[region]
    code.CodingSchemeDesignator = "SCT"
    dataset.AnatomicRegionSequence = [code]
    dataset.ImageComments = SOURCE


def _acquire(dataset: FileDataset, scan: Path, shape: tuple[int, int]) -> None:
    """How the image came about: derived from a published JPEG, hence lossy once."""
    dataset.ImageType = ["DERIVED", "PRIMARY"]
    dataset.DerivationDescription = f"{scan.name} of FracAtlas, grey levels spread over the stored range"
    dataset.AcquisitionContextSequence = []
    dataset.DetectorType = ""
    dataset.PatientOrientation = ""
    dataset.BurnedInAnnotation = "NO"
    dataset.LossyImageCompression = "01"
    dataset.LossyImageCompressionMethod = "ISO_10918_1"
    dataset.LossyImageCompressionRatio = round(shape[0] * shape[1] / scan.stat().st_size, 1)


def _meta(dataset: FileDataset, transfer_syntax: UID) -> None:
    dataset.file_meta.MediaStorageSOPClassUID = dataset.SOPClassUID
    dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    dataset.file_meta.TransferSyntaxUID = transfer_syntax
    dataset.file_meta.ImplementationClassUID = UID(f"2.25.{uuid.uuid5(uuid.NAMESPACE_URL, SOURCE).int}")
    dataset.file_meta.ImplementationVersionName = "FRACVIEW_SAMPLES"


def _uid(scan: Path, what: str) -> UID:
    """UID derived from a UUID (PS3.5 B.2) that follows from the scan's name."""
    return UID(f"2.25.{uuid.uuid5(uuid.NAMESPACE_URL, f'{SOURCE}/{scan.stem}/{what}').int}")
