from __future__ import annotations

import os
import shutil
import threading
import time
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from fracview.core.errors import ReadingError
from fracview.core.verdict import Verdict, VerdictEntry
from fracview.reading import source
from fracview.reading.source import Source
from fracview.review.batch.job import BatchJob
from fracview.review.batch.watching import Watch
from fracview.review.run import Step
from fracview.review.store import Store, StoreError
from tests.review.batch.runs import job_over, open_analyzer, recalled, records, run_over, write_folder
from tests.tiny_runs import DEFINITE, DOUBT, NOT_FOUND, write_scan, write_tiny_set


def test_a_second_run_does_nothing_and_says_the_same(tmp_path: Path, models: Path, store: Store) -> None:
    folder = write_folder(tmp_path / "scans")
    first = run_over(folder, models, store)
    second = run_over(folder, models, store)
    assert not any(recalled(first))
    assert all(recalled(second))
    assert records(second) == records(first) == records(run_over(folder, models, None))
    assert [step.analysis.path for step in second] == [step.analysis.path for step in first]


def test_a_grown_folder_costs_what_is_new(tmp_path: Path, models: Path, store: Store) -> None:
    folder = write_folder(tmp_path / "scans", 4)
    run_over(folder, models, store)
    write_folder(tmp_path / "scans", 6)
    assert recalled(run_over(folder, models, store)) == [True] * 4 + [False] * 2


def test_a_moved_or_copied_file_keeps_result_and_verdict(tmp_path: Path, models: Path, store: Store) -> None:
    folder = write_folder(tmp_path / "scans", 4)
    sha256 = run_over(folder, models, store)[0].analysis.sha256
    store.add_verdict(VerdictEntry(sha256, 0, Verdict.AGREE, "seen", "r", "2026-11-25T08:00:00+00:00"))
    (folder / "0.png").rename(folder / "9.png")
    shutil.copy(folder / "1.png", folder / "copy.png")
    steps = run_over(folder, models, store)
    assert all(recalled(steps))
    assert [step.analysis.path.name for step in steps] == ["1.png", "2.png", "3.png", "9.png", "copy.png"]
    assert steps[3].analysis.sha256 == sha256
    assert store.verdicts([sha256])[sha256, 0].comment == "seen"


def test_a_changed_file_is_analysed_again(tmp_path: Path, models: Path, store: Store) -> None:
    folder = write_folder(tmp_path / "scans", 4)
    run_over(folder, models, store)
    write_scan(folder / "2.png", DOUBT + 9)
    assert recalled(run_over(folder, models, store)) == [True, True, False, True]


def test_swapped_names_of_files_alike_in_size_and_time_are_noticed(
    tmp_path: Path, models: Path, store: Store
) -> None:
    """Else a reader would be shown one patient's findings under another's name."""
    folder = tmp_path / "scans"
    folder.mkdir()
    for name, grey in (("a.bmp", DEFINITE), ("b.bmp", NOT_FOUND)):
        Image.fromarray(np.full((128, 256), grey, np.uint8)).save(folder / name)
        os.utime(folder / name, ns=(10**18, 10**18))
    first = run_over(folder, models, store)
    (folder / "a.bmp").rename(folder / "c.bmp")
    (folder / "b.bmp").rename(folder / "a.bmp")
    (folder / "c.bmp").rename(folder / "b.bmp")
    second = run_over(folder, models, store)
    assert [step.analysis.sha256 for step in second] == [step.analysis.sha256 for step in reversed(first)]


def test_files_that_failed_are_tried_again(tmp_path: Path, models: Path, store: Store) -> None:
    folder = write_folder(tmp_path / "scans", 3)
    (folder / "1.png").write_bytes(b"")
    steps = run_over(folder, models, store)
    assert steps[1].analysis.reason.startswith("empty_file: ")
    write_scan(folder / "1.png", NOT_FOUND + 7)
    steps = run_over(folder, models, store)
    assert recalled(steps) == [True, False, True]
    assert steps[1].analysis.status == "analyzed"


