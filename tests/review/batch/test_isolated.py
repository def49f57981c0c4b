from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import CancelledError
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from fracview.core.analysis import Status
from fracview.core.errors import ReadingError
from fracview.inference import Analyzer, load_model_set
from fracview.reading import walk
from fracview.review.batch import process
from fracview.review.batch.isolated import IsolatedReaders
from fracview.review.batch.process import ReadersError
from fracview.review.batch.recipe import LoaderRecipe
from fracview.review.loading import Loaded, Loader, ReadAhead, Task, ThreadReaders
from fracview.review.run import RunOptions, Surroundings, run_paths
from tests.conftest import REPOSITORY
from tests.review.batch.faulty import UnopenableRecipe, notes, recipe, write_stack
from tests.tiny_runs import write_scan, write_tiny_set

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fracview.review.loading import Readers

POSIX = pytest.mark.skipif(os.name != "posix", reason="signals to a process are POSIX")

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a process that holds Python up")


def tasks(paths: Sequence[Path]) -> list[Task]:
    return [Task(path, 0, number) for number, path in enumerate(paths, start=1)]


def read(readers: Readers, paths: Sequence[Path], ahead: int = 8) -> list[Loaded]:
    return [one for one in ReadAhead(readers, ahead)(tasks(paths)) if one is not None]


@contextmanager
def isolated(processes: int = 2, timeout_s: float = 60.0) -> Iterator[IsolatedReaders]:
    with closing(IsolatedReaders(recipe(), processes, timeout_s)) as readers:
        yield readers


def ended(one: Loaded) -> str:
    """How a frame ended: "" or the reason's code."""
    return "" if one.analysis is None else one.analysis.reason.partition(":")[0]


