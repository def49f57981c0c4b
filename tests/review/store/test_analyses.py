from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from fracview.core.analysis import Fracture, ModelReference, OperatingPoints, Status, Tier
from fracview.review.store import Store, models_key
from tests.export.analyses import PROVENANCE, analysis, not_found, without_findings
from tests.review.store.cases import KEY, SHA, sha

if TYPE_CHECKING:
    from pathlib import Path

FRACTURE = ModelReference("fracture-n", "fracture", "1" * 64)
REGION = ModelReference("region-n", "region", "2" * 64)


@pytest.fixture
def store(tmp_path: Path):
    with Store(tmp_path / "store.sqlite") as opened:
        yield opened


def test_frames_of_many_files_come_back_under_their_key(store: Store) -> None:
    many = [analysis(sha256=sha(number), frame=frame) for number in range(5) for frame in range(2)]
    store.save_analyses(many, KEY)
    found = store.load_analyses([sha(1), sha(3), sha(1), sha(99)], KEY)
    assert sorted(found) == [(sha(1), 0), (sha(1), 1), (sha(3), 0), (sha(3), 1)]
    assert all((one.sha256, one.frame) == key for key, one in found.items())


def test_one_comes_back_whole_and_an_unknown_one_is_none(store: Store) -> None:
    store.save_analyses([analysis(frame=1)], KEY)
    found = store.load_analysis(SHA, 1, KEY)
    assert found is not None
    assert (found.fracture, found.detections) == (analysis().fracture, analysis().detections)
    assert found.provenance == analysis().provenance
    assert store.load_analysis(SHA, 0, KEY) is None
    assert store.load_analysis(SHA, 1, "f" * 32) is None


def test_only_answers_are_kept(store: Store) -> None:
    """Out of scope is one; what was unreadable or failed may work the next time."""
    ended = [
        without_findings(status, "code: sentence", sha256=sha(number)) for number, status in enumerate(Status)
    ]
    store.save_analyses(ended, KEY)
    found = store.load_analyses([one.sha256 for one in ended], KEY)
    assert {one.status for one in found.values()} == {Status.ANALYZED, Status.OUT_OF_SCOPE}


def test_what_has_no_hash_is_not_kept(store: Store) -> None:
    store.save_analyses([analysis(sha256="")], KEY)
    assert store.load_analyses([""], KEY) == {}


def test_a_re_run_replaces_and_other_networks_stand_beside(store: Store) -> None:
    store.save_analyses([analysis()], KEY)
    store.save_analyses([analysis()], "1" * 32)
    store.save_analyses([not_found()], KEY)
    first, second = store.load_analysis(SHA, 0, KEY), store.load_analysis(SHA, 0, "1" * 32)
    assert first is not None
    assert second is not None
    assert first.fracture == Fracture(0.05, Tier.NOT_FOUND)
    assert second.fracture == analysis().fracture


def test_a_damaged_one_is_left_out_and_said(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    store.save_analyses([analysis(), analysis(frame=1)], KEY)
    with store._database.writing() as connection:
        connection.execute("UPDATE analyses SET body = CAST(x'ff' || body AS TEXT) WHERE frame = 0")
    with caplog.at_level(logging.WARNING):
        assert list(store.load_analyses([SHA], KEY)) == [(SHA, 1)]
    assert "1 analyses in the store are damaged" in caplog.text
    assert SHA not in caplog.text


def test_one_whose_provenance_has_gone_is_left_out(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    """Nobody could say where it came from."""
    older = replace(PROVENANCE, app_version="0.0.9")
    store.save_analyses([analysis(), analysis(frame=1, provenance=older), analysis(frame=2)], KEY)
    assert [one.provenance for one in store.load_analyses([SHA], KEY).values()] == [
        PROVENANCE,
        older,
        PROVENANCE,
    ]
    with store._database.writing() as connection:
        connection.execute("DELETE FROM provenances WHERE text LIKE '%0.0.9%'")
    with caplog.at_level(logging.WARNING):
        assert list(store.load_analyses([SHA], KEY)) == [(SHA, 0), (SHA, 2)]
    assert "1 analyses in the store are damaged" in caplog.text


def test_the_key_follows_from_networks_preprocessing_and_thresholds() -> None:
    points = {"fracture": OperatingPoints(0.2, 0.6)}
    keys = [
        models_key([FRACTURE, REGION], "letterbox-v1"),
        models_key([FRACTURE, REGION], "letterbox-v2"),
        models_key([FRACTURE], "letterbox-v1"),
        models_key([FRACTURE, ModelReference("region-n", "region", "3" * 64)], "letterbox-v1"),
        models_key([FRACTURE, REGION], "letterbox-v1", points),
        models_key([FRACTURE, REGION], "letterbox-v1", {"fracture": OperatingPoints(0.2, 0.7)}),
    ]
    assert len(set(keys)) == len(keys)


def test_the_key_does_not_follow_from_order_or_names() -> None:
    renamed = ModelReference("copy of fracture-n", "fracture", "1" * 64)
    assert models_key([FRACTURE, REGION], "a") == models_key([REGION, renamed], "a")
