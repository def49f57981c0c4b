from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from fracview.core.errors import UsageError
from training.suite import outcomes
from training.suite.outcomes import Figure, Outcome
from training.suite.rows import load_suite
from training.suite.signature import Signature
from training.tables import cells, counts, explained, markdown, plots, write
from training.tables.reasons import Reason, read_reasons

if TYPE_CHECKING:
    from pathlib import Path

    from tests.training.conftest import Tiny


def _signature(row: str, protocol: str = "paper-v1", run: str = "full", epochs: str = "30/30") -> Signature:
    return Signature(
        row=row, protocol=protocol, run=run, split="ab12cd34", seed=7, epochs=epochs, best="9",
        sample="all" if run == "full" else "32", size="244", init="a.h5", lib="k-1", commit="c", device="cpu",
    )  # fmt: skip


def _outcome(row: str, value: float, **told: str) -> Outcome:
    signature = _signature(row, **told)
    figure = Figure(value, 394, value - 0.04, value + 0.04)
    return Outcome(row, signature.protocol, {"accuracy": figure, "auc": figure}, signature)


def test_every_row_of_the_paper_has_a_line_and_what_was_not_run_says_why() -> None:
    paper = load_suite("paper")
    filled = cells.fill(paper, [])
    assert [line.row for one in filled for line in one.lines if line.paper is not None]
    assert {line.row for one in filled for line in one.lines} == {row.id for row in paper.rows}
    assert all(
        line.ours is None and line.reason and not line.signature for one in filled for line in one.lines
    )
    for row in paper.rows:
        lines = [line for one in filled for line in one.lines if line.row == row.id]
        assert {line.figure: line.paper for line in lines if line.paper is not None} == dict(row.paper)


def test_a_figure_comes_with_difference_interval_and_signature() -> None:
    filled = cells.fill(load_suite("paper"), [_outcome("V-VGG16", 0.80)])
    (line,) = [one for t in filled for one in t.lines if one.row == "V-VGG16" and one.figure == "accuracy"]
    assert line.difference == pytest.approx(0.05)
    assert line.signature == str(_signature("V-VGG16"))
    text = markdown.to_markdown(filled)
    assert "| VGG16 (paper-v1) | accuracy | 0.750 | 0.800 | +0.050 | 0.760 to 0.840 | 394 | [1] |" in text
    assert f"- [1] `{_signature('V-VGG16')}`" in text
    assert "|  | precision | 0.750 | not given by the run |" in text
    assert "|  | AUC |  | 0.800 |  | 0.760 to 0.840 | 394 | [1] |" in text


def test_a_try_shows_but_has_no_difference_and_gives_way_to_a_full_run() -> None:
    tried = _outcome("V-VGG16", 0.51, run="try", epochs="1/30")
    paper = load_suite("paper")
    text = markdown.to_markdown(cells.fill(paper, [tried]))
    assert "| accuracy | 0.750 | 0.510 (try) |  |" in text
    short = _outcome("V-VGG16", 0.72, run="short", epochs="8/30")
    text = markdown.to_markdown(cells.fill(paper, [short, tried]))
    assert "| accuracy | 0.750 | 0.720 (8/30 epochs) | -0.030 |" in text
    text = markdown.to_markdown(cells.fill(paper, [tried, _outcome("V-VGG16", 0.80), short]))
    assert "(try)" not in text


def test_another_protocol_has_lines_of_its_own() -> None:
    made = [_outcome("V-VGG16", 0.80), _outcome("V-VGG16", 0.70, protocol="leakfree-v1")]
    text = markdown.to_markdown(cells.fill(load_suite("paper"), made))
    assert "| VGG16 (paper-v1) | accuracy | 0.750 | 0.800 |" in text
    assert "| VGG16 (leakfree-v1) | accuracy | 0.750 | 0.700 |" in text


def test_no_figure_of_ours_is_without_signature() -> None:
    paper = load_suite("paper")
    made = [_outcome(row.id, 0.5) for row in paper.rows if row.trains and row.task in {"fracture", "region"}]
    for one in cells.fill(paper, made):
        assert all((line.ours is None) == (line.signature == "") == bool(line.reason) for line in one.lines)


def test_table_vii_comes_out_as_printed_from_the_committed_counts() -> None:
    content = counts.read_counts(outcomes.RESULTS / write.COUNTED)
    assert content is not None
    lines = counts.counted_lines(load_suite("paper"), content)
    assert len(lines) == 12
    assert counts.differing(lines) == ()
    assert {line.signature for line in lines} == {"counted|dataset.csv:a92dcbe5"}


def test_table_vii_comes_out_as_printed_from_dataset_csv(fracatlas_dir: Path) -> None:
    lines = write.count("paper", fracatlas_dir)
    found: dict[str, list[int]] = {line.row.removeprefix("VII-"): [] for line in lines}
    for line in lines:
        assert line.ours is not None
        assert line.ours.value == line.paper
        found[line.row.removeprefix("VII-")].append(int(line.ours.value))
    assert found == {
        "hand": [379, 902], "leg": [212, 1912], "mixed": [105, 293], "hip": [10, 169], "shoulder": [10, 91],
        "total": [716, 3367],
    }  # fmt: skip


