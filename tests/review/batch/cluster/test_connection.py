from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Any

import pytest

from fracview.review.batch.cluster import ClusterError, ClusterOptions, connection
from fracview.review.batch.cluster.connection import connected


class FakeRay:
    """Notes how it is started; `fails` is raised then."""

    def __init__(self, fails: Exception | None = None) -> None:
        self.fails, self.started, self.shut_down = fails, {}, 0

    def is_initialized(self) -> bool:
        return False

    def init(self, address: str, **options: Any) -> None:
        self.started = {"address": address, **options}
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
    assert fake.started["address"] == "head:6379"
    assert "num_cpus" not in fake.started


def test_who_handled_signals_before_does_so_afterwards(fake: FakeRay) -> None:
    before = signal.signal(signal.SIGTERM, lambda *_: None)
    try:
        mine = signal.getsignal(signal.SIGTERM)
        with connected(ClusterOptions()):
            assert signal.getsignal(signal.SIGTERM) is mine
        assert signal.getsignal(signal.SIGTERM) is mine
    finally:
        signal.signal(signal.SIGTERM, before)


def test_a_cluster_that_cannot_be_joined_is_named(fake: FakeRay) -> None:
    fake.fails = ConnectionError("no route to head.\nmore about it")
    error = _reason(ClusterOptions(address="head:1"))
    assert error.reason == "cluster_unreachable"
    assert error.message == "the cluster cannot be joined: no route to head."
    assert _reason(ClusterOptions(address="ray://head:10001")).reason == "cluster_unreachable"


def test_the_object_store_fits_into_shared_memory(tmp_path: Path) -> None:
    assert connection._store_bytes(tmp_path / "gone") == connection.STORE_BYTES
    assert connection.SMALLEST_STORE <= connection._store_bytes(tmp_path) <= connection.STORE_BYTES
