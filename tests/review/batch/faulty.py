"""Loaders that crash, hang or tell about their process, by the name of the file; for reading processes."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from fracview.core.analysis import Provenance
from fracview.review.batch.recipe import LoaderRecipe, ResumingLoader
from tests.tiny_runs import SHAPE

if TYPE_CHECKING:
    from fracview.review.loading import Loaded, Task

SIZE = (32, 64)
PROVENANCE = Provenance("0.1.0", provider="Fake")


class FaultyLoader(ResumingLoader):
    """``segfault-2.tiff`` crashes at frame 2, ``kill-0-once.png`` at frame 0 and only the first time."""

    def __call__(self, task: Task) -> Loaded:
        _misbehave(task.path, 0)
        loaded = super().__call__(task)
        return replace(loaded, study_uid=_facts()) if task.path.name.startswith("facts") else loaded

    def following(self, before: Loaded) -> Loaded | None:
        _misbehave(before.task.path, before.task.frame + 1)
        return super().following(before)


class FaultyRecipe(LoaderRecipe):
    def open(self) -> ResumingLoader:
        loader = super().open()
        loader.__class__ = FaultyLoader
        return loader


class UnopenableRecipe(LoaderRecipe):
    def open(self) -> ResumingLoader:
        os._exit(7)


def recipe(kind: type[LoaderRecipe] = FaultyRecipe, **changes: Any) -> LoaderRecipe:
    fields = {"sizes": (SIZE,), "run_anyway": True, "keep_images": False, "provenance": PROVENANCE}
    return kind(**(fields | changes))


def write_stack(path: Path, greys: list[int]) -> Path:
    pages = [Image.fromarray(np.full(SHAPE, grey, dtype=np.uint8)) for grey in greys]
    pages[0].save(path, save_all=True, append_images=pages[1:])
    return path


def notes(path: Path) -> list[str]:
    """What was noted beside a file: one line each time a frame of it was begun."""
    beside = path.with_name(f"{path.name}.notes")
    return beside.read_text(encoding="utf-8").splitlines() if beside.exists() else []


def _misbehave(path: Path, frame: int) -> None:
    kind, _, rest = path.stem.partition("-")
    at, _, how = rest.partition("-")
    again = f"{frame}" in notes(path)
    with path.with_name(f"{path.name}.notes").open("a", encoding="utf-8") as beside:
        beside.write(f"{frame}\n")
    if at != str(frame) or (how == "once" and again):
        return
    if kind == "segfault":
        os.kill(os.getpid(), signal.SIGSEGV)
    elif kind == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    elif kind == "exit":
        os._exit(3)
    elif kind == "hang":
        time.sleep(60)
    elif kind == "stuck":  # and no other thread of Python goes on
        ctypes.PyDLL(None).sleep(60)
    elif kind == "slow":
        time.sleep(0.5)


def _facts() -> str:
    """About the process that reads."""
    heavy = {"onnxruntime", "PySide6", "matplotlib", "rich"} & set(sys.modules)
    ignored = [signal.getsignal(one) is signal.SIG_IGN for one in (signal.SIGINT, signal.SIGTERM)]
    return f"{sorted(heavy)} {ignored} {os.environ['OMP_NUM_THREADS']} {threading.active_count()}"
