"""What the layer maps cost: a pass with all of them over a pass without, and pytorch-grad-cam beside it.

Run by itself (``python -m tests.benchmarks.bench_strip --help``) or by `make bench`; nothing else should run
on the machine. With and without maps take turns, on the sessions that the analyzer would open: the whole
graph, and the graph that `without_outputs` leaves. Peak memory comes from processes of their own.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import onnxruntime

from fracview.inference.onnx_prune import without_outputs
from fracview.inference.session import session_options

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MOST_BYTES_OF_U = 4e9
"""pytorch-grad-cam asks for a square matrix of singular vectors, cells x cells; larger ones are left out."""

COPIES_OF_U = 4
"""What its decomposition was seen to take in memory, in sizes of that matrix."""

ROUNDS = 25
SIZE = 640


@dataclass(frozen=True)
class Cost:
    """Milliseconds of passes without and with maps, in turns."""

    plain: list[float]
    explained: list[float]

    @property
    def ratio(self) -> float:
        """Median over rounds of a pass with maps over its neighbour without."""
        return statistics.median(w / wo for w, wo in zip(self.explained, self.plain, strict=True))

    def line(self, name: str) -> str:
        medians = (statistics.median(self.plain), statistics.median(self.explained))
        least = min(self.explained) / min(self.plain)
        return f"{name:<10} {medians[0]:>9.1f} {medians[1]:>9.1f} {self.ratio:>7.3f} {least:>7.3f}"


def explained_bytes(scale: str, size: int) -> bytes:
    """Serialised explained classifier of a size n, s or m, batch norms at home with radiographs."""
    from tests.training.networks import classifier
    from training.explained_graph import add_layer_maps
    from training.onnx_graph import export_classifier_onnx

    return add_layer_maps(export_classifier_onnx(classifier(scale), size)).SerializeToString()


def open_session(content: bytes, maps: bool) -> Any:
    """Session as the analyzer opens it, on the CPU."""
    if not maps:
        content = without_outputs(content, map_names(content))
    options = session_options(onnxruntime)
    return onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])


def map_names(content: bytes) -> frozenset[str]:
    import onnx

    outputs = onnx.load_from_string(content).graph.output
    return frozenset(output.name for output in outputs if output.name.startswith("layer_"))


def cost(content: bytes, images: np.ndarray, rounds: int = ROUNDS) -> Cost:
    """Time passes in turns, each turn beginning with the other one than the last."""
    sessions = [open_session(content, maps) for maps in (False, True)]
    spent: tuple[list[float], list[float]] = ([], [])
    for number in range(rounds + 3):
        for which in (0, 1) if number % 2 else (1, 0):
            started = time.perf_counter()
            sessions[which].run(None, {"images": images})
            if number >= 3:  # the first passes grow the arena
                spent[which].append((time.perf_counter() - started) * 1e3)
    return Cost(*spent)


def grad_cam_lines(scale: str, images: np.ndarray) -> Iterator[str]:
    """Seconds that pytorch-grad-cam takes, layer by layer, beside a pass of the network in PyTorch."""
    from tests.training.networks import activations, classifier, grad_cam_projection

    started = time.perf_counter()
    layers = activations(classifier(scale), images)
    yield f"  {'PyTorch pass':<14} {time.perf_counter() - started:>8.3f} s"
    total = 0.0
    for index, layer in enumerate(layers):
        channels, cells = layer.shape[1], layer.shape[2] * layer.shape[3]
        what = f"  layer_{index:02d} {channels:>4} x {cells:<7}"
        if not fits(cells):
            yield f"{what} left out: its matrix would take {4e-9 * cells**2:.1f} GB, several times over"
            continue
        started = time.perf_counter()
        grad_cam_projection(layer)
        spent = time.perf_counter() - started
        total += spent
        yield f"{what} {spent:>8.3f} s"
    yield f"  {'together':<14} {total:>8.3f} s"


def fits(cells: int) -> bool:
    """Whether pytorch-grad-cam survives a layer of so many cells on this machine."""
    u = 4.0 * cells**2
    free = os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return u <= MOST_BYTES_OF_U and COPIES_OF_U * u <= free


PROBES = ("plain", "explained", "grad-cam")


def probe(kind: str, scale: str, size: int, file: str) -> None:
    """In a process of its own: print megabytes before the first pass and at the peak."""
    images = np.random.default_rng(0).random((1, 3, size, size), dtype=np.float32)
    if kind == "grad-cam":
        from tests.training.networks import activations, classifier, grad_cam_projection

        network = classifier(scale)
        before = peak_megabytes()
        for layer in activations(network, images):
            if fits(layer.shape[2] * layer.shape[3]):
                grad_cam_projection(layer)
    else:
        session = open_session(Path(file).read_bytes(), maps=kind == "explained")
        before = peak_megabytes()
        for _ in range(3):
            session.run(None, {"images": images})
    sys.stdout.write(f"{before:.0f} {peak_megabytes():.0f}\n")


def peak_megabytes() -> float:
    """Largest resident size of this process so far; Linux's getrusage would count its parent's too."""
    status = Path("/proc/self/status")
    if status.exists():
        text = status.read_text(encoding="ascii")
        return int(text.split("VmHWM:")[1].split()[0]) / 2**10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20  # macOS counts in bytes


def memory_lines(scale: str, size: int, content: bytes, kinds: Sequence[str]) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "explained.onnx"
        file.write_bytes(content)
        for kind in kinds:
            module = [sys.executable, "-m", "tests.benchmarks.bench_strip", "--probe", kind]
            command = [*module, "--scales", scale, "--size", str(size), "--file", str(file)]
            answer = subprocess.run(command, check=True, capture_output=True, text=True).stdout
            before, peak = (int(number) for number in answer.split()[-2:])
            yield f"  {kind:<10} {peak - before:>7} MB above the {before} MB before the first pass"


def lines(given: argparse.Namespace) -> Iterator[str]:
    """The report, line by line as it comes about."""
    from tests.training.networks import radiographs

    images = radiographs(1, given.size)
    contents = {
        scale: Path(given.file).read_bytes() if given.file else explained_bytes(scale, given.size)
        for scale in given.scales
    }
    yield f"{'':<10} {'plain ms':>9} {'maps ms':>9} {'ratio':>7} {'of least':>7}"
    for scale, content in contents.items():
        yield cost(content, images, given.rounds).line(f"size {scale}")
    kinds = PROBES if given.grad_cam else PROBES[:2]
    for scale, content in contents.items():
        yield f"peak memory, size {scale}"
        yield from memory_lines(scale, given.size, content, kinds)
    if given.grad_cam:
        for scale in given.scales:
            yield f"pytorch-grad-cam, size {scale}"
            yield from grad_cam_lines(scale, images)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scales", nargs="+", default=["n", "m"], choices=["n", "s", "m"])
    parser.add_argument("--size", type=int, default=SIZE, help="side of the input in pixels")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument(
        "--file", help="explained classifier to measure instead, such as a bundled model.onnx"
    )
    parser.add_argument("--grad-cam", action="store_true", help="pytorch-grad-cam beside it (minutes)")
    parser.add_argument("--probe", choices=PROBES, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.probe:
        probe(given.probe, given.scales[0], given.size, given.file)
        return
    for line in lines(given):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
