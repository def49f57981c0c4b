from __future__ import annotations

from pathlib import Path

import pytest

from fracview.review.case import Case
from fracview.review.disagreement import BOX_WITHOUT_PROBABILITY, PROBABILITY_WITHOUT_BOX
from fracview.review.wording import READ_FIRST_SENTENCE
from fracview.ui.cases import words
from fracview.ui.cases.veil import veiled
from tests.ui.cases.lists import of_every_kind


def test_the_fracture_is_said_in_words() -> None:
    catalog = of_every_kind()
    said = [words.fracture_words(catalog.case(number)) for number in range(len(catalog))]
    assert said == [
        "0.87 definite", "0.93 definite", "0.31 doubt", "0.04 not found", "0.02 not found",
        "out of scope", "failed", "waiting", "unreadable",
    ]  # fmt: skip


def test_what_is_no_negative_says_so_and_a_marked_one_too() -> None:
    catalog = of_every_kind()
    said = [words.remark_words(catalog.case(number)) for number in range(len(catalog))]
    assert said == ["", "", "", "", "box definite", "no answer", "no answer", "", "no answer"]


def test_the_place_names_folder_study_and_frames() -> None:
    case = Case(0, Path("a/hand study/x.dcm"), "x.dcm", frame_count=3)
    assert words.place_words(case, 2) == "hand study · study of 2 · 3 frames"
    assert words.place_words(Case(0, Path("x.dcm"), "x.dcm"), 1) == ""


def test_a_screen_reader_hears_the_whole_row() -> None:
    catalog = of_every_kind()
    assert words.row_words(catalog.case(3)) == "scan3.jpg, 0.04 not found, hip, disagree"
    assert words.row_words(catalog.case(4)) == "scan4.jpg, 0.02 not found, box definite, leg, no verdict"
    assert words.row_words(catalog.case(8)) == "lost.dcm, unreadable, no answer"


def test_the_tip_gives_the_reason_and_denies_the_negative() -> None:
    tip = words.row_tip(of_every_kind().case(6))
    assert tip.splitlines()[-1] == "It broke. This is not a negative result."


@pytest.mark.parametrize("name", ["<script>x</script>.jpg", "<b>bold</b>"])
def test_a_name_is_never_markup(name: str) -> None:
    tip = words.row_tip(Case(0, Path("f") / name.replace("/", "_"), name))
    assert "<b>" not in tip
    assert "<script>" not in tip
    assert "&lt;" in tip


def test_a_contradiction_is_said_in_words() -> None:
    catalog = of_every_kind()
    catalog.update(0, disagreement=PROBABILITY_WITHOUT_BOX)
    catalog.update(4, disagreement=BOX_WITHOUT_PROBABILITY)
    definite, not_found = catalog.case(0), catalog.case(4)
    assert (words.remark_words(definite), words.remark_words(not_found)) == ("no box", "box definite")
    assert "Fracture definite, yet no box." in words.row_tip(definite)
    assert "Not found, yet a definite box." in words.row_tip(not_found)
    assert "no box" in words.row_words(definite)
    assert words.remark_sign(catalog.case(1)) == ""


@pytest.mark.parametrize("number", range(8))
def test_a_veiled_row_tells_nothing(number: int) -> None:
    case = veiled(of_every_kind().case(number))
    assert words.fracture_words(case) == "read first"
    assert (words.remark_words(case), words.verdict_words(case)) == ("", "")
    assert words.row_words(case) == f"scan{number}.jpg, read first"
    assert words.row_tip(case).splitlines()[2:] == ["read first", READ_FIRST_SENTENCE]
