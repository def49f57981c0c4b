from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING

import pytest

from fracview.core.errors import FracViewError
from fracview.inference import Analyzer, load_model_set
from fracview.review.batch.job import BatchOptions
from fracview.review.store import Store
from fracview.ui.batch import exporting
from fracview.ui.batch.exporting import Order, Written, save
from fracview.ui.batch.run import Request

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

OPTIONS = BatchOptions(isolated=False)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "store.sqlite") as made:
        yield made


@pytest.fixture(scope="module")
def analyzer(tiny_models: Path) -> Analyzer:
    return Analyzer(load_model_set(tiny_models), device="cpu")


def order(out: Path, *roots: Path, kinds: tuple[str, ...] = ("frames",)) -> Order:
    return Order(out, frozenset(kinds), False, Request(roots, OPTIONS))


def test_all_is_written_and_the_second_time_recalled(
    tmp_path: Path, folder: Path, store: Store, analyzer: Analyzer, analysed: list[str]
) -> None:
    (over,) = list(save(order(tmp_path / "out", folder), lambda: analyzer, store, Event()))[-1:]
    assert over == Written(6, 6, True, 0, True, (tmp_path / "out" / "frames.csv",))
    first = list(analysed)
    assert first
    list(save(order(tmp_path / "out", folder), lambda: analyzer, store, Event()))
    assert analysed == first


def test_it_says_how_far_it_is(
    tmp_path: Path, folder: Path, store: Store, analyzer: Analyzer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "TOLD_EVERY_S", -1.0)
    told = list(save(order(tmp_path / "out", folder), lambda: analyzer, store, Event()))
    assert [one.done for one in told] == [1, 2, 3, 4, 5, 6, 6]
    assert [one.is_over for one in told] == [False] * 6 + [True]


def test_stopped_half_way_nothing_is_written(
    tmp_path: Path, folder: Path, store: Store, analyzer: Analyzer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "TOLD_EVERY_S", -1.0)
    writing = save(
        order(tmp_path / "out", folder, kinds=("frames", "coco")), lambda: analyzer, store, Event()
    )
    next(writing)
    writing.close()
    assert list((tmp_path / "out").iterdir()) == []


def test_told_to_stop_nothing_is_written(
    tmp_path: Path, folder: Path, store: Store, analyzer: Analyzer
) -> None:
    stop = Event()
    stop.set()
    assert list(save(order(tmp_path / "out", folder), lambda: analyzer, store, stop)) == []
    assert list((tmp_path / "out").iterdir()) == []


def test_its_own_output_below_the_folder_is_left_out(
    tmp_path: Path, folder: Path, store: Store, analyzer: Analyzer
) -> None:
    out = folder / "results"
    for _ in range(2):
        over = list(save(order(out, folder, kinds=("frames", "overlays")), lambda: analyzer, store, Event()))[
            -1
        ]
        assert over.done == 6


def test_networks_that_do_not_open_are_told(tmp_path: Path, folder: Path, store: Store) -> None:
    def refuse() -> Analyzer:
        raise FracViewError("no networks.", reason="x")

    with pytest.raises(FracViewError):
        list(save(order(tmp_path / "out", folder), refuse, store, Event()))
    assert not (tmp_path / "out").exists()


def test_strips_have_layer_maps(tmp_path: Path, folder: Path, store: Store, analyzer: Analyzer) -> None:
    out = tmp_path / "out"
    list(save(order(out, folder), lambda: analyzer, store, Event()))
    list(save(order(out, folder, kinds=("strips",)), lambda: analyzer, store, Event()))
    assert any((out / "strips").iterdir())
