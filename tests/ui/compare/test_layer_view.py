from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fracview.review.settings import Settings
from fracview.ui.compare.layer_view import NO_MAPS, NOT_OPEN
from fracview.ui.compare.triptych import Triptych
from tests.ui.compare.folders import compare_with_results

if TYPE_CHECKING:
    from pathlib import Path

    from tests.ui.windows import Driven, Windows


@pytest.fixture
def driven(windows: Windows) -> Driven:
    return windows.make(settings=Settings(analyse_in_background=False))


def dialog_of(driven: Driven) -> Triptych:
    (found,) = driven.window.findChildren(Triptych)
    return found


def test_without_an_image_there_is_no_triptych(driven: Driven) -> None:
    driven.act("compare")
    driven.window.compare.page.triptych.click()
    assert "no image in view" in driven.message
    assert not driven.window.findChildren(Triptych)


def test_the_map_of_the_image_in_view_follows(driven: Driven, tmp_path: Path) -> None:
    mode = compare_with_results(driven, tmp_path)
    driven.wait(lambda: driven.window.session.analyses.networks.analyzer is not None)
    driven.wait(lambda: len(driven.window.session.catalog) == 3)
    mode.page.triptych.click()
    dialog = dialog_of(driven)
    driven.wait(lambda: dialog.words.text().startswith("Layer ") or dialog.words.text() == NO_MAPS)
    assert dialog.words.text().startswith("Layer ")
    dialog.close()
    driven.turn(20)
    mode.page.triptych.click()  # at hand now
    again = dialog_of(driven)
    driven.wait(lambda: again.words.text().startswith("Layer "))
    again.close()
    driven.turn(20)


def test_closing_early_is_no_trouble(driven: Driven, tmp_path: Path) -> None:
    mode = compare_with_results(driven, tmp_path)
    mode.page.triptych.click()
    dialog_of(driven).close()
    driven.turn(300)


def test_what_is_not_open_for_reading_has_no_map(driven: Driven, tmp_path: Path) -> None:
    mode = compare_with_results(driven, tmp_path)
    driven.open(tmp_path / "scans" / "scan_002.png")
    driven.window.session.open([])
    mode.page.triptych.click()
    assert dialog_of(driven).words.text() == NOT_OPEN
    dialog_of(driven).close()
    driven.turn(20)
