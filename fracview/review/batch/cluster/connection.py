"""Joining a Ray cluster, or starting one of this machine; quiet, and without a word to anybody else."""

from __future__ import annotations

import logging
import os
import shutil
import signal
import tempfile
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

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
    ray = _imported()
    if ray.is_initialized():  # by whoever called: it is theirs to end
        yield ray
        return
    address = options.address or os.environ.get("RAY_ADDRESS", "")
    folder = None if address else _private_folder()
    try:
        handlers = _handlers()
        try:
            _connect(ray, address or "local", {} if address else _local(options, folder))
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
    if address.startswith("ray://"):
        raise _unreachable("ray:// addresses are not supported")
    try:
        ray.init(address, log_to_driver=False, logging_level=logging.CRITICAL, **more)
    except Exception as error:  # Ray raises whatever stopped it: connections, versions, missing files
        logger.debug("joining the cluster failed", exc_info=True)
        raise _unreachable(
            (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")
        ) from error


def _unreachable(clause: str) -> ClusterError:
    return ClusterError(
        f"the cluster cannot be joined: {clause}.",
        reason="cluster_unreachable",
        cure="Start the run on a node of the cluster, with RAY_ADDRESS=auto or the head's host:port.",
    )


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
