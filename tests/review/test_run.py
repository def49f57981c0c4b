from __future__ import annotations

import threading
import time
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from fracview.core.analysis import Analysis, Status
from fracview.reading import reader, source
from fracview.reading.source import Source
from fracview.review import loading
from fracview.review import run as run_module
from fracview.review.run import RunOptions, Step, analyze_paths, run_paths
from tests.review.fakes import FakeAnalyzer
from tests.tiny_runs import SHAPE, write_scan


def _folder(tmp_path: Path, count: int = 12) -> Path:
    for number in range(count):
        write_scan(tmp_path / "scans" / f"{number}.png", grey=number + 1)
    return tmp_path / "scans"


def _names(analyses: list[Analysis]) -> list[str]:
    return [one.path.name for one in analyses]


def _own_threads() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name.startswith("fracview-")]


def _steps(folder: Path, analyzer: FakeAnalyzer, options: RunOptions | None = None) -> list[Step]:
    return list(run_paths([folder], analyzer, options))  # type: ignore[arg-type]


def test_results_come_in_the_order_of_the_walk(tmp_path: Path) -> None:
    analyses = list(analyze_paths([_folder(tmp_path)], FakeAnalyzer()))  # type: ignore[arg-type]
    assert _names(analyses) == [f"{number}.png" for number in range(12)]
    assert [one.fracture.probability for one in analyses if one.fracture] == [
        pytest.approx((number + 1) / 255) for number in range(12)
    ]


def test_batches_are_full_but_for_the_last(tmp_path: Path) -> None:
    analyzer = FakeAnalyzer()
    _steps(_folder(tmp_path, 11), analyzer, RunOptions(batch=4))
    assert analyzer.batches == [4, 4, 3]


def test_files_that_fail_keep_their_place_and_stop_nothing(tmp_path: Path) -> None:
    folder = _folder(tmp_path, 6)
    (folder / "2.png").write_text("no picture", encoding="utf-8")
    (folder / "4.png").write_bytes(b"")
    analyses = [step.analysis for step in _steps(folder, FakeAnalyzer(), RunOptions(batch=2))]
    assert _names(analyses) == [f"{number}.png" for number in range(6)]
    statuses = [one.status.value for one in analyses]
    assert statuses == ["analyzed", "analyzed", "unreadable", "analyzed", "unreadable", "analyzed"]
    assert analyses[4].reason.startswith("empty_file: ")
    assert analyses[4].sha256 == ""
    assert analyses[4].provenance.provider == "Fake"


def test_files_that_fail_do_not_shrink_the_batches(tmp_path: Path) -> None:
    folder = _folder(tmp_path, 9)
    (folder / "1.png").write_bytes(b"")
    analyzer = FakeAnalyzer()
    _steps(folder, analyzer, RunOptions(batch=4))
    assert analyzer.batches == [4, 4]


def test_a_folder_of_nothing_readable_ends(tmp_path: Path) -> None:
    for number in range(40):
        (tmp_path / f"{number}.png").write_bytes(b"")
    analyzer = FakeAnalyzer()
    assert {step.analysis.status for step in _steps(tmp_path, analyzer)} == {Status.UNREADABLE}
    assert analyzer.batches == []


def test_a_path_that_went_away_is_named(tmp_path: Path) -> None:
    [step] = _steps(tmp_path / "gone.dcm", FakeAnalyzer())
    assert step.analysis.status is Status.UNREADABLE
    assert step.analysis.path == tmp_path / "gone.dcm"


def test_an_unforeseen_error_in_preparing_fails_one_frame(tmp_path: Path) -> None:
    analyses = [step.analysis for step in _steps(_folder(tmp_path, 5), FakeAnalyzer(unprepared_grey=3))]
    assert [one.status.value for one in analyses].count("failed") == 1
    assert analyses[2].reason == "unexpected: ZeroDivisionError: no such grey"


def test_an_unforeseen_error_in_the_networks_fails_the_frame_at_fault_only(tmp_path: Path) -> None:
    analyses = [step.analysis for step in _steps(_folder(tmp_path, 8), FakeAnalyzer(broken_grey=3))]
    assert [one.status.value for one in analyses] == [*["analyzed"] * 2, "failed", *["analyzed"] * 5]
    assert analyses[2].reason == "unexpected: RuntimeError: this grey breaks the network"
    assert len(analyses[2].sha256) == 64


def test_what_is_asked_about_is_not_run_and_takes_no_place_in_a_batch(tmp_path: Path) -> None:
    folder = _folder(tmp_path, 4)
    Image.new("RGB", (300, 300), (200, 10, 10)).save(folder / "1.png")
    analyzer = FakeAnalyzer()
    analyses = [step.analysis for step in _steps(folder, analyzer, RunOptions(batch=3))]
    assert analyses[1].status is Status.OUT_OF_SCOPE
    assert analyzer.batches == [4]


def _write_pages(path: Path, greys: list[int]) -> None:
    pages = [Image.fromarray(np.full(SHAPE, grey, dtype=np.uint8)) for grey in greys]
    pages[0].save(path, save_all=True, append_images=pages[1:])


def test_every_frame_follows_its_file_when_run_anyway(tmp_path: Path) -> None:
    folder = _folder(tmp_path, 3)
    (folder / "1.png").unlink()
    _write_pages(folder / "1.tiff", list(range(100, 130)))
    steps = _steps(folder, FakeAnalyzer(run_anyway=True), RunOptions(batch=4))
    assert [(step.analysis.path.name, step.analysis.frame) for step in steps] == [
        ("0.png", 0),
        *(("1.tiff", frame) for frame in range(30)),
        ("2.png", 0),
    ]
    assert [step.file_number for step in steps] == [1, *[2] * 30, 3]
    assert steps[5].analysis.fracture is not None
    assert steps[5].analysis.fracture.probability == pytest.approx(104 / 255)


