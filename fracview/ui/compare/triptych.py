"""One case in three pictures side by side: reference standard, detection, layer map."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QLabel, QSizePolicy, QWidget

from fracview.export.captions import RESEARCH_USE
from fracview.ui.canvas.picture import CornerTexts, Drawn
from fracview.ui.compare.overlay import NO_MARKS, Marks
from fracview.ui.compare.viewport import CompareViewport
from fracview.ui.dialogs.parts import close_box, plain_label
from fracview.ui.theme import GRID

if TYPE_CHECKING:
    from fracview.core.view import View
    from fracview.ui.canvas.picture import Overlay, Picture

TITLES = ("Reference standard", "Detection", "Layer map")
MAP_WORDS = "Where this layer responds most; not proof of why."


class Triptych(QDialog):
    """Three linked viewports.

    Parameters
    ----------
    name
        Of the image.
    picture
        The radiograph.
    marks
        Reference and boxes; each panel shows its own of them.
    """

    def __init__(self, name: str, picture: Picture, marks: Marks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("compare_triptych")
        self.setWindowTitle(f"{name}: reference, detection, layer map")
        self._picture = picture
        self.panels = tuple(CompareViewport() for _ in TITLES)
        self.words = plain_label("Asking the networks for the layer map ...", "triptych_words", "muted")
        layout = QGridLayout(self)
        layout.setSpacing(GRID // 2)
        parts = (reference_alone(marks), boxes_alone(marks), NO_MARKS)
        for column, (title, panel, part) in enumerate(zip(TITLES, self.panels, parts, strict=True)):
            label = QLabel(title)
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            panel.setAccessibleName(f"{title} of {name}")
            panel.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
            layout.addWidget(label, 0, column)
            layout.addWidget(panel, 1, column)
            layout.setColumnStretch(column, 1)
            panel.show_picture(picture, CornerTexts(top_left=(name,) if column == 0 else ()))
            panel.set_marks(picture.key, part)
            panel.view_changed.connect(lambda view, panel=panel: self._follow(panel, view))
        layout.setRowStretch(1, 1)
        layout.addWidget(self.words, 2, 0, 1, 2)
        layout.addWidget(plain_label(RESEARCH_USE, "triptych_badge", "warn"), 3, 0, 1, 2)
        layout.addWidget(close_box(self), 2, 2, 2, 1)
        self.resize(1260, 560)

    def show_map(self, overlay: Overlay) -> None:
        """The layer map has come."""
        self.panels[2].set_drawn(Drawn(key=self._picture.key, overlay=overlay))
        self.words.setText(f"Layer {overlay.index}, {overlay.block}. {MAP_WORDS}")

    def show_no_map(self, why: str) -> None:
        """There is none, and why."""
        self.words.setText(why)

    def _follow(self, moved: CompareViewport, view: View) -> None:
        for panel in self.panels:
            if panel is not moved:
                panel.set_view(panel.view.like(view), quietly=True)


def reference_alone(marks: Marks) -> Marks:
    """The reference alone, all of it white: what a person drew is the same whatever was found."""
    return Marks(reference=tuple(replace(mark, missed=False) for mark in marks.reference))


def boxes_alone(marks: Marks) -> Marks:
    """The boxes alone, and what they missed."""
    return Marks(
        tuple(mark for mark in marks.reference if mark.missed),
        tuple(replace(box, partner=None) for box in marks.boxes),
    )
