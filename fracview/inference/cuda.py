"""Whether CUDA can really be used, found out before ONNX Runtime is asked: it falls back without a word.

`get_available_providers` only says what was compiled in. So: see whether its CUDA library is there, load
the driver, let ONNX Runtime load NVIDIA's libraries from their Python packages or from a folder of their
own, then load the CUDA library and read what the loader misses.
"""

from __future__ import annotations

import contextlib
import ctypes
import io
import os
import re
import sys
import warnings
from pathlib import Path
from typing import Any

CUDA = "CUDAExecutionProvider"
_NOT_FOUND = re.compile(r"^(\S+): cannot open shared object file")
_LIBRARY = re.compile(r"\.dll$|\.so(\.\d+)*$")

FOLDER_VARIABLE = "FRACVIEW_CUDA_LIBS"
"""Environment variable that names a folder with NVIDIA's libraries."""

ADD_ON = "cuda"
"""Folder beside a frozen program with NVIDIA's libraries: their licence keeps them out of the program."""


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


def provider_library() -> str:
    """File name of ONNX Runtime's own CUDA library on this system."""
    prefix, suffix = ("", "dll") if sys.platform == "win32" else ("lib", "so")
    return f"{prefix}onnxruntime_providers_cuda.{suffix}"


def holds_provider(runtime: Any) -> bool:  # noqa: ANN401 - untyped module
    """Whether this ONNX Runtime was built with CUDA and its CUDA library has not been left out since."""
    return CUDA in runtime.get_available_providers() and (_capi(runtime) / provider_library()).is_file()


def library_folders() -> tuple[str, ...]:
    """Absolute folders with NVIDIA's libraries: the one that is named or beside the program, and those below.

    ``FRACVIEW_CUDA_LIBS`` names it; for a frozen program it is otherwise the folder ``cuda`` beside it. None
    where there is no such folder or it holds no library: NVIDIA's Python packages are asked then.
    """
    root = _named_folder()
    if root is None:
        return ()
    return tuple(sorted({str(file.parent) for file in root.rglob("*") if _LIBRARY.search(file.name)}))


def looked_in() -> str:
    """Where NVIDIA's libraries are looked for, in words and without a path."""
    if os.environ.get(FOLDER_VARIABLE):
        first = f"the folder that {FOLDER_VARIABLE} names"
    elif _is_frozen():
        first = f"the folder {ADD_ON} beside the program ({FOLDER_VARIABLE} may name another)"
    else:
        first = "NVIDIA's Python packages"
    return f"{first}, and where the system keeps libraries"


def loads(library: str) -> bool:
    """Whether the system's loader finds and loads a library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def missing_libraries(runtime: Any) -> tuple[str, ...]:  # noqa: ANN401 - untyped module
    """File names of what does not load after preloading: driver, toolkit, else what the provider asks for."""
    preload(runtime)
    needed = (driver_library(), *toolkit_libraries(str(getattr(runtime, "cuda_version", "") or "")))
    missing = tuple(library for library in needed if not loads(library))
    return missing or tuple(filter(None, [_file_missing_for(_capi(runtime))]))


def preload(runtime: Any) -> None:  # noqa: ANN401 - untyped module
    """Let ONNX Runtime load NVIDIA's libraries from `library_folders`, else from their Python packages.

    What it prints is dropped. Without a ``directory`` it would look into PyTorch first; with "" it does not.
    What does not load is found by name afterwards.
    """
    if not hasattr(runtime, "preload_dlls"):
        return
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the bundled plug-in warns when it cannot register
        for folder in library_folders() or ("",):
            with contextlib.suppress(OSError, RuntimeError):
                runtime.preload_dlls(directory=folder)


def obstacle(runtime: Any) -> str:  # noqa: ANN401 - untyped module
    """Why CUDA cannot be used, as a clause that names what is missing; "" where nothing speaks against it."""
    if not holds_provider(runtime):
        return _no_provider(runtime)
    if not loads(driver_library()):
        return f"no NVIDIA driver ({driver_library()} does not load)"
    missing = missing_libraries(runtime)
    if not missing:
        return ""
    return f"missing CUDA {'library' if len(missing) == 1 else 'libraries'}: {', '.join(missing)}"


def _no_provider(runtime: Any) -> str:  # noqa: ANN401 - untyped module
    if _is_frozen():
        return "this build holds no CUDA provider (it is the CPU build)"
    if CUDA not in runtime.get_available_providers():
        return "this ONNX Runtime is built without CUDA"
    return f"this ONNX Runtime has lost its CUDA provider ({provider_library()})"


def _is_frozen() -> bool:
    return bool(getattr(sys, "frozen", False))


def _named_folder() -> Path | None:
    named = os.environ.get(FOLDER_VARIABLE)
    if named:
        return Path(named).absolute()
    return Path(sys.executable).resolve().parent / ADD_ON if _is_frozen() else None


def _capi(runtime: Any) -> Path:  # noqa: ANN401 - untyped module
    return Path(runtime.__file__).parent / "capi"


def _file_missing_for(capi: Path) -> str:
    """Name of the file that ONNX Runtime's CUDA library waits for in vain (Linux); "" where none is.

    Other troubles of loading it by hand (its symbols come with the runtime) say nothing; the session will.
    """
    if sys.platform == "win32":
        return ""
    try:
        ctypes.CDLL(str(capi / "libonnxruntime_providers_shared.so"), mode=ctypes.RTLD_GLOBAL)
        ctypes.CDLL(str(capi / provider_library()))
    except OSError as error:
        loaders = error.__cause__ or error  # in a frozen program PyInstaller's own words stand before them
        found = _NOT_FOUND.match(str(loaders))
        return Path(found.group(1)).name if found else ""
    return ""
