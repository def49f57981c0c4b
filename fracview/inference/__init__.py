"""Model folders through ONNX Runtime: from `Radiograph` to `Analysis`. Importing it loads no ONNX Runtime."""

from fracview.inference.analyzer import Analyzer
from fracview.inference.doctor import DoctorReport, examine
from fracview.inference.folder import ModelFolder
from fracview.inference.manifest import Manifest
from fracview.inference.prepared import Prepared
from fracview.inference.registry import ModelSet, Verification, list_models, load_model_set, replaced, verify
from fracview.inference.session import DeviceReport

__all__ = [
    "Analyzer",
    "DeviceReport",
    "DoctorReport",
    "Manifest",
    "ModelFolder",
    "ModelSet",
    "Prepared",
    "Verification",
    "examine",
    "list_models",
    "load_model_set",
    "replaced",
    "verify",
]
