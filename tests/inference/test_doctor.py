from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import pytest

from fracview import __version__
from fracview.core.errors import DeviceError
from fracview.inference import cuda, examine, session
from fracview.inference.doctor import report_lines
from tests.inference.fake_runtime import CPU, CUDA, FakeRuntime
from tests.inference.tiny_models import write_folder

if TYPE_CHECKING:
    from pathlib import Path


def test_a_healthy_machine(tiny_folder: Path) -> None:
    report = examine(tiny_folder)
    assert report.healthy, report.problems
    assert report.app_version == __version__
    assert report.libraries["numpy"]
    assert len(report.runtime_distributions) == 1
    assert report.providers[0].name == CPU
    assert report.providers[0].usable
    assert [model.task for model in report.models] == ["detection", "fracture", "region"]
    assert all(model.verified and model.elapsed_ms > 0 for model in report.models)
    assert json.loads(json.dumps(report.to_json()))["healthy"] is True


def test_without_models_nothing_is_opened() -> None:
    assert examine().models == ()


@pytest.mark.usefixtures("provider_libraries")
def test_missing_libraries_are_named_and_no_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(session, "load_runtime", FakeRuntime)
    monkeypatch.setattr(cuda, "loads", lambda library: library not in {"libcuda.so.1", "libcudnn.so.9"})
    report = examine()
    cuda_health = report.providers[1]
    assert cuda_health.name == CUDA
    assert not cuda_health.usable
    assert cuda_health.obstacle == "no NVIDIA driver (libcuda.so.1 does not load)"
    assert cuda_health.missing_libraries == ("libcuda.so.1", "libcudnn.so.9")
    assert report.healthy
    lines = list(report_lines(report))
    at = lines.index(f"provider       {CUDA}: no NVIDIA driver (libcuda.so.1 does not load)")
    assert lines[at + 1] == "  missing      libcuda.so.1, libcudnn.so.9"
    assert lines[at + 2].startswith("  looked in    NVIDIA's Python packages, and where")


def test_the_cpu_build_misses_nothing(
    monkeypatch: pytest.MonkeyPatch, provider_libraries: list[Path]
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(session, "load_runtime", FakeRuntime)
    monkeypatch.setattr(cuda, "loads", lambda _: False)
    provider_libraries[0].unlink()
    report = examine()
    assert report.providers[1].obstacle == "this build holds no CUDA provider (it is the CPU build)"
    assert (report.providers[1].missing_libraries, report.providers[1].looked_in) == ((), "")
    assert report.healthy


def test_a_runtime_without_cuda_misses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(session, "load_runtime", lambda: FakeRuntime((CPU,)))
    cuda_health = examine().providers[1]
    assert cuda_health.obstacle == "this ONNX Runtime is built without CUDA"
    assert cuda_health.missing_libraries == ()


def test_macos_has_no_cuda(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert examine().providers[1].obstacle == "macOS has no CUDA"


def test_a_broken_runtime_is_a_problem(monkeypatch: pytest.MonkeyPatch, tiny_folder: Path) -> None:
    def fail() -> None:
        raise DeviceError("ONNX Runtime is an empty module.", reason="runtime_broken")

    monkeypatch.setattr(session, "load_runtime", fail)
    report = examine(tiny_folder)
    assert report.problems == ("ONNX Runtime is an empty module.",)
    assert (report.runtime_version, report.providers, report.models) == ("", (), ())


def test_two_distributions_are_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "distribution_warning", lambda: "a and b are installed together")
    assert not examine().healthy


def test_each_bad_model_is_named_and_the_others_are_verified(tmp_path: Path) -> None:
    write_folder(tmp_path / "a", "region")
    write_folder(tmp_path / "b", "detection", changes={"sha256": "0" * 64})
    write_folder(tmp_path / "c", "fracture", changes={"classes": []})
    report = examine(tmp_path)
    good, changed, wrong = report.models
    assert good.verified
    assert "SHA-256" in changed.problem
    assert "classes" in wrong.problem
    assert len(report.problems) == 2


@pytest.mark.parametrize("name", ["", "nowhere"])
def test_no_models_at_all_is_a_problem(tmp_path: Path, name: str) -> None:
    report = examine(tmp_path / name)
    assert not report.healthy
    assert str(tmp_path) in report.problems[0]


def test_a_library_that_cannot_be_loaded_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    from fracview.inference import doctor

    monkeypatch.setattr(doctor, "_LIBRARIES", {"no-such-distribution": "no_such_module"})
    report = examine()
    assert report.libraries == {"no-such-distribution": ""}
    assert not report.healthy
    assert report.problems[0].startswith("no-such-distribution cannot be loaded")


def test_a_set_without_all_its_networks_is_a_problem(tmp_path: Path) -> None:
    write_folder(tmp_path / "region", "region")
    report = examine(tmp_path)
    assert report.models[0].verified
    assert not report.healthy
    assert "holds no network for fracture" in report.problems[0]


def test_a_region_network_without_gate_is_noted(tmp_path: Path) -> None:
    for task in ("fracture", "region", "detection"):
        write_folder(tmp_path / task, task, changes={"scope": None} if task == "region" else None)
    report = examine(tmp_path)
    assert report.healthy
    assert report.notes[0].startswith("no out-of-scope gate")
