"""The image in view on the comparison page: read ahead, shown with its marks, and the reader's note on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from fracview.ui.canvas.picture import CornerTexts
from fracview.ui.compare.overlay import NO_MARKS, kinds_of
from fracview.ui.session.images import READING_SHOWN_MS, ImageRefused, Images, LoadedImage
from fracview.ui.session.texts import corner_texts, opening_texts, refused_texts

if TYPE_CHECKING:
    from fracview.core.verdict import VerdictEntry
    from fracview.ui.compare.page import ComparePage
    from fracview.ui.compare.session import CompareSession
    from fracview.ui.session.session import Session

NOTHING_OPEN = (
    "Open a reference standard",
    "File, Open reference standard: dataset.csv of FracAtlas, COCO or VGG JSON, YOLO or VOC files.",
    "The networks' answers on its images, or those in a file, are held against it.",
)
AHEAD = (1, 2, -1)


class ComparedPicture(QObject):
    """Shows one image of the comparison after the other."""

    def __init__(self, page: ComparePage, compare: CompareSession, reading: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._page, self._compare, self._reading = page, compare, reading
        self.images = Images(self)
        self._patience = QTimer(self, singleShot=True, interval=READING_SHOWN_MS)
        self._patience.timeout.connect(self._say_reading)
        self.images.arrived.connect(self._arrived)
        reading.verdicts.changed.connect(lambda _: self._show_note())
        page.viewport.show_picture(None, CornerTexts(notice=NOTHING_OPEN))

    @property
    def loaded(self) -> LoadedImage | None:
        """The image in view; None where none is."""
        picture = self._page.viewport.picture
        image = self.images.get(picture.key) if picture is not None else None
        here = picture is not None and picture.key[0] == self._compare.current
        return image if isinstance(image, LoadedImage) and here else None

    def forget(self) -> None:
        """Another reference standard: numbers begin anew."""
        self.images.clear()
        self._page.viewport.forget()
        self._page.viewport.show_picture(None, CornerTexts(notice=NOTHING_OPEN))
        self._show_note()

    def show(self, image: int) -> None:
        """Go to an image; a note that is being typed belongs to the one before."""
        self._page.commit_note()
        self._compare.current = image
        self._page.list.set_current(image)
        path = self._compare.path_of(image)
        if path is None:
            name = self._compare.name_of(image)
            notice = (
                "No image file",
                f"No file of this name was found for {name}.",
                "Open its folder first.",
            )
            self._page.viewport.show_picture(None, CornerTexts(top_left=(name,), notice=notice))
            self.draw()
            self._show_note()
        elif self.images.get((image, 0)) is None:
            self.images.want((image, 0), path)
            self._patience.start()
        else:
            self._put_up(self.images.get((image, 0)))

    def draw(self) -> None:
        """The marks of the image in view at the thresholds in force."""
        image, state = self._compare.current, self._compare.state
        resolved = image is not None and self._compare.resolver is not None
        marks = self._compare.marks_of(image) if resolved and image is not None else NO_MARKS
        self._page.viewport.set_marks((image, 0) if image is not None else None, marks)
        self._page.legend.show_state(kinds_of(marks), state.score, state.iou)

    def renew_texts(self) -> None:
        """The image in view may stand elsewhere in the list."""
        if self.loaded is not None:
            self._page.viewport.set_texts(self._texts(self.loaded))

    def _texts(self, image: LoadedImage) -> CornerTexts:
        rows, name = self._page.list.model, self._compare.name_of(self._compare.current)
        row = rows.row_of(self._compare.current) if self._compare.current is not None else -1
        place = f"image {row + 1} of {rows.rowCount()}" if row >= 0 else "not in this list"
        return corner_texts(name, image.radiograph, image.identity, place, "")

    def keep_note(self, text: str) -> None:
        """Keep the reader's note beside the verdict of the same file."""
        loaded = self.loaded
        if loaded is None:
            return
        frame = (loaded.radiograph.sha256, 0)
        entry = self._reading.verdicts.newest(frame)
        tp, fp, fn = kinds_of(self._page.viewport.marks)
        state = self._compare.state
        shown = f"comparison: {tp} TP {fp} FP {fn} FN at score {state.score:.3f}, IoU {state.iou:.2f}"
        verdict = entry.verdict if entry else None
        models = entry.models if entry else ""
        self._reading.verdicts.give(frame, verdict, text, shown, models)

    def close(self) -> None:
        """End the threads."""
        self._patience.stop()
        self.images.close()

    def _arrived(self, image: LoadedImage | ImageRefused) -> None:
        if image.key[0] == self._compare.current:
            self._put_up(image)

    def _put_up(self, image: LoadedImage | ImageRefused | None) -> None:
        self._patience.stop()
        name = self._compare.name_of(self._compare.current)
        viewport = self._page.viewport
        if isinstance(image, ImageRefused):
            viewport.show_picture(None, refused_texts(name, image.error))
        elif image is not None and viewport.picture is not image.picture:
            viewport.show_picture(image.picture, self._texts(image))
            self._reading.records.load_verdicts(image.radiograph.sha256, self._take_verdicts)
        self.draw()
        self._show_note()
        self._look_ahead()

    def _look_ahead(self) -> None:
        current = self._compare.current
        near = [self._page.list.neighbour(current, step) for step in AHEAD]
        paths = [(one, self._compare.path_of(one)) for one in near if one is not None]
        self.images.look_ahead([((one, 0), path) for one, path in paths if path is not None])

    def _say_reading(self) -> None:
        name = self._compare.name_of(self._compare.current)
        self._page.viewport.show_picture(None, opening_texts(name))
        self.draw()
        self._show_note()

    def _take_verdicts(self, entries: list[VerdictEntry]) -> None:
        for entry in entries:
            self._reading.verdicts.put(entry)
        self._show_note()

    def _show_note(self) -> None:
        loaded = self.loaded
        entry = self._reading.verdicts.newest((loaded.radiograph.sha256, 0)) if loaded else None
        self._page.show_note(entry.comment if entry else "", possible=loaded is not None)
