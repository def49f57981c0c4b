from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fracview.ui.compare.panel import NumbersPanel
from fracview.ui.compare.resolve import Resolver
from fracview.ui.compare.state import STRATA, State
from tests.ui.compare.standard import predictions, reference

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot


@pytest.fixture
def panel(qtbot: QtBot, dressed: QApplication) -> NumbersPanel:
    made = NumbersPanel()
    qtbot.addWidget(made)
    made.resize(460, 760)
    return made


def test_numbers_matrices_and_thresholds_are_of_one_state(panel: NumbersPanel) -> None:
    resolver = Resolver(reference(), predictions(), bootstrap=0)
    panel.show_state(resolver.resolve(State(score=0.1, iou=0.6, probability=0.2)))
    assert [panel.sliders.fields[name].value() for name in ("score", "iou", "probability")] == [0.1, 0.6, 0.2]
    assert panel.figure("recall").value == pytest.approx(1.0)
    assert panel.fracture.matrix.counts == ((2, 0), (1, 1))
    assert panel.strata.table.rows[0][0] == "hand"
    assert len(panel.curves.plots["precision_recall"].curve.x) > 0
    with pytest.raises(KeyError):
        panel.figure("nothing")


def test_it_tells_what_was_clicked(panel: NumbersPanel) -> None:
    told: list[object] = []
    panel.cell_chosen.connect(lambda *said: told.append(said))
    panel.by_chosen.connect(told.append)
    panel.stratum_chosen.connect(told.append)
    panel.threshold_changed.connect(lambda *said: told.append(said))
    panel.point_chosen.connect(lambda *said: told.append(said))
    panel.region.cell_chosen.emit(1, 2)
    panel.by.setCurrentIndex(list(STRATA).index("view"))
    panel.strata.row_chosen.emit(3)
    panel.sliders.sliders["iou"].setValue(700)
    panel.curves.point_chosen.emit("roc", 0.5)
    assert told == [("region", 1, 2), "view", 3, ("iou", 0.7), ("roc", 0.5)]
