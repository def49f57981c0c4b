"""The section of the boxes: how many, which, and the threshold they are shown from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fracview.review.box_wording import boxes_sentence, threshold_note
from fracview.ui.findings.detections import DetectionList
from fracview.ui.findings.threshold import ThresholdControl
from fracview.ui.labels import set_text, text_label
from fracview.ui.theme import GRID

if TYPE_CHECKING:
    from fracview.review.shown import ShownFindings

SEARCH_ON = "A marked region does not end the search."


class BoxesSection(QWidget):
    """List and threshold of one radiograph's boxes."""

    threshold_changed = Signal(float)
    threshold_reset = Signal()
    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("boxes")
        self._sentence = text_label("boxes_sentence")
        self._search_on = text_label("search_on", "muted")
        self._note = text_label("threshold_note", "warn")
        self.list = DetectionList()
        self.threshold = ThresholdControl()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID // 2)
        for part in (self._sentence, self.list, self._search_on, self.threshold, self._note):
            layout.addWidget(part)
        self.list.chosen.connect(self.chosen)
        self.threshold.changed.connect(self.threshold_changed)
        self.threshold.reset_asked.connect(self.threshold_reset)

    def show_boxes(self, shown: ShownFindings) -> None:
        """Show boxes and threshold, or in words why there are none."""
        set_text(self._sentence, boxes_sentence(shown))
        set_text(self._note, threshold_note(shown))
        set_text(self._search_on, SEARCH_ON if any(box.shown for box in shown.detections) else "")
        self.list.show_detections(shown.detections, shown.box_points)
        self.threshold.show_threshold(shown.box_threshold, shown.box_points)
        self.threshold.setVisible(shown.box_points is not None)