def is_there(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return (
        Path(f"/proc/{pid}/stat").read_text().split(")")[1].split()[0] != "Z"
        if sys.platform == "linux"
        else True
    )


def wait_until(happened: object, seconds: float = 20.0) -> None:
    assert callable(happened)
    give_up = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < give_up, "this has not happened in time"
        time.sleep(0.01)


def assert_same(one: Loaded, other: Loaded) -> None:
    for field in ("task", "study_uid", "frame_count", "stamp"):
        assert getattr(one, field) == getattr(other, field)
    np.testing.assert_array_equal(one.display_image, other.display_image)  # type: ignore[arg-type]
    if one.analysis is not None or other.analysis is not None:
        assert one.analysis is not None
        assert other.analysis is not None
        assert all(
            getattr(one.analysis, n) == getattr(other.analysis, n) for n in ("path", "frame", "sha256")
        )
        assert (one.analysis.status, one.analysis.reason) == (other.analysis.status, other.analysis.reason)
        assert one.analysis.provenance == other.analysis.provenance
        return
    assert one.prepared is not None
    assert other.prepared is not None
    for name in type(one.prepared).__slots__:
        ours, theirs = getattr(one.prepared, name), getattr(other.prepared, name)
        if name == "inputs":
            assert ours.keys() == theirs.keys()
            for size, picture in ours.items():
                np.testing.assert_array_equal(picture, theirs[size])
                assert (picture.dtype, picture.flags.writeable) == (
                    theirs[size].dtype,
                    theirs[size].flags.writeable,
                )
        else:
            assert ours == theirs, name


@pytest.fixture(scope="module")
def analyzer(tmp_path_factory: pytest.TempPathFactory) -> Analyzer:
    return Analyzer(load_model_set(write_tiny_set(tmp_path_factory.mktemp("models"))), "cpu", run_anyway=True)


def compare(analyzer: Analyzer, folders: Sequence[Path], keep_images: bool) -> int:
    """Read all in threads and in processes; how many frames there were."""
    files = [path for path in walk(folders) if isinstance(path, Path)]
    count = 0
    with (
        closing(ThreadReaders(Loader(analyzer, keep_images=keep_images), 2)) as threads,
        closing(IsolatedReaders(LoaderRecipe.of(analyzer, keep_images=keep_images))) as processes,
    ):
        pairs = zip(ReadAhead(threads, 8)(tasks(files)), ReadAhead(processes, 8)(tasks(files)), strict=True)
        for one, other in pairs:
            assert one is not None
            assert other is not None
            assert_same(one, other)
            count += 1
    return count


def test_everything_at_hand_is_read_as_in_threads(
    analyzer: Analyzer, samples_dir: Path, tmp_path: Path
) -> None:
    (tmp_path / "text.png").write_text("no picture", encoding="utf-8")
    (tmp_path / "empty.dcm").touch()
    whole = (samples_dir / "IMG0000370.jpg").read_bytes()
    (tmp_path / "cut.jpg").write_bytes(whole[: len(whole) // 2])
    write_stack(tmp_path / "stack.tiff", [10, 20, 30, 40])
    assert compare(analyzer, [REPOSITORY / "tests" / "data", samples_dir, tmp_path], keep_images=True) > 20


@pytest.mark.slow
def test_every_dicom_file_at_hand_is_read_as_in_threads(analyzer: Analyzer, dicom_dir: Path) -> None:
    assert compare(analyzer, [dicom_dir], keep_images=False) > 179


def test_processes_start_with_the_first_file_and_only_as_many_as_it_takes(tmp_path: Path) -> None:
    with isolated() as readers:
        gone = ReadingError("There is no such file.", reason="not_found", path=tmp_path)
        loaded = readers.first(Task(gone, 0, 1)).result()
        assert loaded.analysis is not None
        assert (loaded.analysis.status, ended(loaded)) == (Status.UNREADABLE, "not_found")
        assert readers.pids == ()
        for number in range(3):
            readers.first(Task(write_scan(tmp_path / f"{number}.png"), 0, number)).result()
            assert len(readers.pids) == 1
        pids = readers.pids
    assert not any(is_there(pid) for pid in pids)


def test_a_process_is_lean_and_deaf_to_signals(tmp_path: Path) -> None:
    with isolated() as readers:
        loaded = readers.first(Task(write_scan(tmp_path / "facts.png"), 0, 1)).result()
    assert loaded.study_uid == "[] [True, True] 1 2"


@POSIX
@pytest.mark.parametrize(
    ("name", "how"),
    [("segfault-0", "signal SIGSEGV"), ("kill-0", "signal SIGKILL"), ("exit-0", "exit code 3")],
)
def test_a_file_that_ends_its_process_costs_itself_alone(tmp_path: Path, name: str, how: str) -> None:
    paths = [write_scan(tmp_path / f"{number}.png", grey=number + 1) for number in range(10)]
    paths[4] = write_scan(tmp_path / f"{name}.png")
    with isolated() as readers:
        found = read(readers, paths)
    assert [one.task.number for one in found] == list(range(1, 11))
    assert [ended(one) for one in found] == [*[""] * 4, "worker_died", *[""] * 5]
    failed = found[4].analysis
    assert failed is not None
    assert failed.status is Status.FAILED
    assert f"2 times ({how})" in failed.reason
    assert str(tmp_path) not in failed.reason
    assert [len(notes(path)) for path in paths] == [1, 1, 1, 1, 2, 1, 1, 1, 1, 1]
    greys = [one.prepared.inputs[32, 64].max() for one in found if one.prepared]
    assert greys == [number + 1 for number in range(10) if number != 4]


@POSIX
def test_a_file_whose_process_died_once_is_read_after_all(tmp_path: Path) -> None:
    with isolated() as readers:
        [loaded] = read(readers, [write_scan(tmp_path / "kill-0-once.png")])
    assert ended(loaded) == ""
    assert loaded.prepared is not None


@POSIX
def test_a_process_that_is_killed_from_outside_costs_nothing(tmp_path: Path) -> None:
    path = write_scan(tmp_path / "slow-0-once.png")
    with isolated(processes=1) as readers:
        coming = readers.first(Task(path, 0, 1))
        wait_until(lambda: notes(path))
        os.kill(readers.pids[0], signal.SIGKILL)
        assert coming.result().prepared is not None
        os.kill(readers.pids[0], signal.SIGKILL)  # while it has nothing to do
        assert readers.first(Task(write_scan(tmp_path / "next.png"), 0, 2)).result().prepared is not None
        assert len(notes(tmp_path / "next.png")) == 1


def test_a_file_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    paths = [write_scan(tmp_path / "hang-0.png"), write_scan(tmp_path / "1.png")]
    with isolated(processes=1, timeout_s=0.5) as readers:
        found = read(readers, paths)
        pids = readers.pids
    assert [ended(one) for one in found] == ["reading_timeout", ""]
    assert found[0].analysis is not None
    assert found[0].analysis.status is Status.FAILED
    assert "after 0.5 s" in found[0].analysis.reason
    assert len(pids) == 1
    assert notes(paths[0]) == ["0"]


def test_frames_are_read_one_at_a_time_and_only_when_asked_for(tmp_path: Path) -> None:
    path = write_stack(tmp_path / "stack.tiff", [10, 20, 30])
    with isolated() as readers:
        loaded = readers.first(Task(path, 0, 1)).result()
        assert notes(path) == ["0"]
        second = readers.following(loaded).result()
        assert second is not None
        assert second.task.frame == 1
        assert second.stamp == loaded.stamp
        assert notes(path) == ["0", "1"]
        third = readers.following(second).result()
        assert third is not None
        assert third.prepared is not None
        assert third.prepared.inputs[32, 64].max() == 30
        assert third.others is None
        assert readers.following(third).result() is None


@POSIX
def test_a_death_between_frames_fails_that_frame_and_ends_the_file(tmp_path: Path) -> None:
    paths = [write_stack(tmp_path / "segfault-2.tiff", [10, 20, 30, 40]), write_scan(tmp_path / "1.png")]
    with isolated() as readers:
        found = read(readers, paths)
    assert [(one.task.number, one.task.frame, ended(one)) for one in found] == [
        (1, 0, ""),
        (1, 1, ""),
        (1, 2, "worker_died"),
        (2, 0, ""),
    ]
    assert notes(paths[0]) == ["0", "1", "2", "2"]


@POSIX
def test_a_file_goes_on_in_a_new_process_where_it_was(tmp_path: Path) -> None:
    stack = write_stack(tmp_path / "kill-2-once.tiff", [10, 20, 30, 40])
    with isolated(processes=1) as readers:
        found = read(readers, [stack])
    assert [one.prepared.inputs[32, 64].max() for one in found if one.prepared] == [10, 20, 30, 40]
    assert notes(stack) == ["0", "1", "2", "2", "3"]


@POSIX
def test_another_file_that_the_process_had_open_is_not_to_blame(tmp_path: Path) -> None:
    stack = write_stack(tmp_path / "stack.tiff", [10, 20, 30])
    with isolated(processes=1) as readers:
        loaded = readers.first(Task(stack, 0, 1)).result()
        assert ended(readers.first(Task(write_scan(tmp_path / "segfault-0.png"), 0, 2)).result())
        second = readers.following(loaded).result()
        assert second is not None
        assert second.prepared is not None
        assert second.prepared.inputs[32, 64].max() == 20
        assert notes(stack) == ["0", "1"]


@POSIX
def test_a_file_that_changed_is_not_gone_on_with(tmp_path: Path) -> None:
    stack = write_stack(tmp_path / "stack.tiff", [10, 20, 30])
    with isolated(processes=1) as readers:
        loaded = readers.first(Task(stack, 0, 1)).result()
        os.kill(readers.pids[0], signal.SIGKILL)
        write_stack(stack, [1, 2, 3, 4])
        second = readers.following(loaded).result()
    assert second is not None
    assert (second.task.frame, ended(second), second.others) == (1, "changed_while_read", None)


def test_processes_that_do_not_start_end_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "PAUSE_S", 0.0)
    path = write_scan(tmp_path / "1.png")
    with (
        closing(IsolatedReaders(recipe(UnopenableRecipe))) as readers,
        pytest.raises(ReadersError, match="exit code 7"),
    ):
        read(readers, [path])


def test_closing_ends_what_is_under_way_at_once(tmp_path: Path) -> None:
    paths = [write_scan(tmp_path / f"hang-0-{number}.png") for number in range(5)]
    with isolated() as readers:
        coming = [readers.first(task) for task in tasks(paths)]
        wait_until(lambda: notes(paths[0]) and notes(paths[1]))
        pids = readers.pids
        before = time.monotonic()
        readers.close()
        assert time.monotonic() - before < 5
    assert len(pids) == 2
    assert not any(is_there(pid) for pid in pids)
    for future in coming:
        with pytest.raises(CancelledError):
            future.result(timeout=5)
    with pytest.raises(RuntimeError, match="closed"):
        readers.first(Task(paths[0], 0, 1))


@POSIX
def test_a_run_over_a_folder_goes_on_after_a_crash(analyzer: Analyzer, tmp_path: Path) -> None:
    for number in range(6):
        write_scan(tmp_path / f"{number}.png", grey=100 + number)
    write_scan(tmp_path / "segfault-0.png")
    around = Surroundings(readers=lambda _: IsolatedReaders(recipe(provenance=analyzer.provenance())))
    steps = list(run_paths([tmp_path], analyzer, RunOptions(batch=2), around))
    by_name = {step.analysis.path.name: step.analysis for step in steps}
    crashed = by_name.pop("segfault-0.png")
    assert (crashed.status, crashed.reason.partition(":")[0]) == (Status.FAILED, "worker_died")
    assert crashed.provenance == analyzer.provenance()
    assert {one.status for one in by_name.values()} == {Status.ANALYZED}
    assert len(steps) == len(by_name) + 1 == 7


PARENT = """
import sys, signal, time
from pathlib import Path
from fracview.review.batch.isolated import IsolatedReaders
from fracview.review.loading import Task
from tests.review.batch.faulty import recipe
if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    readers = IsolatedReaders(recipe())
    coming = [readers.first(Task(Path(path), 0, 1)) for path in sys.argv[1:]]
    while len(readers.pids) < len(coming): time.sleep(0.01)
    print(*readers.pids, flush=True)
    print(*[one.result().prepared is not None for one in coming], flush=True)
"""


@contextmanager
def parent(tmp_path: Path, *paths: Path) -> Iterator[subprocess.Popen[str]]:
    """A program that reads, at the head of a process group of its own; it does not close its readers."""
    script = tmp_path / "parent.py"
    script.write_text(PARENT, encoding="utf-8")
    command = [sys.executable, str(script), *map(str, paths)]
    environment = os.environ | {"PYTHONPATH": str(REPOSITORY)}
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command, stdout=pipe, stderr=pipe, text=True, start_new_session=True, env=environment
    ) as program:
        try:
            yield program
        finally:
            program.kill()


@POSIX
@pytest.mark.parametrize("kind", ["hang", pytest.param("stuck", marks=LINUX)])
def test_no_process_outlives_a_parent_that_is_killed(tmp_path: Path, kind: str) -> None:
    paths = [write_scan(tmp_path / f"{kind}-0-{number}.png") for number in range(2)]
    with parent(tmp_path, *paths) as program:
        assert program.stdout is not None
        pids = [int(pid) for pid in program.stdout.readline().split()]
        wait_until(lambda: all(notes(path) for path in paths))
        assert all(is_there(pid) for pid in pids)
        program.kill()
        program.wait()
        wait_until(lambda: not any(is_there(pid) for pid in pids))


@POSIX
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("early", [False, True])
def test_signals_to_the_whole_group_stop_no_reading_and_print_nothing(
    tmp_path: Path, number: signal.Signals, early: bool
) -> None:
    path = write_scan(tmp_path / "slow-0.png")
    with parent(tmp_path, path) as program:
        assert program.stdout is not None
        assert program.stderr is not None
        [pid] = [int(pid) for pid in program.stdout.readline().split()]
        if not early:
            wait_until(lambda: notes(path))
        os.killpg(program.pid, number)
        assert program.stdout.readline() == "True\n"
        assert program.stderr.read() == ""
        assert program.wait(20) == 0
        assert notes(path) == ["0"]
        wait_until(lambda: not is_there(pid))
