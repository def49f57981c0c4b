from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import onnxruntime
import pytest

from fracview.core.errors import DeviceError, ModelFolderError, UsageError
from fracview.inference import ModelFolder, cuda, session
from fracview.inference.network import Network, RunError, disagreement, open_networks
from fracview.inference.onnx_prune import without_outputs
from tests.inference.fake_runtime import CPU, CUDA, FakeRuntime
from tests.inference.tiny_models import (
    constant_probabilities_bytes,
    detection_bytes,
    fracture_bytes,
    fracture_with_trap_bytes,
    write_folder,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def folders(tiny_folder: Path) -> list[ModelFolder]:
    return [ModelFolder.open(tiny_folder / task) for task in ("fracture", "region", "detection")]


@pytest.fixture
def runtime(monkeypatch: pytest.MonkeyPatch) -> Callable[..., FakeRuntime]:
    """Put a runtime in place whose CUDA behaves as told; nothing stands in its way unless told."""

    def put(obstacle: str = "", **behaviour: Any) -> FakeRuntime:
        fake = FakeRuntime(**behaviour)
        monkeypatch.setattr(session, "load_runtime", lambda: fake)
        monkeypatch.setattr(cuda, "obstacle", lambda _: obstacle)
        return fake

    return put


def images(*greys: float) -> np.ndarray:
    return np.stack([np.full((3, 32, 64), grey, dtype=np.float32) for grey in greys])


def test_the_cpu_is_used_when_asked_for(folders: list[ModelFolder]) -> None:
    networks, report = open_networks(folders, "cpu")
    assert [network.provider for network in networks] == [CPU] * 3
    assert (report.provider, report.asked, report.note) == (CPU, "cpu", "")


def test_wrong_usage_is_found_before_anything_opens(folders: list[ModelFolder]) -> None:
    with pytest.raises(UsageError):
        open_networks(folders, "tpu")


def test_auto_takes_cuda_where_it_works(
    folders: list[ModelFolder], runtime: Callable[..., FakeRuntime]
) -> None:
    runtime()
    networks, report = open_networks(folders, "auto")
    assert [network.provider for network in networks] == [CUDA] * 3
    assert (report.provider, report.note) == (CUDA, "")


TROUBLES: list[tuple[dict[str, Any], str]] = [
    ({"obstacle": "missing CUDA libraries: libcudnn.so.9"}, "missing CUDA libraries: libcudnn.so.9"),
    ({"opens": CPU}, f"ONNX Runtime opened tiny-fracture on {CPU} instead"),
    ({"opens": RuntimeError("no device 7")}, "no device 7"),
    ({"change": RuntimeError("driver too old")}, "driver too old"),
    ({"change": 0.5}, "no probabilities"),
    ({"change": float("nan")}, "not finite"),
]


@pytest.mark.parametrize(("behaviour", "words"), TROUBLES)
def test_auto_falls_back_and_says_why(
    folders: list[ModelFolder], runtime: Callable[..., FakeRuntime], behaviour: dict[str, Any], words: str
) -> None:
    runtime(**behaviour)
    networks, report = open_networks(folders, "auto")
    assert [network.provider for network in networks] == [CPU] * 3
    assert report.provider == CPU
    assert report.note.startswith("Runs on the CPU: ")
    assert words in report.note


@pytest.mark.parametrize(("behaviour", "words"), TROUBLES)
def test_cuda_by_name_fails_and_says_why(
    folders: list[ModelFolder], runtime: Callable[..., FakeRuntime], behaviour: dict[str, Any], words: str
) -> None:
    runtime(**behaviour)
    with pytest.raises(DeviceError) as caught:
        open_networks(folders, "cuda")
    assert words in str(caught.value)
    assert caught.value.cure


def test_the_cpu_is_used_on_this_machine_with_the_reason(folders: list[ModelFolder]) -> None:
    clause = cuda.obstacle(onnxruntime)
    if not clause:
        pytest.skip("CUDA works here")
    _, report = open_networks(folders, "auto")
    assert report.note == f"Runs on the CPU: {clause}."
    with pytest.raises(DeviceError) as caught:
        open_networks(folders, "cuda")
    assert clause in str(caught.value)


@pytest.mark.parametrize(
    ("left_out", "words"),
    [(False, "no NVIDIA driver (libcuda.so.1 does not load)"), (True, "this build holds no CUDA provider")],
)
def test_a_frozen_program_says_which_of_its_parts_is_missing(
    folders: list[ModelFolder],
    monkeypatch: pytest.MonkeyPatch,
    provider_libraries: list[Path],
    left_out: bool,
    words: str,
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(session, "load_runtime", FakeRuntime)
    monkeypatch.setattr(cuda, "loads", lambda library: library != "libcuda.so.1")
    if left_out:
        provider_libraries[0].unlink()
    _, report = open_networks(folders, "auto")
    assert report.provider == CPU
    assert report.note.startswith(f"Runs on the CPU: {words}")
    with pytest.raises(DeviceError) as caught:
        open_networks(folders, "cuda")
    assert words in str(caught.value)


def test_a_broken_folder_is_the_folders_fault_not_the_devices(
    tmp_path: Path, runtime: Callable[..., FakeRuntime]
) -> None:
    runtime()
    folder = ModelFolder.open(write_folder(tmp_path, "region", fracture_bytes()))
    with pytest.raises(ModelFolderError) as caught:
        open_networks([folder], "auto")
    assert (caught.value.reason, caught.value.field) == ("missing_output", "scope_distance")


def test_two_distributions_are_noted(folders: list[ModelFolder], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "distribution_warning", lambda: "a and b are installed together.")
    assert open_networks(folders, "cpu")[1].note == "a and b are installed together."


def test_weights_that_are_no_graph_are_refused(tmp_path: Path) -> None:
    folder = ModelFolder.open(write_folder(tmp_path, "region", b"rubbish"))
    with pytest.raises(ModelFolderError, match="cannot be opened") as caught:
        open_networks([folder], "cpu")
    assert caught.value.reason == "graph_unreadable"


def test_another_input_name_is_refused(tmp_path: Path) -> None:
    folder = ModelFolder.open(write_folder(tmp_path, "fracture", fracture_bytes("pixels")))
    with pytest.raises(ModelFolderError, match="pixels") as caught:
        open_networks([folder], "cpu")
    assert (caught.value.reason, caught.value.field) == ("graph_input", "images")


@pytest.mark.parametrize("values", [(4.2, -3.1), (0.9, 0.9), (-0.1, 1.1)])
def test_logits_are_no_probabilities(tmp_path: Path, values: tuple[float, float]) -> None:
    weights = constant_probabilities_bytes(values)
    folder = ModelFolder.open(write_folder(tmp_path, "fracture", weights, {"layer_maps": []}))
    with pytest.raises(ModelFolderError) as caught:
        open_networks([folder], "cpu")
    assert (caught.value.reason, caught.value.field) == ("no_probabilities", "probabilities")


def test_layer_maps_have_a_session_of_their_own_where_there_are_any(folders: list[ModelFolder]) -> None:
    (fracture, region, _), _ = open_networks(folders, "cpu")
    assert [one.name for one in fracture.session.get_outputs()] == ["probabilities"]
    assert [one.name for one in fracture.explained.get_outputs()] == ["probabilities", "layer_00", "layer_01"]
    assert region.session is region.explained


def test_only_what_is_named_comes_back(folders: list[ModelFolder]) -> None:
    (network, *_), _ = open_networks(folders, "cpu")
    arrays = network.run(images(0.25, 0.5), ["layer_01"])
    assert list(arrays) == ["layer_01"]
    np.testing.assert_allclose(
        arrays["layer_01"], np.float32([-0.25, 0.0])[:, None, None] * np.ones((1, 8, 16)), atol=1e-6
    )


def test_a_layer_map_that_is_not_fetched_is_not_computed(tmp_path: Path) -> None:
    layer = {"name": "layer_00", "index": 0, "block": "Trap", "stride": 1, "channels": 1}
    folder = ModelFolder.open(
        write_folder(tmp_path, "fracture", fracture_with_trap_bytes(), {"layer_maps": [layer]})
    )
    weights = folder.read_weights()
    explained = session.create_session(onnxruntime, weights, session.CPU)
    pruned = without_outputs(weights, frozenset({"layer_00"}))
    network = Network(
        folder, session.create_session(onnxruntime, pruned, session.CPU), explained, onnxruntime
    )
    assert network.run(images(0.25), ["probabilities"])["probabilities"][0, 0] == pytest.approx(0.25)
    with pytest.raises(RunError):
        network.run(images(0.25), ["probabilities", "layer_00"])
    with pytest.raises(ModelFolderError) as caught:
        open_networks([folder], "cpu")
    assert caught.value.reason == "test_run_failed"


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (RuntimeError("CUDA failure 2: out of memory"), "out_of_memory"),
        (RuntimeError("CUDNN_STATUS_ALLOC_FAILED"), "out_of_memory"),
        (RuntimeError("std::bad_alloc"), "out_of_memory"),
        (MemoryError(), "out_of_memory"),
        (RuntimeError("kernel fault"), "run_failed"),
        (RuntimeError(), "run_failed"),
    ],
)
def test_runs_that_break_off_say_how(folders: list[ModelFolder], error: Exception, reason: str) -> None:
    class Breaking:
        def run(self, *_: Any) -> Any:
            raise error

    (network, *_), _ = open_networks(folders, "cpu")
    with pytest.raises(RunError) as caught:
        replace(network, session=Breaking()).run(images(0.5), ["probabilities"])
    assert caught.value.reason == reason
    assert "tiny-fracture" in caught.value.message


