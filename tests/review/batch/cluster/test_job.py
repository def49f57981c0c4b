from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from fracview.core.errors import ModelFolderError
from fracview.review.batch.cluster import ClusterJob
from fracview.review.batch.job import BatchOptions
from fracview.review.run import Step
from fracview.review.store import Store
from tests.review.batch.cluster.conftest import OPTIONS
from tests.review.batch.runs import recalled, records, run_over, write_folder


def _job(folder: Path, models: Path, store: Store | None, **options: Any) -> ClusterJob:
    return ClusterJob([folder], models, "cpu", store, BatchOptions(**options), OPTIONS)


def _run(folder: Path, models: Path, store: Store | None, **options: Any) -> list[Step]:
    return list(_job(folder, models, store, **options).steps())


def test_what_the_store_knows_is_not_sent(joined: Any, tmp_path: Path, models: Path, store: Store) -> None:
    folder = write_folder(tmp_path / "scans")
    first = _run(folder, models, store)
    assert recalled(first) == [False] * 12
    (folder / "3.png").rename(folder / "moved.png")
    write_folder(folder, 14)
    again = _run(folder, models, store)
    assert [one.analysis.path.name for one in again if not one.recalled] == ["12.png", "13.png"]
    assert records(again) == records(run_over(folder, models, None))


def test_a_run_here_goes_on_with_what_a_cluster_found(
    joined: Any, tmp_path: Path, models: Path, store: Store
) -> None:
    folder = write_folder(tmp_path / "scans")
    _run(folder, models, store)
    assert all(recalled(run_over(folder, models, store)))
    assert not any(recalled(_run(folder, models, store, layer_maps=True)))


def test_a_job_is_cancelled_and_goes_on_later(
    joined: Any, tmp_path: Path, models: Path, store: Store
) -> None:
    folder = write_folder(tmp_path / "scans", 60)
    job = _job(folder, models, store)
    found = 0
    for _ in job.steps():
        found += 1
        job.cancel()
    assert 0 < found < 60
    assert recalled(_run(folder, models, store)).count(True) == found
    assert job.notes() == []
    assert len(job.model_set.folders) == 3


def test_networks_are_checked_before_anything_starts(tmp_path: Path) -> None:
    with pytest.raises(ModelFolderError):
        _job(tmp_path, tmp_path, None)


ELSEWHERE = """
import sys
from pathlib import Path
from fracview.review.batch.cluster import ClusterJob
from fracview.review.batch.job import BatchOptions
job = ClusterJob([Path(sys.argv[1])], Path(sys.argv[2]), "cpu", None, BatchOptions())
sys.exit(sum(step.analysis.status == "analyzed" for step in job.steps()))
"""


def test_a_cluster_is_joined_by_its_address_and_nothing_is_said(
    joined: Any, tmp_path: Path, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RAY_ADDRESS", joined.get_runtime_context().gcs_address)
    folder = write_folder(tmp_path / "scans")
    command = [sys.executable, "-c", ELSEWHERE, str(folder), str(models)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert (done.returncode, done.stdout, done.stderr) == (9, "", "")
    assert len(joined.nodes()) == 1
