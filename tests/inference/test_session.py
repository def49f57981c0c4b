from __future__ import annotations

import importlib
import os
import subprocess
import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

import onnxruntime
import pytest

from fracview.core.errors import DeviceError, UsageError
from fracview.inference import session
from fracview.inference.session import Device
from tests.inference.fake_runtime import FakeRuntime
from tests.inference.tiny_models import region_bytes

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("text", "device"),
    [
        ("auto", Device("auto")),
        ("cpu", Device("cpu")),
        ("cuda", Device("cuda", 0)),
        ("cuda:0", Device("cuda", 0)),
        (" CUDA:12 ", Device("cuda", 12)),
    ],
)
def test_devices_are_read(text: str, device: Device) -> None:
    assert Device.parse(text) == device


@pytest.mark.parametrize(
    "text", ["", "gpu", "cuda:", "cuda:x", "cuda:-1", "cpu:1", "auto:0", "cuda:1234", "cuda 1"]
)
def test_anything_else_is_wrong_usage(text: str) -> None:
    with pytest.raises(UsageError, match="auto, cpu or cuda"):
        Device.parse(text)


def test_a_session_uses_the_cores_and_keeps_quiet() -> None:
    options = session.session_options(onnxruntime)
    assert options.intra_op_num_threads == session.available_cores()
    assert options.execution_mode == onnxruntime.ExecutionMode.ORT_SEQUENTIAL
    assert options.log_severity_level == 4
    assert options.get_session_config_entry("session.intra_op.allow_spinning") == session.ALLOW_SPINNING


def test_cuda_is_asked_for_with_the_cpu_behind_it_and_no_fallback() -> None:
    fake = FakeRuntime()
    session.create_session(fake, region_bytes(), session.CUDA, 2)
    (opened,) = fake.opened
    assert opened.fallback == 0
    assert [one if isinstance(one, str) else one[0] for one in opened.providers] == [
        session.CUDA,
        session.CPU,
    ]
    assert opened.providers[0][1]["device_id"] == "2"
    assert opened.providers[0][1]["use_tf32"] == "0"


def test_the_cpu_is_asked_for_alone() -> None:
    fake = FakeRuntime()
    session.create_session(fake, region_bytes(), session.CPU)
    assert fake.opened[0].providers == [session.CPU]


def test_the_errors_of_the_runtime_are_all_collected() -> None:
    errors = session.runtime_errors(onnxruntime)
    assert {"InvalidProtobuf", "InvalidArgument", "Fail"} <= {error.__name__ for error in errors}
    with pytest.raises(errors):
        onnxruntime.InferenceSession(b"rubbish", providers=[session.CPU])
    assert KeyboardInterrupt not in errors
    assert Exception not in errors


def test_a_missing_runtime_is_named_with_its_cure(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(name: str) -> ModuleType:
        raise ImportError(f"No module named {name!r}")

    monkeypatch.setattr(importlib, "import_module", fail)
    with pytest.raises(DeviceError, match="cannot be imported") as caught:
        session.load_runtime()
    assert caught.value.reason == "runtime_broken"
    assert caught.value.cure


def test_the_empty_module_that_uninstalling_leaves_is_recognised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib, "import_module", ModuleType)
    monkeypatch.setattr(session, "installed_distributions", lambda: ("onnxruntime", "onnxruntime-gpu"))
    with pytest.raises(DeviceError, match="empty module") as caught:
        session.load_runtime()
    assert "pip uninstall onnxruntime onnxruntime-gpu" in caught.value.cure


def test_this_machine_has_one_distribution() -> None:
    assert len(session.installed_distributions()) == 1
    assert session.distribution_warning() == ""


def test_two_distributions_are_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "_is_installed", lambda name: name in {"onnxruntime", "onnxruntime-gpu"})
    assert session.distribution_warning().startswith("onnxruntime and onnxruntime-gpu are installed together")


@pytest.mark.parametrize("device", ["auto", "cpu"])
def test_opening_and_running_writes_nothing_on_either_stream(tiny_folder: Path, device: str) -> None:
    """Also not on the file descriptors, where ONNX Runtime's own logger writes."""
    code = f"""
from pathlib import Path
from fracview.core.errors import ModelFolderError
from fracview.inference import Analyzer, load_model_set
from fracview.inference.network import open_networks
models = load_model_set(Path({str(tiny_folder)!r}))
Analyzer(models, {device!r})
import onnxruntime
from fracview.inference import session
try:
    session.create_session(onnxruntime, b"rubbish", session.CPU)
except session.runtime_errors(onnxruntime):
    pass
session.create_session(onnxruntime, models.region.read_weights(), session.CUDA)
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        check=True,
        capture_output=True,
        env=os.environ | {"PYTHONWARNINGS": "error"},
    )
    assert (done.stdout, done.stderr) == (b"", b"")


@pytest.mark.skipif(sys.platform == "win32", reason="keeps its identifier in the registry there")
def test_onnx_runtime_reports_to_nobody_and_leaves_no_identifier(tmp_path: Path) -> None:
    code = f"""
from fracview.inference import session
runtime = session.load_runtime()
session.create_session(runtime, {region_bytes()!r}, session.CPU)
"""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("ORT_", "XDG_"))}
    home = {"HOME": str(tmp_path), "CI": ""}  # in a CI job its telemetry is off by itself
    subprocess.run([sys.executable, "-c", code], check=True, env=environment | home)
    assert list(tmp_path.rglob("*")) == []


def test_an_error_names_the_device_and_a_cure() -> None:
    error: Any = session.device_error("cuda:1", "no NVIDIA driver")
    assert str(error).startswith("device cuda:1: cannot be used: no NVIDIA driver.")
    assert "--device auto or cpu" in str(error)
