"""A Keras network in a process of its own, on a backend that this process does not run.

The job lies in the run folder; ``python -m training.families.keras_process FOLDER`` does it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from fracview.core.errors import FracViewError
from training.families import keras_training
from training.families.keras_networks import network_of
from training.families.keras_training import Answers, Arrays
from training.families.loop import Ended
from training.families.plan import Plan
from training.runs import RunFolder, save_text

if TYPE_CHECKING:
    from collections.abc import Sequence

REFUSED = 2
"""Exit code of a job whose error stands in ``error.json``."""


def train(
    plan: Plan, task: str, classes: int, arrays: Arrays, weights: str | None, run: RunFolder
) -> Answers:
    """As `keras_training.train`, elsewhere.

    Raises
    ------
    FracViewError
        As the other process raised it, or where it died.
    """
    folder = run.path / "process"
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("answers.npz", "error.json"):
        (folder / name).unlink(missing_ok=True)
    content = {name: getattr(arrays, name) for name in ("train", "test", "train_labels", "val_labels")}
    if arrays.val is not arrays.test:
        content["val"] = arrays.val
    _save(folder / "arrays.npz", content)
    job = {"plan": asdict(plan), "task": task, "classes": classes, "weights": weights}
    save_text(folder / "job.json", json.dumps(job))
    command = [sys.executable, "-m", __spec__.name, str(run.path)]
    done = subprocess.run(command, env=_environment(network_of(plan.model).backend), check=False)
    return _answers(folder, done.returncode)


def _save(path: Path, content: dict[str, Any]) -> None:
    np.savez(path, allow_pickle=False, **content)


def _environment(backend: str) -> dict[str, str]:
    root = str(Path(__file__).resolve().parents[2])
    paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
    chosen = {"KERAS_BACKEND": backend, "PYTHONPATH": os.pathsep.join(paths), "JAX_PLATFORMS": "cpu"}
    return {**os.environ, **chosen}


def _answers(folder: Path, code: int) -> Answers:
    if code == REFUSED and (folder / "error.json").exists():
        told = json.loads((folder / "error.json").read_text(encoding="utf-8"))
        raise FracViewError(told["message"], reason=told["reason"], cure=told["cure"])
    if code != 0:
        message, cure = f"its process ended with {code}", "See what it wrote, then run the row again."
        raise FracViewError(message, reason="process_died", path=folder, cure=cure)
    with np.load(folder / "answers.npz") as file:
        ended = Ended(int(file["epochs"]), int(file["best_epoch"]))
        return Answers(file["val"], file["test"], ended)


def main(arguments: Sequence[str] | None = None) -> int:
    """Do the job of a run folder; returns the exit code."""
    (path,) = sys.argv[1:] if arguments is None else arguments
    run = RunFolder(Path(path))
    folder = run.path / "process"
    job = json.loads((folder / "job.json").read_text(encoding="utf-8"))
    with np.load(folder / "arrays.npz") as file:
        content = {name: file[name] for name in file.files}
    content.setdefault("val", content["test"])
    try:
        answers = keras_training.train(
            Plan(**job["plan"]), job["task"], job["classes"], Arrays(**content), job["weights"], run
        )
    except FracViewError as error:
        told = {"message": error.message, "reason": error.reason, "cure": error.cure}
        save_text(folder / "error.json", json.dumps(told))
        return REFUSED
    ended = {name: np.array(value) for name, value in asdict(answers.ended).items()}
    _save(folder / "answers.npz", {"val": answers.val, "test": answers.test, **ended})
    return 0


if __name__ == "__main__":
    sys.exit(main())
