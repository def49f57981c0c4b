"""Joining a Ray cluster, or starting one of this machine; quiet, and without a word to anybody else."""

from __future__ import annotations

import logging
import os
import shutil
import signal
import sys
import tempfile
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fracview.review.batch.cluster.address import answering, unreachable
from fracview.review.batch.cluster.errors import ClusterError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fracview.review.batch.cluster.options import ClusterOptions

logger = logging.getLogger(__name__)

QUIET = {
    "RAY_USAGE_STATS_ENABLED": "0",  # nothing phones home
    "RAY_IGNORE_UNHANDLED_ERRORS": "1",
    "RAY_DEDUP_LOGS": "1",
    "RAY_DEDUP_LOGS_SKIP_REGEX": ".",  # Ray prints what its own processes say beside the results otherwise
}
"""Ray reads these when it is imported."""

JOINING = {
    "RAY_gcs_server_port_wait_time_s": "1",  # one attempt; Ray makes twenty
    "RAY_py_gcs_connect_timeout_s": "10",
}
"""How long Ray tries to join a cluster, where nobody has set it."""

STORE_BYTES = 1 << 30
"""Memory of a cluster of this machine for what is between reading and networks, where there is so much."""

SMALLEST_STORE = 100 << 20
_SHARED_MEMORY = Path("/dev/shm")
_INNER = "r"
"""Ray opens its own folder to everybody, so it lies in one that nobody else may enter."""

_LONGEST_FOLDER = 32
"""Ray puts sockets below its folder, whose whole path is at most about a hundred characters."""


@contextmanager
def connected(options: ClusterOptions) -> Iterator[Any]:
    """The `ray` module, connected. A cluster that was started here ends here; one that was joined goes on.

    Raises
    ------
    ClusterError
        ``ray_missing`` or ``cluster_unreachable``.
    """
    address = options.address or os.environ.get("RAY_ADDRESS", "")
    address = "" if address == "local" else address
    with _joining(address):
        ray = _imported()
    if ray.is_initialized():  # by whoever called: it is theirs to end
        yield ray
        return
    head = answering(address) if address else "local"
    folder = None if address else _private_folder()
    try:
        handlers = _handlers()
        try:
            with _joining(address):
                _connect(ray, head, {} if address else _local(options, folder))
        finally:
            _handle(handlers)
        yield ray
    finally:
        _shut_down(ray)
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)


def _imported() -> Any:  # noqa: ANN401 - loosely typed module
    os.environ.update(QUIET)
    try:
        import ray
    except ImportError as error:
        raise ClusterError(
            "Ray is not installed.",
            reason="ray_missing",
            cure="Run: pip install fracview[cluster]",
        ) from error
    return ray


def _connect(ray: Any, address: str, more: dict[str, Any]) -> None:  # noqa: ANN401
    try:
        with _silence():
            ray.init(address, log_to_driver=False, logging_level=logging.CRITICAL, **more)
    except Exception as error:  # Ray raises whatever stopped it: connections, versions, missing files
        logger.debug("joining the cluster failed", exc_info=True)
        raise unreachable(f"{address}: {_why(error)}") from error


def _why(error: Exception) -> str:
    """The first line of what Ray raised, and the last of what that came from: often a whole traceback."""
    first = (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")
    before = str(error.__cause__ or "").strip().splitlines()
    last = before[-1].rpartition("Error: ")[2].rstrip(".") if before else ""
    return f"{first} ({last})" if last else first


@contextmanager
def _silence() -> Iterator[None]:
    """Nothing on stderr: until Ray has a log file it writes there past Python, and no setting stops it."""
    try:
        kept = os.dup(2)
    except OSError:  # a process without one
        yield
        return
    _flush()
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        _flush()
        os.dup2(kept, 2)
        os.close(nowhere)
        os.close(kept)


def _flush() -> None:
    if sys.stderr is not None:
        sys.stderr.flush()


@contextmanager
def _joining(address: str) -> Iterator[None]:
    """Ray's environment while it is imported and joins the cluster at `address`, if any."""
    ours = {name: value for name, value in JOINING.items() if address and name not in os.environ}
    os.environ.update(ours)
    try:
        yield
    finally:
        for name in ours:
            os.environ.pop(name, None)


def _local(options: ClusterOptions, folder: Path | None) -> dict[str, Any]:
    """How a cluster of this machine is started."""
    made: dict[str, Any] = {
        "include_dashboard": False,
        "num_cpus": options.cpus or None,
        "object_store_memory": options.store_bytes or _store_bytes(),
    }
    return made | ({"_temp_dir": str(folder / _INNER)} if folder else {})


def _store_bytes(shared: Path = _SHARED_MEMORY) -> int:
    """No more than half of the shared memory there is: beyond it Ray would keep pictures on the disk."""
    try:
        free = shutil.disk_usage(shared).free
    except OSError:
        return STORE_BYTES
    return max(SMALLEST_STORE, min(STORE_BYTES, free // 2))


def _private_folder() -> Path | None:
    """For Ray's sockets, logs and what memory has no room for; None where the system's is too deep."""
    folder = Path(tempfile.mkdtemp(prefix="fracview-"))
    if os.name == "posix" and len(str(folder)) > _LONGEST_FOLDER:
        folder.rmdir()
        return None
    return folder


def _shut_down(ray: Any) -> None:  # noqa: ANN401
    """End Ray on a thread of its own: while it ends, Ray lets a signal end the whole process at once."""
    handlers = _handlers()
    ending = threading.Thread(target=ray.shutdown, name="fracview-ray-end")
    ending.start()
    while ending.is_alive():
        _handle(handlers)
        ending.join(0.01)
    _handle(handlers)


def _handlers() -> dict[int, Any]:
    """Who handles signals; Ray takes them for itself."""
    if threading.current_thread() is not threading.main_thread():
        return {}
    found = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    return {number: handler for number, handler in found.items() if handler is not None}


def _handle(handlers: dict[int, Any]) -> None:
    for number, handler in handlers.items():
        signal.signal(number, handler)
