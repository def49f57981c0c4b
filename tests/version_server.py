"""A server on this machine that answers with a version, and remembers what it was sent, byte by byte."""

from __future__ import annotations

import socket
import threading
from typing import Self


class VersionServer:
    """Answers every connection with the same bytes, or with none at all.

    Attributes
    ----------
    requests
        Each request as it came.
    """

    def __init__(
        self, body: bytes = b'{"version": "99.1.0"}', head: str = "200 OK", *, mute: bool = False
    ) -> None:
        self.requests: list[bytes] = []
        self._reply = b"HTTP/1.1 %b\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%b" % (
            head.encode(),
            len(body),
            body,
        )
        self._mute = mute
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)

    @property
    def address(self) -> str:
        """Where it is asked."""
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}/fracview/newest.json"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        with socket.create_connection(self._socket.getsockname()):  # wakes `accept`
            pass
        self._thread.join()
        self._socket.close()

    def _serve(self) -> None:
        while True:
            connection, _ = self._socket.accept()
            with connection:
                if self._end.is_set():
                    return
                self._answer(connection)

    def _answer(self, connection: socket.socket) -> None:
        request = b""
        while not request.endswith(b"\r\n\r\n"):
            part = connection.recv(65_536)
            if not part:
                return
            request += part
        self.requests.append(request)
        if self._mute:
            self._end.wait()
            return
        try:
            connection.sendall(self._reply)
        except OSError:  # hung up on, as on whoever says too much
            return
