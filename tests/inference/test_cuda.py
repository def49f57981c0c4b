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
def loader(monkeypatch: pytest.MonkeyPatch, provider_libraries: list[Path]) -> Callable[..., list[str]]:
    """Make the system's loader lack some libraries; returns what it was asked for."""

    def lack(
        *missing: str, error: str = "{}: cannot open shared object file: No such file", frozen: bool = False
    ) -> list[str]:
        asked: list[str] = []

        def load(name: str, mode: int = 0) -> object:
            asked.append(name)
            for library in missing:
                if name.endswith(library):
                    failure = OSError(error.format(library))
                    if frozen:  # as PyInstaller's loader does
                        raise OSError(f"Failed to load dynlib/dll {name!r}. Most likely") from failure
                    raise failure
            return object()

        monkeypatch.setattr(ctypes, "CDLL", load)
        return asked

    return lack


def test_a_package_without_cuda_says_so(loader: Callable[..., list[str]]) -> None:
    loader()
    assert cuda.obstacle(FakeRuntime((CPU,))) == "this ONNX Runtime is built without CUDA"


def test_a_package_that_lost_its_cuda_library_says_so(
    loader: Callable[..., list[str]], provider_libraries: list[Path]
) -> None:
    loader()
    for library in provider_libraries:
        library.unlink()
    clause = cuda.obstacle(FakeRuntime())
    assert clause == f"this ONNX Runtime has lost its CUDA provider ({cuda.provider_library()})"


@pytest.mark.parametrize("left_out", [True, False])
@pytest.mark.parametrize("platform", ["linux", "win32"])
def test_the_cpu_build_says_what_it_is_and_blames_no_driver(
    loader: Callable[..., list[str]],
    provider_libraries: list[Path],
    monkeypatch: pytest.MonkeyPatch,
    left_out: bool,
    platform: str,
) -> None:
    """Whether it was made from the GPU package less its CUDA library, or from the CPU package."""
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    asked = loader(cuda.driver_library())
    for library in provider_libraries if left_out else ():
        library.unlink()
    runtime = FakeRuntime() if left_out else FakeRuntime((CPU,))
    assert not cuda.holds_provider(runtime)
    assert cuda.obstacle(runtime) == "this build holds no CUDA provider (it is the CPU build)"
    assert asked == []


@pytest.mark.parametrize("platform", ["linux", "win32"])
def test_the_cuda_build_names_the_missing_library_like_any_other(
    loader: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch, platform: str
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    last = cuda.toolkit_libraries("13.0")[-1]
    loader(last, frozen=True)
    assert cuda.obstacle(FakeRuntime()) == f"missing CUDA library: {last}"
    loader(cuda.driver_library(), frozen=True)
    assert cuda.obstacle(FakeRuntime()) == f"no NVIDIA driver ({cuda.driver_library()} does not load)"


def test_pyinstallers_words_do_not_hide_the_loaders(
    loader: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    error = "libnew.so.1: cannot open shared object file: {}"
    loader("libonnxruntime_providers_cuda.so", error=error, frozen=True)
    assert cuda.obstacle(FakeRuntime()) == "missing CUDA library: libnew.so.1"


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
    assert cuda.missing_libraries(FakeRuntime()) == ("libnew.so.1",)


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


class Preloading(FakeRuntime):
    """A runtime that notes which folders it was to preload from."""

    def __init__(self) -> None:
        super().__init__()
        self.folders: list[str] = []

    def preload_dlls(self, directory: str) -> None:
        self.folders.append(directory)


@pytest.fixture
def libraries(tmp_path: Path) -> Path:
    """NVIDIA's libraries in a folder, one part of them in a folder of its own below."""
    folder = tmp_path / "program" / "cuda"
    (folder / "cudnn" / "lib").mkdir(parents=True)
    for name in ("libcublas.so.13", "cublas64_13.dll", "LICENSE.txt", "cudnn/lib/libcudnn.so.9"):
        (folder / name).touch()
    (folder / "notes").mkdir()
    (folder / "notes" / "readme.so.txt").touch()
    return folder


def test_a_frozen_program_preloads_from_the_folder_beside_it(
    libraries: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(cuda.FOLDER_VARIABLE, raising=False)
    monkeypatch.setattr(sys, "executable", str(libraries.parent / "fracview"))
    unfrozen, frozen = Preloading(), Preloading()
    cuda.preload(unfrozen)
    assert "Python packages" in cuda.looked_in()
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    cuda.preload(frozen)
    assert unfrozen.folders == [""]
    assert frozen.folders == [str(libraries), str(libraries / "cudnn" / "lib")]
    assert "the folder cuda beside the program" in cuda.looked_in()


@pytest.mark.parametrize("frozen", [True, False])
def test_the_folder_that_is_named_goes_first_and_is_made_absolute(
    libraries: Path, monkeypatch: pytest.MonkeyPatch, frozen: bool
) -> None:
    monkeypatch.chdir(libraries.parent)
    monkeypatch.setenv(cuda.FOLDER_VARIABLE, "cuda/cudnn")
    monkeypatch.setattr(sys, "frozen", frozen, raising=False)
    runtime = Preloading()
    cuda.preload(runtime)
    assert runtime.folders == [str(libraries / "cudnn" / "lib")]
    assert cuda.FOLDER_VARIABLE in cuda.looked_in()
    assert str(libraries) not in cuda.looked_in()


@pytest.mark.parametrize("named", ["", "nowhere", "notes"])
def test_a_folder_without_libraries_leaves_the_python_packages(
    libraries: Path, monkeypatch: pytest.MonkeyPatch, named: str
) -> None:
    monkeypatch.chdir(libraries)
    monkeypatch.setenv(cuda.FOLDER_VARIABLE, named)
    runtime = Preloading()
    cuda.preload(runtime)
    assert runtime.folders == [""]


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
