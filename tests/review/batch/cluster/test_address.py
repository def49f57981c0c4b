from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from fracview.review.batch.cluster import ClusterError, address
from fracview.review.batch.cluster.address import answering
from tests.review.batch.cluster.listeners import closed, listening

SETTINGS = b"\0\0\0\4\0\0\0\0\0"


@pytest.fixture(autouse=True)
def _as_named(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ports of this machine by the address that is given, as if Ray made no other of it."""
    if "ray" not in request.fixturenames:
        monkeypatch.setitem(sys.modules, "ray._private.services", None)


def _message(named: str, answer_s: float = 20.0) -> str:
    with pytest.raises(ClusterError) as caught:
        answering(named, answer_s)
    assert caught.value.reason == "cluster_unreachable"
    assert "RAY_ADDRESS" in caught.value.cure
    return caught.value.message.removeprefix("the cluster cannot be joined: ")


def test_a_server_of_rays_protocol_answers() -> None:
    with listening(SETTINGS) as port:
        assert answering(f"127.0.0.1:{port}", 20.0) == f"127.0.0.1:{port}"


def test_a_closed_port_is_named() -> None:
    with closed() as port:
        told = _message(f"127.0.0.1:{port}")
    assert told.startswith(f"nothing answers at 127.0.0.1:{port}: ")


def test_a_port_that_stays_silent_is_given_up() -> None:
    with listening() as port:
        assert _message(f"127.0.0.1:{port}", 0.2) == f"nothing answers at 127.0.0.1:{port} within 0 s."


@pytest.mark.parametrize(("greeting", "hang_up"), [(b"SSH-2.0-OpenSSH_9.6\r\n", False), (b"+OK", True)])
def test_other_servers_are_no_heads(greeting: bytes, hang_up: bool) -> None:
    with listening(greeting, hang_up=hang_up) as port:
        told = _message(f"127.0.0.1:{port}")
    assert told == f"what answers at 127.0.0.1:{port} is not the head of a Ray cluster."


def test_with_keys_an_open_port_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAY_USE_TLS", "1")
    with listening() as port:
        assert answering(f"127.0.0.1:{port}") == f"127.0.0.1:{port}"


def test_a_name_server_that_does_not_answer_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    over = threading.Event()

    def looked_up(*_: object, **__: object) -> socket.socket:
        over.wait(60)
        raise TimeoutError

    monkeypatch.setattr(socket, "create_connection", looked_up)
    try:
        told = _message("head:6379", 0.1)
    finally:
        over.set()
    assert told == "nothing answers at head:6379 within 0 s."


@pytest.mark.parametrize("named", ["head", "head:", ":6379", "head:gcs"])
def test_what_is_no_address_is_said_to_be_none(named: str) -> None:
    assert _message(named) == f"{named} is not an address; it is to be host:port, or auto."


@pytest.mark.parametrize("named", ["127.0.0.1:99999", "127.0.0.1:0", f"{'a' * 70}.example:1"])
def test_impossible_addresses_are_named(named: str) -> None:
    assert _message(named).startswith(f"nothing answers at {named}: ")


def test_addresses_of_rays_own_client_are_refused() -> None:
    assert _message("ray://head:10001") == "addresses like ray://head:10001 are not supported."


def test_without_a_cluster_on_this_machine_auto_finds_none(ray: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from ray._private import services

    def none_found(*_: object) -> str:
        raise ConnectionError

    monkeypatch.setattr(services, "canonicalize_bootstrap_address", none_found)
    assert _message("auto") == "no cluster runs on this machine (RAY_ADDRESS=auto)."


def test_a_cluster_that_has_gone_is_named_as_auto_found_it(ray: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from ray._private import services

    with closed() as port:
        gone = f"127.0.0.1:{port}"
        monkeypatch.setattr(services, "canonicalize_bootstrap_address", lambda *_: gone)
        assert _message("auto").startswith(f"nothing answers at auto ({gone}): ")


def test_limits_add_up_to_about_ten_seconds() -> None:
    assert 2 * address.ANSWER_S <= 10


@pytest.mark.parametrize("place", [closed, listening])
def test_the_command_says_one_sentence(ray: Any, tmp_path: Path, models: Path, place: Any) -> None:
    with place() as port:
        environment = os.environ | {"RAY_ADDRESS": f"127.0.0.1:{port}", "FRACVIEW_HOME": str(tmp_path)}
        command = [sys.executable, "-m", "fracview", "analyze", str(tmp_path), "--engine", "ray"]
        every = [*command, "--models", str(models), "--out", str(tmp_path / "out.csv")]
        ended = subprocess.run(
            every, capture_output=True, text=True, check=False, env=environment, timeout=100
        )
    assert ended.returncode == 2
    [line] = ended.stderr.splitlines()
    assert line.startswith(
        f"fracview: error: the cluster cannot be joined: nothing answers at 127.0.0.1:{port}"
    )
    assert "RAY_ADDRESS" in line
