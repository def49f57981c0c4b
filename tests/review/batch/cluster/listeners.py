"""What may be at an address instead of a cluster."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


@contextmanager
def listening(greeting: bytes = b"", *, hang_up: bool = False) -> Iterator[int]:
    """A port of this machine where everybody is accepted, told the greeting, and then nothing."""
    with socket.create_server(("", 0)) as server:
        connections: list[socket.socket] = []

        def serve() -> None:
            with suppress(OSError):  # the server has been shut down
                while True:
                    connection, _ = server.accept()
                    connections.append(connection)
                    connection.sendall(greeting)
                    if hang_up:
                        connection.close()

        serving = threading.Thread(target=serve)
        serving.start()
        try:
            yield server.getsockname()[1]
        finally:
            server.shutdown(socket.SHUT_RDWR)
            serving.join()
            for connection in connections:
                connection.close()


@contextmanager
def closed() -> Iterator[int]:
    """A port of this machine that is taken, and where nobody listens."""
    with socket.socket() as nobody:
        nobody.bind(("", 0))
        yield nobody.getsockname()[1]
