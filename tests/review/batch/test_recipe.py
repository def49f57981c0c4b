from __future__ import annotations

import pickle
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from fracview.core.radiograph import NetworkUse
from fracview.inference import Analyzer, load_model_set
from fracview.review.batch.recipe import LoaderRecipe
from fracview.review.loading import Loader, Task
from tests.review.batch.faulty import recipe, write_stack
from tests.tiny_runs import write_scan, write_tiny_set


@pytest.mark.parametrize("run_anyway", [False, True])
def test_it_is_all_that_reading_needs_of_an_analyzer(tmp_path: Path, run_anyway: bool) -> None:
    analyzer = Analyzer(load_model_set(write_tiny_set(tmp_path / "m")), "cpu", run_anyway=run_anyway)
    made: LoaderRecipe = pickle.loads(pickle.dumps(LoaderRecipe.of(analyzer, keep_images=True)))
    assert (made.sizes, made.run_anyway, made.provenance) == (((32, 64),), run_anyway, analyzer.provenance())
    task = Task(write_stack(tmp_path / "stack.tiff", [10, 20]), 0, 1)  # of several frames: to be asked about
    ours, theirs = made.open()(task).prepared, Loader(analyzer, keep_images=True)(task).prepared
    assert ours is not None
    assert theirs is not None
    assert ours.network_use is NetworkUse.ASK
    assert bool(ours.inputs) is run_anyway
    assert ours.inputs.keys() == theirs.inputs.keys()
    assert all(np.array_equal(ours.inputs[size], theirs.inputs[size]) for size in ours.inputs)


def test_going_on_reads_the_frame_after_and_those_that_follow(tmp_path: Path) -> None:
    loader = recipe(LoaderRecipe).open()
    first = loader(Task(write_stack(tmp_path / "stack.tiff", [10, 20, 30, 40]), 0, 1))
    third = loader.resume(replace(first, task=replace(first.task, frame=1), others=None))
    assert third is not None
    assert third.prepared is not None
    assert (third.task.frame, third.prepared.inputs[32, 64].max()) == (2, 30)
    fourth = loader.following(third)
    assert fourth is not None
    assert (fourth.task.frame, fourth.others) == (3, None)


def test_a_file_that_has_gone_since_is_unreadable(tmp_path: Path) -> None:
    loader = recipe(LoaderRecipe).open()
    path = write_scan(tmp_path / "scan.png")
    first = replace(loader(Task(path, 0, 1)), stamp=None)
    path.unlink()
    second = loader.resume(first)
    assert second is not None
    assert second.analysis is not None
    assert second.analysis.reason.startswith("not_found: ")
