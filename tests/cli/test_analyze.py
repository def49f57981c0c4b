from __future__ import annotations

import csv
import io
import json
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from fracview.cli import ALL_DONE, NOT_STARTED, SOME_FAILED
from fracview.cli import analyze as analyze_module
from fracview.cli.report import Report
from fracview.export import draw_strip
from tests.cli.conftest import Ended
from tests.tiny_runs import DEFINITE, DOUBT, FAILED, NOT_FOUND, OUT_OF_SCOPE, write_scan

Analyze = Callable[..., Ended]


@pytest.fixture
def scans(tmp_path: Path) -> Path:
    """One scan of each tier and one out of scope."""
    for name, grey in (("a", NOT_FOUND), ("b", OUT_OF_SCOPE), ("c", DEFINITE), ("d", DOUBT)):
        write_scan(tmp_path / "scans" / f"{name}.png", grey)
    return tmp_path / "scans"


def _results(ended: Ended) -> list[str]:
    """First words of the table's rows."""
    lines = ended.out.splitlines()
    return [line.split("  ")[0] for line in lines[1 : lines.index("")]]


def _json(path: Path) -> list[dict[str, Any]]:
    return list(json.loads(path.read_text(encoding="utf-8")))


def test_the_table_is_worst_first_and_the_summary_below_it(analyze: Analyze, scans: Path) -> None:
    ended = analyze(scans)
    assert ended.code == ALL_DONE
    assert ended.err == ""
    assert _results(ended) == ["definite", "doubt", "not found", "out of scope"]
    assert "0.80  hand 0.99  1 definite, 1 doubt  " in ended.out
    assert "Research use only" in ended.out
    assert "of the not found, 1 with a region marked" in ended.out


def test_out_of_scope_is_no_failure(analyze: Analyze, tmp_path: Path) -> None:
    assert analyze(write_scan(tmp_path / "dark.png", OUT_OF_SCOPE)).code == ALL_DONE


def test_a_failure_is_exit_code_1_and_named(analyze: Analyze, scans: Path, tmp_path: Path) -> None:
    (scans / "e.jpg").write_text("no picture", encoding="utf-8")
    write_scan(scans / "f.png", FAILED)
    ended = analyze(scans, "--out", tmp_path / "out.json")
    assert ended.code == SOME_FAILED
    unreadable, failed = ended.err.splitlines()
    assert failed.startswith(f"failed: {scans / 'f.png'}: ")
    assert unreadable.startswith(f"unreadable: {scans / 'e.jpg'}: ")
    by_name = {Path(record["path"]).name: record for record in _json(tmp_path / "out.json")}
    assert by_name["e.jpg"]["status"] == "unreadable"
    assert by_name["f.png"]["reason"].startswith("non_finite: ")


@pytest.mark.parametrize("suffix", [".csv", ".json", ".jsonl", ".CSV"])
def test_results_are_in_the_order_of_the_walk(
    analyze: Analyze, scans: Path, tmp_path: Path, suffix: str
) -> None:
    out = tmp_path / f"out{suffix}"
    assert analyze(scans, "--out", out).code == ALL_DONE
    text = out.read_bytes().decode("utf-8-sig")
    if suffix == ".json":
        records = json.loads(text)
    elif suffix == ".jsonl":
        records = [json.loads(line) for line in text.splitlines()]
    else:
        records = list(csv.DictReader(io.StringIO(text, newline="")))
        assert records[2]["fracture.tier"] == "definite"
        assert float(records[2]["region.probabilities.hand"]) > 0.9
    assert [Path(record["path"]).name for record in records] == ["a.png", "b.png", "c.png", "d.png"]
    assert [record["status"] for record in records] == ["analyzed", "out_of_scope", "analyzed", "analyzed"]


def test_the_file_and_the_table_tell_the_same(analyze: Analyze, scans: Path, tmp_path: Path) -> None:
    ended = analyze(scans, "--out", tmp_path / "out.json")
    record = next(r for r in _json(tmp_path / "out.json") if r["path"].endswith("c.png"))
    assert f"{record['fracture']['probability']:.2f}" == "0.80"
    assert [d["tier"] for d in record["detections"]] == ["definite", "doubt"]
    assert "definite             0.80" in ended.out


