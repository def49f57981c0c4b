"""A GPU that is too small for the batch: a whole run, with the messages that ONNX Runtime really raises."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from onnxruntime.capi.onnxruntime_pybind11_state import EPFail, Fail, RuntimeException

from fracview.core.analysis import Status
from fracview.inference import Analyzer, cuda, load_model_set, session
from fracview.review.run import RunOptions, run_paths
from tests.inference.fake_runtime import CUDA, FakeRuntime
from tests.tiny_runs import write_scan, write_tiny_set

if TYPE_CHECKING:
    from pathlib import Path

CONV = "Non-zero status code returned while running Conv node. Name:'/model.0/conv/Conv' Status Message: "
MESSAGES = [
    RuntimeException(
        f"[ONNXRuntimeError] : 6 : RUNTIME_EXCEPTION : {CONV}"
        "/onnxruntime_src/onnxruntime/core/framework/bfc_arena.cc:376 void* "
        "onnxruntime::BFCArena::AllocateRawInternal(size_t, bool, onnxruntime::Stream*) "
        "Failed to allocate memory for requested buffer of size 1677721600"
    ),
    RuntimeException(
        f"[ONNXRuntimeError] : 6 : RUNTIME_EXCEPTION : {CONV}"
        "/onnxruntime_src/onnxruntime/core/framework/bfc_arena.cc:205 onnxruntime::common::Status "
        "onnxruntime::BFCArena::Extend(size_t) "
        "Available memory of 0 is smaller than requested bytes of 1677721600"
    ),
    Fail(
        f"[ONNXRuntimeError] : 1 : FAIL : {CONV}CUDA failure 2: out of memory ; GPU=0 ; hostname=gpu ; "
        "file=/onnxruntime_src/onnxruntime/core/providers/cuda/cuda_allocator.cc ; line=66 ; "
        "expr=cudaMalloc((void**)&p, size);"
    ),
    EPFail(f"[ONNXRuntimeError] : 11 : EP_FAIL : {CONV}CUBLAS failure 3: CUBLAS_STATUS_ALLOC_FAILED ; GPU=0"),
    Fail(
        f"[ONNXRuntimeError] : 1 : FAIL : {CONV}CUDNN failure 5003: "
        "CUDNN_STATUS_INTERNAL_ERROR_DEVICE_ALLOCATION_FAILED ; GPU=0"
    ),
]


class SmallGpu(FakeRuntime):
    """CUDA with room for so many frames at once; notes the size of every batch that it is given."""

    __name__ = "onnxruntime"  # so that the real module's own errors are looked for

    def __init__(self, room: int, error: Exception) -> None:
        super().__init__()
        self.room, self.error = room, error
        self.batches: list[int] = []

    def open_session(self, weights: bytes, options: Any, providers: list[Any], enable_fallback: int) -> Any:
        opened = super().open_session(weights, options, providers, enable_fallback)
        return _Crowded(opened, self) if providers[0] != "CPUExecutionProvider" else opened

    InferenceSession = open_session


class _Crowded:
    def __init__(self, real: Any, gpu: SmallGpu) -> None:
        self._real, self._gpu = real, gpu

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def run(self, names: list[str], feed: dict[str, Any], options: Any) -> Any:
        self._gpu.batches.append(len(feed["images"]))
        if len(feed["images"]) > self._gpu.room:
            raise self._gpu.error
        return self._real.run(names, feed, options)


@pytest.fixture
def analyzer_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    def open_on(gpu: SmallGpu) -> Analyzer:
        monkeypatch.setattr(session, "load_runtime", lambda: gpu)
        monkeypatch.setattr(cuda, "obstacle", lambda _: "")
        analyzer = Analyzer(load_model_set(write_tiny_set(tmp_path / "models")), "auto")
        gpu.batches.clear()
        return analyzer

    return open_on


@pytest.mark.parametrize("error", MESSAGES, ids=lambda error: type(error).__name__)
def test_a_batch_that_does_not_fit_is_halved_and_later_ones_are_smaller(
    tmp_path: Path, analyzer_on: Any, error: Exception
) -> None:
    for number in range(24):
        write_scan(tmp_path / "scans" / f"{number:02}.png", grey=100 + number)
    gpu = SmallGpu(3, error)
    analyzer = analyzer_on(gpu)
    steps = list(run_paths([tmp_path / "scans"], analyzer, RunOptions(batch=8)))
    analyses = [step.analysis for step in steps]
    assert {one.status for one in analyses} == {Status.ANALYZED}
    assert [round(one.fracture.probability * 255) for one in analyses if one.fracture] == [*range(100, 124)]
    assert {one.provenance.provider for one in analyses} == {CUDA}
    # each of the three networks learns once: 8 and 4 are too many, then it is pairs
    assert [size for size in gpu.batches if size > 2] == [8, 4] * 3
    assert gpu.batches[-3 * 4 :] == [2] * 12


def test_not_even_one_that_fits_is_said_of_every_frame(tmp_path: Path, analyzer_on: Any) -> None:
    for number in range(3):
        write_scan(tmp_path / "scans" / f"{number}.png")
    analyzer = analyzer_on(gpu := SmallGpu(9, MESSAGES[0]))
    gpu.room = 0
    analyses = [step.analysis for step in run_paths([tmp_path / "scans"], analyzer, RunOptions(batch=4))]
    assert {one.status for one in analyses} == {Status.FAILED}
    assert {one.reason for one in analyses} == {"out_of_memory: tiny-region ran out of memory."}
