from __future__ import annotations

import ctypes
import sys
from typing import TYPE_CHECKING, Any

import pytest

from fracview.inference import cuda
from tests.inference.fake_runtime import CPU, FakeRuntime

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def loader(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Make the system's loader lack some libraries; returns what it was asked for."""

    def lack(*missing: str, error: str = "{}: cannot open shared object file: No such file") -> list[str]:
        asked: list[str] = []

        def load(name: str, mode: int = 0) -> object:
            asked.append(name)
            for library in missing:
                if name.endswith(library):
                    raise OSError(error.format(library))
            return object()

        monkeypatch.setattr(ctypes, "CDLL", load)
        return asked

    return lack


def test_a_package_without_cuda_says_so(loader: Callable[..., list[str]]) -> None:
    loader()
    assert cuda.obstacle(FakeRuntime((CPU,))) == "this ONNX Runtime is built without CUDA"


def test_a_missing_driver_is_named(loader: Callable[..., list[str]]) -> None:
    loader(cuda.driver_library())
    assert cuda.obstacle(FakeRuntime()) == f"no NVIDIA driver ({cuda.driver_library()} does not load)"


@pytest.mark.parametrize("platform", ["linux", "win32"])
def test_every_missing_library_is_named(
    loader: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch, platform: str
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    first, *_, last = cuda.toolkit_libraries("13.0")
    loader(first, last)
    assert cuda.obstacle(FakeRuntime()) == f"missing CUDA libraries: {first}, {last}"
    assert cuda.missing_libraries(FakeRuntime()) == (first, last)


def test_a_library_that_only_the_provider_knows_of_is_named(
    loader: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    loader(
        "libonnxruntime_providers_cuda.so",
        error="/opt/cuda/libnew.so.1: cannot open shared object file: {}",
    )
    assert cuda.obstacle(FakeRuntime()) == "missing CUDA library: libnew.so.1"


def test_other_troubles_of_the_provider_library_are_left_to_the_session(
    loader: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    loader("libonnxruntime_providers_cuda.so", error="{}: undefined symbol: Provider_GetHost")
    assert cuda.obstacle(FakeRuntime()) == ""


def test_nothing_missing_is_no_obstacle(loader: Callable[..., list[str]]) -> None:
    asked = loader()
    assert cuda.obstacle(FakeRuntime()) == ""
    assert set(cuda.toolkit_libraries("13.0")) < set(asked)


@pytest.mark.parametrize(
    ("version", "platform", "expected"),
    [
        (
            "13.0",
            "linux",
            "libcublasLt.so.13 libcublas.so.13 libcurand.so.10 libcufft.so.12 libcudart.so.13 libcudnn.so.9",
        ),
        (
            "12.8",
            "linux",
            "libcublasLt.so.12 libcublas.so.12 libcurand.so.10 libcufft.so.11 libcudart.so.12 libcudnn.so.9",
        ),
        ("13.0", "win32", "cublasLt64_13.dll cublas64_13.dll cufft64_12.dll cudart64_13.dll cudnn64_9.dll"),
        ("", "linux", ""),
    ],
)
def test_library_names_follow_version_and_system(
    monkeypatch: pytest.MonkeyPatch, version: str, platform: str, expected: str
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    assert " ".join(cuda.toolkit_libraries(version)) == expected


def test_library_names_are_those_of_the_installed_runtime() -> None:
    """ONNX Runtime keeps its own list; ours must name the same files."""
    import onnxruntime

    if not getattr(onnxruntime, "cuda_version", ""):
        pytest.skip("this ONNX Runtime is built without CUDA")
    theirs = {path[-1] for path in onnxruntime._get_nvidia_dll_paths(sys.platform == "win32")}
    assert set(cuda.toolkit_libraries(onnxruntime.cuda_version)) <= theirs


def test_what_preloading_prints_and_warns_is_dropped(capfd: pytest.CaptureFixture[str]) -> None:
    class Chatty(FakeRuntime):
        calls: list[dict[str, Any]] = []  # noqa: RUF012

        def preload_dlls(self, **options: Any) -> None:
            import warnings

            self.calls.append(options)
            print("Failed to load libcublas.so")  # noqa: T201 - as the runtime does
            warnings.warn("no plug-in", stacklevel=1)
            raise RuntimeError("no such directory")

    cuda.preload(Chatty())
    assert Chatty.calls == [{"directory": ""}]
    assert capfd.readouterr() == ("", "")


def test_runtimes_too_old_to_preload_are_fine() -> None:
    cuda.preload(FakeRuntime())


def test_loading_really_tries(tmp_path: Path) -> None:
    assert not cuda.loads("libno_such_library_at_all.so.1")
    rubbish = tmp_path / "rubbish.so"
    rubbish.write_bytes(b"rubbish")
    assert not cuda.loads(str(rubbish))
