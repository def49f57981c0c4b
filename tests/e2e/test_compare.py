"""`fracview compare` as a reader starts it, on FracAtlas: what it writes agrees with itself and with COCO."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import subprocess
import sys
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from tests.tiny_runs import write_tiny_set

SMALL = Path(__file__).resolve().parents[1] / "data" / "fracatlas_small"
QT_CHECK = """
import sys
from fracview.cli import main
code = main(sys.argv[1:])
heavy = {"PySide6", "pyqtgraph", "torch", "ultralytics", "sklearn", "scipy", "cv2", "pandas", "onnx"}
loaded = sorted(heavy & {name.split(".")[0] for name in sys.modules})
print(f"loaded: {loaded}", file=sys.stderr)
sys.exit(code if not loaded else 99)
"""


class Page(HTMLParser):
    """Cells of every table row, all tags, and all addresses."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.tags: Counter[str] = Counter()
        self.addresses: list[str] = []
        self._cell = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href", "action", "data")]
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append("")
        self._cell = tag in ("td", "th") or (self._cell and tag in ("code", "small", "br", "span"))

    def handle_endtag(self, tag: str) -> None:
        self._cell = self._cell and tag not in ("td", "th")

    def handle_data(self, data: str) -> None:
        if self._cell:
            self.rows[-1][-1] += data


def _compare(*arguments: object, code: str = "", timeout: int = 300) -> subprocess.CompletedProcess[str]:
    start = [sys.executable, "-W", "error", *(["-c", code] if code else ["-m", "fracview"]), "compare"]
    return subprocess.run(
        [*start, *map(str, arguments)], capture_output=True, text=True, check=False, timeout=timeout
    )


def _metrics(folder: Path) -> dict[str, Any]:
    def refuse(constant: str) -> float:
        raise AssertionError(f"{constant} is no JSON")

    text = (folder / "metrics.json").read_text(encoding="utf-8")
    content = json.loads(text, parse_constant=refuse)
    assert isinstance(content, dict)
    return content


def _rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))


