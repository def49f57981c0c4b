"""`fracview compare` in this process, on scans whose answers can be worked out by hand."""

from __future__ import annotations

import csv
import io
import json
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from fracview.cli import ALL_DONE, INTERRUPTED, NOT_STARTED, SOME_FAILED
from fracview.cli import compare as compare_module
from fracview.inference import Analyzer
from tests.cli.conftest import Ended
from tests.tiny_runs import DEFINITE, FAILED, NOT_FOUND, OUT_OF_SCOPE, SHAPE, write_scan

Compare = Callable[..., Ended]

FOUND = (40, 20, 80, 60)
"""x, y, width and height of the tiny detector's best box (score 0.8); its second (0.3) hits nothing."""

ELSEWHERE = (200, 90, 30, 30)


def write_truth(path: Path, drawn: Mapping[str, Sequence[tuple[int, ...]]]) -> Path:
    """A COCO file of these images and boxes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    sizes = {"width": SHAPE[1], "height": SHAPE[0]}
    boxes = [(number, box) for number, name in enumerate(drawn, 1) for box in drawn[name]]
    content = {
        "images": [{"id": number, "file_name": name, **sizes} for number, name in enumerate(drawn, 1)],
        "categories": [{"id": 1, "name": "fracture"}],
        "annotations": [
            {"id": number, "image_id": image, "category_id": 1, "bbox": list(box), "iscrowd": 0}
            for number, (image, box) in enumerate(boxes, 1)
        ],
    }
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def no_charts(monkeypatch: pytest.MonkeyPatch) -> None:
    """They take a second a report, and tests/export/comparison looks at them."""
    monkeypatch.setattr("fracview.export.comparison.writing.as_bytes", lambda *_: b"a chart")


@pytest.fixture
def scans(tmp_path: Path) -> Path:
    """A fracture that is found, none, and one out of scope."""
    for name, grey in (("a", DEFINITE), ("b", NOT_FOUND), ("c", OUT_OF_SCOPE)):
        write_scan(tmp_path / "scans" / f"{name}.png", grey)
    return tmp_path / "scans"


@pytest.fixture
def truth(tmp_path: Path) -> Path:
    drawn = {"a.png": [FOUND], "b.png": [], "c.png": [ELSEWHERE], "gone.png": [ELSEWHERE]}
    return write_truth(tmp_path / "truth.json", drawn)


@pytest.fixture
def results(tmp_path: Path) -> Path:
    """COCO results of another product: it finds the fracture, and marks nothing else."""
    path = tmp_path / "results.json"
    said = [{"image_id": 1, "category_id": 1, "bbox": [42, 20, 80, 60], "score": 0.6}]
    path.write_text(json.dumps(said), encoding="utf-8")
    return path


@pytest.fixture
def compare(fracview: Compare, models: Path, scans: Path, truth: Path, tmp_path: Path) -> Compare:
    """`fracview compare` of these scans with the tiny networks; ``--bootstrap 0`` and an --out of its own."""

    def run(*arguments: object, networks: bool = True) -> Ended:
        common = ["--images", scans, "--truth", truth, "--bootstrap", 0]
        if "--out" not in arguments:
            common += ["--out", tmp_path / "out"]
        if networks:
            common += ["--models", models, "--device", "cpu"]
        return fracview("compare", *common, *arguments)

    return run


def _metrics(folder: Path) -> dict[str, Any]:
    content = json.loads((folder / "metrics.json").read_text(encoding="utf-8"))
    assert isinstance(content, dict)
    return content


def _rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))


def test_all_done_is_exit_code_0_with_the_numbers_on_standard_output(
    compare: Compare, tmp_path: Path
) -> None:
    ended = compare("--quiet")
    assert ended.code == ALL_DONE, ended.err
    assert ended.err == ""
    assert "2 of 4 images have an answer" in ended.out
    assert "TP 1, FP 3, FN 0" in ended.out
    assert "AP@0.5 " in ended.out
    assert "Research use only" in ended.out
    assert str(tmp_path / "out" / "report.html") in ended.out


def test_the_table_says_what_metrics_json_says(compare: Compare, tmp_path: Path) -> None:
    ended = compare()
    figures = _metrics(tmp_path / "out")["figures"]
    lines = {line.split("  ")[0]: line for line in ended.out.splitlines() if "n=" in line}
    for name, words in (
        ("precision", "precision of boxes"),
        ("recall", "recall of boxes"),
        ("average_precision_50", "AP@0.5"),
        ("specificity_by_probability", "specificity of images, by probability"),
    ):
        assert f" {figures[name]['value']:.3f} " in lines[words]
        assert lines[words].endswith(f"n={figures[name]['n']}")


def test_without_an_answer_is_no_negative_and_listed(compare: Compare, tmp_path: Path) -> None:
    compare()
    content = _metrics(tmp_path / "out")
    assert [one["image"] for one in content["unanswered"]] == ["c.png", "gone.png"]
    assert all(one["why"] for one in content["unanswered"])
    assert content["counts"] == {"tp": 1, "fp": 3, "fn": 0}
    assert content["confusion"]["fracture by box"]["n"] == 2
    assert content["confusion"]["fracture by probability"]["n"] == 2
    rows = {row["image"]: row for row in _rows(tmp_path / "out" / "per_image.csv")}
    for name in ("c.png", "gone.png"):
        assert rows[name]["answered"] == "no"
        assert rows[name]["why_unanswered"]
        assert [rows[name][column] for column in ("tp", "fp", "fn", "probability")] == [""] * 4
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "c.png" in page
    assert "gone.png" in page


def test_files_that_fail_are_exit_code_1_and_named(
    compare: Compare, scans: Path, truth: Path, tmp_path: Path
) -> None:
    write_scan(scans / "f.png", FAILED)
    (scans / "e.jpg").write_text("no picture", encoding="utf-8")
    write_truth(truth, {"a.png": [FOUND], "e.jpg": [], "f.png": [ELSEWHERE]})
    ended = compare()
    assert ended.code == SOME_FAILED
    assert "f.png" in ended.err
    assert "e.jpg" in ended.err
    content = _metrics(tmp_path / "out")
    assert sorted(one["image"] for one in content["unanswered"]) == ["e.jpg", "f.png"]
    assert content["counts"]["fn"] == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ["--iou", "0"],
        ["--iou", "1.2"],
        ["--iou", "nan"],
        ["--confidence", "-0.1"],
        ["--confidence", "nan"],
        ["--bootstrap", "-1"],
        ["--bootstrap", "many"],
        ["--nonsense"],
    ],
)
def test_wrong_usage_is_exit_code_2_and_writes_nothing(
    compare: Compare, tmp_path: Path, arguments: list[str]
) -> None:
    ended = compare(*arguments)
    assert ended.code == NOT_STARTED
    assert ended.out == ""
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("left_out", ["--images", "--truth", "--out"])
def test_what_must_be_named_is(fracview: Compare, scans: Path, truth: Path, left_out: str) -> None:
    options = {"--images": scans, "--truth": truth, "--out": scans.with_name("out")}
    named = [word for name, value in options.items() if name != left_out for word in (name, value)]
    ended = fracview("compare", *named)
    assert ended.code == NOT_STARTED
    assert left_out in ended.err


@pytest.mark.parametrize("option", ["--images", "--truth", "--predictions", "--against", "--models"])
def test_what_is_not_there_is_exit_code_2_and_named(compare: Compare, tmp_path: Path, option: str) -> None:
    ended = compare(option, tmp_path / "nowhere", networks=option not in ("--models", "--predictions"))
    assert ended.code == NOT_STARTED
    assert "nowhere" in ended.err
    assert "unforeseen" not in ended.err
    assert not (tmp_path / "out").exists()


def test_a_broken_annotation_file_is_refused_with_its_place(
    compare: Compare, truth: Path, tmp_path: Path
) -> None:
    text = truth.read_text(encoding="utf-8").replace("[40, 20, 80, 60]", "[40, 20, -80, 60]")
    truth.write_text(text, encoding="utf-8")
    ended = compare()
    assert ended.code == NOT_STARTED
    assert "annotations[0].bbox" in ended.err
    assert not (tmp_path / "out").exists()


def test_a_folder_with_strangers_is_refused_and_untouched(
    compare: Compare, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compare_module, "_analyzed", lambda *_: pytest.fail("refused too late"))
    out = tmp_path / "out"
    out.mkdir()
    (out / "thesis.docx").write_text("years of work", encoding="utf-8")
    (out / "metrics.json").write_text("another program's", encoding="utf-8")
    ended = compare()
    assert ended.code == NOT_STARTED
    assert "thesis.docx" in ended.err
    assert {one.name: one.read_text(encoding="utf-8") for one in out.iterdir()} == {
        "thesis.docx": "years of work",
        "metrics.json": "another program's",
    }


def test_out_that_is_a_file_is_refused_and_untouched(compare: Compare, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("keep", encoding="utf-8")
    assert compare().code == NOT_STARTED
    assert (tmp_path / "out").read_text(encoding="utf-8") == "keep"


def test_an_earlier_comparison_is_replaced(compare: Compare, tmp_path: Path) -> None:
    compare("--confidence", "0.5")
    before = _metrics(tmp_path / "out")
    assert compare("--confidence", "0.1").code == ALL_DONE
    after = _metrics(tmp_path / "out")
    assert (before["counts"]["fp"], after["counts"]["fp"]) == (1, 3)
    assert not list((tmp_path / "out").glob(".*"))


def test_the_networks_own_point_is_the_threshold_and_said(compare: Compare, tmp_path: Path) -> None:
    compare()
    signed = _metrics(tmp_path / "out")["signature"]
    assert (signed["score threshold"], signed["fracture threshold"]) == (0.2, 0.2)
    assert "high-sensitivity" in signed["thresholds from"]


def test_a_confidence_that_was_asked_for_holds_and_is_said(compare: Compare, tmp_path: Path) -> None:
    ended = compare("--confidence", "0.5", "--iou", "0.75")
    content = _metrics(tmp_path / "out")
    assert content["signature"]["score threshold"] == 0.5
    assert content["signature"]["IoU threshold"] == 0.75
    assert "high-sensitivity" in content["signature"]["thresholds from"]
    assert content["counts"] == {"tp": 1, "fp": 1, "fn": 0}
    assert "score >= 0.5 and IoU >= 0.75" in ended.out
    assert "AP@0.75" in content["figures"]["average_precision_at_iou"]["protocol"]


def test_answers_from_a_file_need_no_network(compare: Compare, results: Path, tmp_path: Path) -> None:
    ended = compare("--predictions", results, networks=False)
    assert ended.code == ALL_DONE, ended.err
    content = _metrics(tmp_path / "out")
    assert content["signature"]["score threshold"] == 0.25
    assert "file" in content["signature"]["thresholds from"]
    assert "results.json" in content["signature"]["predictions"]
    assert (content["counts"]["tp"], content["counts"]["fp"]) == (1, 0)
    assert content["figures"]["sensitivity_by_probability"]["value"] is None


def test_our_own_records_are_answers_too(
    compare: Compare, analyze: Compare, scans: Path, tmp_path: Path
) -> None:
    compare("--out", tmp_path / "direct", "--confidence", "0.25")
    analyze(scans, "--out", tmp_path / "records.json")
    ended = compare("--predictions", tmp_path / "records.json", networks=False)
    assert ended.code == ALL_DONE, ended.err
    direct, through_file = _metrics(tmp_path / "direct"), _metrics(tmp_path / "out")
    assert direct["counts"] == through_file["counts"]
    assert [one["image"] for one in through_file["unanswered"]] == ["c.png", "gone.png"]
    ap = [one["figures"]["average_precision_50"]["value"] for one in (direct, through_file)]
    assert ap[0] == pytest.approx(ap[1], abs=1e-9)


def test_two_sides_stand_beside_each_other(compare: Compare, results: Path, tmp_path: Path) -> None:
    ended = compare("--against", results)
    assert ended.code == ALL_DONE, ended.err
    first, second = _metrics(tmp_path / "out"), _metrics(tmp_path / "out" / "against")
    assert "results.json" in second["signature"]["predictions"]
    assert (first["counts"]["fp"], second["counts"]["fp"]) == (3, 0)
    precision = first["against"]["figures"]["precision"]
    assert precision["first"]["value"] == pytest.approx(0.25)
    assert precision["second"]["value"] == pytest.approx(1.0)
    assert "results.json" in ended.out
    assert compare("--against", results).code == ALL_DONE
    assert compare().code == ALL_DONE
    assert not (tmp_path / "out" / "against").exists()


def test_a_broken_second_file_is_found_before_the_networks_run(
    compare: Compare, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compare_module, "_analyzed", lambda *_: pytest.fail("refused too late"))
    broken = tmp_path / "broken.json"
    broken.write_text('[{"image_id": 1, "bbox": [1, 2, 3', encoding="utf-8")
    ended = compare("--against", broken)
    assert ended.code == NOT_STARTED
    assert "broken.json" in ended.err


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such file names")
def test_names_are_text_and_run_nowhere(compare: Compare, scans: Path, truth: Path, tmp_path: Path) -> None:
    hit, out_of_scope, formula = "<script>a<&.png", "<img src=x onerror=alert(1)>.png", "=1+1.png"
    write_scan(scans / hit, DEFINITE)
    write_scan(scans / out_of_scope, OUT_OF_SCOPE)
    write_scan(scans / formula, DEFINITE)
    write_truth(truth, {hit: [ELSEWHERE], out_of_scope: [], formula: [FOUND]})
    assert compare().code == ALL_DONE
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "<img src=x" not in page
    assert "&lt;script&gt;a&lt;&amp;.png" in page
    assert "&lt;img src=x onerror=alert(1)&gt;.png" in page
    for name in ("per_box.csv", "per_image.csv"):
        cells = [cell for row in _rows(tmp_path / "out" / name) for cell in row.values()]
        assert "'=1+1.png" in cells
        assert not [cell for cell in cells if cell.startswith(("=", "+", "@"))]


FRACATLAS = Path(__file__).resolve().parents[1] / "data" / "fracatlas_small"


def test_one_part_of_the_official_split(fracview: Compare, models: Path, tmp_path: Path) -> None:
    arguments = ["compare", "--images", FRACATLAS / "images", "--truth", FRACATLAS, "--bootstrap", 0]
    arguments += ["--models", models, "--device", "cpu", "--out", tmp_path / "out"]
    assert fracview(*arguments, "--part", "valid").code == ALL_DONE
    content = _metrics(tmp_path / "out")
    assert content["signature"]["images"] == 3
    assert {row["part"] for row in _rows(tmp_path / "out" / "per_image.csv")} == {"valid"}
    ended = fracview(*arguments, "--part", "exam")
    assert ended.code == NOT_STARTED
    assert "train, valid" in ended.err


def test_ctrl_c_while_the_networks_run_is_130_and_the_store_goes_on(
    compare: Compare, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Interrupting:
        def __enter__(self) -> Interrupting:
            return self

        def __exit__(self, *_: object) -> None:
            return None

        def update(self, done: int, *_: object) -> None:
            if done == 1:
                signal.raise_signal(signal.SIGINT)

    with monkeypatch.context() as patched:
        patched.setattr(compare_module, "progress", lambda **_: Interrupting())
        ended = compare("--store", tmp_path / "store.sqlite")
    assert ended.code == INTERRUPTED
    assert ended.out == ""
    assert "store.sqlite" in ended.err
    assert not (tmp_path / "out").exists()
    assert compare("--store", tmp_path / "store.sqlite").code == ALL_DONE


def test_what_is_kept_in_the_store_is_not_run_again(
    compare: Compare, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = tmp_path / "store.sqlite"
    compare("--store", store, "--out", tmp_path / "first")
    monkeypatch.setattr(Analyzer, "analyze", lambda *_, **__: pytest.fail("ran again"))
    assert compare("--store", store).code == ALL_DONE
    first, again = _metrics(tmp_path / "first"), _metrics(tmp_path / "out")
    del first["signature"]["made"], again["signature"]["made"]
    assert first == again
