from __future__ import annotations

from pathlib import Path

import pytest

from fracview.core.errors import ExportError
from fracview.export import open_writer, to_record
from fracview.export.numbered import claim_numbered, has_changed, look, put_in_place_unless_changed
from tests.export.analyses import LABELS, analysis

RECORD = to_record(analysis())


def placed(folder: Path) -> tuple[Path, Path]:
    """A finished part, and the target."""
    part, target = folder / "x.part", folder / "findings.csv"
    part.write_text("new", encoding="utf-8")
    return part, target


def test_what_did_not_change_is_replaced(tmp_path: Path) -> None:
    part, target = placed(tmp_path)
    target.write_text("old", encoding="utf-8")
    assert put_in_place_unless_changed(part, target, look(target)) == target
    assert target.read_text(encoding="utf-8") == "new"


def test_what_was_not_there_and_is_not_is_made(tmp_path: Path) -> None:
    part, target = placed(tmp_path)
    assert put_in_place_unless_changed(part, target, look(target)) == target


def test_what_went_away_is_made_again(tmp_path: Path) -> None:
    part, target = placed(tmp_path)
    target.write_text("old", encoding="utf-8")
    seen = look(target)
    target.unlink()
    assert put_in_place_unless_changed(part, target, seen) == target


@pytest.mark.parametrize("there_before", [True, False])
def test_what_changed_meanwhile_stays_and_the_new_goes_beside_it(tmp_path: Path, there_before: bool) -> None:
    part, target = placed(tmp_path)
    if there_before:
        target.write_text("old", encoding="utf-8")
    seen = look(target)
    target.write_text("a reader's", encoding="utf-8")
    (tmp_path / "findings (2).csv").write_text("taken", encoding="utf-8")
    assert put_in_place_unless_changed(part, target, seen) == tmp_path / "findings (3).csv"
    texts = {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()}
    assert texts == {
        "findings.csv": "a reader's",
        "findings (2).csv": "taken",
        "findings (3).csv": "new",
    }


def test_a_file_of_the_same_size_put_in_its_place_is_another(tmp_path: Path) -> None:
    target, other = tmp_path / "a.csv", tmp_path / "b.csv"
    target.write_text("old", encoding="utf-8")
    other.write_text("new", encoding="utf-8")
    seen = look(target)
    assert not has_changed(target, seen)
    other.replace(target)
    assert has_changed(target, seen)


def test_a_name_is_free_only_where_its_companion_is(tmp_path: Path) -> None:
    (tmp_path / "a (2).txt").write_bytes(b"")
    name = claim_numbered(tmp_path / "a.csv", tmp_path / "x.part", lambda path: [path.with_suffix(".txt")])
    assert name == tmp_path / "a (3).csv"


def test_nowhere_to_go_is_said_and_the_part_named(tmp_path: Path) -> None:
    part = tmp_path / "x.part"
    with pytest.raises(ExportError) as caught:
        claim_numbered(tmp_path / "gone" / "a.csv", part)
    assert caught.value.reason == "not_replaceable"
    assert str(part) in caught.value.cure


@pytest.mark.parametrize("suffix", [".csv", ".json", ".jsonl", ".xlsx"])
def test_a_writer_that_keeps_changes_says_where_its_results_are(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"findings{suffix}"
    writer = open_writer(path, region_labels=LABELS, keep_changed=True)
    writer.write(RECORD)
    path.write_text("a reader's", encoding="utf-8")
    writer.close()
    assert writer.path == tmp_path / f"findings (2){suffix}"
    assert writer.path.stat().st_size > 100
    assert path.read_text(encoding="utf-8") == "a reader's"
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize("suffix", [".csv", ".json", ".jsonl", ".xlsx"])
def test_without_a_change_it_replaces_what_was_there(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"findings{suffix}"
    path.write_text("old", encoding="utf-8")
    with open_writer(path, region_labels=LABELS, keep_changed=True) as writer:
        writer.write(RECORD)
    assert writer.path == path
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]
    assert path.stat().st_size > 100
