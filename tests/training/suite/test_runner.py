from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING

import pytest

from fracview.core.errors import FracViewError, UsageError
from training.suite import outcomes, signature
from training.suite.options import RunOptions
from training.suite.runner import evaluate_folder, folder_of, run_folders, run_row, trained_rows

if TYPE_CHECKING:
    from pathlib import Path

    from tests.training.conftest import Tiny
    from tests.training.suite.conftest import Oracle
    from training.suite.rows import Suite


@pytest.fixture
def options(tiny: Tiny, tmp_path: Path) -> RunOptions:
    return RunOptions(data_root=tiny.root, work=tmp_path / "runs")


def test_a_row_is_trained_once_and_its_outcome_loaded_afterwards(
    suite: Suite, oracle: Oracle, options: RunOptions
) -> None:
    first = run_row(suite.row("A-oracle"), options, suite)
    again = run_row(suite.row("A-oracle"), options, suite)
    assert oracle.trained == 1
    assert again == first
    assert first.figures["accuracy"] == outcomes.Figure(1.0, 18, pytest.approx(0.824, abs=1e-3), 1.0)
    assert {"precision", "recall", "f1", "specificity", "auc"} <= set(first.figures)
    assert first.confusion == ((9, 0), (0, 9))


def test_the_signature_says_what_was_run(suite: Suite, oracle: Oracle, options: RunOptions) -> None:
    text = str(run_row(suite.row("A-oracle"), options, suite).signature)
    for part in (
        "row:A-oracle", "protocol:paper-v1", "run:full", "seed:7", "epochs:3/3", "best:1", "sample:all",
        "size:64", "init:scratch", "lib:oracle-1.0", "device:cpu",
    ):  # fmt: skip
        assert part in text.split("|")
    assert signature.parse(text).split == text.split("split:")[1].split("|")[0]


def test_a_try_has_its_own_folder_and_says_so(suite: Suite, oracle: Oracle, options: RunOptions) -> None:
    tried = dataclasses.replace(options, epochs=1, sample=4, from_scratch=True)
    outcome = run_row(suite.row("B-oracle"), tried, suite)
    assert outcome.signature.run == "try"
    assert (outcome.signature.sample, outcome.signature.epochs) == ("4", "1/3")
    assert folder_of(suite.row("B-oracle"), tried).name == "B-oracle_epochs1_sample4_scratch"
    assert outcomes.file_name(outcome) == "B-oracle--paper-v1--try.json"
    full = run_row(suite.row("B-oracle"), options, suite)
    assert full.signature.run == "full"
    found = outcomes.load_all([options.work / "suite"])
    assert outcomes.best_of(found, "B-oracle", "paper-v1") == full


def test_rows_read_off_others_come_with_their_source(
    suite: Suite, oracle: Oracle, options: RunOptions
) -> None:
    for row in trained_rows(suite, suite.rows):
        run_row(row, options, suite)
    made = {one.row_id: one for one in outcomes.load_all([options.work / "suite"])}
    assert set(made) == {row.id for row in suite.rows} - {"E-cam"}
    assert made["D-hand"].figures["accuracy"].value == 1.0
    assert made["D-matrix"].confusion == made["A-oracle"].confusion
    assert made["D-matrix"].figures == {}
    assert made["D-matrix-mixed"].figures["mixed"].value == 1.0
    assert made["D-training"].figures["best_epoch"].value == 1
    assert made["D-training"].figures["learning_rate"].value == 0.001
    boxes = made["D-boxes-leg"].figures
    assert boxes["n"].value == 2  # a leg and a mixed scan among the five official valid ones
    assert boxes["ap50"].value == 1.0
    assert made["D-hand"].signature == made["B-oracle"].signature


def test_asking_for_a_row_read_off_another_runs_that_one(
    suite: Suite, oracle: Oracle, options: RunOptions
) -> None:
    rows = trained_rows(suite, [suite.row("D-hand"), suite.row("D-matrix-mixed"), suite.row("E-cam")])
    assert [row.id for row in rows] == ["B-oracle"]
    assert run_row(suite.row("D-hand"), options, suite).row_id == "B-oracle"


