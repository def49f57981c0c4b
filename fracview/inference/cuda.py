"""Whether CUDA can really be used, found out before ONNX Runtime is asked: it falls back without a word.

`get_available_providers` only says what was compiled in. So: load the driver, let ONNX Runtime load NVIDIA's
libraries from their Python packages, then load its own CUDA library and read what the loader misses.
"""

from __future__ import annotations

import contextlib
import ctypes
import io
import re
import sys
import warnings
from pathlib import Path
from typing import Any

CUDA = "CUDAExecutionProvider"
_NOT_FOUND = re.compile(r"^(\S+): cannot open shared object file")


def driver_library() -> str:
    """File name of NVIDIA's driver library on this system."""
    return "nvcuda.dll" if sys.platform == "win32" else "libcuda.so.1"


def toolkit_libraries(cuda_version: str) -> tuple[str, ...]:
    """File names of the CUDA and cuDNN libraries that a convolutional network needs.

    Parameters
    ----------
    cuda_version
        Version that ONNX Runtime was built with (``13.0``); "" where unknown, which gives none.
    """
    major = cuda_version.split(".")[0]
    if not major.isdigit():
        return ()
    cufft = 12 if int(major) >= 13 else 11
    if sys.platform == "win32":
        names = (
            f"cublasLt64_{major}",
            f"cublas64_{major}",
            f"cufft64_{cufft}",
            f"cudart64_{major}",
            "cudnn64_9",
        )
        return tuple(f"{name}.dll" for name in names)
    numbered = (f"cublasLt.so.{major}", f"cublas.so.{major}", "curand.so.10", f"cufft.so.{cufft}")
    return tuple(f"lib{name}" for name in (*numbered, f"cudart.so.{major}", "cudnn.so.9"))


def loads(library: str) -> bool:
    """Whether the system's loader finds and loads a library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def missing_libraries(runtime: Any) -> tuple[str, ...]:  # noqa: ANN401 - untyped module
    """File names of driver and toolkit libraries that do not load, after preloading."""
    preload(runtime)
    needed = (driver_library(), *toolkit_libraries(str(getattr(runtime, "cuda_version", "") or "")))
    return tuple(library for library in needed if not loads(library))


def preload(runtime: Any) -> None:  # noqa: ANN401 - untyped module
    """Let ONNX Runtime load NVIDIA's libraries from their Python packages; what it prints is dropped.

    Without ``directory=""`` it would look into PyTorch first. What does not load is found by name afterwards.
    """
    if not hasattr(runtime, "preload_dlls"):
        return
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the bundled plug-in warns when it cannot register
        with contextlib.suppress(OSError, RuntimeError):
            runtime.preload_dlls(directory="")


def obstacle(runtime: Any) -> str:  # noqa: ANN401 - untyped module
    """Why CUDA cannot be used, as a clause that names what is missing; "" where nothing speaks against it."""
    if CUDA not in runtime.get_available_providers():
        return "this ONNX Runtime is built without CUDA"
    if not loads(driver_library()):
        return f"no NVIDIA driver ({driver_library()} does not load)"
    missing = missing_libraries(runtime)
    if missing:
        return f"missing CUDA libraries: {', '.join(missing)}"
    file = _file_missing_for(Path(runtime.__file__).parent / "capi")
    return f"missing CUDA library: {file}" if file else ""


def _file_missing_for(capi: Path) -> str:
    """Name of the file that ONNX Runtime's CUDA library waits for in vain (Linux); "" where none is.

    Other troubles of loading it by hand (its symbols come with the runtime) say nothing; the session will.
    """
    if sys.platform == "win32":
        return ""
    try:
        ctypes.CDLL(str(capi / "libonnxruntime_providers_shared.so"), mode=ctypes.RTLD_GLOBAL)
        ctypes.CDLL(str(capi / "libonnxruntime_providers_cuda.so"))
    except OSError as error:
        found = _NOT_FOUND.match(str(error))
        return Path(found.group(1)).name if found else ""
    return ""