def test_counts_of_another_folder_show_their_difference(tiny: Tiny) -> None:
    lines = write.count("paper", tiny.root)
    hand = next(line for line in lines if line.row == "VII-hand" and line.figure == "fractured")
    assert (hand.ours, hand.difference) == (Figure(6, 6), 6 - 379)
    assert len(counts.differing(lines)) == 12 - sum(line.paper == 6 for line in lines)
    with pytest.raises(UsageError, match=r"no dataset\.csv"):
        counts.count_scans(tiny.root / "images" / "dataset.csv")


def test_written_reasons_stand_before_the_usual_ones(tmp_path: Path) -> None:
    paper = load_suite("paper")
    reasons = (Reason("V-VGG16", "the folder was lost"), Reason("yolov8x", "no GPU was at hand"))
    lines = {
        line.row: line.reason.removeprefix("not run: ")
        for t in cells.fill(paper, [], (), reasons)
        for line in t.lines
    }
    assert lines["V-VGG16"] == "the folder was lost"
    assert lines["I-yolov8x-100e-640"] == lines["II-hip"] == "no GPU was at hand"
    assert lines["V-VGG19"] == "there is no outcome of it"
    assert lines["fig4"] == "read off V-yolov8m-cls, of which there is no outcome"
    assert lines["FX-gradcam"] == "`python -m training explain` has not measured it"
    assert read_reasons(tmp_path / "none.json") == ()
    (tmp_path / "r.json").write_text('[{"rows": "V"}]')
    with pytest.raises(UsageError, match="these are no reasons"):
        read_reasons(tmp_path / "r.json")


def test_what_explain_measured_fills_table_fx(tmp_path: Path) -> None:
    layer = {"name": "layer_08", "energy": 0.3, "energy_ci": [0.2, 0.4], "road": 0.1, "road_ci": [0.0, 0.2]}
    other = {**layer, "name": "layer_02", "energy": 0.1}
    measured = {
        "signature": "model:f@ab|val:81|test:101|road:50|by:graph",
        "test": {"best": "layer_08", "layers": [other, layer]},
    }
    (tmp_path / "explain").mkdir()
    content = {"name": "f", "version": "1.0", "methods": {"EigenCAM": measured}}
    (tmp_path / "explain" / "f-1.0.json").write_text(json.dumps(content))
    lines = explained.explained_lines(load_suite("paper"), tmp_path)
    assert [(line.row, line.figure) for line in lines] == [("FX-eigencam", "energy"), ("FX-eigencam", "road")]
    assert lines[0].ours == Figure(0.3, 101, 0.2, 0.4)
    assert lines[1].ours == Figure(0.1, 50, 0.0, 0.2)
    assert lines[0].network == "f 1.0, EigenCAM, layer 08"
    assert explained.explained_lines(load_suite("paper"), tmp_path / "none") == ()


def test_markdown_csv_and_plots_are_written(tmp_path: Path) -> None:
    made = _outcome("V-VGG16", 0.80)
    outcomes.save(made, tmp_path / "results" / outcomes.file_name(made))
    matrix = Outcome(
        "fig4", "paper-v1", {}, _signature("V-yolov8m-cls"), classes=("non-fractured", "fractured"),
        confusion=((90, 10), (20, 80)),
    )  # fmt: skip
    outcomes.save(matrix, tmp_path / "runs" / "suite" / "x" / outcomes.file_name(matrix))
    files = write.write("paper", tmp_path / "out", tmp_path / "runs", tmp_path / "results")
    names = {file.name for file in files}
    assert {"tables.md", "tables.csv", "table_V.png", "table_fig4.png", "table_I.png"} <= names
    for file in files:
        if file.suffix == ".png":
            with Image.open(file) as image:
                assert min(image.size) > 200
    with (tmp_path / "out" / "tables.csv").open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    (vgg,) = [row for row in rows if row["row"] == "V-VGG16" and row["figure"] == "accuracy"]
    assert (vgg["paper"], vgg["ours"]) == ("0.75", "0.8")
    assert vgg["signature"] == str(made.signature)
    text = (tmp_path / "out" / "tables.md").read_text(encoding="utf-8")
    assert "| fractured | 20 | 80 |" in text
    assert "| reference \\ answer [1] | non-fractured | fractured |" in text
    assert f"- [1] `{matrix.signature}`" in text
    assert text == write.as_markdown("paper", tmp_path / "runs", tmp_path / "results")


def test_a_table_without_numbers_is_not_plotted(tmp_path: Path) -> None:
    filled = {one.table.id: one for one in cells.fill(load_suite("paper"), [])}
    assert not plots.plot(filled["fig3"], tmp_path / "x.png")
    assert not plots.plot(filled["FD"], tmp_path / "x.png")
    assert not (tmp_path / "x.png").exists()