def test_a_network_that_fails_its_test_run_is_refused(folders: list[ModelFolder]) -> None:
    class Breaking:
        def run(self, *_: Any) -> Any:
            raise RuntimeError("kernel fault")

    (network, *_), _ = open_networks(folders, "cpu")
    with pytest.raises(ModelFolderError, match="kernel fault") as caught:
        replace(network, explained=Breaking()).try_out()
    assert caught.value.reason == "test_run_failed"


def test_the_runtimes_own_refusal_is_a_run_error(folders: list[ModelFolder]) -> None:
    (network, *_), _ = open_networks(folders, "cpu")
    with pytest.raises(RunError) as caught:
        network.run(np.zeros((1, 3, 5, 5), np.float32), ["probabilities"])
    assert caught.value.reason == "run_failed"


def test_providers_are_compared_by_the_finding() -> None:
    ours, near, far = (np.float32([[p, 1 - p]]) for p in (0.5, 0.51, 0.55))
    assert disagreement("probabilities", {"probabilities": ours}, {"probabilities": near}) == ""
    assert "0.05" in disagreement("probabilities", {"probabilities": ours}, {"probabilities": far})
    one, other = np.zeros((2, 1, 3, 6), np.float32)
    one[0, :, 4] = (0.6, 0.1, 0.1)
    other[0, :, 4] = (0.61, 0.3, 0.0)
    other[0, 1:, :4] = 20
    assert disagreement("detections", {"detections": one}, {"detections": other}) == ""
    other[0, 0, 4] = 0.7
    assert disagreement("detections", {"detections": one}, {"detections": other}) != ""


def test_networks_on_cuda_are_compared_with_the_cpu(
    tmp_path: Path, runtime: Callable[..., FakeRuntime]
) -> None:
    folder = ModelFolder.open(write_folder(tmp_path, "detection", detection_bytes()))
    runtime(change=0.1)
    _, report = open_networks([folder], "auto")
    assert "tiny-detection differs from the CPU by 0.1" in report.note


@pytest.mark.parametrize("strayed", ["layer_00", "probabilities"])
def test_both_sessions_must_run_where_they_were_asked_to(
    folders: list[ModelFolder], monkeypatch: pytest.MonkeyPatch, strayed: str
) -> None:
    class Straying(FakeRuntime):
        def open_session(self, weights: bytes, *rest: Any, **more: Any) -> Any:
            explained = b"layer_00" in weights
            self.opens = CPU if explained == (strayed == "layer_00") else CUDA
            return super().open_session(weights, *rest, **more)

        InferenceSession = open_session

    monkeypatch.setattr(session, "load_runtime", Straying)
    monkeypatch.setattr(cuda, "obstacle", lambda _: "")
    _, report = open_networks(folders[:1], "auto")
    assert report.provider == CPU
    assert f"opened tiny-fracture on {CPU} instead" in report.note
