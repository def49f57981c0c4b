from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from fracview.core.errors import ExportError, UsageError
from fracview.export import RecordWriter, open_writer, to_record
from tests.export.analyses import LABELS, analysis

if TYPE_CHECKING:
    from collections.abc import Callable

RECORD = to_record(analysis())
SUFFIXES = (".csv", ".json", ".jsonl")


def _read(path: Path) -> list[dict[str, Any]]:
    """Records of a file as a stranger's program would read them."""
    text = path.read_bytes().decode("utf-8-sig" if path.suffix == ".csv" else "utf-8")
    if path.suffix == ".csv":
        return list(csv.DictReader(io.StringIO(text, newline="")))
    if path.suffix == ".json":
        return list(json.loads(text))
    return [json.loads(line) for line in text.splitlines()]


def _open(path: Path, extra: tuple[str, ...] = ()) -> RecordWriter:
    return open_writer(path, region_labels=LABELS, extra=extra)


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("count", [0, 1, 3])
def test_what_is_written_can_be_read(tmp_path: Path, suffix: str, count: int) -> None:
    path = tmp_path / "deep" / f"out{suffix}"
    with _open(path) as writer:
        for _ in range(count):
            writer.write(RECORD)
    records = _read(path)
    assert len(records) == count
    assert all(record["path"] == RECORD["path"] for record in records)
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize("suffix", [".json", ".jsonl"])
def test_json_gives_the_record_back(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"out{suffix}"
    with _open(path) as writer:
        writer.write(RECORD)
    assert _read(path) == [RECORD]


def test_a_table_has_a_byte_order_mark_and_the_extra_columns_last(tmp_path: Path) -> None:
    path = tmp_path / "out.CSV"
    with _open(path, extra=("overlay",)) as writer:
        writer.write(RECORD | {"overlay": "00001.png"})
    assert path.read_bytes().startswith(b"\xef\xbb\xbfpath,")
    assert path.read_text(encoding="utf-8-sig").splitlines()[0].endswith(",overlay")


def test_a_table_survives_commas_quotes_and_line_ends(tmp_path: Path) -> None:
    odd = 'a,"b"\r\nc;d'
    with _open(tmp_path / "out.csv") as writer:
        writer.write(RECORD | {"reason": odd})
    assert _read(tmp_path / "out.csv")[0]["reason"] == odd


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_file_name_that_is_no_text_breaks_nothing(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"out{suffix}"
    name = "scan\udc80ä.jpg"
    with _open(path) as writer:
        writer.write(RECORD | {"path": name})
    expected = name if suffix != ".csv" else "scan\\udc80ä.jpg"
    assert _read(path)[0]["path"] == expected


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError])
def test_what_was_done_before_an_interruption_is_valid(
    tmp_path: Path, suffix: str, error: type[BaseException]
) -> None:
    path = tmp_path / f"out{suffix}"
    with pytest.raises(error):
        _write_two_and_raise(path, error)
    assert len(_read(path)) == 2


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_old_file_stays_until_the_new_one_is_whole(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"out{suffix}"
    path.write_text("old", encoding="utf-8")
    with _open(path) as writer:
        writer.write(RECORD)
        assert path.read_text(encoding="utf-8") == "old"
    assert len(_read(path)) == 1


def test_the_old_file_stays_where_an_error_came_before_the_first_record(tmp_path: Path) -> None:
    path = tmp_path / "out.json"
    path.write_text("old", encoding="utf-8")
    with pytest.raises(RuntimeError), _open(path):
        raise RuntimeError
    assert path.read_text(encoding="utf-8") == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["out.json"]


def _write_two_and_raise(path: Path, error: type[BaseException]) -> None:
    with _open(path) as writer:
        writer.write(RECORD)
        writer.write(RECORD)
        raise error


class _FullDisk:
    """A file that takes some bytes more and then no others."""

    def __init__(self, file: io.FileIO, room: int) -> None:
        self._file, self._room = file, room

    def write(self, data: memoryview) -> int:
        if self._room == 0:
            raise OSError(28, "No space left on device")
        taken = min(self._room, len(data))
        self._room -= taken
        return self._file.write(data[:taken])

    def truncate(self) -> None:
        self._file.truncate()
        self._room += 10

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


@pytest.fixture
def fill_disk(monkeypatch: pytest.MonkeyPatch) -> Callable[[RecordWriter, int], None]:
    def fill(writer: RecordWriter, room: int) -> None:
        monkeypatch.setattr(writer, "_file", _FullDisk(writer._file, room))

    return fill


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_full_disk_costs_the_record_at_hand_only(
    tmp_path: Path, suffix: str, fill_disk: Callable[[RecordWriter, int], None]
) -> None:
    path = tmp_path / f"out{suffix}"
    with _open(path) as writer:
        writer.write(RECORD)
        fill_disk(writer, 100)
        with pytest.raises(ExportError, match="No space left") as caught:
            writer.write(RECORD)
    assert caught.value.reason == "not_writable"
    assert len(_read(path)) == 1


def test_another_suffix_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"\.csv, \.json, \.jsonl"):
        open_writer(tmp_path / "out.ods")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(ExportError) as caught:
        open_writer(tmp_path / "file" / "out.json")
    assert caught.value.path == tmp_path / "file" / "out.json"


def test_results_that_cannot_be_put_in_place_are_kept_and_named(tmp_path: Path) -> None:
    path = tmp_path / "out.json"
    writer = _open(path)
    writer.write(RECORD)
    path.mkdir()  # a file cannot replace a folder, as on Windows it cannot replace an open file
    with pytest.raises(ExportError) as caught:
        writer.close()
    [part] = [entry for entry in tmp_path.iterdir() if entry.is_file()]
    assert str(part) in caught.value.cure
    assert json.loads(part.read_text(encoding="utf-8")) == [RECORD]


def test_what_cannot_be_finished_is_kept_and_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(number: int) -> None:
        raise OSError(28, "No space left on device")

    path = tmp_path / "out.jsonl"
    writer = _open(path)
    writer.write(RECORD)
    monkeypatch.setattr("fracview.export.writers.os.fsync", fail)
    with pytest.raises(ExportError, match="No space left") as caught:
        writer.close()
    [part] = tmp_path.iterdir()
    assert str(part) in caught.value.cure
    assert json.loads(part.read_text(encoding="utf-8")) == RECORD


def test_an_ending_that_does_not_fit_loses_no_record(
    tmp_path: Path, fill_disk: Callable[[RecordWriter, int], None]
) -> None:
    writer = _open(tmp_path / "out.json")
    writer.write(RECORD)
    fill_disk(writer, 0)
    with pytest.raises(ExportError) as caught:
        writer.close()
    [part] = tmp_path.iterdir()
    assert str(part) in caught.value.cure
    assert json.loads(part.read_text(encoding="utf-8") + "]") == [RECORD]