def test_all_boxes_are_in_the_file_only_when_asked_for(analyze: Analyze, scans: Path, tmp_path: Path) -> None:
    counts = []
    for more in ([], ["--all-boxes"]):
        out = tmp_path / "findings.json"
        analyze(scans, "--out", out, *more)
        boxes = [box for one in json.loads(out.read_text()) for box in one["detections"]]
        counts.append((len(boxes), sum(box["tier"] == "not_found" for box in boxes)))
    (few, none), (many, low) = counts
    assert none == 0
    assert low > 0
    assert many == few + low


def test_pictures_are_written_and_named_in_the_records(analyze: Analyze, scans: Path, tmp_path: Path) -> None:
    out, overlays, strips = tmp_path / "o.json", tmp_path / "pictures" / "overlays", tmp_path / "strips"
    write_scan(scans / "empty.png").write_bytes(b"")
    ended = analyze(scans, "--out", out, "--overlays", overlays, "--strips", strips)
    assert ended.code == SOME_FAILED
    for record in _json(out):
        if record["status"] == "unreadable":
            assert (record["overlay"], record["strip"]) == ("", "")
            continue
        with (
            Image.open(overlays / record["overlay"]) as overlay,
            Image.open(strips / record["strip"]) as strip,
        ):
            assert overlay.size[0] >= 256
            assert strip.size[0] > overlay.size[0] or record["status"] == "out_of_scope"
        assert record["sha256"][:8] in record["overlay"]
    assert len(list(overlays.iterdir())) == len(list(strips.iterdir())) == 4


def test_two_files_with_the_same_contents_have_two_pictures(
    analyze: Analyze, scans: Path, tmp_path: Path
) -> None:
    (tmp_path / "copy.png").write_bytes((scans / "a.png").read_bytes())
    analyze(scans / "a.png", tmp_path / "copy.png", "--overlays", tmp_path / "overlays")
    assert len(list((tmp_path / "overlays").iterdir())) == 2


def test_output_inside_the_folder_is_not_read(analyze: Analyze, scans: Path) -> None:
    arguments = (scans, "--out", scans / "out.csv", "--overlays", scans / "overlays")
    assert analyze(*arguments).code == ALL_DONE
    again = analyze(*arguments)
    assert again.code == ALL_DONE
    assert len(_results(again)) == 4
    assert "Left out: 5 files that FracView itself wrote" in again.out


def test_scans_in_an_output_folder_are_analysed(analyze: Analyze, scans: Path) -> None:
    write_scan(scans / "hips" / "y.png", DEFINITE)
    ended = analyze(scans, "--overlays", scans / "hips")
    assert str(scans / "hips" / "y.png") in ended.out
    assert "Left out" not in ended.out


def test_one_folder_may_hold_overlays_and_strips(analyze: Analyze, scans: Path, tmp_path: Path) -> None:
    out, folder = tmp_path / "o.json", tmp_path / "pictures"
    assert analyze(scans, "--out", out, "--overlays", folder, "--strips", folder).code == ALL_DONE
    named = [record[kind] for record in _json(out) for kind in ("overlay", "strip")]
    assert len(set(named)) == len(list(folder.iterdir())) == 8