def test_twice_the_same_contents_run_once(tmp_path: Path, models: Path, store: Store) -> None:
    scan = write_scan(tmp_path / "scans" / "0.png", DOUBT)
    for number in range(1, 9):
        shutil.copy(scan, scan.with_name(f"{number}.png"))
    steps = run_over(scan.parent, models, store, batch=1)
    assert recalled(steps) == [False] + [True] * 8


def test_every_frame_of_a_file_is_known_or_the_file_is_read(
    tmp_path: Path, models: Path, store: Store
) -> None:
    pages = [Image.fromarray(np.full((128, 256), grey, np.uint8)) for grey in (128, 129, 130)]
    path = tmp_path / "scans" / "pages.tif"
    path.parent.mkdir()
    pages[0].save(path, save_all=True, append_images=pages[1:])
    first = run_over(path.parent, models, store, run_anyway=True)
    assert [step.analysis.frame for step in first] == [0, 1, 2]
    second = run_over(path.parent, models, store, run_anyway=True)
    assert recalled(second) == [True] * 3
    assert records(second) == records(first)


def test_results_beyond_a_permission_are_kept_apart(tmp_path: Path, models: Path, store: Store) -> None:
    folder = write_folder(tmp_path / "scans", 4)
    plain = run_over(folder, models, store)
    past_gate = run_over(folder, models, store, ignore_gate=True)
    assert not any(recalled(past_gate))
    assert (plain[3].analysis.status, past_gate[3].analysis.status) == ("out_of_scope", "analyzed")
    assert records(run_over(folder, models, store)) == records(plain)


def test_a_run_that_draws_reads_every_file_and_runs_no_network(
    tmp_path: Path, models: Path, store: Store
) -> None:
    folder = write_folder(tmp_path / "scans", 4)
    run_over(folder, models, store)
    steps = run_over(folder, models, store, keep_images=True)
    assert all(recalled(steps))
    assert all(step.display_image is not None for step in steps)


def test_layer_maps_are_made_anew(tmp_path: Path, models: Path, store: Store) -> None:
    folder = write_folder(tmp_path / "scans", 2)
    run_over(folder, models, store)
    steps = run_over(folder, models, store, layer_maps=True)
    assert not any(recalled(steps))
    assert all(step.analysis.layer_maps for step in steps)


def test_changed_networks_run_again_and_the_old_ones_are_still_known(
    tmp_path: Path, models: Path, store: Store
) -> None:
    folder = write_folder(tmp_path / "scans", 4)
    run_over(folder, models, store)
    other = write_tiny_set(tmp_path / "other")
    manifest = other / "fracture" / "manifest.json"
    manifest.write_text(manifest.read_text(encoding="utf-8").replace("0.7", "0.71"), encoding="utf-8")
    assert not any(recalled(run_over(folder, other, store)))
    assert all(recalled(run_over(folder, models, store)))


def test_networks_replaced_during_a_run_are_told_of_and_do_not_mix(tmp_path: Path, store: Store) -> None:
    own = write_tiny_set(tmp_path / "own")
    folder = write_folder(tmp_path / "scans", 12)
    job = job_over(folder, own, store, batch=1)
    keys = set()
    for step in job.steps():
        keys.add(step.analysis.provenance.models)
        if step.file_number == 3:
            manifest = own / "fracture" / "manifest.json"
            text = manifest.read_text(encoding="utf-8")
            manifest.write_text(text.replace("0.7", "0.71"), encoding="utf-8")
    assert len(keys) == 1
    [note] = job.notes()
    assert "changed during the run" in note
    assert not any(recalled(run_over(folder, own, store)))


def test_networks_left_alone_are_not_worth_a_word(tmp_path: Path, models: Path, store: Store) -> None:
    job = job_over(write_folder(tmp_path / "scans", 2), models, store)
    list(job.steps())
    assert job.notes() == []


def test_cancelled_and_resumed_it_says_what_an_undisturbed_run_says(
    tmp_path: Path, models: Path, store: Store
) -> None:
    folder = write_folder(tmp_path / "scans", 40)
    job = job_over(folder, models, store, batch=2)
    done = []
    for step in job.steps():
        done.append(step)
        if len(done) == 9:
            job.cancel()
    assert job.progress().state == "cancelled"
    assert 9 <= len(done) < 40
    rest = run_over(folder, models, store, batch=2)
    assert sum(recalled(rest)) == len(done)
    assert records(rest) == records(run_over(folder, models, None))


