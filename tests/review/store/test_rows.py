from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import numpy as np
import pytest

from fracview.core.network_rows import pack_row
from fracview.review.store import Store
from tests.export.analyses import analysis
from tests.review.store.cases import KEY, NETWORK, OTHER_NETWORK, SHA, row, run_of

if TYPE_CHECKING:
    from pathlib import Path

    from fracview.core.analysis import NetworkRow


@pytest.fixture
def store(tmp_path: Path):
    with Store(tmp_path / "store.sqlite") as opened:
        yield opened


def _same(one: NetworkRow, other: NetworkRow) -> bool:
    return list(one) == list(other) and all(
        (one[name].dtype, one[name].shape, one[name].tobytes())
        == (other[name].dtype, other[name].shape, other[name].tobytes())
        for name in one
    )


def test_rows_come_back_to_the_bit_by_network(store: Store) -> None:
    given = {NETWORK: row(0.1), OTHER_NETWORK: {"scope_distance": np.array(3.5, np.float32)}}
    store.save_analyses([analysis(network_rows=given), analysis(frame=1)], KEY)
    found = store.load_rows(SHA, 0, [NETWORK, OTHER_NETWORK, "3d" * 32, NETWORK])
    assert found.keys() == given.keys()
    assert all(_same(found[network], given[network]) for network in given)
    assert list(store.load_rows(SHA, 0, [OTHER_NETWORK])) == [OTHER_NETWORK]
    assert store.load_rows(SHA, 0, []) == store.load_rows(SHA, 1, [NETWORK]) == {}


def test_a_re_run_replaces_and_other_networks_stand_beside(store: Store) -> None:
    """As after one network of three was changed: its row is new, and the old one waits for its return."""
    store.save_analyses([analysis(network_rows={NETWORK: row(1), OTHER_NETWORK: row(2)})], KEY)
    store.save_analyses([analysis(network_rows={NETWORK: row(3)})], "1" * 32)
    found = store.load_rows(SHA, 0, [NETWORK, OTHER_NETWORK])
    assert _same(found[NETWORK], row(3))
    assert _same(found[OTHER_NETWORK], row(2))


def test_a_row_that_is_there_already_costs_no_write(store: Store) -> None:
    made, _ = run_of(1)
    store.save_analyses(made, KEY)
    with store._database.writing() as connection:
        connection.execute(
            "CREATE TEMP TRIGGER told BEFORE UPDATE ON network_rows"
            " BEGIN SELECT RAISE (ABORT, 'written again'); END"
        )
    store.save_analyses(made, KEY)


@pytest.mark.parametrize(
    "damage",
    [b"", b"garbage", pack_row(row())[:-1], pack_row(row()).replace(b"scores", b"scoren"), "text", 7],
)
def test_a_damaged_row_is_left_out_and_said(
    store: Store, caplog: pytest.LogCaptureFixture, damage: bytes | str | int
) -> None:
    store.save_analyses([analysis(network_rows={NETWORK: row(), OTHER_NETWORK: row()})], KEY)
    with store._database.writing() as connection:
        connection.execute("UPDATE network_rows SET row = ? WHERE network = ?", (damage, NETWORK))
    with caplog.at_level(logging.WARNING):
        assert list(store.load_rows(SHA, 0, [NETWORK, OTHER_NETWORK])) == [OTHER_NETWORK]
    assert "damaged row" in caplog.text
    assert SHA not in caplog.text
    store.save_analyses([analysis(network_rows={NETWORK: row()})], KEY)
    assert len(store.load_rows(SHA, 0, [NETWORK, OTHER_NETWORK])) == 2
