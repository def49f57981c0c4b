"""Whether a Ray cluster answers at an address: asked before Ray is, which would go on asking for minutes."""

from __future__ import annotations

import logging
import os
import socket
import threading

from fracview.review.batch.cluster.errors import ClusterError

ANSWER_S = 5.0
"""How long whatever is at the address may take to accept a connection, and again to say a first word."""

_HELLO = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes((0, 0, 0, 4, 0, 0, 0, 0, 0))
"""How a client of Ray's head begins: the preface of HTTP/2, and no wishes. The head answers at once."""

_FRAME_BYTES = 9
_KIND = 3
_SETTINGS = 4


def answering(address: str, answer_s: float = ANSWER_S) -> str:
    """Where the head of the cluster is, as host:port, once something there speaks as a head does.

    Parameters
    ----------
    address
        Of a running cluster: ``host:port``, or ``auto`` for the one of this machine.
    answer_s
        In seconds; name servers that do not answer are waited for as long again.

    Raises
    ------
    ClusterError
        ``cluster_unreachable``, naming the address.
    """
    found: list[str | ClusterError] = []

    def ask() -> None:
        try:
            found.append(_answering(address, answer_s))
        except ClusterError as error:
            found.append(error)

    asking = threading.Thread(
        target=ask, name="fracview-ray-address", daemon=True
    )  # names have no time limit
    asking.start()
    asking.join(2 * answer_s + 1)
    if not found:
        raise unreachable(f"nothing answers at {address} within {2 * answer_s:.0f} s")
    if isinstance(found[0], ClusterError):
        raise found[0]
    return found[0]


def unreachable(clause: str) -> ClusterError:
    """For a cluster that cannot be joined, and why; the clause names its address."""
    return ClusterError(
        f"the cluster cannot be joined: {clause}.",
        reason="cluster_unreachable",
        cure="Start the run on a node of the cluster, with RAY_ADDRESS=auto or the head's host:port; "
        "without RAY_ADDRESS it takes this machine alone.",
    )


def _answering(address: str, answer_s: float) -> str:
    head = _head(address)
    host, _, port = head.rpartition(":")
    named = address if address == head else f"{address} ({head})"
    if not host or not port.isdecimal():
        raise unreachable(f"{address} is not an address; it is to be host:port, or auto")
    try:
        with socket.create_connection((host.strip("[]"), int(port)), timeout=answer_s) as connection:
            if not _uses_tls() and not _speaks(connection):
                raise unreachable(f"what answers at {named} is not the head of a Ray cluster")
    except TimeoutError as error:
        raise unreachable(f"nothing answers at {named} within {answer_s:.0f} s") from error
    except (OSError, OverflowError, UnicodeError) as error:  # no such port; no such name
        why = getattr(error, "strerror", None) or "no such address"
        raise unreachable(f"nothing answers at {named}: {why}") from error
    return head


def _head(address: str) -> str:
    """Where Ray itself would look."""
    if "://" in address:
        raise unreachable(f"addresses like {address} are not supported")
    try:
        from ray._private.services import canonicalize_bootstrap_address
    except ImportError:  # not a part of Ray that it promises to keep
        return address
    logging.getLogger("ray").setLevel(logging.CRITICAL)
    try:
        return canonicalize_bootstrap_address(address) or address
    except ConnectionError as error:
        raise unreachable(f"no cluster runs on this machine (RAY_ADDRESS={address})") from error
    except (OSError, ValueError):
        return address


def _speaks(connection: socket.socket) -> bool:
    """Whether the first word is that of a server of Ray's protocol."""
    said = b""
    try:
        connection.sendall(_HELLO)
        while len(said) < _FRAME_BYTES:
            more = connection.recv(_FRAME_BYTES - len(said))
            if not more:
                return False
            said += more
    except (BrokenPipeError, ConnectionResetError):  # it hung up
        return False
    return said[_KIND] == _SETTINGS


def _uses_tls() -> bool:
    """Ray's own switch; what is said then is for those who hold the keys."""
    return os.environ.get("RAY_USE_TLS", "0").lower() in ("1", "true")
