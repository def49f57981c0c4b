"""A stand-in for the onnxruntime module; the test says which providers it has, loads and really opens."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import onnxruntime

CPU, CUDA = "CPUExecutionProvider", "CUDAExecutionProvider"


class FakeRuntime:
    """Runs networks on the CPU under whatever provider name the test wants to see.

    Parameters
    ----------
    compiled_in
        What `get_available_providers` says.
    opens
        Provider that a session asked for CUDA says it uses, or an exception that opening raises.
    change
        Added to every number that a session on CUDA gives, or an exception that running raises.
    """

    __name__ = "fake_runtime"
    __version__ = "9.9.9"
    __file__ = onnxruntime.__file__
    cuda_version = "13.0"
    SessionOptions = onnxruntime.SessionOptions
    RunOptions = onnxruntime.RunOptions
    ExecutionMode = onnxruntime.ExecutionMode

    def __init__(
        self,
        compiled_in: tuple[str, ...] = (CUDA, CPU),
        opens: str | Exception = CUDA,
        change: float | Exception = 0.0,
    ) -> None:
        self.compiled_in = compiled_in
        self.opens = opens
        self.change = change
        self.opened: list[Any] = []

    def get_available_providers(self) -> list[str]:
        return list(self.compiled_in)

    def open_session(self, weights: bytes, options: Any, providers: list[Any], enable_fallback: int) -> Any:
        real = onnxruntime.InferenceSession(weights, options, providers=[CPU])
        self.opened.append(SimpleNamespace(providers=providers, fallback=enable_fallback, options=options))
        if providers[0] == CPU:
            return real
        if isinstance(self.opens, Exception):
            raise self.opens
        return _OnCuda(real, self.opens, self.change)

    InferenceSession = open_session


class _OnCuda:
    def __init__(self, real: Any, provider: str, change: float | Exception) -> None:
        self._real = real
        self._provider = provider
        self._change = change

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def get_providers(self) -> list[str]:
        return [self._provider, CPU] if self._provider != CPU else [CPU]

    def run(self, *arguments: Any) -> Any:
        if isinstance(self._change, Exception):
            raise self._change
        return [array + type(array.flat[0])(self._change) for array in self._real.run(*arguments)]
