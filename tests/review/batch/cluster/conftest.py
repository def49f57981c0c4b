from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from fracview.inference import Analyzer, load_model_set
from fracview.review.batch.cluster import Cluster, ClusterOptions, opened_cluster
from fracview.review.batch.cluster.connection import QUIET, connected
from fracview.review.batch.cluster.worker import Wanted
from tests.tiny_runs import DEFINITE, DOUBT, FAILED, NOT_FOUND, OUT_OF_SCOPE, SHAPE, write_scan

OPTIONS = ClusterOptions(cpus=3, store_bytes=200 << 20, networks=2, files=4, start_s=120)
RUNNING = ExitStack()


def wait_for_copies(cluster: Cluster) -> None:
    """Until every copy of the networks is open: a run starts with the first."""
    until = time.monotonic() + OPTIONS.start_s
    while cluster._pool._opening:
        assert time.monotonic() < until, "a copy of the networks does not open"
        cluster._pool.pump(Wanted(), 0.5)


@pytest.fixture(scope="session")
def ray() -> Any:
    """The module, imported with FracView's settings: Ray reads them then, and never again."""
    os.environ.update(QUIET)
    return pytest.importorskip("ray", reason="Ray is not installed: pip install fracview[cluster]")


@pytest.fixture(scope="session")
def scans(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some sixty files: every outcome, what cannot be read, and files of several frames."""
    folder = tmp_path_factory.mktemp("cluster") / "scans"
    greys = (DEFINITE, DOUBT, NOT_FOUND, OUT_OF_SCOPE)
    for number in range(56):
        write_scan(folder / f"{number}.png", greys[number % 4] + number // 4)
    write_scan(folder / "7.png", FAILED)
    (folder / "11.png").write_bytes(b"")
    (folder / "12.png").write_text("no picture", encoding="utf-8")
    (folder / "30.png").write_bytes((folder / "30.png").read_bytes()[:90])
    (folder / "sub").mkdir()
    (folder / "sub" / "gone.png").symlink_to(folder / "nowhere.png")
    write_scan(folder / "sub" / "1.png", DOUBT)
    pages = [Image.fromarray(np.full(SHAPE, grey, dtype=np.uint8)) for grey in range(100, 111)]
    pages[0].save(folder / "20.tiff", save_all=True, append_images=pages[1:])
    return folder


@pytest.fixture
def analyzer(models: Path) -> Analyzer:
    return Analyzer(load_model_set(models), device="cpu", run_anyway=True)


@pytest.fixture(scope="session")
def joined(ray: Any) -> Any:
    """A cluster of this machine, connected, with nothing on it; one for all of this folder's tests."""
    return RUNNING.enter_context(connected(OPTIONS))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """End the cluster with the folder's last test: it is not to burden those of other folders."""
    yield
    if nextitem is None or Path(__file__).parent not in nextitem.path.parents:
        RUNNING.close()


@pytest.fixture(scope="module")
def cluster(joined: Any, models: Path) -> Iterator[Cluster]:
    """Two copies of the networks, both open, and a reader; started once a module."""
    with opened_cluster(load_model_set(models), "cpu", OPTIONS, run_anyway=True) as opened:
        wait_for_copies(opened)
        yield opened
