"""Runs over a store: scans a second beside the bare networks, memory as it goes on, how soon it resumes.

``python -m tests.benchmarks.bench_batch run FOLDER`` and ``... resume --count 10000``; nothing else should
run on the machine. In `run` the bare networks (see `bench_throughput`) are timed before, between and after
every thousand scans, in the same process, so that both are measured on the same machine in the same minutes.
What is timed as the run: walk, hash, decode, window, networks, writing to the store and to a .csv. In
`resume` every file is known, and the whole command is timed, the interpreter's start and all records too.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from fracview.core.analysis import Analysis, Detection, Fracture, Region, Status, Tier
from fracview.core.resources import resources_dir
from fracview.export import open_writer, to_record
from fracview.inference import Analyzer, load_model_set
from fracview.review.batch.job import BatchJob, BatchOptions
from fracview.review.batch.recall import key_of
from fracview.review.stamps import stamp_of
from fracview.review.store import KnownFile, Store
from tests.benchmarks.bench_throughput import bare_batches, time_bare

BARE_SCANS = 64
EVERY = 1000
SAVED_TOGETHER = 1000


@dataclass
class Course:
    """What was measured as a run went on.

    Attributes
    ----------
    bare, run
        Seconds a scan: of the bare networks each time, and of the run between those times.
    memory
        Resident MB of this process and of its readers after each part.
    outcomes
        Frames by status.
    """

    bare: list[float] = field(default_factory=list)
    run: list[float] = field(default_factory=list)
    memory: list[tuple[float, float]] = field(default_factory=list)
    outcomes: dict[str, int] = field(default_factory=dict)

    def ratios(self) -> list[float]:
        """Scans a second of the run over those of the bare networks just before and after."""
        pairs = zip(self.bare, self.bare[1:], self.run, strict=False)
        return [(before + after) / 2 / run for before, after, run in pairs]

    def growth(self) -> float:
        """Resident MB, readers included, beyond those after the first part; the largest of all parts."""
        total = [own + readers for own, readers in self.memory]
        return max(total) - total[0]


def resident_mb(pid: int | str = "self") -> float:
    """Resident memory of a process, in MB of 10^6 bytes (Linux)."""
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024 / 1e6
    return 0.0


def readers_mb() -> float:
    """Resident memory of this process's children."""
    children = Path("/proc/self/task")
    pids = {pid for task in children.iterdir() for pid in (task / "children").read_text().split()}
    return sum(resident_mb(pid) for pid in pids)


def measure_run(folder: Path, scans: int, store: Path, *, every: int = EVERY, batch: int = 4) -> Course:
    """Run over the first `scans` of a folder."""
    files = sorted(folder.rglob("*.jpg"))[:scans]
    analyzer = Analyzer(load_model_set(resources_dir() / "models"), "cpu")
    tensors = bare_batches(analyzer, files, batch)
    course = Course()

    def bare() -> None:
        course.bare.append(time_bare(analyzer, tensors, BARE_SCANS, batch) / BARE_SCANS)

    time_bare(analyzer, tensors, 2 * batch, batch)
    bare()
    labels = analyzer.model_set.region.manifest.classes
    with Store(store) as opened, open_writer(store.with_suffix(".csv"), region_labels=labels) as writer:
        job = BatchJob(files, lambda: analyzer, opened, BatchOptions(batch=batch))
        with closing(job.steps()) as steps:
            started = time.perf_counter()
            for number, step in enumerate(steps, start=1):
                writer.write(to_record(step.analysis))
                status = step.analysis.status.value
                course.outcomes[status] = course.outcomes.get(status, 0) + 1
                if number % every == 0 or number == len(files):
                    done = number % every or every
                    course.run.append((time.perf_counter() - started) / done)
                    course.memory.append((resident_mb(), readers_mb()))
                    bare()
                    started = time.perf_counter()
    return course


def write_finished(folder: Path, store: Path, count: int) -> None:
    """Files and a store in which all of them are finished, as a run would leave it."""
    analyzer = Analyzer(load_model_set(resources_dir() / "models"), "cpu")
    made, key = analyzer.provenance("auto level"), key_of(analyzer)
    generator = np.random.default_rng(7)
    labels = analyzer.model_set.region.manifest.classes
    with Store(store) as opened:
        for start in range(0, count, SAVED_TOGETHER):
            together = []
            for number in range(start, min(count, start + SAVED_TOGETHER)):
                path = folder / f"{number // 500:04d}" / f"IMG{number:07d}.jpg"
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(number.to_bytes(8, "little"))
                values = generator.random(len(labels))
                boxes = tuple(
                    Detection((10.0, 10.0, 20.0, 20.0), float(score), Tier.NOT_FOUND)
                    for score in np.sort(generator.random(9) / 4)[::-1]
                )
                analysis = Analysis(
                    path,
                    0,
                    f"{number:064x}",
                    Status.ANALYZED,
                    "",
                    made,
                    Fracture(float(values[0]), Tier.DOUBT),
                    Region(labels[0], dict(zip(labels, map(float, values / values.sum()), strict=True))),
                    boxes,
                    elapsed_ms=40.0,
                )
                stamp = stamp_of(path)
                assert stamp is not None
                together.append((analysis, (stamp, KnownFile(analysis.sha256, 1, ""))))
            opened.save_run([one for one, _ in together], [learnt for _, learnt in together], key)


def time_resume(folder: Path, store: Path, count: int, out: Path) -> float:
    """Seconds of the whole command over files that are all finished."""
    command = [sys.executable, "-m", "fracview", "analyze", folder, "--store", store, "--out", out]
    started = time.perf_counter()
    ended = subprocess.run(
        [str(part) for part in [*command, "--device", "cpu", "--quiet"]], check=False, capture_output=True
    )
    seconds = time.perf_counter() - started
    assert ended.returncode == 0, ended.stderr
    with out.open("rb") as file:
        assert sum(1 for _ in file) == count
    return seconds


def measure_resume(count: int, rounds: int) -> list[float]:
    """Seconds of each of a few resumed runs over `count` finished files."""
    with tempfile.TemporaryDirectory() as made:
        folder, store = Path(made) / "scans", Path(made) / "store.sqlite"
        write_finished(folder, store, count)
        return [time_resume(folder, store, count, Path(made) / "out.jsonl") for _ in range(rounds)]


def main() -> None:
    parser = argparse.ArgumentParser(description="Runs over a store.")
    actions = parser.add_subparsers(dest="action", required=True)
    run = actions.add_parser("run")
    run.add_argument("folder", type=Path)
    run.add_argument("--scans", type=int, default=10_000)
    run.add_argument("--store", type=Path, required=True, help="a new file")
    run.add_argument("--every", type=int, default=EVERY)
    resume = actions.add_parser("resume")
    resume.add_argument("--count", type=int, default=10_000)
    resume.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    if options.action == "resume":
        print(json.dumps(measure_resume(options.count, options.rounds)))  # noqa: T201
        return
    course = measure_run(options.folder, options.scans, options.store, every=options.every)
    ratios = course.ratios()
    figures = {
        "outcomes": course.outcomes,
        "scans_per_s": [round(1 / one, 2) for one in course.run],
        "bare_scans_per_s": [round(1 / one, 2) for one in course.bare],
        "ratio_median": round(statistics.median(ratios), 3),
        "ratios": [round(one, 3) for one in ratios],
        "memory_mb": [(round(own), round(readers)) for own, readers in course.memory],
        "growth_mb": round(course.growth(), 1),
    }
    print(json.dumps(figures))  # noqa: T201


if __name__ == "__main__":
    main()
