from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from fracview.review.batch.worker import Opened, Question
from fracview.review.loading import Task
from tests.review.batch.faulty import recipe, write_stack

LOADED = """
import sys, fracview.review.batch.worker
print(sorted({'numpy', 'PIL', 'fracview.review.loading'} & set(sys.modules)))
"""


def test_nothing_numerical_is_loaded_before_its_threads_are_settled() -> None:
    done = subprocess.run([sys.executable, "-c", LOADED], check=True, capture_output=True, text=True)
    assert done.stdout == "[]\n"


def test_files_stay_open_while_they_have_more_and_somebody_asks(tmp_path: Path) -> None:
    opened = Opened(recipe())
    task = Task(write_stack(tmp_path / "stack.tiff", [10, 20, 30]), 0, 1)
    loaded, number = opened.answer(Question(task))
    assert loaded is not None
    assert (loaded.others, number) == (None, 1)
    second, number = opened.answer(Question(loaded, number))
    assert second is not None
    assert (second.task.frame, number) == (1, 2)
    third, number = opened.answer(Question(second, number, released=(2,)))  # opened anew
    assert third is not None
    assert third.prepared is not None
    assert (third.prepared.inputs[32, 64].max(), number) == (30, None)
    assert opened.answer(Question(third)) == (None, None)
