"""ONNX Runtime sessions: which device was asked for, which one runs, and why they differ.

ONNX Runtime is imported here and nowhere else, inside functions: importing this module loads none of it.
"""

from __future__ import annotations

import importlib
import os
import re
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from fracview.core.errors import DeviceError, UsageError
from fracview.inference import cuda
from fracview.inference.cores import available_cores

CPU = "CPUExecutionProvider"
CUDA = cuda.CUDA
_DEVICE = re.compile(r"(auto|cpu|cuda)(?::(\d{1,3}))?")
_FATAL_ONLY = 4
_NO_TELEMETRY = "ORT_DISABLE_TELEMETRY"
"""From 1.29 on the official builds report to Microsoft whatever runs, from the first import on, unless the
environment says 1 before."""
_DISTRIBUTIONS = (
    "onnxruntime",
    "onnxruntime-gpu",
    "onnxruntime-directml",
    "onnxruntime-openvino",
    "onnxruntime-qnn",
    "onnxruntime-rocm",
    "onnxruntime-migraphx",
    "onnxruntime-silicon",
)

ALLOW_SPINNING = "0"
"""Whether idle threads of a network wait busily. On two cores, beside threads that read ahead and a host that
lends its cores out, waiting busily cost a third of the scans a second (bench_throughput, 160 scans: the bare
networks 20.2 a second without, 14.3 with)."""


@dataclass(frozen=True, slots=True)
class DeviceReport:
    """Which execution provider really runs.

    Attributes
    ----------
    provider
        ONNX Runtime's name of it (``CPUExecutionProvider``).
    asked
        What was asked for (``auto``, ``cpu``, ``cuda:1``).
    note
        Why it is not the best one asked for, as a sentence; "" where it is.
    """

    provider: str
    asked: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Device:
    """A device as asked for: `kind` auto, cpu or cuda, and the CUDA device's number."""

    kind: str
    index: int = 0

    @classmethod
    def parse(cls, text: str) -> Device:
        """Read ``auto``, ``cpu``, ``cuda`` or ``cuda:N``; `UsageError` for anything else."""
        match = _DEVICE.fullmatch(text.strip().lower())
        if match is None or (match.group(2) and match.group(1) != "cuda"):
            raise UsageError(
                f"{text!r} is no device.",
                reason="unknown_device",
                field="device",
                cure="Use auto, cpu or cuda[:N].",
            )
        return cls(match.group(1), int(match.group(2) or 0))


def load_runtime() -> Any:  # noqa: ANN401 - untyped module
    """Import ONNX Runtime and silence its logger: what goes wrong is raised, or found out by asking.

    Its telemetry is switched off first: nothing leaves the machine, and no identifier is left on it.

    Raises
    ------
    DeviceError
        Reason ``runtime_broken``: not installed, or the empty module that uninstalling one of two
        distributions leaves behind.
    """
    os.environ[_NO_TELEMETRY] = "1"
    try:
        runtime = importlib.import_module("onnxruntime")
    except ImportError as error:
        raise _broken_runtime(f"cannot be imported ({error})") from error
    if not hasattr(runtime, "InferenceSession"):
        raise _broken_runtime("is an empty module")
    runtime.set_default_logger_severity(_FATAL_ONLY)
    if hasattr(runtime, "disable_telemetry_events"):  # Windows' own tracing does not look at the environment
        runtime.disable_telemetry_events()
    return runtime


def installed_distributions() -> tuple[str, ...]:
    """Names of the installed distributions that provide the module; more than one spoil each other."""
    return tuple(name for name in _DISTRIBUTIONS if _is_installed(name))


def distribution_warning() -> str:
    """Sentence about two installed distributions of ONNX Runtime; "" where there is one at most."""
    names = installed_distributions()
    if len(names) < 2:
        return ""
    return (
        f"{' and '.join(names)} are installed together and overwrite each other: uninstall all, install one."
    )


def session_options(runtime: Any) -> Any:  # noqa: ANN401 - untyped module
    """Options for a session that has the process's cores to itself and keeps quiet."""
    options = runtime.SessionOptions()
    options.intra_op_num_threads = available_cores()
    options.inter_op_num_threads = 1
    options.execution_mode = runtime.ExecutionMode.ORT_SEQUENTIAL
    options.log_severity_level = _FATAL_ONLY
    options.add_session_config_entry("session.intra_op.allow_spinning", ALLOW_SPINNING)
    return options


def create_session(runtime: Any, weights: bytes, provider: str, index: int = 0) -> Any:  # noqa: ANN401 - untyped
    """Open a session on one provider, without ONNX Runtime's own way of falling back.

    For CUDA the CPU stands behind it for the few operators it lacks. TF32 is off: findings should be
    the CPU's, not only near them.
    """
    providers: list[Any] = [CPU]
    if provider == CUDA:
        settings = {"device_id": str(index), "use_tf32": "0", "cudnn_conv_algo_search": "HEURISTIC"}
        providers = [(CUDA, settings), CPU]
    return runtime.InferenceSession(weights, session_options(runtime), providers=providers, enable_fallback=0)


def runtime_errors(runtime: Any) -> tuple[type[Exception], ...]:  # noqa: ANN401 - untyped module
    """What ONNX Runtime raises: its own classes share no base, so they are collected."""
    try:
        state = importlib.import_module(f"{runtime.__name__}.capi.onnxruntime_pybind11_state")
    except ImportError:
        state = runtime
    own = {
        value for value in vars(state).values() if isinstance(value, type) and issubclass(value, Exception)
    }
    return (*own, RuntimeError, ValueError, MemoryError)


def device_error(asked: str, clause: str) -> DeviceError:
    """Return the error for a device asked for by name that cannot run, to be raised by the caller."""
    return DeviceError(
        f"cannot be used: {clause}.",
        reason="device_unusable",
        field=f"device {asked}",
        cure="Install what is missing, or use --device auto or cpu.",
    )


def _is_installed(name: str) -> bool:
    try:
        version(name)
    except PackageNotFoundError:
        return False
    return True


def _broken_runtime(clause: str) -> DeviceError:
    names = " ".join(installed_distributions())
    cure = f"Run: pip uninstall {names}; then install FracView again." if names else "Install FracView again."
    return DeviceError(f"ONNX Runtime {clause}.", reason="runtime_broken", cure=cure)
