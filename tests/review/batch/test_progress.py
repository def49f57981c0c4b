from __future__ import annotations

from pathlib import Path

import pytest

from fracview.core.analysis import Analysis, Fracture, Provenance, Status, Tier
from fracview.review.batch import progress
from fracview.review.batch.progress import Meter
from fracview.review.run import Step

FOUND = Fracture(0.5, Tier.DOUBT)


def _step(number: int, *, recalled: bool = False, whole: bool = True) -> Step:
    analysis = Analysis(Path("1.png"), 0, "ab", Status.ANALYZED, "", Provenance("1"), FOUND)
    return Step(analysis, None, number, 100, whole, recalled=recalled)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [0.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    return now


def test_the_rate_is_of_what_the_networks_did(clock: list[float]) -> None:
    meter = Meter()
    for number in range(1, 41):
        meter.add(_step(number, recalled=True))
    assert meter.read("running", None).rate_per_s is None
    for number in range(41, 61):
        clock[0] += 0.5
        meter.add(_step(number))
    read = meter.read("running", None)
    assert read.rate_per_s == pytest.approx(2.0)
    assert read.seconds_left == pytest.approx(20.0)
    assert (read.files_done, read.files_found, read.frames, read.recalled) == (60, 100, 60, 40)


def test_no_time_is_promised_while_files_are_still_found_or_nothing_is_done(clock: list[float]) -> None:
    meter = Meter()
    for number in range(1, 5):
        clock[0] += 1
        meter.add(_step(number, whole=False))
    assert meter.read("running", None).seconds_left is None
    meter.add(_step(5))
    assert meter.read("paused", None).seconds_left is None


def test_a_pause_is_not_counted_as_slowness(clock: list[float]) -> None:
    meter = Meter()
    for number in range(1, 5):
        clock[0] += 1
        meter.add(_step(number))
    meter.pause()
    clock[0] += 1000
    assert meter.read("running", None).rate_per_s is None


def test_the_rate_is_of_the_last_while(clock: list[float]) -> None:
    meter = Meter()
    for number in range(1, 5):
        meter.add(_step(number))
    clock[0] += 2 * progress.RATE_OVER_S
    for number in range(5, 8):
        clock[0] += 1
        meter.add(_step(number))
    assert meter.read("running", None).rate_per_s == pytest.approx(1.0)
