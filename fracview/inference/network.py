"""Networks that run: opened on the device asked for, tried out, compared with the CPU where it matters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from fracview.core.errors import FracViewError, ModelFolderError
from fracview.inference import cuda, session
from fracview.inference.graph import check_arrays, check_graph
from fracview.inference.manifest import INPUT_NAME
from fracview.inference.onnx_prune import without_outputs
from fracview.inference.preprocess import network_input
from fracview.inference.session import CPU, CUDA, Device, DeviceReport

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from fracview.inference.folder import ModelFolder

_OUT_OF_MEMORY = (
    "out of memory",  # CUDA
    "failed to allocate",  # ONNX Runtime's arenas
    "smaller than requested bytes",  # the same, where an arena has a limit
    "alloc_failed",  # cuDNN, cuBLAS, cuFFT
    "allocation_failed",  # cuDNN 9
    "memoryallocation",  # cudaErrorMemoryAllocation
    "bad_alloc",
    "bad allocation",  # Windows
)
"""Each in small letters: as what libraries that ONNX Runtime calls say that memory is short."""

_PROVIDER_TOLERANCE = 0.02
_SUM_TOLERANCE = 1e-3


class RunError(FracViewError, RuntimeError):
    """A run that broke off: reason ``out_of_memory`` or ``run_failed``."""


@dataclass(frozen=True, eq=False, slots=True)
class Network:
    """One opened network. Running it is thread-safe.

    Attributes
    ----------
    folder
        Where it comes from.
    session, explained
        ONNX Runtime computes a whole graph, fetched or not. So `session` holds the graph without its layer
        maps and `explained` holds all of it; one and the same where there are no layer maps.
    runtime
        The ONNX Runtime module.
    """

    folder: ModelFolder
    session: Any
    explained: Any
    runtime: Any

    @property
    def provider(self) -> str:
        """Execution provider that both sessions say they use first; where they differ, the CPU's name."""
        first = {str(one.get_providers()[0]) for one in (self.session, self.explained)}
        return first.pop() if len(first) == 1 else CPU

    def run(self, images: NDArray[np.float32], outputs: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """Run once; layer maps come from the same pass, and cost nothing unless they are named.

        Parameters
        ----------
        images
            (N, 3, height, width) float32 in [0, 1].
        outputs
            Names of outputs.

        Raises
        ------
        RunError
            Where ONNX Runtime or the memory gives up.
        ModelFolderError
            Where an output has another shape than the manifest means.
        """
        plain = set(outputs).issubset(self.folder.manifest.outputs)
        options = self.runtime.RunOptions()
        options.log_severity_level = 4
        try:
            arrays = (self.session if plain else self.explained).run(
                list(outputs), {INPUT_NAME: images}, options
            )
        except session.runtime_errors(self.runtime) as error:
            raise _run_error(error, self.folder) from error
        named = dict(zip(outputs, arrays, strict=True))
        check_arrays(named, len(images), self.folder.manifest, self.folder.path)
        return named

    def try_out(self) -> dict[str, NDArray[np.float32]]:
        """Run every output once on a grey ramp; the outputs but the layer maps without these, too.

        Raises
        ------
        ModelFolderError
            Reason ``test_run_failed``, ``wrong_shape``, ``non_finite`` or ``no_probabilities``, naming the
            output.
        """
        manifest = self.folder.manifest
        size = (manifest.input.height, manifest.input.width)
        ramp = np.broadcast_to(np.linspace(0, 255, size[1]), size).astype(np.uint8)
        names = (*manifest.outputs, *(layer.name for layer in manifest.layer_maps))
        try:
            arrays = self.run(network_input([ramp]), names)
            arrays |= self.run(network_input([ramp]), manifest.outputs)
        except RunError as error:
            raise self._refusal(f"fails on a test picture: {error.message}", "test_run_failed") from error
        for name, array in arrays.items():
            if not np.isfinite(array).all():
                raise self._refusal("gives numbers that are not finite.", "non_finite", name)
        if manifest.task != "detection" and not _are_probabilities(arrays[manifest.main_output]):
            sentence = "gives no probabilities: they must lie in [0, 1] and sum to 1."
            raise self._refusal(sentence, "no_probabilities", manifest.main_output)
        return arrays

    def _refusal(self, sentence: str, reason: str, field: str | None = None) -> ModelFolderError:
        cure = "Export the model folder again."
        return ModelFolderError(sentence, reason=reason, path=self.folder.path, field=field, cure=cure)


def open_networks(folders: Sequence[ModelFolder], asked: str) -> tuple[list[Network], DeviceReport]:
    """Open networks, all on one device, each checked against its manifest and tried out.

    Parameters
    ----------
    folders
        Their weights are hashed here, on the bytes that run.
    asked
        ``auto``, ``cpu``, ``cuda`` or ``cuda:N``. Auto falls back to the CPU and says why; a device asked
        for by name does not.

    Raises
    ------
    ModelFolderError
        For a folder that must not run.
    DeviceError
        For a device asked for by name that cannot run; names the missing library.
    UsageError
        For no device at all.
    """
    device = Device.parse(asked)
    runtime = session.load_runtime()
    note = session.distribution_warning()
    if device.kind != "cpu":
        clause = cuda.obstacle(runtime)
        networks: list[Network] = []
        if not clause:
            networks, clause = _open_on_cuda(runtime, folders, device)
        if not clause:
            return networks, DeviceReport(CUDA, asked, note)
        if device.kind == "cuda":
            raise session.device_error(asked, clause)
        note = " ".join(part for part in (f"Runs on the CPU: {clause}.", note) if part)
    networks = [_open(runtime, folder, CPU) for folder in folders]
    for network in networks:
        network.try_out()
    return networks, DeviceReport(CPU, asked, note)


def _open(runtime: Any, folder: ModelFolder, provider: str, index: int = 0) -> Network:  # noqa: ANN401
    weights = folder.read_weights()
    explained = _session(runtime, folder, weights, provider, index)
    check_graph(explained, folder.manifest, folder.path)
    maps = frozenset(layer.name for layer in folder.manifest.layer_maps)
    if not maps:
        return Network(folder, explained, explained, runtime)
    plain = _session(runtime, folder, without_outputs(weights, maps), provider, index)
    return Network(folder, plain, explained, runtime)


def _session(runtime: Any, folder: ModelFolder, weights: bytes, provider: str, index: int) -> Any:  # noqa: ANN401
    try:
        return session.create_session(runtime, weights, provider, index)
    except session.runtime_errors(runtime) as error:
        raise ModelFolderError(
            f"cannot be opened by ONNX Runtime ({_first_line(error)}).",
            reason="graph_unreadable",
            path=folder.path,
            cure="Export the model folder again, or update ONNX Runtime.",
        ) from error


def _open_on_cuda(
    runtime: Any,  # noqa: ANN401 - untyped module
    folders: Sequence[ModelFolder],
    device: Device,
) -> tuple[list[Network], str]:
    """Open on CUDA and compare with the CPU: the networks, and a clause that says what is wrong ("")."""
    networks = []
    for folder in folders:
        on_cpu = _open(runtime, folder, CPU)
        reference = on_cpu.try_out()
        try:
            network = _open(runtime, folder, CUDA, device.index)
            if network.provider != CUDA:
                return [], f"ONNX Runtime opened {folder.manifest.name} on {network.provider} instead"
            tried = network.try_out()
        except ModelFolderError as error:  # the CPU has just run it: the device is at fault
            return [], f"{folder.manifest.name} {error.message.rstrip('.')}"
        clause = disagreement(network.folder.manifest.main_output, reference, tried)
        if clause:
            return [], f"{folder.manifest.name} {clause}"
        networks.append(network)
    return networks, ""


def disagreement(
    output: str, reference: dict[str, NDArray[np.float32]], tried: dict[str, NDArray[np.float32]]
) -> str:
    """Clause that says how far a provider is from the CPU on the main output; "" within 0.02.

    Of a detector only the best score counts: rows near the floor may change places.
    """
    ours, theirs = reference[output], tried[output]
    if output == "detections":
        ours, theirs = ours[..., 4].max(axis=1), theirs[..., 4].max(axis=1)
    difference = float(np.abs(ours - theirs).max())
    return "" if difference <= _PROVIDER_TOLERANCE else f"differs from the CPU by {difference:.3g}"


def _are_probabilities(rows: NDArray[np.float32]) -> bool:
    within = bool((rows >= -_SUM_TOLERANCE).all() and (rows <= 1 + _SUM_TOLERANCE).all())
    return within and bool(np.allclose(rows.sum(axis=1), 1.0, atol=_SUM_TOLERANCE))


def _run_error(error: Exception, folder: ModelFolder) -> RunError:
    text = _first_line(error)
    no_memory = isinstance(error, MemoryError) or any(sign in str(error).lower() for sign in _OUT_OF_MEMORY)
    return RunError(
        f"{folder.manifest.name} ran out of memory."
        if no_memory
        else f"{folder.manifest.name} failed: {text}",
        reason="out_of_memory" if no_memory else "run_failed",
        cure="Use a smaller --batch, or --device cpu." if no_memory else "",
    )


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
