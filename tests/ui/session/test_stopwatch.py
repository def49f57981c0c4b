from __future__ import annotations

import pytest

from fracview.ui.session.stopwatch import LONGEST_REST_S, Stopwatch

FIRST, SECOND = (0, 0), (1, 0)


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def watch(clock: Clock) -> Stopwatch:
    return Stopwatch(clock)


def test_time_counts_from_the_frame_being_in_view(watch: Stopwatch, clock: Clock) -> None:
    clock.now += 50
    watch.look_at(FIRST)
    assert watch.seconds(FIRST) is None
    clock.now += 12.34
    assert watch.seconds(FIRST) == 12.3
    assert watch.seconds(SECOND) is None


def test_the_same_frame_told_of_again_is_no_new_beginning(watch: Stopwatch, clock: Clock) -> None:
    watch.look_at(FIRST)
    clock.now += 5
    watch.look_at(FIRST)
    clock.now += 5
    assert watch.seconds(FIRST) == 10.0


def test_visits_add_up(watch: Stopwatch, clock: Clock) -> None:
    watch.look_at(FIRST)
    clock.now += 5
    watch.look_at(SECOND)
    clock.now += 7
    watch.look_at(None)
    clock.now += 100
    watch.look_at(FIRST)
    clock.now += 3
    assert (watch.seconds(FIRST), watch.seconds(SECOND)) == (8.0, 7.0)


def test_time_away_is_left_out(watch: Stopwatch, clock: Clock) -> None:
    watch.look_at(FIRST)
    clock.now += 4
    watch.set_active(False)
    clock.now += 60
    watch.touch()
    assert watch.seconds(FIRST) == 4.0
    watch.set_active(True)
    clock.now += 2
    assert watch.seconds(FIRST) == 6.0


def test_a_long_rest_counts_for_two_minutes(watch: Stopwatch, clock: Clock) -> None:
    watch.look_at(FIRST)
    clock.now += 3600
    assert watch.seconds(FIRST) == LONGEST_REST_S
    for _ in range(3):
        clock.now += 100
        watch.touch()
    assert watch.seconds(FIRST) == LONGEST_REST_S + 300


def test_other_files_begin_anew(watch: Stopwatch, clock: Clock) -> None:
    watch.look_at(FIRST)
    clock.now += 5
    watch.clear()
    clock.now += 5
    watch.look_at(FIRST)
    clock.now += 1
    assert watch.seconds(FIRST) == 1.0