def test_closed_early_it_keeps_what_it_gave(tmp_path: Path, models: Path, store: Store) -> None:
    folder = write_folder(tmp_path / "scans", 12)
    job = job_over(folder, models, store, batch=1)
    steps = job.steps()
    for _ in range(5):
        next(steps)
    steps.close()
    assert job.progress().state == "cancelled"
    assert sum(recalled(run_over(folder, models, store))) == 5


def test_paused_it_does_nothing_until_it_goes_on(tmp_path: Path, models: Path, store: Store) -> None:
    job = job_over(write_folder(tmp_path / "scans", 12), models, store, batch=1)
    done: list[Step] = []
    job.pause(True)
    thread = threading.Thread(target=lambda: done.extend(job.steps()))
    thread.start()
    time.sleep(0.5)
    assert job.progress().state in ("opening", "paused")
    assert job.progress().frames <= 1
    job.pause(False)
    thread.join(30)
    assert len(done) == 12
    assert job.progress().state == "finished"


def test_a_paused_run_can_be_cancelled(tmp_path: Path, models: Path, store: Store) -> None:
    job = job_over(write_folder(tmp_path / "scans", 12), models, store, batch=1)
    job.pause(True)
    thread = threading.Thread(target=lambda: list(job.steps()))
    thread.start()
    job.cancel()
    thread.join(30)
    assert not thread.is_alive()


