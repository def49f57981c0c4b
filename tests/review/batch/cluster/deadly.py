"""Files and frames that take their worker with them; imported by the workers too."""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence
from typing import Any

from fracview.inference import Prepared
from fracview.review.batch.cluster.worker import Networks, Wanted, Wish
from fracview.review.batch.recipe import LoaderRecipe, ResumingLoader
from fracview.review.loading import Loaded, Task

DEATHS = {"5.png": 1, "14.png": 2}
"""How often a file's readers are killed: Ray tries a task again once, and then it is divided."""


class DeadlyLoader(ResumingLoader):
    def __call__(self, task: Task) -> Loaded:
        if task.path.name == "13.png":
            os._exit(1)
        return super().__call__(task)

    def resume(self, before: Loaded) -> Loaded | None:
        if before.task.frame >= 6:
            os._exit(1)
        return super().resume(before)


class DeadlyRecipe(LoaderRecipe):
    def open(self) -> ResumingLoader:
        made = super().open()
        made.__class__ = DeadlyLoader
        return made


class MortalLoader(ResumingLoader):
    def __call__(self, task: Task) -> Loaded:
        for death in range(1, DEATHS.get(task.path.name, 0) + 1):
            grave = task.path.parent.parent / f"{task.path.name}.{death}.death"
            if not grave.exists():
                grave.touch()
                os.kill(os.getpid(), signal.SIGKILL)
        return super().__call__(task)


class MortalRecipe(LoaderRecipe):
    def open(self) -> ResumingLoader:
        made = super().open()
        made.__class__ = MortalLoader
        return made


class DeadlyNetworks(Networks):
    def run(
        self,
        shipped: list[Any],
        groups: Sequence[Sequence[Wish]],
        wanted: Wanted,
        *chunks: Sequence[Prepared | None],
    ) -> Any:
        asked = [chunks[wish.chunk][wish.place] for group in groups for wish in group]
        if any(one is not None and one.path.name == "21.png" for one in asked):
            os._exit(1)
        return super().run(shipped, groups, wanted, *chunks)
