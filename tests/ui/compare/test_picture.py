from __future__ import annotations

from typing import TYPE_CHECKING

from fracview.core.verdict import Verdict
from fracview.review.settings import Settings
from tests.ui.compare.folders import NAMES, compare, compare_with_results, write_standard

if TYPE_CHECKING:
    from pathlib import Path

    from fracview.ui.compare.mode import CompareMode
    from tests.ui.windows import Driven, Windows

QUIET = Settings(analyse_in_background=False, reader="Dr R")


def stand_on(driven: Driven, mode: CompareMode, image: int) -> None:
    mode.picture.show(image)
    driven.wait(lambda: mode.picture.loaded is not None)


def test_the_marks_are_those_of_the_image_in_view(windows: Windows, tmp_path: Path) -> None:
    driven = windows.make(settings=QUIET)
    mode = compare_with_results(driven, tmp_path)
    kinds = []
    for image in range(3):
        stand_on(driven, mode, image)
        marks = mode.page.viewport.marks
        kinds.append(([box.kind for box in marks.boxes], [mark.missed for mark in marks.reference]))
    assert kinds == [(["TP"], [False]), ([], [True]), (["FP"], [])]
    assert mode.page.legend.accessibleName().startswith("0 TP, 1 FP, 0 FN")
    mode.page.panel.sliders.sliders["score"].setValue(700)
    assert mode.page.legend.accessibleName().startswith("0 TP, 0 FP, 0 FN; score at least 0.700")


def test_an_image_without_a_file_says_so(windows: Windows, tmp_path: Path) -> None:
    driven = windows.make(settings=QUIET)
    mode = compare(driven, write_standard(tmp_path, missing=1))
    mode.picture.show(3)
    assert mode.page.viewport.picture is None
    assert "No image file" in mode.page.viewport._texts.notice
    assert not mode.page.note.isEnabled()
    mode.picture.keep_note("to nobody")


def test_a_file_that_cannot_be_read_says_why(windows: Windows, tmp_path: Path) -> None:
    driven = windows.make(settings=QUIET)
    path = write_standard(tmp_path)
    (tmp_path / "scans" / NAMES[1]).write_bytes(b"no picture")
    mode = compare(driven, path)
    mode.picture.show(1)
    driven.wait(lambda: "Unreadable" in mode.page.viewport._texts.notice)


def test_a_note_is_kept_beside_the_verdict(windows: Windows, tmp_path: Path) -> None:
    driven = windows.make(settings=QUIET)
    mode = compare_with_results(driven, tmp_path)
    stand_on(driven, mode, 0)
    driven.qtbot.keyClicks(mode.page.note, "cast, not fracture")
    mode.picture.show(1)  # a note that is being typed belongs to the image before
    driven.wait(lambda: mode.picture.loaded is not None and mode.page.note.text() == "")
    assert mode.page.list.model.shown.notes == {0}
    stand_on(driven, mode, 0)
    driven.wait(lambda: mode.page.note.text() == "cast, not fracture")
    driven.wait(lambda: not driven.window.session.verdicts.is_writing)
    entry = driven.window.session.verdicts.newest((mode.picture.loaded.radiograph.sha256, 0))
    assert entry.verdict is None
    assert entry.reader == "Dr R"
    assert entry.shown.startswith("comparison: 1 TP 0 FP 0 FN at score 0.250")


def test_a_verdict_of_reading_survives_a_note_and_both_are_found_again(
    windows: Windows, tmp_path: Path
) -> None:
    driven = windows.make(settings=QUIET)
    mode = compare_with_results(driven, tmp_path)
    stand_on(driven, mode, 2)
    frame = (mode.picture.loaded.radiograph.sha256, 0)
    driven.window.session.verdicts.give(frame, Verdict.DISAGREE, "", "", "")
    mode.page.note.setText("second look")
    mode.page.note.setModified(True)
    mode.page.commit_note()
    driven.wait(lambda: not driven.window.session.verdicts.is_writing)
    windows.close(driven)
    again = windows.make(settings=QUIET)
    mode = compare_with_results(again, tmp_path)
    stand_on(again, mode, 2)
    again.wait(lambda: mode.page.note.text() == "second look")
    assert again.window.session.verdicts.newest(frame).verdict is Verdict.DISAGREE
