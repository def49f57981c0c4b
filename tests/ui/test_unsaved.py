from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QFileDialog, QMessageBox

from fracview.core.impression import Impression, ImpressionEntry
from fracview.core.verdict import Verdict, VerdictEntry
from fracview.review.store import Store
from fracview.review.store.errors import store_error
from fracview.ui.unsaved import saved_words, unsaved_words, write_words
from tests.tiny_runs import DEFINITE, DOUBT
from tests.ui.windows import fill

if TYPE_CHECKING:
    from pathlib import Path

    from tests.ui.windows import Driven, Windows

ENTRY = VerdictEntry("a" * 64, 0, Verdict.AGREE, "quite <b>so</b>\n", "Dr Ü", "2026-01-01T00:00:00+00:00")


def test_one_verdict_a_line_with_every_field(tmp_path: Path) -> None:
    path = tmp_path / "verdicts.jsonl"
    write_words(path, [ENTRY, ENTRY])
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert len(lines) == 2
    assert VerdictEntry(**lines[0] | {"verdict": Verdict(lines[0]["verdict"])}) == ENTRY


def test_never_over_a_file_that_is_there(tmp_path: Path) -> None:
    path = tmp_path / "verdicts.jsonl"
    path.write_text("precious", encoding="utf-8")
    with pytest.raises(FileExistsError):
        write_words(path, [ENTRY])
    assert path.read_text(encoding="utf-8") == "precious"


@pytest.fixture
def asked(windows: Windows, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Driven:
    """A window with two verdicts that the store would not take, which was told to close."""

    def refuse(self: Store, _: object) -> None:
        raise store_error("store_full", self.path)

    monkeypatch.setattr(Store, "add_verdict", refuse)
    driven = windows.make()
    driven.open(fill(tmp_path / "two", [DEFINITE, DOUBT])[0])
    driven.wait_answered()
    driven.act("agree")
    driven.act("next")
    driven.wait(lambda: driven.is_settled)
    driven.act("disagree")
    driven.window.close()
    return driven


def choose(driven: Driven, word: str) -> None:
    box = driven.part(QMessageBox, "unsaved_dialog")
    assert isinstance(box, QMessageBox)
    next(button for button in box.buttons() if word in button.text()).click()
    driven.turn(10)


def test_it_says_how_many_and_why(asked: Driven) -> None:
    box = asked.part(QMessageBox, "unsaved_dialog")
    assert isinstance(box, QMessageBox)
    assert box.text() == "2 verdicts are not saved."
    assert "disk is full" in box.informativeText()
    assert box.defaultButton() is box.escapeButton()
    choose(asked, "Keep")
    assert asked.window.isVisible()


def test_losing_them_is_a_choice(asked: Driven) -> None:
    choose(asked, "lose")
    assert not asked.window.isVisible()


def test_saving_them_elsewhere_closes_and_a_failure_does_not(asked: Driven, tmp_path: Path) -> None:
    (tmp_path / "there.jsonl").write_text("precious", encoding="utf-8")
    choose(asked, "file")
    asked.window.findChild(QFileDialog).fileSelected.emit(str(tmp_path / "there.jsonl"))
    assert asked.window.isVisible()
    assert "not saved there" in asked.message
    asked.window.findChild(QFileDialog).fileSelected.emit(str(tmp_path / "new.jsonl"))
    asked.turn(10)
    assert not asked.window.isVisible()
    assert len((tmp_path / "new.jsonl").read_text(encoding="utf-8").splitlines()) == 2


SEEN = ImpressionEntry("a" * 64, 0, Impression.UNSURE, "Dr Ü", "2026-01-01T00:00:00+00:00", 3.5)


def test_an_impression_is_written_beside_the_verdicts(tmp_path: Path) -> None:
    path = tmp_path / "said.jsonl"
    write_words(path, [SEEN, ENTRY])
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert ImpressionEntry(**lines[0] | {"impression": Impression(lines[0]["impression"])}) == SEEN
    assert "verdict" in lines[1]


def test_what_is_not_saved_is_counted_by_kind() -> None:
    assert unsaved_words(()) == ""
    assert unsaved_words((ENTRY,)) == "1 verdict is"
    assert unsaved_words((SEEN, SEEN)) == "2 first impressions are"
    assert unsaved_words((SEEN, ENTRY, ENTRY)) == "2 verdicts and 1 first impression are"
    assert saved_words("2 verdicts are") == "Every verdict is saved."
    assert saved_words(unsaved_words((SEEN, ENTRY))) == "Every verdict and first impression is saved."
