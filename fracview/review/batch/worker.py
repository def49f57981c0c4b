"""What runs in a reading process: one answer after another, until nobody asks any more.

Importing it loads next to nothing, so that `serve` can settle how many threads numerical libraries start.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import sys
import threading
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from fracview.core.niceness import give_way

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from fracview.review.batch.recipe import LoaderRecipe, ResumingLoader
    from fracview.review.loading import Loaded, Task

TAKEN = b"taken"
"""Sent back before a question is worked on: from here on the file is to blame for what happens."""

PROTOCOL = 5
"""Of pickle: arrays are copied once on each side."""

THREAD_LIMITS = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "BLIS_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
    "NUMEXPR_NUM_THREADS",
)

DEBUG_VARIABLE = "FRACVIEW_DEBUG"

_OOM_SCORE = Path("/proc/self/oom_score_adj")
_KILL_THIS_FIRST = "500"
_DIE_WITH_PARENT = 1
"""PR_SET_PDEATHSIG: when the parent's thread that started this process ends, also where Python is held up."""

_NO_DIALOGS = 0x0001 | 0x0002
"""SEM_FAILCRITICALERRORS and SEM_NOGPFAULTERRORBOX: on Windows a crash must end the process, not ask."""


@dataclass(frozen=True, slots=True)
class Question:
    """What a reading process is asked.

    Attributes
    ----------
    about
        A task: the first frame of its file. A loaded frame, without pictures: the one after it.
    number
        Under which number the process has the file of the loaded frame open; None where it has not.
    released
        Numbers of files that nobody will ask about any more.
    """

    about: Task | Loaded
    number: int | None = None
    released: tuple[int, ...] = ()


Answer = tuple["Loaded | None", "int | None"]
"""The frame, if there is one, and the number under which its file stays open for the next."""


def serve(connection: Connection, recipe: bytes, longest_s: int) -> None:
    """Answer until the other end is closed; the parent may end without a word at any time.

    Parameters
    ----------
    connection
        Questions come and answers go, pickled; before each answer `TAKEN` goes.
    recipe
        A pickled `LoaderRecipe`.
    longest_s
        The system itself ends a process that works on one question for so long, whatever holds it up.
    """
    _prepare_process()
    give_way()  # a network's threads wait for one another: whoever takes a core from one holds up all
    opened = Opened(pickle.loads(recipe))
    _withhold_output()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with contextlib.suppress(EOFError, OSError):  # the parent has closed its end, or is no more
        while True:
            question = pickle.loads(connection.recv_bytes())
            connection.send_bytes(TAKEN)
            _alarm(longest_s)
            answer = opened.answer(question)
            _alarm(0)
            connection.send_bytes(pickle.dumps(answer, PROTOCOL))


class Opened:
    """The files that have more frames, and the loader that reads them."""

    def __init__(self, recipe: LoaderRecipe) -> None:
        self._loader: ResumingLoader = recipe.open()
        self._files: dict[int, Loaded] = {}
        self._last = 0

    def answer(self, question: Question) -> Answer:
        """Read what is asked for. Never raises for a file."""
        for number in question.released:
            self._files.pop(number, None)
        loaded = self._read(question)
        if loaded is None or loaded.others is None:
            return loaded, None
        self._last += 1
        self._files[self._last] = replace(loaded, display_image=None)
        return replace(loaded, others=None), self._last

    def _read(self, question: Question) -> Loaded | None:
        from fracview.review.loading import Task

        about = question.about
        if isinstance(about, Task):
            return self._loader(about)
        before = None if question.number is None else self._files.pop(question.number, None)
        return self._loader.resume(about) if before is None else self._loader.following(before)


def _prepare_process() -> None:
    """Signals to the whole group are the parent's business; one thread; no dialog and no dump of a crash."""
    for number in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"):
        if hasattr(signal, number):
            signal.signal(getattr(signal, number), signal.SIG_IGN)
    for variable in THREAD_LIMITS:
        os.environ[variable] = "1"
    with contextlib.suppress(OSError):  # where memory runs out, Linux ends a reader rather than the run
        _OOM_SCORE.write_text(_KILL_THIS_FIRST, encoding="ascii")
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.kernel32.SetErrorMode(_NO_DIALOGS)
    else:
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core file would hold a patient's picture
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL, 0, 0, 0)


def _withhold_output() -> None:
    """What decoders print about damaged files has no place in a run's output; tracebacks name files."""
    if os.environ.get(DEBUG_VARIABLE):
        return
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 - a device, not a path
        for descriptor in (1, 2):
            os.dup2(nowhere.fileno(), descriptor)


def _end_with_parent() -> None:
    """End when the parent has ended, also in the middle of a file; on Linux the system sees to it first."""
    from multiprocessing import parent_process
    from multiprocessing.connection import wait

    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _alarm(seconds: int) -> None:
    if sys.platform != "win32":
        signal.alarm(seconds)
