"""The batch page of a window, and hands to work it with."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPushButton

if TYPE_CHECKING:
    from pathlib import Path

    from fracview.review.batch.progress import BatchProgress
    from fracview.ui.batch.mode import BatchMode
    from fracview.ui.batch.page import BatchPage
    from tests.ui.windows import Driven

WAIT_S = 20.0


class Gate:
    """Something that waits until it is let through, frame by frame or for good."""

    def __init__(self) -> None:
        self._passes = threading.Semaphore(0)
        self._is_open = False

    def wait(self) -> None:
        """Wait on the job's thread."""
        if not self._is_open:
            assert self._passes.acquire(timeout=WAIT_S)

    def open(self) -> None:
        """Let everything through from now on."""
        self._is_open = True
        self._passes.release()


class Batch:
    """The page, shown."""

    def __init__(self, driven: Driven) -> None:
        self.driven = driven
        driven.act("batch")

    @property
    def mode(self) -> BatchMode:
        """The window's."""
        mode = self.driven.window.batch
        assert mode is not None
        return mode

    @property
    def page(self) -> BatchPage:
        """What is seen."""
        return self.mode.page

    @property
    def progress(self) -> BatchProgress:
        """Of the run."""
        progress = self.mode.run.progress
        assert progress is not None
        return progress

    @property
    def state(self) -> str:
        """Of the run; "" before the first."""
        return self.progress.state if self.mode.run.progress else ""

    def button(self, name: str) -> QPushButton:
        """By its object name, without ``batch_``."""
        found = self.page.findChild(QPushButton, f"batch_{name}")
        assert found is not None, name
        return found

    def start(self, *paths: Path) -> None:
        """Run over these."""
        self.mode.add(paths)
        self.button("go").click()

    def wait_state(self, *states: str) -> None:
        """Wait until the run is in one of these states, and none of its work is left where it has ended."""
        self.driven.wait(lambda: self.state in states)

    def run_to_the_end(self, *paths: Path) -> None:
        """Run over these, and wait for the end."""
        self.start(*paths)
        self.wait_state("finished", "failed")
        assert self.state == "finished", self.progress.error

    def wait_counted(self) -> None:
        """Wait until the statistics of the review are there."""
        self.driven.wait(lambda: self.page.review.said.text().startswith(("Reviewed", "Nothing to review")))
