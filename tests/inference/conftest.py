from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from fracview.core.radiograph import Radiograph
from fracview.core.windowing import Voi, VoiFunction
from fracview.inference import Analyzer, ModelSet, load_model_set
from tests.inference.fake_runtime import FakeRuntime
from tests.inference.tiny_models import write_folder

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture(scope="session")
def tiny_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models")
    for task in ("fracture", "region", "detection"):
        write_folder(folder / task, task)
    return folder


@pytest.fixture(scope="session")
def tiny_set(tiny_folder: Path) -> ModelSet:
    return load_model_set(tiny_folder)


@pytest.fixture
def analyzer(tiny_set: ModelSet) -> Analyzer:
    return Analyzer(tiny_set, "cpu")


@pytest.fixture
def radiograph() -> Callable[..., Radiograph]:
    """Radiographs of one grey level, by default of twice the tiny networks' size."""

    def make(grey: int = 128, shape: tuple[int, ...] = (64, 128), **changes: Any) -> Radiograph:
        fields: dict[str, Any] = {
            "path": Path(f"grey{grey}.png"),
            "sha256": f"{grey:064x}",
            "pixels": np.full(shape, grey, dtype=np.uint8),
            "vois": (Voi("identity", VoiFunction.IDENTITY),),
        }
        return Radiograph(**(fields | changes))

    return make


@pytest.fixture
def provider_libraries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """ONNX Runtime's CUDA libraries as the stand-in has them, each system's; to be removed by the test."""
    capi = tmp_path / "onnxruntime" / "capi"
    capi.mkdir(parents=True)
    names = ("libonnxruntime_providers_cuda.so", "onnxruntime_providers_cuda.dll")
    for name in names:
        (capi / name).touch()
    monkeypatch.setattr(FakeRuntime, "__file__", str(capi.parent / "__init__.py"))
    return [capi / name for name in names]