def test_a_watched_folder_takes_what_comes(
    tmp_path: Path, models: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fracview.review.batch.job.Watch", partial(Watch, look_every_s=0.05, still_s=0.1))
    folder = write_folder(tmp_path / "scans", 3)
    job = job_over(folder, models, store, watch=True)
    done: list[Step] = []
    thread = threading.Thread(target=_run_into, args=(job, done))
    thread.start()
    _until(lambda: len(done) == 3 and job.progress().state == "watching")
    write_scan(folder / "new.png", DOUBT + 20)
    _until(lambda: len(done) == 4)
    job.cancel()
    thread.join(30)
    assert done[3].analysis.path.name == "new.png"
    assert recalled(run_over(folder, models, store)) == [True] * 4


def _run_into(job: BatchJob, done: list[Step]) -> None:
    for step in job.steps():
        done.append(step)  # noqa: PERF402 - looked at while it grows


def _until(condition: object) -> None:
    until = time.monotonic() + 30
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < until
        time.sleep(0.01)


def test_a_file_that_vanishes_between_walk_and_read_is_named(
    tmp_path: Path, models: Path, store: Store
) -> None:
    folder = write_folder(tmp_path / "scans", 30)
    job = job_over(folder, models, store, batch=1)
    steps = []
    for step in job.steps():
        steps.append(step)
        if len(steps) == 1:
            (folder / "29.png").unlink()
    assert [step.analysis.status for step in steps][-1] == "unreadable"
    assert steps[-1].analysis.reason.startswith("not_found: ")
    assert len(steps) == 30


def test_a_file_that_changes_while_it_is_read_is_read_again(
    tmp_path: Path, models: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_folder(tmp_path / "scans", 1)
    whole = source.load
    changes = iter([DOUBT + 1])

    def changing(path: Path) -> Source:
        loaded = whole(path)
        for grey in changes:
            write_scan(path, grey)
            os.utime(path, ns=(1, 1))
            break
        return loaded

    monkeypatch.setattr("fracview.reading.reader.load", changing)
    [step] = run_over(folder, models, store)
    assert step.analysis.status == "analyzed"
    assert step.analysis.fracture is not None
    assert step.analysis.fracture.probability == pytest.approx((DOUBT + 1) / 255, abs=0.01)
    monkeypatch.undo()
    assert recalled(run_over(folder, models, store)) == [True]


def test_a_file_that_never_stops_changing_is_no_negative(
    tmp_path: Path, models: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_folder(tmp_path / "scans", 2)
    whole, tick = source.load, iter(range(1, 1000))

    def changing(path: Path) -> Source:
        loaded = whole(path)
        if path.name == "0.png":
            os.utime(path, ns=(next(tick),) * 2)
        return loaded

    monkeypatch.setattr("fracview.reading.reader.load", changing)
    steps = run_over(folder, models, store)
    assert [step.analysis.status for step in steps] == ["unreadable", "analyzed"]
    assert steps[0].analysis.reason.startswith("changed_while_read: ")
    monkeypatch.undo()
    assert recalled(run_over(folder, models, store)) == [False, True]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_named(tmp_path: Path, models: Path, store: Store) -> None:
    folder = write_folder(tmp_path / "scans", 3)
    (folder / "1.png").chmod(0)
    steps = run_over(folder, models, store)
    assert steps[1].analysis.reason.startswith("permission_denied: ")


def test_permission_denied_by_the_system_is_named(
    tmp_path: Path, models: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_folder(tmp_path / "scans", 3)
    opened = Path.open

    def closed(path: Path, *arguments: object, **named: object) -> object:
        if path.name == "1.png":
            raise PermissionError(13, "Permission denied")
        return opened(path, *arguments, **named)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", closed)
    steps = run_over(folder, models, store)
    assert [step.analysis.status for step in steps] == ["analyzed", "unreadable", "analyzed"]
    assert steps[1].analysis.reason.startswith("permission_denied: ")


def test_a_share_that_goes_away_ends_the_run_and_is_resumed(
    tmp_path: Path, models: Path, store: Store
) -> None:
    folder = write_folder(tmp_path / "scans", 40)
    job = job_over(folder, models, store, batch=1)

    def unplugging() -> None:
        for number, _ in enumerate(job.steps(), start=1):
            if number == 5:
                folder.rename(tmp_path / "unplugged")

    with pytest.raises(ReadingError) as caught:
        unplugging()
    assert caught.value.reason == "root_gone"
    assert (job.progress().state, job.progress().error) == ("failed", caught.value)
    (tmp_path / "unplugged").rename(folder)
    resumed = run_over(folder, models, store)
    assert sum(recalled(resumed)) >= 5
    assert records(resumed) == records(run_over(folder, models, None))


def test_networks_that_do_not_open_are_the_runs_end(tmp_path: Path, store: Store) -> None:
    job = job_over(write_folder(tmp_path / "scans", 1), tmp_path / "nothing", store)
    with pytest.raises(Exception, match="nothing"):
        list(job.steps())
    assert job.progress().state == "failed"


def test_a_store_that_is_full_ends_the_run_and_keeps_what_was_written(
    tmp_path: Path, models: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fracview.review.batch.saving.TOGETHER", 4)
    folder = write_folder(tmp_path / "scans", 40)
    with store._database.writing() as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages + 6}")
    with pytest.raises(StoreError) as caught:
        run_over(folder, models, store, batch=1)
    assert caught.value.reason == "store_full"
    store._database._connection.execute("PRAGMA max_page_count = 1000000")  # type: ignore[union-attr]
    resumed = run_over(folder, models, store)
    assert 0 < sum(recalled(resumed)) < 40
    assert records(resumed) == records(run_over(folder, models, None))


def test_the_counts_are_those_of_the_steps(tmp_path: Path, models: Path, store: Store) -> None:
    folder = write_folder(tmp_path / "scans", 8)
    (folder / "8.png").write_bytes(b"")
    job = BatchJob([folder], lambda: open_analyzer(models), store)
    assert job.progress().state == "opening"
    job = job_over(folder, models, store)
    list(job.steps())
    progress = job.progress()
    assert (progress.files_done, progress.files_found, progress.walk_finished) == (9, 9, True)
    assert progress.counts == {
        "definite": 2, "doubt": 2, "not_found": 2, "out_of_scope": 2, "unreadable": 1, "failed": 0,
    }  # fmt: skip
    assert progress.reasons == {"out_of_scope": {"gate": 2}, "unreadable": {"empty_file": 1}}
    assert (progress.frames, progress.recalled, progress.state) == (9, 0, "finished")
