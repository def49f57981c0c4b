from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from fracview.core.errors import ExportError
from fracview.core.verdict import Verdict, VerdictEntry
from fracview.export.readers_work import sha256_of
from fracview.review.batch.outputs import NOT_WHOLE, OutputPlan, Outputs
from fracview.review.run import Step
from fracview.review.store import Store
from tests.reading.build import dicom_bytes, grey_attributes
from tests.review.batch.runs import run_over, write_folder


@pytest.fixture
def steps(tmp_path: Path, models: Path) -> list[Step]:
    folder = write_folder(tmp_path / "scans", 8)
    (folder / "broken.png").write_bytes(b"")
    return run_over(folder, models, None, keep_images=True)


@pytest.fixture
def labels(steps: list[Step]) -> list[str]:
    """Of the region network that ran."""
    return list(next(step.analysis.region.probabilities for step in steps if step.analysis.region))


def plan(folder: Path, *, identifiers: bool = False) -> OutputPlan:
    return OutputPlan(
        tables=(folder / "frames.csv", folder / "records.jsonl", folder / "results.xlsx"),
        boxes=folder / "boxes.csv",
        coco=folder / "coco.json",
        summary=folder / "summary.html",
        overlays=folder / "overlays",
        identifiers=identifiers,
    )


def written(made: Outputs, steps: list[Step]) -> Outputs:
    for step in steps:
        made.write(step)
    made.place()
    return made


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_every_file_is_put_in_place(
    tmp_path: Path, steps: list[Step], labels: list[str], store: Store
) -> None:
    out = tmp_path / "out"
    wanted = plan(out)
    made = written(Outputs(wanted, labels, store), steps)
    assert set(made.placed) == {*wanted.files} - {out / "coco.images.json"}
    assert {path.name for path in out.iterdir()} == {path.name for path in wanted.paths}
    with (out / "frames.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(steps) == 9
    assert "identity.patient_id" not in rows[0]
    assert {row["overlay"] for row in rows} - {""} == {path.name for path in (out / "overlays").iterdir()}
    images = json.loads((out / "coco.images.json").read_text(encoding="utf-8"))["images"]
    assert len(images) == len(steps)
    assert (images[0]["width"], images[0]["height"]) == (256, 128)
    assert all(store.known_export(path) == sha256_of(path) for path in wanted.files)


def test_what_is_thrown_away_leaves_what_was_there(
    tmp_path: Path, steps: list[Step], labels: list[str], store: Store
) -> None:
    out = tmp_path / "out"
    written(Outputs(plan(out), labels, store), steps[:1])
    before = contents(out)
    made = Outputs(plan(out), labels, store)
    made.write(steps[1])
    made.discard()
    assert contents(out) == before
    Outputs(plan(out), labels, store).place()  # without a frame
    assert contents(out) == before


def test_a_file_that_changes_meanwhile_stays(
    tmp_path: Path, steps: list[Step], labels: list[str], store: Store
) -> None:
    out = tmp_path / "out"
    written(Outputs(plan(out), labels, store), steps)
    made = Outputs(plan(out), labels, store)
    (out / "frames.csv").write_text("seen with the surgeon", encoding="utf-8")
    written(made, steps)
    assert made.placed[out / "frames.csv"].name == "frames (2).csv"
    assert (out / "frames.csv").read_text(encoding="utf-8") == "seen with the surgeon"


def test_one_that_cannot_be_put_in_place_keeps_none_of_the_others_from_it(
    tmp_path: Path, steps: list[Step], labels: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    made = Outputs(plan(out), labels, None)
    for step in steps:
        made.write(step)
    frames = made._writers[out / "frames.csv"]

    def refuse() -> None:
        raise ExportError("no", reason="not_replaceable")

    monkeypatch.setattr(frames, "close", refuse)
    with pytest.raises(ExportError):
        made.place()
    assert not (out / "frames.csv").exists()
    assert {"records.jsonl", "results.xlsx", "boxes.csv", "coco.json", "summary.html"} <= set(contents(out))
    made.discard()


def test_identifiers_stand_in_tables_only_where_they_are_asked_for(
    tmp_path: Path, models: Path, labels: list[str]
) -> None:
    scan = tmp_path / "named" / "one.dcm"
    scan.parent.mkdir()
    scan.write_bytes(dicom_bytes(grey_attributes(4, 4, PatientName="DOE^JANE"), bytes(32)))
    steps = run_over(scan.parent, models, None, keep_images=True)
    for asked in (False, True):
        out = tmp_path / f"out_{asked}"
        written(Outputs(plan(out, identifiers=asked), labels, None), steps)
        naming = {name for name, text in contents(out).items() if b"DOE" in text}
        assert naming == ({"frames.csv", "records.jsonl"} if asked else set())


def test_the_page_on_a_part_says_that_it_is_one(tmp_path: Path, steps: list[Step], labels: list[str]) -> None:
    page = tmp_path / "page.html"
    written(Outputs(OutputPlan(summary=page), labels, None), steps)
    assert NOT_WHOLE not in page.read_text(encoding="utf-8")
    part = Outputs(OutputPlan(summary=page), labels, None)
    part.write(steps[0])
    part.place(whole=False)
    assert NOT_WHOLE not in page.read_text(encoding="utf-8")
    assert NOT_WHOLE in (tmp_path / "page (2).html").read_text(encoding="utf-8")


def test_the_page_says_what_readers_said(
    tmp_path: Path, steps: list[Step], labels: list[str], store: Store
) -> None:
    page = tmp_path / "page.html"
    wanted = OutputPlan(summary=page)
    written(Outputs(wanted, labels, store), steps)
    assert "Cases to review" not in page.read_text(encoding="utf-8")
    sha256 = steps[0].analysis.sha256
    store.add_verdict(VerdictEntry(sha256, 0, Verdict.AGREE, "", "r", "2026-11-25T08:00:00+00:00"))
    written(Outputs(wanted, labels, store), steps)
    assert "Cases to review" in page.read_text(encoding="utf-8")


def test_a_picture_that_cannot_be_drawn_is_counted_and_named(
    tmp_path: Path, steps: list[Step], labels: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ValueError

    monkeypatch.setattr("fracview.review.batch.drawing.draw_overlay", fail)
    made = Outputs(plan(tmp_path / "out"), labels, None)
    done = [made.write(step) for step in steps]
    made.place()
    assert made.not_drawn == sum(step.display_image is not None for step in steps)
    assert done[0].analysis.warnings[-1] == "the overlay could not be drawn (ValueError)"


@pytest.mark.parametrize("wanted", [{"overlays": "out"}, {"summary": "out/page.html", "boxes": "out/b.csv"}])
def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path, wanted: dict[str, str]) -> None:
    (tmp_path / "out").write_text("a file", encoding="utf-8")
    with pytest.raises(ExportError):
        Outputs(OutputPlan(**{name: tmp_path / place for name, place in wanted.items()}), [], None)
