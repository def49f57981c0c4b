"""Images a second of `fracview analyze`, beside the bare networks and beside Ultralytics.

Run by itself (``python -m tests.benchmarks.bench_throughput --help``) or by `make bench`; nothing else should
run on the machine. What is compared, over the same scans, networks and batch size:

bare
    ONNX Runtime over float32 tensors that are already in memory, on the analyzer's own sessions: no file
    is read, nothing is made of the outputs. 64 tensors take turns, so that the memory holds them.
pipeline
    From paths to records in a .csv: walk, hash, decode, window, letterbox, networks, boxes, writing.
command
    The same as a process of its own: interpreter, imports and opening the networks included.
ultralytics
    The three PyTorch networks that the ONNX files were made from, each predicting over the files.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fracview.core.resources import resources_dir
from fracview.export import open_writer, to_record
from fracview.inference import Analyzer, load_model_set
from fracview.inference.preprocess import network_input
from fracview.reading import read
from fracview.review.run import DEFAULT_BATCH, RunOptions, analyze_paths

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

TENSORS = 64
SHARED_IMAGES = Path(__file__).resolve().parents[3] / "shared" / "data" / "fracatlas" / "images"


@dataclass
class Comparison:
    """Images a second by what was measured, one figure a round."""

    rates: dict[str, list[float]] = field(default_factory=dict)

    def add(self, name: str, images: int, seconds: float) -> None:
        self.rates.setdefault(name, []).append(images / seconds)

    def median(self, name: str) -> float:
        return statistics.median(self.rates[name])

    def ratio(self, name: str, to: str) -> float:
        """Median over rounds of `name` over `to`: neighbours in time are compared with each other."""
        pairs = zip(self.rates[name], self.rates[to], strict=True)
        return statistics.median(ours / theirs for ours, theirs in pairs)

    def lines(self) -> list[str]:
        lines = [f"{'':<12} {'images/s':>9} {'of bare':>8}   rounds"]
        for name, rates in self.rates.items():
            rounds = " ".join(f"{rate:.2f}" for rate in rates)
            lines.append(f"{name:<12} {self.median(name):>9.2f} {self.ratio(name, 'bare'):>8.3f}   {rounds}")
        if "ultralytics" in self.rates:
            lines.append(f"pipeline over ultralytics: {self.ratio('pipeline', 'ultralytics'):.2f}")
        return lines


def scans_below(folder: Path, count: int) -> list[Path]:
    """Every n-th JPEG, so that `count` of them spread over the whole folder."""
    found = sorted(folder.rglob("*.jpg"))
    if not found:
        raise SystemExit(f"no scans below {folder}")
    return found[:: max(1, len(found) // count)][:count]


def bare_batches(analyzer: Analyzer, scans: Sequence[Path], batch: int) -> list[dict[str, Any]]:
    """Float32 batches by task, made as the analyzer makes them."""
    prepared = [analyzer.prepare(read(path)) for path in scans[:TENSORS]]
    prepared = [item for item in prepared if item.inputs]
    batches = []
    for start in range(0, len(prepared) - batch + 1, batch):
        part = prepared[start : start + batch]
        batches.append(
            {
                task: network_input([item.inputs[size] for item in part])
                for task, size in analyzer._sizes.items()
            }
        )
    return batches


def time_bare(analyzer: Analyzer, batches: Sequence[dict[str, Any]], images: int, batch: int) -> float:
    started = time.perf_counter()
    for tensors in islice(cycle(batches), -(-images // batch)):
        for task, network in analyzer._networks.items():
            network.run(tensors[task], network.folder.manifest.outputs)
    return (time.perf_counter() - started) * images / (-(-images // batch) * batch)


def time_pipeline(analyzer: Analyzer, scans: Sequence[Path], batch: int) -> float:
    labels = analyzer.model_set.region.manifest.classes
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        with open_writer(Path(folder) / "out.csv", region_labels=labels) as writer:
            for analysis in analyze_paths(scans, analyzer, RunOptions(batch=batch)):
                writer.write(to_record(analysis))
        seconds = time.perf_counter() - started
        assert writer.count == len(scans)
    return seconds


def time_command(models: Path, scans: Sequence[Path], batch: int) -> float:
    with tempfile.TemporaryDirectory() as folder:
        options = ["--models", models, "--batch", batch, "--device", "cpu", "--quiet"]
        command = [
            sys.executable,
            "-m",
            "fracview",
            "analyze",
            *scans,
            "--out",
            f"{folder}/out.csv",
            *options,
        ]
        started = time.perf_counter()
        subprocess.run([str(part) for part in command], check=False, capture_output=True)
        seconds = time.perf_counter() - started
        written = (Path(folder) / "out.csv").read_text(encoding="utf-8-sig").splitlines()
        assert len(written) > len(scans)
    return seconds


def ultralytics_predictor(weights: Path, analyzer: Analyzer, batch: int) -> Callable[[Sequence[Path]], float]:
    """A function that times the three PyTorch networks over files, each at its ONNX network's size."""
    from ultralytics import YOLO

    networks = []
    for task, size in analyzer._sizes.items():
        [file] = sorted(weights.glob(f"*{task}*.pt"))
        networks.append((YOLO(file), max(size)))

    def predict(scans: Sequence[Path]) -> float:
        started = time.perf_counter()
        for network, size in networks:
            options = {"imgsz": size, "batch": batch, "stream": True, "verbose": False, "device": "cpu"}
            for _ in network.predict([str(path) for path in scans], **options):
                pass
        return time.perf_counter() - started

    return predict


def measure(
    models: Path, scans: Sequence[Path], *, batch: int, rounds: int, weights: Path | None = None
) -> Comparison:
    """Measure everything in turns, `rounds` times, after one short turn that does not count."""
    analyzer = Analyzer(load_model_set(models), "cpu")
    batches = bare_batches(analyzer, scans, batch)
    predict = ultralytics_predictor(weights, analyzer, batch) if weights else None
    time_bare(analyzer, batches, 2 * batch, batch)
    time_pipeline(analyzer, scans[: 2 * batch], batch)
    if predict:
        predict(scans[: 2 * batch])
    comparison = Comparison()
    for _ in range(rounds):
        comparison.add("bare", len(scans), time_bare(analyzer, batches, len(scans), batch))
        comparison.add("pipeline", len(scans), time_pipeline(analyzer, scans, batch))
        comparison.add("command", len(scans), time_command(models, scans, batch))
        if predict:
            comparison.add("ultralytics", len(scans), predict(scans))
    return comparison


def main() -> None:
    parser = argparse.ArgumentParser(description="Images a second of fracview analyze.")
    parser.add_argument("--images", type=Path, default=SHARED_IMAGES, help="folder of JPEG scans")
    parser.add_argument("--scans", type=int, default=400)
    parser.add_argument("--models", type=Path, help="model set (default: the one that ships)")
    parser.add_argument("--batch", type=int, default=DEFAULT_BATCH)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument(
        "--torch", type=Path, metavar="DIR", help="holds *fracture*.pt, *region*.pt, *detection*.pt"
    )
    options = parser.parse_args()
    scans = scans_below(options.images, options.scans)
    models = options.models or resources_dir() / "models"
    comparison = measure(models, scans, batch=options.batch, rounds=options.rounds, weights=options.torch)
    sys.stdout.write("\n".join([f"{len(scans)} scans, batch {options.batch}", *comparison.lines(), ""]))


if __name__ == "__main__":
    main()
