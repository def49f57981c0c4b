from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fracview.ui.compare.legend import Legend

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


@pytest.mark.parametrize("width", [60, 900])
def test_it_says_counts_and_thresholds_at_any_width(qtbot: QtBot, width: int) -> None:
    legend = Legend()
    qtbot.addWidget(legend)
    legend.resize(width, legend.sizeHint().height())
    legend.show_state((2, 1, 0), 0.314, 0.5)
    assert legend.text == "score at least 0.314, IoU at least 0.50"
    assert legend.accessibleName().startswith("2 TP, 1 FP, 0 FN")
    assert not legend.grab().isNull()
