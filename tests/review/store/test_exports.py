from __future__ import annotations

from pathlib import Path

import pytest

from fracview.review.store import Store
from tests.review.store.cases import SHA, sha


@pytest.fixture
def store(tmp_path: Path):
    with Store(tmp_path / "store.sqlite") as opened:
        yield opened


def test_what_was_written_last_at_a_path_is_known(store: Store) -> None:
    path = Path("out/findings.csv")
    assert store.known_export(path) is None
    store.note_export(path, SHA)
    store.note_export(path, sha(1))
    assert store.known_export(path) == sha(1)
    assert store.known_export(path.with_suffix(".jsonl")) is None


def test_a_path_is_the_same_from_wherever_it_is_named(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    store.note_export(Path("findings.csv"), SHA)
    assert store.known_export(tmp_path / "out" / ".." / "findings.csv") == SHA


def test_it_is_known_in_the_next_run(store: Store) -> None:
    store.note_export(Path("findings.csv"), SHA)
    with Store(store.path) as later:
        assert later.known_export(Path("findings.csv")) == SHA
