"""Above the page: what is held against what, and the buttons that change it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QPushButton, QWidget

from fracview.ui.elided import ElidedLabel
from fracview.ui.theme import GRID

if TYPE_CHECKING:
    from fracview.core.annotation import ReferenceStandard
    from fracview.core.prediction import Predictions

NO_REFERENCE = "No reference standard is open."
NO_PREDICTIONS = "No predictions yet."
NO_SECOND = "No second predictions."


class CompareHeader(QWidget):
    """Three lines: the reference standard, the predictions, and second predictions; buttons at the right.

    Signals
    -------
    reference_asked, predictions_asked, own_asked, report_asked, save_asked, second_asked, second_own_asked
        The buttons.
    second_dropped
        The second predictions are to be taken away.
    """

    reference_asked = Signal()
    predictions_asked = Signal()
    own_asked = Signal()
    report_asked = Signal()
    save_asked = Signal()
    second_asked = Signal()
    second_own_asked = Signal()
    second_dropped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("compare_header")
        self.reference = ElidedLabel()
        self.predictions = ElidedLabel()
        self.reference.setObjectName("compare_reference")
        self.predictions.setObjectName("compare_predictions")
        self.second = ElidedLabel()
        self.second.setObjectName("compare_second")
        self.report = _button(
            "compare_report", "Data report", "Oddities of the annotations that are no errors"
        )
        self.own = _button("compare_own", "Own networks", "Compare what this program's networks say")
        ask_reference = _button(
            "compare_open_reference", "Open reference standard…", "Annotations to hold against"
        )
        ask_predictions = _button(
            "compare_open_predictions", "Open predictions…", "Another product's answers, from a file"
        )
        ask_second = _button(
            "compare_open_second",
            "Compare with second predictions…",
            "Answers of yet another product on the same images, from a file",
        )
        self.save = _button(
            "compare_save", "Save comparison report…", "Numbers, tables, curves and a page, into a folder"
        )
        self.second_own = _button(
            "compare_second_own", "Own networks", "This program's networks as the second predictions"
        )
        self.drop_second = _button(
            "compare_drop_second", "Without second", "Take the second predictions away"
        )
        layout = QGridLayout(self)
        layout.setContentsMargins(GRID, GRID // 2, GRID, GRID // 2)
        layout.setHorizontalSpacing(GRID)
        layout.setVerticalSpacing(GRID // 2)
        for row, parts in enumerate(
            (
                (self.reference, self.report, ask_reference, self.save),
                (self.predictions, self.own, ask_predictions),
                (self.second, self.second_own, ask_second, self.drop_second),
            )
        ):
            for column, part in enumerate(parts):
                layout.addWidget(part, row, column)
        layout.setColumnStretch(0, 1)
        for button, signal in (
            (self.report, self.report_asked),
            (self.own, self.own_asked),
            (ask_reference, self.reference_asked),
            (ask_predictions, self.predictions_asked),
            (self.save, self.save_asked),
            (ask_second, self.second_asked),
            (self.second_own, self.second_own_asked),
            (self.drop_second, self.second_dropped),
        ):
            button.clicked.connect(signal)
        self.show_sources(None, None, is_own=True)
        self.show_second(None, is_own=False, can_be_own=False)
        self.save.setEnabled(False)

    def show_sources(
        self,
        reference: ReferenceStandard | None,
        predictions: Predictions | None,
        *,
        is_own: bool,
        unanswered: int = 0,
    ) -> None:
        """Say what is open, and how many images have no answer: they count nowhere as negatives."""
        if reference is None:
            self.reference.show_text(NO_REFERENCE)
        else:
            self.reference.show_text(
                f"Reference: {_reference(reference)}", f"{reference.source}\nSHA-256 {reference.sha256}"
            )
        if predictions is None:
            self.predictions.show_text(NO_PREDICTIONS)
        else:
            signature = _signature(predictions)
            silent = f"; {unanswered} images without an answer are not counted" if unanswered else ""
            self.predictions.show_text(f"Against: {predictions.source}{silent}", signature)
        count = len(reference.notes) if reference else 0
        self.report.setText(f"Data report ({count})")
        self.report.setEnabled(bool(count))
        self.own.setEnabled(not is_own)

    def show_second(
        self, second: Predictions | None, *, is_own: bool, can_be_own: bool, both: int = 0
    ) -> None:
        """Say what the second predictions are; the two are set against each other on `both` images."""
        if second is None:
            self.second.show_text(NO_SECOND)
        else:
            self.second.show_text(
                f"Second: {second.source}; both answered on {both} images", _signature(second)
            )
        self.drop_second.setEnabled(second is not None or is_own)
        self.second_own.setEnabled(can_be_own and not is_own)

    def show_busy(self, words: str) -> None:
        """What is being done, in place of the predictions; "" leaves the line alone."""
        if words:
            self.predictions.show_text(words)


def _reference(reference: ReferenceStandard) -> str:
    images = len(reference.images)
    count = sum(len(image.annotations) for image in reference.images)
    return f"{reference.format}, {reference.source.name}: {images} images, {count} annotations"


def _signature(predictions: Predictions) -> str:
    return "\n".join(f"{name} {value}" for name, value in predictions.signature.items())


def _button(name: str, text: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(name)
    button.setToolTip(tip)
    return button
