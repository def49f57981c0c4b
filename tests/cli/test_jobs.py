"""``fracview analyze --store``: a run that is kept, and everything that it writes."""

from __future__ import annotations

import csv
import json
import sqlite3
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fracview.cli.report import Report
from fracview.review.batch.saving import Saver
from fracview.review.batch.watching import Watch
from fracview.review.store import Store
from tests.cli.conftest import Ended
from tests.reading.build import dicom_bytes, grey_attributes
from tests.tiny_runs import DEFINITE, DOUBT, NOT_FOUND, OUT_OF_SCOPE, write_scan

Analyze = Callable[..., Ended]


@pytest.fixture
def scans(tmp_path: Path) -> Path:
    folder = tmp_path / "scans"
    for number, grey in enumerate((DEFINITE, DOUBT, NOT_FOUND, OUT_OF_SCOPE)):
        write_scan(folder / f"{number}.png", grey)
    return folder


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_a_second_run_says_what_it_knew(analyze: Analyze, scans: Path, tmp_path: Path) -> None:
    store, out = tmp_path / "store.sqlite", tmp_path / "out.jsonl"
    first = analyze(scans, "--store", store, "--out", out)
    assert first.code == 0, first.err
    before = out.read_bytes()
    assert "Known already" not in first.out
    second = analyze(scans, "--store", store, "--out", out)
    assert second.code == 0, second.err
    assert "Known already, and not run again: 4 of 4 frames." in second.out
    assert out.read_bytes() == before


def test_every_output_at_once(analyze: Analyze, scans: Path, tmp_path: Path) -> None:
    made = tmp_path / "made"
    options = {
        "--out": made / "frames.csv", "--boxes": made / "boxes.csv", "--coco": made / "coco.json",
        "--summary": made / "summary.html", "--overlays": made / "overlays", "--strips": made / "strips",
    }  # fmt: skip
    flat = [part for option in options.items() for part in option]
    store = tmp_path / "store.sqlite"
    ended = analyze(scans, "--store", store, *flat)
    assert ended.code == 0, ended.err
    with options["--out"].open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["status"] for row in rows] == ["analyzed"] * 3 + ["out_of_scope"]
    assert all((made / "overlays" / row["overlay"]).is_file() for row in rows[:3])
    with options["--boxes"].open(encoding="utf-8-sig", newline="") as file:
        boxes = list(csv.DictReader(file))
    assert boxes
    assert {box["sha256"] for box in boxes} <= {row["sha256"] for row in rows}
    assert len(json.loads(options["--coco"].read_text(encoding="utf-8"))) == len(boxes)
    assert len(json.loads((made / "coco.images.json").read_text(encoding="utf-8"))["images"]) == 4
    page = options["--summary"].read_text(encoding="utf-8")
    assert "definite" in page
    assert "out of scope" in page
    assert analyze(scans, "--store", store, *flat).code == 0
    assert list(tmp_path.rglob("*.part")) == []


def test_a_workbook(analyze: Analyze, scans: Path, tmp_path: Path) -> None:
    ended = analyze(scans, "--out", tmp_path / "out.xlsx")
    assert ended.code == 0, ended.err
    assert (tmp_path / "out.xlsx").read_bytes()[:2] == b"PK"


def test_a_readers_work_is_not_written_over(analyze: Analyze, scans: Path, tmp_path: Path) -> None:
    store, out = tmp_path / "store.sqlite", tmp_path / "out.csv"
    analyze(scans, "--store", store, "--out", out)
    worked_in = out.read_text(encoding="utf-8-sig").replace("definite", "definite, I agree")
    out.write_text(worked_in, encoding="utf-8-sig")
    ended = analyze(scans, "--store", store, "--out", out)
    assert ended.code == 2
    assert "was changed since FracView wrote it" in ended.err
    assert out.read_text(encoding="utf-8-sig") == worked_in


@pytest.mark.parametrize("name", ["notes.csv", "notes.json"])
def test_a_file_of_somebody_elses_is_not_written_over(
    analyze: Analyze, scans: Path, tmp_path: Path, name: str
) -> None:
    (tmp_path / name).write_text("patient,diagnosis\n1,fracture\n", encoding="utf-8")
    ended = analyze(scans, "--out", tmp_path / name)
    assert ended.code == 2
    assert "it stays as it is" in ended.err


