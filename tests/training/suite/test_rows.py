from __future__ import annotations

import pickle
from typing import TYPE_CHECKING

import pytest

from fracview.core.errors import UsageError
from training.suite.rows import load_suite, select

if TYPE_CHECKING:
    from pathlib import Path

    from training.suite.rows import Suite

KERAS = (
    "Xception", "VGG16", "VGG19", "ResNet50", "ResNet50V2", "ResNet101", "ResNet101V2", "ResNet152V2",
    "InceptionV3", "InceptionResNetV2", "MobileNetV2", "DenseNet121", "DenseNet169", "DenseNet201",
    "NASNetMobile", "NASNetLarge", "EfficientNetB7", "EfficientNetV2B3", "EfficientNetV2L",
)  # fmt: skip
YOLO = tuple(f"yolov8{size}-cls" for size in "nsmlx")


def test_the_paper_has_all_its_tables_and_figures() -> None:
    paper = load_suite("paper")
    counts = {table.id: len(paper.rows_of(table.id)) for table in paper.tables}
    assert counts == {
        "I": 5, "II": 4, "III": 4, "IV": 2, "V": 24, "VI": 5, "VII": 6, "VIII": 3, "IX": 24,
        "fig3": 1, "fig4": 1, "fig5": 5, "fig6": 1, "P": 7, "FC": 6, "FD": 3, "FX": 7,
    }  # fmt: skip


@pytest.mark.parametrize("table", ["V", "IX"])
def test_both_classification_tables_name_the_same_networks_in_the_papers_order(table: str) -> None:
    rows = load_suite("paper").rows_of(table)
    assert tuple(row.model for row in rows) == (*KERAS, *YOLO)
    assert {row.family for row in rows[:19]} == {"keras_cls"}
    assert {row.family for row in rows[19:]} == {"yolo_cls"}
    assert all(len(row.paper) == 4 for row in rows)


@pytest.mark.parametrize(
    ("row", "figures"),
    [
        ("V-Xception", (0.60, 0.58, 0.67, 0.61)),
        ("V-ResNet50V2", (0.48, 0.23, 0.02, 0.04)),
        ("V-EfficientNetV2L", (0.72, 0.71, 0.77, 0.73)),
        ("V-yolov8m-cls", (0.83, 0.87, 0.81, 0.83)),
        ("IX-ResNet101V2", (0.36, 0.52, 0.36, 0.24)),
        ("IX-InceptionResNetV2", (0.20, 0.04, 0.20, 0.07)),
        ("IX-yolov8s-cls", (0.96, 0.96, 0.96, 0.96)),
        ("I-yolov8s", (0.575, 0.462, 0.496)),
        ("I-yolov8x-225e-640", (0.721, 0.560, 0.595)),
        ("III-yolov8x", (0.514, 0.770, 0.477)),
        ("VIII-yolov8s-seg-mask", (0.830, 0.499, 0.589)),
        ("IV-stage-2", (0.000714, 640, 143)),
        ("VII-total", (716, 3367)),
        ("VI-mixed", (0.86,)),
        ("fig5-mixed", (0.02, 0.06, 0.01, 0.89, 0.02)),
    ],
)
def test_figures_are_as_printed(row: str, figures: tuple[float, ...]) -> None:
    assert tuple(load_suite("paper").row(row).paper.values()) == figures


def test_table_ii_keeps_its_sample_counts() -> None:
    rows = load_suite("paper").rows_of("II")
    assert {row.settings["view"]: row.paper["n"] for row in rows} == {
        "hip": 10, "hand": 49, "shoulder": 5, "leg": 34,
    }  # fmt: skip
    assert {row.of for row in rows} == {"I-yolov8x-225e-640"}


def test_the_papers_slips_are_noted() -> None:
    paper = load_suite("paper")
    text = " ".join(
        (*paper.notes, *(n for t in paper.tables for n in t.notes), *(n for r in paper.rows for n in r.notes))
    )
    for slip in ("IMG0003298", "95.2 %", "96.2 %", "caption of Fig. 4", "717", "244", "exchanged"):
        assert slip in text


def test_table_v_prints_precision_and_recall_of_yolo_exchanged() -> None:
    """On a balanced test part accuracy = (1 + r - r (1 - p) / p) / 2."""
    for row in load_suite("paper").rows_of("V")[19:]:
        p, r, accuracy = (row.paper[name] for name in ("precision", "recall", "accuracy"))
        exchanged = (1 + p - p * (1 - r) / r) / 2
        assert abs(exchanged - accuracy) < 0.01
        assert abs(exchanged - accuracy) < abs((1 + r - r * (1 - p) / p) / 2 - accuracy)


def test_every_trained_row_has_what_a_family_needs() -> None:
    for row in load_suite("paper").rows:
        if row.trains and row.family != "explain":
            assert {"size", "epochs", "batch", "optimizer"} <= set(row.settings), row.id
            assert row.protocol in {"paper-v1", "leakfree-v1"}


def test_settings_are_inherited_from_table_and_family(suite: Suite) -> None:
    paper = load_suite("paper")
    assert paper.row("V-Xception").settings["size"] == 244
    assert paper.row("IX-Xception").settings["size"] == 224
    assert paper.row("V-yolov8m-cls").settings["learning_rate"] == 0.000714
    assert paper.row("I-yolov8s-100e-600").settings["size"] == 600
    assert suite.row("A-oracle").settings == {"size": 64, "epochs": 3, "learning_rate": 0.001}


def test_a_row_travels_to_another_process(suite: Suite) -> None:
    assert pickle.loads(pickle.dumps(suite.row("A-oracle"))) == suite.row("A-oracle")


@pytest.mark.parametrize(
    ("patterns", "expected"),
    [
        ([], 9),
        (["A"], 1),
        (["D-*"], 5),
        (["fake"], 3),
        (["B-oracle", "A"], 2),
    ],
)
def test_rows_are_chosen_by_id_table_or_family(suite: Suite, patterns: list[str], expected: int) -> None:
    assert len(select(suite.rows, patterns)) == expected


def test_a_pattern_without_a_row_is_named(suite: Suite) -> None:
    with pytest.raises(UsageError, match="no row is called V-Xcepton"):
        select(suite.rows, ["A", "V-Xcepton"])
    with pytest.raises(UsageError, match="no row is called A"):
        suite.row("A")


def test_an_unknown_suite_is_refused_with_those_there_are() -> None:
    with pytest.raises(UsageError, match=r"no suite papper.*Choose from paper"):
        load_suite("papper")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[table.A", "small.toml"),
        ('[table.A]\ntitle = ""\nkind = "guessed"', "kind guessed is none of"),
        (
            '[table.A]\ntitle = ""\nfigures = ["a"]\nrows = [{ model = "x", paper = [1, 2] }]',
            "2 figures for 1",
        ),
        ('[table.A]\ntitle = ""\nrows = [{ model = "x" }, { model = "x" }]', "two rows have this id"),
        ('[table.A]\ntitle = ""\nrows = [{ model = "x", settings = { of = "y" } }]', "y, which is no row"),
    ],
)
def test_a_suite_that_does_not_hold_together_is_refused(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "small.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=message):
        load_suite(str(file))