def test_frames_are_asked_about_once_a_file(tmp_path: Path) -> None:
    _write_pages(tmp_path / "1.tiff", [100, 101, 102])
    assert len(_steps(tmp_path, FakeAnalyzer())) == 1


def test_a_file_of_many_frames_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _write_pages(tmp_path / "1.tiff", list(range(100, 112)))
    read: list[Path] = []

    def load(path: Path) -> Source:
        read.append(path)
        return source.load(path)

    monkeypatch.setattr(reader, "load", load)
    steps = _steps(tmp_path, FakeAnalyzer(run_anyway=True))
    assert [step.analysis.frame for step in steps] == list(range(12))
    assert len(read) == 1


def test_a_frame_that_breaks_stops_none_that_follow(tmp_path: Path) -> None:
    _write_pages(tmp_path / "1.tiff", [100, 3, 102])
    steps = _steps(tmp_path, FakeAnalyzer(run_anyway=True, unprepared_grey=3))
    assert [step.analysis.status.value for step in steps] == ["analyzed", "failed", "analyzed"]


@pytest.mark.parametrize("keep_images", [False, True])
def test_large_pictures_are_not_read_far_ahead(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, keep_images: bool
) -> None:
    size = SHAPE[0] * SHAPE[1]
    for module in (loading, run_module):
        monkeypatch.setattr(module, "AHEAD_BYTES", 5 * size)
    monkeypatch.setattr(loading, "FIRST_AHEAD", 5)
    analyzer = FakeAnalyzer()
    options = RunOptions(batch=16, keep_images=keep_images)
    assert len(_steps(_folder(tmp_path, 60), analyzer, options)) == 60
    if keep_images:
        assert max(analyzer.batches) <= 6
        assert analyzer.most_ahead <= 12
    else:
        assert max(analyzer.batches) == 16


def test_pictures_are_kept_only_when_asked_for(tmp_path: Path) -> None:
    folder = _folder(tmp_path, 2)
    assert [step.display_image for step in _steps(folder, FakeAnalyzer())] == [None, None]
    kept = _steps(folder, FakeAnalyzer(), RunOptions(keep_images=True))
    assert [step.display_image[0, 0] for step in kept if step.display_image is not None] == [1, 2]


def test_layer_maps_are_computed_only_when_asked_for(tmp_path: Path) -> None:
    folder = _folder(tmp_path, 1)
    analyzer = FakeAnalyzer()
    _steps(folder, analyzer)
    _steps(folder, analyzer, RunOptions(layer_maps=True))
    assert analyzer.layer_maps == [False, True]


def test_the_run_does_not_read_its_own_output_and_counts_it(tmp_path: Path) -> None:
    folder = _folder(tmp_path, 2)
    write_scan(folder / "overlays" / "00001_0123abcd_overlay.png")
    write_scan(folder / "overlays" / "00002_0123abcd_f3.png")
    (folder / "out.csv").write_text("path", encoding="utf-8")
    options = RunOptions(leave_out=(folder / "overlays", folder / "out.csv"))
    steps = _steps(folder, FakeAnalyzer(), options)
    assert len(steps) == 2
    assert steps[-1].left_out == 3


def test_scans_in_an_output_folder_are_read(tmp_path: Path) -> None:
    folder = _folder(tmp_path, 2)
    write_scan(folder / "hips" / "y.png")
    write_scan(folder / "00001_0123abcd.png")
    steps = _steps(folder, FakeAnalyzer(), RunOptions(leave_out=(folder / "hips",)))
    assert [step.analysis.path.name for step in steps][-2:] == ["00001_0123abcd.png", "y.png"]
    assert steps[-1].left_out == 0


def test_each_step_says_how_far_the_run_is(tmp_path: Path) -> None:
    steps = _steps(_folder(tmp_path, 9), FakeAnalyzer(delay_s=0.02))
    assert [step.file_number for step in steps] == list(range(1, 10))
    assert all(step.files_found >= step.file_number for step in steps)
    assert (steps[-1].files_found, steps[-1].walk_finished) == (9, True)


def test_reading_runs_ahead_in_threads_but_not_far(tmp_path: Path) -> None:
    analyzer = FakeAnalyzer(delay_s=0.03)
    options = RunOptions(batch=2, readers=2)
    _steps(_folder(tmp_path, 40), analyzer, options)
    assert all(name.startswith("fracview-read") for name in analyzer.preparing_threads)
    assert options.batch < analyzer.most_ahead <= 3 * options.batch + options.readers


def test_a_run_that_ends_leaves_no_thread(tmp_path: Path) -> None:
    _steps(_folder(tmp_path), FakeAnalyzer())
    assert _own_threads() == []


@pytest.mark.parametrize("taken", [0, 1, 5])
def test_closing_cancels_and_leaves_no_thread(tmp_path: Path, taken: int) -> None:
    analyzer = FakeAnalyzer(delay_s=0.01)
    folder = _folder(tmp_path, 60)
    with closing(run_paths([folder], analyzer, RunOptions(batch=2))) as steps:  # type: ignore[arg-type]
        for _ in range(taken):
            next(steps)
    assert _own_threads() == []
    assert analyzer.prepared < 30
    prepared = analyzer.prepared
    time.sleep(0.05)
    assert analyzer.prepared == prepared


def test_an_error_in_the_consumer_leaves_no_thread(tmp_path: Path) -> None:
    steps = run_paths([_folder(tmp_path, 60)], FakeAnalyzer())  # type: ignore[arg-type]
    next(steps)
    with pytest.raises(KeyboardInterrupt):
        steps.throw(KeyboardInterrupt)
    assert _own_threads() == []