def test_our_protocol_chooses_the_threshold_on_validation(
    suite: Suite, oracle: Oracle, options: RunOptions
) -> None:
    ours = dataclasses.replace(options, protocol="leakfree-v1")
    outcome = run_row(suite.row("A-oracle"), ours, suite)
    assert outcome.protocol == "leakfree-v1"
    assert any("chosen on the validation part" in note for note in outcome.notes)
    papers = run_row(suite.row("A-oracle"), options, suite)
    assert any("no validation part" in note for note in papers.notes)


def test_evaluating_again_needs_neither_data_nor_family(
    suite: Suite, oracle: Oracle, options: RunOptions
) -> None:
    first = run_row(suite.row("C-oracle"), options, suite)
    (folder,) = run_folders(options.work)
    for file in (folder / "outcomes").iterdir():
        file.unlink()
    assert evaluate_folder(folder, suite)[0] == first
    assert oracle.trained == 1


def test_a_killed_run_goes_to_its_family_again_in_the_same_folder(
    suite: Suite, oracle: Oracle, options: RunOptions
) -> None:
    row = suite.row("A-oracle")
    run_row(row, options, suite)
    folder = folder_of(row, options)
    begun = (folder / "config.json").read_text()
    (folder / "predictions.npz").unlink()
    run_row(row, options, suite)
    assert oracle.trained == 2
    assert (folder / "config.json").read_text() == begun
    assert len((folder / "epochs.jsonl").read_text().splitlines()) == 1


def test_a_changed_recipe_does_not_go_on_in_an_old_folder(
    suite: Suite, oracle: Oracle, options: RunOptions
) -> None:
    row = suite.row("A-oracle")
    run_row(row, options, suite)
    (folder_of(row, options) / "predictions.npz").unlink()
    changed = dataclasses.replace(row, settings={**row.settings, "epochs": 9})
    other = dataclasses.replace(suite, rows=(changed,))
    with pytest.raises(UsageError, match="begun with another settings, epochs"):
        run_row(changed, options, other)


def test_what_is_not_trained_is_refused_by_name(suite: Suite, options: RunOptions) -> None:
    with pytest.raises(UsageError, match=r"E-cam is measured.*explain"):
        run_row(suite.row("E-cam"), options, suite)
    with pytest.raises(UsageError, match="asks for the family fake"):
        run_row(suite.row("A-oracle"), options, suite)


def test_answers_that_do_not_fit_are_refused(
    suite: Suite, oracle: Oracle, options: RunOptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    def short(*_: object) -> object:
        from training.suite.predictions import Predictions

        return Predictions(boxes=[])

    monkeypatch.setattr(oracle, "train", short)
    with pytest.raises(FracViewError, match="boxes of 0 scans for 5"):
        run_row(suite.row("C-oracle"), options, suite)
    assert run_folders(options.work) == ()


def test_a_folder_that_is_no_run_is_refused(suite: Suite, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no predictions"):
        evaluate_folder(tmp_path, suite)


def test_an_outcome_survives_its_file(
    suite: Suite, oracle: Oracle, options: RunOptions, tmp_path: Path
) -> None:
    outcome = run_row(suite.row("B-oracle"), options, suite)
    nan = dataclasses.replace(outcome, figures={"auc": outcomes.Figure(float("nan"), 0)})
    outcomes.save(nan, tmp_path / "x--y.json")
    loaded = outcomes.load(tmp_path / "x--y.json")
    assert loaded.figures["auc"].value != loaded.figures["auc"].value
    assert dataclasses.replace(loaded, figures=outcome.figures) == outcome
    assert json.loads((tmp_path / "x--y.json").read_text())["figures"]["auc"]["value"] is None
    (tmp_path / "x--y.json").write_text("{}")
    with pytest.raises(UsageError, match="no outcome of the suite"):
        outcomes.load(tmp_path / "x--y.json")
