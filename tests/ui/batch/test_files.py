from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fracview.core.errors import ExportError
from fracview.review.store import Store
from fracview.ui.batch import files
from fracview.ui.batch.files import free_path, plan_into
from fracview.ui.batch.kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "store.sqlite") as made:
        yield made


def test_every_kind_has_its_place(tmp_path: Path, store: Store) -> None:
    plan = plan_into(tmp_path, frozenset(KINDS), False, [tmp_path], store)
    assert {path.name for path in plan.paths} == {one.name for one in KINDS.values()} | {"coco.images.json"}
    assert not plan.identifiers
    assert plan_into(tmp_path, frozenset(), True, [tmp_path], store).paths == ()


def test_a_file_of_another_program_is_not_replaced(tmp_path: Path, store: Store) -> None:
    (tmp_path / "frames.csv").write_text("my,own,table\n1,2,3\n", encoding="utf-8")
    assert free_path(tmp_path / "frames.csv", store).name == "frames (2).csv"
    assert free_path(tmp_path / "other.csv", store).name == "other.csv"
    plan = plan_into(tmp_path, frozenset({"frames", "boxes"}), False, [], store)
    assert [path.name for path in plan.files] == ["frames (2).csv", "boxes.csv"]


def test_where_every_number_is_taken_that_is_said(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MOST_NUMBERS", 3)
    for name in ("frames.csv", "frames (2).csv"):
        (tmp_path / name).write_text("my,own,table\n", encoding="utf-8")
    with pytest.raises(ExportError, match="stands there already"):
        free_path(tmp_path / "frames.csv", store)