@pytest.fixture(scope="module")
def shipped(models_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of the small FracAtlas with the networks that ship."""
    if not any(models_dir.glob("*/model.onnx")):
        pytest.skip("the networks are not here")
    out = tmp_path_factory.mktemp("compare") / "report"
    done = _compare(
        "--images", SMALL / "images", "--truth", SMALL, "--device", "cpu", "--bootstrap", "50", "--out", out
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return out


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with tiny networks, of which some answers are out of scope; no Qt may be loaded."""
    folder = tmp_path_factory.mktemp("compare-tiny")
    models = write_tiny_set(folder / "models")
    done = _compare(
        "--images", SMALL / "images", "--truth", SMALL, "--models", models, "--device", "cpu",
        "--bootstrap", "50", "--store", folder / "store.sqlite", "--out", folder / "report",
        code=QT_CHECK,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "loaded: []" in done.stderr
    return folder / "report"


@pytest.fixture(scope="module", params=["shipped", "tiny"])
def report(request: pytest.FixtureRequest) -> Path:
    found = request.getfixturevalue(request.param)
    assert isinstance(found, Path)
    return found


def test_every_file_is_there(report: Path) -> None:
    names = {one.name for one in report.iterdir()}
    assert {"metrics.json", "per_box.csv", "per_image.csv", "report.html"} <= names
    for name in ("precision_recall", "froc", "roc", "confusion_fracture", "confusion_region", "reliability"):
        assert (report / f"{name}.png").read_bytes().startswith(b"\x89PNG")
        assert (report / f"{name}.svg").read_text(encoding="utf-8").rstrip().endswith("</svg>")
    assert not [name for name in names if name.startswith(".")]


def test_the_page_shows_the_numbers_of_metrics_json(report: Path) -> None:
    content, page = _metrics(report), Page((report / "report.html").read_text(encoding="utf-8"))
    start = next(place for place, row in enumerate(page.rows) if row[0] == "figure")
    shown = page.rows[start + 1 : start + 1 + len(content["figures"])]
    for row, (name, one) in zip(shown, content["figures"].items(), strict=True):
        value = "not defined" if one["value"] is None else f"{one['value']:.3f}"
        assert [cell.strip() for cell in row[1:2]] == [value], name
        assert row[3].strip() == str(one["n"]), name
        assert row[4].strip() == one["protocol"], name
        if one["low"] is not None:
            assert row[2].strip() == f"{one['low']:.3f} to {one['high']:.3f}", name


def test_the_page_shows_the_counts(report: Path) -> None:
    content = _metrics(report)
    whole = (report / "report.html").read_text(encoding="utf-8")
    text = re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", "", whole)))
    for name, count in content["counts"].items():
        assert f"{name.upper()} {count} " in text
    for value in content["signature"].values():
        assert str(value) in text


def test_per_box_and_per_image_add_up_to_the_counts(report: Path) -> None:
    counts = _metrics(report)["counts"]
    kinds = Counter(row["kind"] for row in _rows(report / "per_box.csv"))
    assert {kind.lower(): count for kind, count in kinds.items()} == {k: n for k, n in counts.items() if n}
    images = _rows(report / "per_image.csv")
    for kind, count in counts.items():
        assert sum(int(row[kind] or 0) for row in images) == count


def test_what_has_no_answer_is_listed_and_counted_nowhere(report: Path) -> None:
    content = _metrics(report)
    images = _rows(report / "per_image.csv")
    lacking = [row["image"] for row in images if row["answered"] == "no"]
    assert lacking == [one["image"] for one in content["unanswered"]]
    assert "IMG0003298.jpg" in lacking
    answered = content["signature"]["images answered"]
    assert answered == len(images) - len(lacking)
    assert content["confusion"]["fracture by box"]["n"] == answered
    assert not {row["image"] for row in _rows(report / "per_box.csv")} & set(lacking)
    page = (report / "report.html").read_text(encoding="utf-8")
    assert all(name in page for name in lacking)


def test_the_page_needs_nothing_but_itself(report: Path) -> None:
    text = (report / "report.html").read_text(encoding="utf-8")
    page = Page(text)
    assert not {"script", "link", "iframe", "object", "embed", "form", "base"} & set(page.tags)
    assert page.addresses
    assert all(address.startswith("data:image/") for address in page.addresses)
    outside = re.sub(r"data:image/[a-z]+;base64,[A-Za-z0-9+/=]+", "", text)
    assert not re.search(r"https?:|//[a-z]|@import|url\(|\son[a-z]+=|javascript:", outside, re.IGNORECASE)
    assert "Research use only, not a medical device." in text


def test_the_signature_names_the_networks_and_the_annotations(shipped: Path, models_dir: Path) -> None:
    signed = _metrics(shipped)["signature"]
    manifests = [json.loads(path.read_text(encoding="utf-8")) for path in models_dir.glob("*/manifest.json")]
    used = {value for key, value in signed.items() if key.startswith("predictions: ")}
    assert used
    assert used <= {one["sha256"] for one in manifests}
    assert len(signed["reference standard SHA-256"]) == 64
    assert signed["reference standard"] == "FracAtlas: fracatlas_small"
    assert str(SMALL.parent) not in json.dumps(signed)


def test_tables_by_region_are_those_of_the_study(shipped: Path) -> None:
    rows = _metrics(shipped)["by"]["region"]
    assert [row["name"] for row in rows] == ["all", "hand", "leg", "hip", "shoulder", "mixed"]
    assert sum(row["images"] for row in rows[1:]) == rows[0]["images"] == 12
    for row in rows:
        for name in ("precision", "recall", "average_precision_50", "region_accuracy"):
            figure = row["figures"][name]
            assert figure["protocol"]
            assert figure["value"] is None or 0 <= figure["value"] <= 1


@pytest.mark.slow
def test_the_official_valid_part_agrees_with_coco(
    fracatlas_dir: Path, models_dir: Path, tmp_path: Path
) -> None:
    """AP of the report, and AP of faster-coco-eval on the analyses in the store and FracAtlas's own file."""
    from tests.core.comparison.cases import judged_by_coco

    common = ("--images", fracatlas_dir / "images", "--truth", fracatlas_dir, "--part", "valid")
    store = tmp_path / "store.sqlite"
    done = _compare(
        *common,
        "--device",
        "cpu",
        "--bootstrap",
        "0",
        "--store",
        store,
        "--out",
        tmp_path / "out",
        timeout=900,
    )
    assert done.returncode == 0, done.stderr
    content = _metrics(tmp_path / "out")
    answered = [row["image"] for row in _rows(tmp_path / "out" / "per_image.csv") if row["answered"] == "yes"]
    assert len(answered) >= 70
    reference, results = _as_coco(fracatlas_dir, answered, store, models_dir)
    ap50, ap = judged_by_coco(reference, results)
    assert content["figures"]["average_precision_50"]["value"] == pytest.approx(ap50, abs=1e-6)
    assert content["figures"]["average_precision_50_95"]["value"] == pytest.approx(ap, abs=1e-6)
    assert content["figures"]["average_precision_50"]["n"] == len(reference["annotations"])


def _as_coco(
    fracatlas: Path, answered: list[str], store: Path, models: Path
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """FracAtlas's COCO file cut down to these images, and the analyses as COCO results."""
    from fracview.inference import Analyzer, load_model_set
    from fracview.review.comparison import files_by_name, predict
    from fracview.review.store import Store

    path = fracatlas / "Annotations" / "COCO JSON" / "COCO_fracture_masks.json"
    whole = json.loads(path.read_text(encoding="utf-8"))
    ids = {one["file_name"]: one["id"] for one in whole["images"] if one["file_name"] in answered}
    assert set(ids) == set(answered)
    kept = set(ids.values())
    reference = {
        "info": {},
        "images": [one for one in whole["images"] if one["id"] in kept],
        "categories": [{"id": 1, "name": "fracture"}],
        "annotations": [
            one | {"category_id": 1, "area": one["bbox"][2] * one["bbox"][3]}
            for one in whole["annotations"]
            if one["image_id"] in kept
        ],
    }
    files = files_by_name(fracatlas / "images")
    analyzer = Analyzer(load_model_set(models), device="cpu")
    with Store(store) as known:
        found = list(predict([files[name] for name in answered], analyzer, known))
    assert all(one.recalled for one in found)
    results = [
        {
            "image_id": ids[one.analysis.path.name],
            "category_id": 1,
            "bbox": [
                box.box_xyxy[0],
                box.box_xyxy[1],
                box.box_xyxy[2] - box.box_xyxy[0],
                box.box_xyxy[3] - box.box_xyxy[1],
            ],
            "score": box.score,
        }
        for one in found
        for box in one.analysis.detections
    ]
    return reference, results