def test_identifiers_stand_in_the_tables_only_where_asked_for(analyze: Analyze, tmp_path: Path) -> None:
    attributes = grey_attributes(128, 256, PatientName="DOE^JANE", PatientID="4711")
    scan = tmp_path / "scans" / "1.dcm"
    scan.parent.mkdir()
    scan.write_bytes(dicom_bytes(attributes, bytes([128, 0]) * (128 * 256)))
    without, with_them = tmp_path / "without.jsonl", tmp_path / "with.jsonl"
    options = ("--run-anyway", "--ignore-gate")
    analyze(scan.parent, "--out", without, *options)
    analyze(scan.parent, "--out", with_them, "--with-identifiers", *options)
    assert "identity" not in _lines(without)[0]
    assert _lines(with_them)[0]["identity"]["patient_name"] == "DOE^JANE"
    assert "DOE" not in without.read_text(encoding="utf-8")


def test_a_store_that_cannot_be_written_is_said_before_anything(
    analyze: Analyze, scans: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "store.sqlite"
    Store(path).close()
    monkeypatch.setattr("fracview.review.store.database.open_database", _read_only)
    ended = analyze(scans, "--store", path, "--out", tmp_path / "out.csv")
    assert ended.code == 2
    assert "cannot be written to" in ended.err
    assert not (tmp_path / "out.csv").exists()


def _read_only(path: Path, _timeout_s: float) -> tuple[sqlite3.Connection, bool]:
    opened = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, check_same_thread=False)
    return opened, True


