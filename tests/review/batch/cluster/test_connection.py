from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from fracview.review.batch.cluster import ClusterError, ClusterOptions, connection
from fracview.review.batch.cluster.connection import connected
from tests.review.batch.cluster.listeners import listening

ATTEMPTS = "RAY_gcs_server_port_wait_time_s"


class FakeRay:
    """Notes how it is started; `fails` is raised then."""

    def __init__(self, fails: Exception | None = None) -> None:
        self.fails, self.shut_down = fails, 0
        self.started: dict[str, Any] = {}
        self.attempts: str | None = None

    def is_initialized(self) -> bool:
        return False

    def init(self, address: str, **options: Any) -> None:
        self.started = {"address": address, **options}
        self.attempts = os.environ.get(ATTEMPTS)
        os.write(2, b"Ray chatters\n")
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        if self.fails:
            raise self.fails

    def shutdown(self) -> None:
        self.shut_down += 1


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> FakeRay:
    ray = FakeRay()
    monkeypatch.setitem(sys.modules, "ray", ray)
    monkeypatch.delenv("RAY_ADDRESS", raising=False)
    monkeypatch.setattr(connection, "answering", lambda address: address)
    return ray


def _reason(options: ClusterOptions) -> ClusterError:
    with pytest.raises(ClusterError) as caught, connected(options):
        pass
    return caught.value


def test_without_ray_the_cure_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    error = _reason(ClusterOptions())
    assert error.reason == "ray_missing"
    assert error.cure == "Run: pip install fracview[cluster]"


def test_a_cluster_of_this_machine_is_private_quiet_and_gone_afterwards(fake: FakeRay) -> None:
    with connected(ClusterOptions(cpus=2)):
        folder = Path(fake.started["_temp_dir"]).parent
        assert folder.is_dir()
        assert folder.stat().st_mode & 0o077 == 0
    assert not folder.exists()
    assert fake.shut_down == 1
    assert fake.started["address"] == "local"
    assert fake.started["num_cpus"] == 2
    assert fake.started["include_dashboard"] is False
    assert fake.started["log_to_driver"] is False
    assert os.environ["RAY_USAGE_STATS_ENABLED"] == "0"


@pytest.mark.parametrize("by_option", [True, False])
def test_a_running_cluster_is_joined(fake: FakeRay, monkeypatch: pytest.MonkeyPatch, by_option: bool) -> None:
    monkeypatch.setenv("RAY_ADDRESS", "elsewhere:1" if by_option else "head:6379")
    with connected(ClusterOptions(address="head:6379" if by_option else "", cpus=2)):
        pass
    assert fake.attempts == "1"
    assert ATTEMPTS not in os.environ
    assert fake.started["address"] == "head:6379"
    assert "num_cpus" not in fake.started


def test_an_address_that_means_this_machine_is_a_cluster_of_its_own(
    fake: FakeRay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RAY_ADDRESS", "local")
    with connected(ClusterOptions()):
        assert "_temp_dir" in fake.started
    assert fake.started["address"] == "local"
    assert fake.attempts is None


def test_what_was_set_before_is_left_as_it_is(fake: FakeRay, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ATTEMPTS, "7")
    with connected(ClusterOptions(address="head:6379")):
        pass
    assert fake.attempts == os.environ[ATTEMPTS] == "7"


def test_who_handled_signals_before_does_so_afterwards(fake: FakeRay) -> None:
    before = signal.signal(signal.SIGTERM, lambda *_: None)
    try:
        mine = signal.getsignal(signal.SIGTERM)
        with connected(ClusterOptions()):
            assert signal.getsignal(signal.SIGTERM) is mine
        assert signal.getsignal(signal.SIGTERM) is mine
    finally:
        signal.signal(signal.SIGTERM, before)


def test_a_cluster_that_cannot_be_joined_is_named_and_nothing_else_is_said(
    fake: FakeRay, capfd: pytest.CaptureFixture[str]
) -> None:
    fake.fails = ConnectionError("no route to head.\nmore about it")
    fake.fails.__cause__ = RuntimeError("a traceback\nray.exceptions.RpcError: it took too long.\n\n")
    error = _reason(ClusterOptions(address="head:1"))
    assert error.reason == "cluster_unreachable"
    assert error.message == "the cluster cannot be joined: head:1: no route to head (it took too long)."
    assert "RAY_ADDRESS" in error.cure
    os.write(2, b"and stderr is back")
    assert capfd.readouterr() == ("", "and stderr is back")


COMMAND = """
import sys
from fracview.review.batch.cluster import ClusterError, ClusterOptions
from fracview.review.batch.cluster.connection import connected
try:
    with connected(ClusterOptions(address=sys.argv[1])):
        pass
except ClusterError as error:
    print(error.reason)
"""


def test_a_server_that_is_no_head_is_not_asked_for_ever(ray: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """It speaks as a head does and then says no more: only Ray itself finds that out."""
    monkeypatch.setenv("RAY_py_gcs_connect_timeout_s", "1")
    with listening(b"\0\0\0\4\0\0\0\0\0") as port:
        command = [sys.executable, "-c", COMMAND, f"127.0.0.1:{port}"]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=100)
    assert (done.returncode, done.stdout, done.stderr) == (0, "cluster_unreachable\n", "")


def test_the_object_store_fits_into_shared_memory(tmp_path: Path) -> None:
    assert connection._store_bytes(tmp_path / "gone") == connection.STORE_BYTES
    assert connection.SMALLEST_STORE <= connection._store_bytes(tmp_path) <= connection.STORE_BYTES