def test_a_run_reaches_for_no_network(
    analyze: Analyze, scans: Path, tmp_path: Path, no_network: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fracview.review.updates.UPDATE_ADDRESS", "https://192.0.2.1/newest.json")
    assert analyze(scans, "--out", tmp_path / "findings.csv").code == ALL_DONE
    assert analyze(scans, "--store", tmp_path / "store.sqlite").code == ALL_DONE


def _no_space(*_: object) -> None:
    raise OSError(28, "No space left on device")


def test_a_run_that_writes_nothing_leaves_earlier_results(
    analyze: Analyze, scans: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "keep.csv"
    analyze(scans, "--out", out)
    before = out.read_bytes()
    monkeypatch.setattr("fracview.export.pictures.Image.Image.save", lambda *_, **__: _no_space())
    ended = analyze(scans, "--out", out, "--overlays", tmp_path / "overlays")
    assert ended.code == NOT_STARTED
    assert "No space left" in ended.err
    assert out.read_bytes() == before


def test_a_folder_that_cannot_be_written_to_is_found_before_the_networks_are_opened(
    fracview: Analyze, scans: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    ended = fracview("analyze", scans, "--strips", tmp_path / "file" / "x", "--models", tmp_path / "none")
    assert ended.code == NOT_STARTED
    assert "cannot be made" in ended.err


@pytest.mark.parametrize("error", [MemoryError, ZeroDivisionError])
def test_a_picture_that_cannot_be_drawn_costs_no_record(
    analyze: Analyze, scans: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    def fail(image: Any, analysis: Any) -> Any:
        if analysis.path.name == "c.png":
            raise error("Doe^Jane")
        return draw_strip(image, analysis)

    monkeypatch.setattr("fracview.review.batch.drawing.draw_strip", fail)
    out = tmp_path / "o.json"
    ended = analyze(scans, "--out", out, "--overlays", tmp_path / "o", "--strips", tmp_path / "s")
    assert ended.code == SOME_FAILED
    assert f"the strip could not be drawn ({error.__name__})" in ended.out
    records = {Path(record["path"]).name: record for record in _json(out)}
    assert len(records) == 4
    assert records["c.png"]["strip"] == ""
    assert records["c.png"]["overlay"]
    assert records["c.png"]["warnings"] == [f"the strip could not be drawn ({error.__name__})"]
    assert records["d.png"]["strip"]


def test_results_that_could_not_be_finished_are_not_called_results(
    analyze: Analyze, scans: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fracview.export.writers.os.fsync", _no_space)
    ended = analyze(scans, "--out", tmp_path / "o.csv")
    assert ended.code == SOME_FAILED
    assert "Results:" not in ended.out
    [part] = tmp_path.glob(".fracview-*.part")
    assert str(part) in ended.err


def test_beside_a_file_a_run_keeps_no_more_than_it_prints(
    analyze: Analyze, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Report] = []

    class Kept(Report):
        def __init__(self, *arguments: Any, **named: Any) -> None:
            super().__init__(*arguments, **named)
            made.append(self)

    monkeypatch.setattr("fracview.cli.analyze.Report", Kept)
    for number in range(70):
        write_scan(tmp_path / "scans" / f"{number}.png").write_bytes(b"")
    analyze(tmp_path / "scans", "--out", tmp_path / "out.csv")
    assert (len(made[0].rows.worst), len(made[0].failures), made[0].summary.total) == (40, 20, 70)


def test_ctrl_c_while_the_networks_load_writes_nothing(
    analyze: Analyze, scans: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*arguments: Any) -> Any:
        signal.raise_signal(signal.SIGINT)
        return opened(*arguments)

    opened = analyze_module.open_job
    monkeypatch.setattr(analyze_module, "open_job", interrupted)
    ended = analyze(scans, "--out", tmp_path / "out.csv")
    assert ended == (130, "", "Stopped before the first file was done.\n")
    assert not (tmp_path / "out.csv").exists()


def test_a_second_ctrl_c_still_says_how_far_and_where(
    analyze: Analyze, scans: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def impatient(report: Report, step: Any) -> None:
        add(report, step)
        if step.file_number == 2:
            signal.raise_signal(signal.SIGINT)
            signal.raise_signal(signal.SIGINT)

    add = Report.add
    monkeypatch.setattr(Report, "add", impatient)
    out = tmp_path / "out.json"
    ended = analyze(scans, "--out", out, "--batch", "1")
    assert ended.code == 130
    assert ended.err.startswith("Stopped: 2 of 4")
    assert ended.err.endswith(f"{out} holds them.\n")
    assert len(_json(out)) == 2


def test_printing_the_table_can_be_stopped(
    analyze: Analyze, scans: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Report, "print", lambda _: signal.raise_signal(signal.SIGINT))
    assert analyze(scans).code == 130


@pytest.mark.parametrize("name", ["n" * 300, "a.png/b"])
def test_a_name_that_no_file_can_have_is_one_sentence(analyze: Analyze, scans: Path, name: str) -> None:
    for arguments in (
        (scans / name,),
        (scans, "--overlays", scans / name),
        (scans, "--out", scans / f"{name}.csv"),
    ):
        ended = analyze(*arguments)
        assert ended.code == NOT_STARTED
        [line] = ended.err.splitlines()
        assert line.endswith(".")


def test_a_closed_parent_is_one_sentence(
    analyze: Analyze, scans: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def closed(_: Path, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "stat", closed)
        patched.setattr(Path, "exists", closed)
        ended = analyze(scans)
    assert ended.code == NOT_STARTED
    assert "Permission denied" in ended.err


def test_with_a_file_the_table_stops_after_the_worst(analyze: Analyze, tmp_path: Path) -> None:
    for number in range(45):
        write_scan(tmp_path / "scans" / f"{number}.png", DOUBT)
    ended = analyze(tmp_path / "scans", "--out", tmp_path / "out.csv")
    assert "... and 5 more" in ended.out
    assert len(analyze(tmp_path / "scans").out.splitlines()) > 46


def test_many_failures_are_cut_where_the_file_names_them(analyze: Analyze, tmp_path: Path) -> None:
    for number in range(25):
        write_scan(tmp_path / "scans" / f"{number}.png").write_bytes(b"")
    ended = analyze(tmp_path / "scans", "--out", tmp_path / "out.csv")
    assert len(ended.err.splitlines()) == 21
    assert ended.err.splitlines()[-1].startswith("... and 5 more, each with its reason in ")


def test_quiet_leaves_only_the_result(analyze: Analyze, scans: Path, tmp_path: Path) -> None:
    assert analyze(scans, "--quiet", "--out", tmp_path / "out.csv") == (ALL_DONE, "", "")
    table = analyze(scans, "--quiet").out
    assert len(table.splitlines()) == 5


def test_what_is_asked_about_first_runs_only_when_told(analyze: Analyze, tmp_path: Path) -> None:
    Image.new("RGB", (256, 128), (200, 150, 100)).save(tmp_path / "colour.png")
    asked = analyze(tmp_path / "colour.png")
    assert _results(asked) == ["out of scope"]
    assert "not run: colour image; use --run-anyway to run the networks all the same." in asked.out
    assert "1  (1 not_run)" in asked.out
    assert _results(analyze(tmp_path / "colour.png", "--run-anyway")) == ["doubt"]


def test_a_hostile_file_name_steers_no_terminal(analyze: Analyze, tmp_path: Path) -> None:
    write_scan(tmp_path / "plain.png").rename(tmp_path / "\x1b[2J[bold]x.png")
    ended = analyze(tmp_path)
    assert "\x1b" not in ended.out
    assert "\\x1b[2J[bold]x.png" in ended.out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["gone.png"], "no such file"),
        (["scans", "--out", "out.txt"], ".csv, .json, .jsonl"),
        (["scans", "--out", "out"], ".csv, .json, .jsonl"),
        (["scans", "--out", "folder.csv"], "is a folder"),
        (["scans/a.csv", "--out", "scans/a.csv"], "also to be read"),
        (["scans", "--overlays", "scans"], "holds what is to be read"),
        (["scans/a.png", "--strips", "."], "holds what is to be read"),
        (["scans", "--overlays", "scans/a.png"], "not a folder"),
        (["scans", "--overlays", "scans/a.png/b"], "cannot be made"),
        (["empty"], "no file"),
        (["empty", "--out", "out.csv"], "no file"),
    ],
)
def test_what_makes_no_sense_is_refused_before_anything_is_written(
    analyze: Analyze,
    scans: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    words: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("empty").mkdir()
    Path("folder.csv").mkdir()
    Path("scans/a.csv").write_text("a", encoding="utf-8")
    before = sorted(tmp_path.rglob("*"))
    ended = analyze(*arguments)
    assert ended.code == NOT_STARTED
    assert ended.out == ""
    assert ended.err.startswith("fracview: error: ")
    assert words in ended.err
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("device", ["tpu", "cpu:1", "cuda:x"])
def test_an_unknown_device_is_refused(fracview: Analyze, scans: Path, models: Path, device: str) -> None:
    ended = fracview("analyze", scans, "--models", models, "--device", device)
    assert ended.code == NOT_STARTED
    assert "auto, cpu or cuda" in ended.err


def test_a_spoilt_model_folder_is_refused_by_name(fracview: Analyze, scans: Path, tmp_path: Path) -> None:
    (tmp_path / "set").mkdir()
    ended = fracview("analyze", scans, "--models", tmp_path / "set")
    assert ended.code == NOT_STARTED
    assert "holds no network for fracture" in ended.err
