from __future__ import annotations

import os
from pathlib import Path

import pytest

from fracview.review.store import FileStamp, KnownFile, Store, StoreError
from fracview.review.store.files import Names
from tests.export.analyses import analysis
from tests.review.store.cases import KEY, SHA, entry, stamp

NAMES = Names(b"s" * 32)
CANARY = "MillerAnna19510304"
UID = "1.2.840.99999.19510304.42"


@pytest.fixture
def store(tmp_path: Path):
    with Store(tmp_path / "store.sqlite") as opened:
        yield opened


def test_a_file_is_known_again(store: Store) -> None:
    learnt = KnownFile(SHA, 3, store.study_key(UID))
    store.remember_files([(stamp("a.dcm"), learnt)])
    assert store.known_files([stamp("a.dcm"), stamp("b.dcm")]) == {Path("a.dcm"): learnt}


@pytest.mark.parametrize("changed", [stamp(size=1001), stamp(mtime_ns=1_700_000_000_123_456_790)])
def test_a_changed_file_is_not_known(store: Store, changed: FileStamp) -> None:
    store.remember_files([(stamp(), KnownFile(SHA, 1, ""))])
    assert store.known_files([changed]) == {}
    store.remember_files([(changed, KnownFile("cd" * 32, 1, ""))])
    assert store.known_files([changed]) == {changed.path: KnownFile("cd" * 32, 1, "")}


def test_a_file_is_the_same_from_wherever_it_is_named(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    store.remember_files([(stamp("folder/a.dcm"), KnownFile(SHA, 1, ""))])
    there = tmp_path / "other" / ".." / "folder" / "a.dcm"
    assert list(store.known_files([stamp(str(there))])) == [there]


def test_a_name_that_is_no_unicode_is_known_again(store: Store) -> None:
    path = os.fsdecode(b"folder/M\xfcller.dcm")
    store.remember_files([(stamp(path), KnownFile(SHA, 1, ""))])
    assert list(store.known_files([stamp(path)])) == [Path(path)]


def test_the_reader_may_name_nothing(store: Store) -> None:
    store.remember_files([])
    assert store.known_files([]) == {}


def test_a_name_is_told_apart_from_another_and_by_its_salt() -> None:
    keys = {NAMES.path_key(Path("a")), NAMES.path_key(Path("b")), Names(b"t" * 32).path_key(Path("a"))}
    assert len(keys) == 3


def test_images_of_one_study_share_its_key() -> None:
    assert NAMES.study_key(UID) == NAMES.study_key(f"{UID} ") != NAMES.study_key(UID + "1")
    assert (NAMES.study_key(""), NAMES.study_key("  ")) == ("", "")


def test_a_study_uid_in_clear_does_not_reach_the_store(store: Store) -> None:
    with pytest.raises(ValueError, match="study_key"):
        store.remember_files([(stamp("a"), KnownFile(SHA, 1, "")), (stamp("b"), KnownFile(SHA, 1, UID))])
    assert store.known_files([stamp("a")]) == {}


def test_no_path_and_no_study_can_be_read_in_the_file(tmp_path: Path) -> None:
    """Neither in the store nor in the log beside it, while it is open and after."""
    folder, path = tmp_path / "db", Path(CANARY) / f"{CANARY}.dcm"
    with Store(folder / "store.sqlite") as store:
        store.remember_files([(stamp(str(path)), KnownFile(SHA, 1, store.study_key(UID)))])
        store.save_analyses([analysis(path=path)], KEY)
        store.add_verdict(entry())
        store.note_export(path.with_suffix(".csv"), SHA)
        written = b"".join(file.read_bytes() for file in folder.iterdir())
        assert SHA.encode() in written
    written += (folder / "store.sqlite").read_bytes()
    for name in (CANARY, UID, tmp_path.name):
        assert name.encode() not in written
        assert name.encode("utf-16-le") not in written


def test_a_store_that_lost_its_salt_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    with Store(path) as store, store._database.writing() as connection:
        connection.execute("DELETE FROM meta")
    with pytest.raises(StoreError) as raised:
        Store(path)
    assert raised.value.reason == "store_corrupt"
