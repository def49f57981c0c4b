"""One reading process as its parent sees it: asked one question at a time, and ended where it must be."""

from __future__ import annotations

import contextlib
import math
import multiprocessing.util  # noqa: F401 - here, so that what it does at exit comes after what we do
import pickle
import signal
import sys
import threading
import weakref
from multiprocessing import get_context
from typing import TYPE_CHECKING

from fracview.core.errors import FracViewError
from fracview.review.batch.worker import PROTOCOL, Answer, Question, serve

if TYPE_CHECKING:
    from collections.abc import Iterator
    from multiprocessing.connection import Connection

    from fracview.review.batch.recipe import LoaderRecipe
    from fracview.review.loading import Loaded, Task

START_S = 60.0
"""A process that has not taken its first question by then has failed to start."""

SLICE_S = 1.0
"""Waiting is counted in slices: an hour that the machine slept, or the run was stopped, is one slice."""

LONGEST = 10
"""How many times the timeout a process may work on one question when nobody is left to end it."""

MOST_STARTS = 3
"""So many processes in a row that end before they take a file end the run."""

PAUSE_S = 0.2
"""Times the number of starts that failed: before the next one, for what was short may come back."""

_starting = threading.Lock()


class EndedError(FracViewError, RuntimeError):
    """A process that gives no answer: reason ``not_taken``, ``worker_died`` or ``reading_timeout``.

    ``not_taken``: it ended before it took the question; no file is to blame. The message says how it ended.
    """


class ReadersError(FracViewError, RuntimeError):
    """Reading processes do not start: reason ``readers_do_not_start``."""


class ReaderProcess:
    """Starts a process; used by one thread, but for `kill`.

    Parameters
    ----------
    recipe
        A pickled `LoaderRecipe`.
    timeout_s
        How long one frame may take.

    Raises
    ------
    OSError
        Where the system gives no process.
    """

    def __init__(self, recipe: bytes, timeout_s: float) -> None:
        context = get_context("spawn")
        self._timeout_s = timeout_s
        self._released: list[int] = []
        self._connection: Connection
        self._connection, theirs = context.Pipe()
        arguments = (theirs, recipe, math.ceil(LONGEST * timeout_s))
        self._process = context.Process(target=serve, args=arguments, name="fracview-reader", daemon=True)
        try:
            with _starting, _signals_held_back():
                self._process.start()
        except BaseException:
            self._connection.close()
            raise
        finally:
            theirs.close()

    @property
    def pid(self) -> int:
        """The system's number of it."""
        return self._process.pid or 0

    def ask(self, about: Task | Loaded, number: int | None = None) -> Answer:
        """One question and its answer (`fracview.review.batch.worker.Question`).

        Raises
        ------
        EndedError
            The process is no more.
        """
        question = Question(about, number, tuple(self._released))
        self._released.clear()
        try:
            self._connection.send_bytes(pickle.dumps(question, PROTOCOL))
            if not self._is_coming(START_S):
                self.kill()
            self._connection.recv_bytes()
        except (EOFError, OSError) as error:
            raise self._ended("not_taken") from error
        try:
            if not self._is_coming(self._timeout_s):
                raise self._ended("reading_timeout")
            answer: Answer = pickle.loads(self._connection.recv_bytes())
        except (EOFError, OSError) as error:
            raise self._ended("worker_died") from error
        return answer

    def release_with(self, token: object, number: int) -> None:
        """Let the process close a file once nothing refers to its token any more."""
        weakref.finalize(token, self._released.append, number).atexit = False

    def kill(self) -> None:
        """Nothing that it does outlives it. Thread-safe, and more than once does no harm."""
        self._process.kill()

    def end(self) -> None:
        """Kill it and wait until it has gone."""
        self.kill()
        self._process.join()
        self._connection.close()

    def _is_coming(self, seconds: float) -> bool:
        """Whether something can be received, or the process has ended, within that time."""
        slices = max(1, math.ceil(seconds / SLICE_S))
        return any(self._connection.poll(seconds / slices) for _ in range(slices))

    def _ended(self, reason: str) -> EndedError:
        """Make sure that it has, and say how."""
        timed_out = reason == "reading_timeout"
        if not timed_out:
            self._process.join(SLICE_S)  # it has closed its end of the pipe, and is about to be gone
        self.end()
        how = f"after {self._timeout_s:g} s" if timed_out else how_it_ended(self._process.exitcode)
        return EndedError(how, reason=reason)


class Starter:
    """Starts processes for several threads, and says when it is no use to go on.

    Parameters
    ----------
    recipe
        Sent to each process.
    timeout_s
        How long one frame may take.
    """

    def __init__(self, recipe: LoaderRecipe, timeout_s: float) -> None:
        self._recipe = pickle.dumps(recipe, PROTOCOL)
        self._timeout_s = timeout_s
        self._failed_in_a_row = 0

    def start(self) -> ReaderProcess:
        """One more; raises as it does."""
        return ReaderProcess(self._recipe, self._timeout_s)

    def worked(self) -> None:
        """A process has taken a question."""
        self._failed_in_a_row = 0

    def failed(self, error: Exception) -> float:
        """One has not started, or has ended before it took a question: seconds to wait before the next.

        Raises
        ------
        ReadersError
            Where this has happened too often in a row.
        """
        with _starting:
            self._failed_in_a_row += 1
            failed = self._failed_in_a_row
        if failed < MOST_STARTS:
            return PAUSE_S * failed
        clause = error.message if isinstance(error, EndedError) else str(error)
        raise ReadersError(
            f"The processes that read files do not start ({clause}).",
            reason="readers_do_not_start",
            cure="Close other programs to free memory, then try again.",
        ) from error


def how_it_ended(exit_code: int | None) -> str:
    """``signal SIGSEGV`` or ``exit code 3``."""
    if exit_code is None or exit_code >= 0:
        return f"exit code {exit_code}"
    with contextlib.suppress(ValueError):
        return f"signal {signal.Signals(-exit_code).name}"
    return f"signal {-exit_code}"


@contextlib.contextmanager
def _signals_held_back() -> Iterator[None]:
    """A new process inherits what is held back here: Ctrl-C cannot hit it before it ignores that."""
    if sys.platform == "win32":
        yield
        return
    from multiprocessing import resource_tracker

    resource_tracker.ensure_running()  # its start lets through again what is held back
    before = signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT, signal.SIGTERM, signal.SIGHUP))
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