def test_no_store_is_touched_that_is_another_programs(analyze: Analyze, scans: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.sqlite"
    other.write_bytes(b"something else entirely")
    ended = analyze(scans, "--store", other)
    assert ended.code == 2
    assert "not a FracView store" in ended.err
    assert other.read_bytes() == b"something else entirely"


def test_a_watch_needs_a_store(analyze: Analyze, scans: Path) -> None:
    ended = analyze(scans, "--watch")
    assert ended.code == 2
    assert "--store" in ended.err


@pytest.mark.skipif(sys.platform == "win32", reason="signals to another process are POSIX")
def test_a_watch_ends_with_ctrl_c(
    analyze: Analyze, scans: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import signal

    out, store = tmp_path / "out.jsonl", tmp_path / "store.sqlite"
    written: list[Path] = []
    monkeypatch.setattr(Watch.__init__, "__defaults__", (0.05, 0.2))

    def come_and_stop() -> None:
        until = time.monotonic() + 60
        while not (store.exists() and _kept(store) == 4) and time.monotonic() < until:
            time.sleep(0.05)
        written.append(write_scan(scans / "later.png", DOUBT + 3))
        while _kept(store) < 5 and time.monotonic() < until:
            time.sleep(0.05)
        signal.raise_signal(signal.SIGINT)

    thread = threading.Thread(target=come_and_stop)
    thread.start()
    ended = analyze(scans, "--watch", "--store", store, "--out", out)
    thread.join()
    assert ended.code == 130
    assert [Path(line["path"]).name for line in _lines(out)] == [
        "0.png", "1.png", "2.png", "3.png", "later.png",
    ]  # fmt: skip


def _kept(path: Path) -> int:
    with Store(path) as store:
        return int(store._database.rows("SELECT count(*) FROM analyses")[0][0])


def test_a_store_held_by_another_process_to_the_end_keeps_the_results_file(
    analyze: Analyze, scans: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, out = tmp_path / "store.sqlite", tmp_path / "out.jsonl"
    Store(path).close()
    monkeypatch.setattr(Saver.__init__, "__defaults__", (0.1,))
    monkeypatch.setattr(Store.__init__, "__defaults__", (0.1,))
    other = sqlite3.connect(path, isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        ended = analyze(scans, "--store", path, "--out", out)
    finally:
        other.execute("ROLLBACK")
        other.close()
    assert ended.code == 1
    assert "held by another program" in ended.err
    assert len(_lines(out)) == 4


def test_object_storage_is_a_root_like_any_other(analyze: Analyze, scans: Path, tmp_path: Path) -> None:
    fsspec = pytest.importorskip("fsspec", reason="object storage is an extra")
    memory = fsspec.filesystem("memory")
    for scan in scans.iterdir():
        memory.pipe_file(f"/bucket/study/{scan.name}", scan.read_bytes())
    store, out, plain = tmp_path / "store.sqlite", tmp_path / "out.jsonl", tmp_path / "plain.jsonl"
    ended = analyze("memory://bucket/study", "--out", plain)
    assert ended.code == 0, ended.err
    assert [line["path"] for line in _lines(plain)] == [
        f"memory://bucket/study/{one}.png" for one in range(4)
    ]
    analyze(scans, "--out", out)
    assert [line["sha256"] for line in _lines(plain)] == [line["sha256"] for line in _lines(out)]
    assert analyze("memory://bucket/nothing").code == 2
    assert store.exists() is False


def test_a_cluster_gives_what_this_machine_gives(analyze: Analyze, scans: Path, tmp_path: Path) -> None:
    pytest.importorskip("ray", reason="the cluster is an extra")
    local, cluster = tmp_path / "local.jsonl", tmp_path / "cluster.jsonl"
    assert analyze(scans, "--out", local).code == 0
    ended = analyze(scans, "--out", cluster, "--engine", "ray", "--store", tmp_path / "store.sqlite")
    assert ended.code == 0, ended.err
    timeless = [[line | {"elapsed_ms": None} for line in _lines(path)] for path in (local, cluster)]
    assert timeless[0] == timeless[1]
    again = analyze(scans, "--out", cluster, "--engine", "ray", "--store", tmp_path / "store.sqlite")
    assert "Known already, and not run again: 4 of 4 frames." in again.out


def test_a_cluster_does_not_watch(analyze: Analyze, scans: Path, tmp_path: Path) -> None:
    ended = analyze(scans, "--engine", "ray", "--watch", "--store", tmp_path / "store.sqlite")
    assert ended.code == 2
    assert "--watch is not for a cluster" in ended.err


def test_overlapping_names_are_analysed_once(analyze: Analyze, scans: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    assert analyze(scans / "1.png", scans, scans / "1.png", scans, "--out", out).code == 0
    assert len(_lines(out)) == 4


def test_a_part_goes_beside_the_whole_of_an_earlier_run(
    analyze: Analyze, scans: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import signal

    out = tmp_path / "out.jsonl"
    analyze(scans, "--out", out)
    whole = out.read_bytes()
    add = Report.add

    def stop(report: Report, step: Any) -> None:
        add(report, step)
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(Report, "add", stop)
    ended = analyze(scans, "--out", out, "--batch", "1")
    assert ended.code == 130
    assert out.read_bytes() == whole
    assert len(_lines(tmp_path / "out (2).jsonl")) == 1
    assert "out (2).jsonl" in ended.err


@pytest.mark.skipif(sys.platform == "win32", reason="signals to another process are POSIX")
def test_a_file_that_came_in_halves_has_one_row(
    analyze: Analyze, scans: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import signal

    out, store = tmp_path / "out.jsonl", tmp_path / "store.sqlite"
    whole = (scans / "0.png").read_bytes()
    (scans / "1.png").write_bytes(whole[: len(whole) // 2])
    monkeypatch.setattr(Watch.__init__, "__defaults__", (0.05, 0.2))

    def mend_and_stop() -> None:
        until = time.monotonic() + 60
        while not (store.exists() and _kept(store) == 3) and time.monotonic() < until:
            time.sleep(0.05)
        write_scan(scans / "1.png", DOUBT + 9)
        while _kept(store) < 4 and time.monotonic() < until:
            time.sleep(0.05)
        signal.raise_signal(signal.SIGINT)

    thread = threading.Thread(target=mend_and_stop)
    thread.start()
    ended = analyze(scans, "--watch", "--store", store, "--out", out)
    thread.join()
    assert ended.code == 130
    assert [Path(line["path"]).name for line in _lines(out)] == ["0.png", "1.png", "2.png", "3.png"]
    assert {line["status"] for line in _lines(out)} == {"analyzed", "out_of_scope"}
