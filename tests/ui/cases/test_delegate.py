from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication, QStyle, QStyleOptionViewItem

from fracview.review.catalog import Catalog
from fracview.review.disagreement import PROBABILITY_WITHOUT_BOX
from fracview.ui import theme
from fracview.ui.cases.delegate import ROW_HEIGHT, CaseDelegate
from fracview.ui.cases.model import FRACTURE, RADIOGRAPH, REGION, VERDICT, CaseModel
from fracview.ui.cases.thumbnails import Thumbnails
from tests.ui.cases.lists import grey_image, of_every_kind


@pytest.fixture
def delegate(qapp: QApplication) -> CaseDelegate:
    return CaseDelegate(Thumbnails())


def painted(
    delegate: CaseDelegate, model: CaseModel, row: int, column: int, *, width: int = 140, chosen: bool = False
) -> np.ndarray:
    """(rows, columns, 4) uint8 of one cell on the dark background."""
    image = QImage(width, ROW_HEIGHT, QImage.Format.Format_RGBA8888)
    image.fill(theme.BACKGROUND)
    option = QStyleOptionViewItem()
    option.rect = QRect(0, 0, width, ROW_HEIGHT)
    option.palette = theme.palette_of(theme.DARK)
    if chosen:
        option.state |= QStyle.StateFlag.State_Selected
    painter = QPainter(image)
    delegate.paint(painter, option, model.index(row, column))
    painter.end()
    return np.frombuffer(image.constBits(), dtype=np.uint8).reshape(ROW_HEIGHT, width, 4).copy()


def has_colour(pixels: np.ndarray, colour: str) -> bool:
    wanted = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    return bool((np.abs(pixels[..., :3].astype(int) - wanted) <= 2).all(axis=-1).any())


def test_no_two_outcomes_look_alike(delegate: CaseDelegate) -> None:
    model = CaseModel(of_every_kind())
    rows = {model.case_at(row).outcome: row for row in range(model.rowCount())}
    cells = {outcome: painted(delegate, model, row, FRACTURE).tobytes() for outcome, row in rows.items()}
    assert len(set(cells.values())) == len(cells) == 7


@pytest.mark.parametrize(
    ("outcome", "colour"),
    [
        ("definite", theme.BOX),
        ("out_of_scope", theme.SCOPE),
        ("failed", theme.WARN),
        ("unreadable", theme.WARN),
    ],
)
def test_outcomes_have_their_colours(delegate: CaseDelegate, outcome: str, colour: str) -> None:
    model = CaseModel(of_every_kind())
    row = next(row for row in range(model.rowCount()) if model.case_at(row).outcome == outcome)
    assert has_colour(painted(delegate, model, row, FRACTURE), colour)
    negative = next(row for row in range(model.rowCount()) if model.case_at(row).number == 3)
    assert not has_colour(painted(delegate, model, negative, FRACTURE), colour)


def test_a_marked_not_found_bears_a_sign_of_the_box(delegate: CaseDelegate) -> None:
    catalog = of_every_kind()
    model = CaseModel(catalog)
    row = model.row_of(4)
    assert row is not None
    assert has_colour(painted(delegate, model, row, FRACTURE), theme.BOX)
    catalog.update(4, marked=False)
    assert not has_colour(painted(delegate, model, row, FRACTURE), theme.BOX)


def test_the_thumbnail_is_shown_when_it_has_come(qapp: QApplication) -> None:
    thumbnails = Thumbnails()
    delegate, model = CaseDelegate(thumbnails), CaseModel(of_every_kind())
    before = painted(delegate, model, 0, RADIOGRAPH)
    thumbnails.put(1, grey_image(137), 1.0)
    after = painted(delegate, model, 0, RADIOGRAPH)
    assert (after == 137).all(axis=-1).sum() == 0  # alpha is opaque
    assert ((after[..., :3] == 137).all(axis=-1).sum(), (before[..., :3] == 137).all(axis=-1).sum()) == (
        35 * 48,
        0,
    )


def test_the_current_row_bears_a_bar(delegate: CaseDelegate) -> None:
    model = CaseModel(of_every_kind())
    assert has_colour(painted(delegate, model, 0, RADIOGRAPH, chosen=True)[:, :2], theme.ACCENT)
    assert not has_colour(painted(delegate, model, 0, RADIOGRAPH), theme.ACCENT)
    assert has_colour(painted(delegate, model, 0, VERDICT, chosen=True), theme.RAISED)


@pytest.mark.parametrize("column", [REGION, VERDICT])
def test_an_empty_answer_is_painted_as_nothing(delegate: CaseDelegate, column: int) -> None:
    model = CaseModel(of_every_kind())
    row = model.row_of(6)
    assert row is not None
    assert not (painted(delegate, model, row, column) != painted(delegate, model, row, column)[0, 0]).any()
    assert (painted(delegate, model, 1, column) != painted(delegate, model, row, column)).any()


def test_a_narrow_list_says_region_and_verdict_under_the_name(delegate: CaseDelegate) -> None:
    model = CaseModel(of_every_kind())
    wide = painted(delegate, model, 1, RADIOGRAPH, width=220)
    delegate.compact = True
    assert (painted(delegate, model, 1, RADIOGRAPH, width=220) != wide).any()


@pytest.mark.parametrize("name", ["<b>x</b>", "x" * 300, "\udc80.jpg", "a\nb", "\u0645\u0644\u0641.dcm"])
def test_any_name_is_painted_on_one_line(delegate: CaseDelegate, name: str) -> None:
    catalog = Catalog()
    catalog.add([Path("f") / name])
    pixels = painted(delegate, CaseModel(catalog), 0, RADIOGRAPH, width=200)
    text = pixels[:, 70:, :3].max(axis=(1, 2))
    assert text[: ROW_HEIGHT // 2].max() > 150
    assert text[ROW_HEIGHT - 4 :].max() < 50


def test_a_cell_without_room_is_left_empty(delegate: CaseDelegate) -> None:
    painted(delegate, CaseModel(of_every_kind()), 0, RADIOGRAPH, width=40)


def test_rows_are_of_one_height(delegate: CaseDelegate) -> None:
    model: Any = CaseModel(of_every_kind())
    assert delegate.sizeHint(QStyleOptionViewItem(), model.index(0, 0)).height() == ROW_HEIGHT


def test_hidden_rows_look_alike_whatever_there_is(delegate: CaseDelegate) -> None:
    model = CaseModel(of_every_kind())
    plain = {painted(delegate, model, row, FRACTURE).tobytes() for row in range(model.rowCount())}
    model.hides = lambda _case: True
    for column in (FRACTURE, REGION, VERDICT):
        assert len({painted(delegate, model, row, column).tobytes() for row in range(model.rowCount())}) == 1
    assert painted(delegate, model, 0, FRACTURE).tobytes() not in plain


def test_a_definite_fracture_without_a_box_bears_a_sign(delegate: CaseDelegate) -> None:
    catalog = of_every_kind()
    model = CaseModel(catalog)
    row = model.row_of(0)
    assert row is not None
    before = painted(delegate, model, row, FRACTURE)
    catalog.update(0, disagreement=PROBABILITY_WITHOUT_BOX)
    assert (painted(delegate, model, row, FRACTURE) != before).any()
