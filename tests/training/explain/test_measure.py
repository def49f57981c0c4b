from __future__ import annotations

import numpy as np
import pytest

from fracview.core.letterbox import Letterbox
from training import evaluate
from training.explain import measure as module
from training.explain.localise import THRESHOLDS, localise
from training.explain.measure import Measured, best, measure
from training.explain.scans import BoxedScans

SIDE = 32
COUNT = 11
METHOD = "M"


@pytest.fixture(autouse=True)
def fewer_resamples(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluate, "RESAMPLES", 200)


def boxed() -> BoxedScans:
    """Noise with one box of 8 x 8 each, in another place each."""
    rng = np.random.default_rng(1)
    corners = rng.integers(0, 24, (COUNT, 2))
    return BoxedScans(
        images=rng.integers(0, 256, (COUNT, SIDE, SIDE)).astype(np.uint8),
        letterboxes=[Letterbox(SIDE, SIDE, SIDE, SIDE)] * COUNT,
        boxes_xyxy=[np.array([[x, y, x + 8, y + 8]], np.float32) for x, y in corners],
        where="drawn",
    )


class Oracle:
    """One layer points at the box on every scan but each third, the other nowhere in particular."""

    layers = ("sees", "blind")
    methods = (METHOD,)

    def __init__(self, scans: BoxedScans) -> None:
        self.scans = scans
        self.asked: list[int] = []

    def maps(self, images: np.ndarray) -> dict[tuple[str, str], np.ndarray]:
        self.asked.append(len(images))
        where = [int(np.flatnonzero((self.scans.images == image).all(axis=(1, 2)))[0]) for image in images]
        sees = np.zeros((len(images), SIDE, SIDE), np.float32)
        for row, index in enumerate(where):
            x1, y1, x2, y2 = self.scans.boxes_xyxy[index if index % 3 else (index + 1) % COUNT][0].astype(int)
            sees[row, y1:y2, x1:x2] = 1
        return {(METHOD, "sees"): sees, (METHOD, "blind"): np.ones_like(sees)}

    def predict(self, images: np.ndarray) -> np.ndarray:
        return images.mean(axis=(1, 2)).astype(np.float64)


def test_every_map_is_measured_with_its_own_scans_boxes() -> None:
    scans = boxed()
    source = Oracle(scans)
    done: list[int] = []
    found = measure(source, scans, 0, done.append)
    assert source.asked == [8, 3]
    assert done == [8, 11]
    sees, blind = found[METHOD, "sees"], found[METHOD, "blind"]
    for index in range(COUNT):
        maps = source.maps(scans.images[[index]])[METHOD, "sees"]
        alone = localise(maps[0], scans.letterboxes[index], scans.boxes_xyxy[index])
        assert sees.energy[index] == pytest.approx(alone.energy)
        assert sees.hit[index] == alone.hit
    assert sees.energy[[i for i in range(COUNT) if i % 3]] == pytest.approx(1.0)
    assert blind.energy == pytest.approx(blind.area)
    assert best(found, "energy") == best(found, "dice") == (METHOD, "sees")


def test_road_is_measured_on_as_many_scans_as_asked_always_the_same() -> None:
    scans = boxed()
    none, four, again, all_of_them = (
        measure(Oracle(scans), scans, count)[METHOD, "sees"].road for count in (0, 4, 4, 99)
    )
    assert (len(none), len(four), len(all_of_them)) == (0, 4, COUNT)
    assert four.tolist() == again.tolist()


def measured(seed: int = 0, count: int = 40) -> Measured:
    rng = np.random.default_rng(seed)
    energy, hit = rng.random(count), (rng.random(count) < 0.4).astype(float)
    dice = rng.random((count, len(THRESHOLDS))) * np.linspace(0.2, 1, len(THRESHOLDS))
    return Measured(energy, np.full(count, 0.1), hit, dice, rng.normal(0.1, 0.1, 9))


def test_figures_are_means_inside_their_intervals() -> None:
    one = measured()
    figures = one.figures(0.4)
    assert figures["energy"] == pytest.approx(one.energy.mean())
    assert figures["pointing"] == pytest.approx(one.hit.mean())
    assert figures["dice"] == pytest.approx(one.dice[:, 3].mean())
    assert figures["road"] == pytest.approx(one.road.mean())
    assert figures["dice_threshold"] == 0.4
    for name in ("energy", "pointing", "dice", "road"):
        low, high = figures[f"{name}_ci"]  # type: ignore[misc]
        assert low < figures[name] < high
        assert one.mean(name, 0.4) == figures[name]


def test_the_threshold_is_the_best_of_all() -> None:
    one = measured()
    assert one.mean("dice") == pytest.approx(max(one.mean("dice", t) for t in THRESHOLDS))
    assert one.dice_at(one.best_threshold()).mean() == one.mean("dice")


def test_without_road_there_is_no_figure_of_it() -> None:
    one = measured()
    bare = Measured(one.energy, one.area, one.hit, one.dice, np.zeros(0))
    assert not any(key.startswith("road") for key in bare.figures(0.5))
    assert np.isnan(bare.mean("road"))
    assert module.best({("M", "a"): bare, ("M", "b"): bare}, "energy") == ("M", "a")
