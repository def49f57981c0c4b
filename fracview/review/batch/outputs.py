"""Everything that a run writes to disk, one step at a time: files opened together, put in place together."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from fracview.export import open_writer, to_record
from fracview.export.aside import led_to
from fracview.export.boxes import BoxesWriter
from fracview.export.coco import CocoWriter, companion
from fracview.export.identifiers import IDENTITY_COLUMNS, with_identifiers
from fracview.export.leftovers import sweep
from fracview.export.readers_work import sha256_of
from fracview.reading.identity import read_identity
from fracview.review.batch.drawing import Pictures

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from fracview.export import RecordWriter
    from fracview.export.records import Record
    from fracview.review.batch.page import ReviewPage
    from fracview.review.run import Step
    from fracview.review.store import Store


NOT_WHOLE = "The run did not come to its end: this page is of the frames that were done, and of no others."


@dataclass(frozen=True, slots=True)
class OutputPlan:
    """What is written, and where to.

    Attributes
    ----------
    tables
        Results files, one row or record a frame: .csv, .json, .jsonl or .xlsx.
    boxes, coco, summary
        A .csv of one row a box; COCO results, with their companion beside them; a page on the whole run.
    overlays, strips
        Folders of pictures.
    all_boxes
        Whether `tables` list the boxes below the high-sensitivity point too; `boxes` and `coco` always do.
    identifiers
        Whether `tables` and `boxes` say who is on the radiographs.
    roots
        What is run over: the page names files from there on.
    """

    tables: tuple[Path, ...] = ()
    boxes: Path | None = None
    coco: Path | None = None
    summary: Path | None = None
    overlays: Path | None = None
    strips: Path | None = None
    all_boxes: bool = False
    identifiers: bool = False
    roots: tuple[Path, ...] = ()

    @property
    def files(self) -> tuple[Path, ...]:
        """Every file that is written."""
        beside = companion(self.coco) if self.coco else None
        named = (*self.tables, self.boxes, self.coco, beside, self.summary)
        return tuple(path for path in named if path is not None)

    @property
    def paths(self) -> tuple[Path, ...]:
        """Every file and folder: what a run over a folder that holds them leaves out."""
        return (*self.files, *(path for path in (self.overlays, self.strips) if path is not None))


class Outputs:
    """The files and folders of one run; ends with `place` or `discard`.

    Parameters
    ----------
    plan
        What is written. Files that are there already are replaced: ask first
        (`fracview.export.readers_work`). One that changes meanwhile stays, and the new one gets a number.
    labels
        Of the region network: columns of the tables.
    store
        Told what is written, and asked what readers said; None for a run without one.

    Attributes
    ----------
    count
        Frames written.
    placed
        What is in place, by the path that was planned.
    remarks
        Sentences on the run as a whole, for the page.

    Raises
    ------
    ExportError
        `not_writable`; nothing has been made then.
    """

    def __init__(self, plan: OutputPlan, labels: Sequence[str], store: Store | None) -> None:
        self.count = 0
        self.placed: dict[Path, Path] = {}
        self.remarks: list[str] = []
        self._plan = plan
        self._store = store
        if store is not None:  # of killed runs, whose results are in the store
            for folder in {led_to(path).parent for path in plan.files}:
                sweep(folder)
        self._pictures = Pictures(plan.overlays, plan.strips)
        self._page = _page(plan, store)
        self._writers: dict[Path, RecordWriter] = {}
        try:
            self._open(labels)
        except BaseException:
            self.discard()
            raise

    @property
    def not_drawn(self) -> int:
        """Pictures that could not be drawn."""
        return self._pictures.missing

    def _open(self, labels: Sequence[str]) -> None:
        plan, who = self._plan, IDENTITY_COLUMNS if self._plan.identifiers else ()
        kept = self._store is not None
        for path in plan.tables:
            extra = (*self._pictures.fields, *who)
            self._writers[path] = open_writer(
                path, region_labels=labels, extra=extra, keep_changed=True, kept=kept
            )
        if plan.boxes is not None:
            self._writers[plan.boxes] = BoxesWriter(plan.boxes, extra=who, keep_changed=True, kept=kept)
        if plan.coco is not None:
            self._writers[plan.coco] = CocoWriter(plan.coco, keep_changed=True, kept=kept)

    def write(self, step: Step) -> Step:
        """Draw the pictures, then append the frame to every file.

        Returns
        -------
        The step, its warnings now naming what could not be drawn.

        Raises
        ------
        ExportError
            A disk that is full, a folder that has gone.
        """
        step, pictures = self._pictures.draw(self.count + 1, step)
        if self._writers:
            self._write_records(step, pictures)
        if self._page is not None:
            self._page.add(step.analysis)
        self.count += 1
        return step

    def _write_records(self, step: Step, pictures: dict[str, str]) -> None:
        plan = self._plan
        who = asdict(read_identity(step.analysis.path)) if plan.identifiers else None
        whole = shown = None
        for path, writer in self._writers.items():
            if path in plan.tables and not plan.all_boxes:
                shown = shown or _with(to_record(step.analysis) | pictures, who)
                writer.write(shown)
                continue
            whole = whole or to_record(step.analysis, all_detections=True)
            if isinstance(writer, CocoWriter):
                image = step.display_image
                writer.write(whole, size=None if image is None else (image.shape[1], image.shape[0]))
            else:
                writer.write(_with(whole | pictures if path in plan.tables else whole, who))

    def place(self, *, whole: bool = True) -> None:
        """Put everything in place, each whether or not the others can be; without a frame, nothing.

        Parameters
        ----------
        whole
            Whether the run came to its end; else what an earlier one has written stays, and this goes beside.

        Raises
        ------
        ExportError, StoreError
            The first that could not be; see `RecordWriter.close`.
        """
        if not self.count:
            self.discard()
            return
        if not whole:
            self.remarks.append(NOT_WHOLE)
            for writer in self._writers.values():
                writer.keep_earlier()
            if self._page is not None:
                self._page.keep_earlier()
        with ExitStack() as each:  # called last first: the tables, then the page
            if self._page is not None:
                each.callback(self._place, self._page.path, self._write_page)
            for path, writer in reversed(self._writers.items()):
                each.callback(self._place, path, partial(_closed, writer))

    def _place(self, planned: Path, finish: Callable[[], Path]) -> None:
        path = finish()
        self.placed[planned] = path
        if self._store is None:
            return
        written = (path, companion(path)) if planned == self._plan.coco else (path,)
        for one in written:
            self._store.note_export(one.absolute(), sha256_of(one))

    def _write_page(self) -> Path:
        assert self._page is not None
        return self._page.write(self.remarks)

    def discard(self) -> None:
        """Leave every file as it was; pictures that were drawn stay."""
        for writer in self._writers.values():
            writer.discard()

    @property
    def all_placed(self) -> tuple[Path, ...]:
        """Every file and folder that is there now."""
        return (*self._pictures.folders, *self.placed.values())


def _page(plan: OutputPlan, store: Store | None) -> ReviewPage | None:
    if plan.summary is None:
        return None
    from fracview.review.batch.page import ReviewPage  # brings the template engine

    return ReviewPage(plan.summary, plan.roots, store)


def _closed(writer: RecordWriter) -> Path:
    writer.close()
    return writer.path


def _with(record: Record, identity: Mapping[str, str] | None) -> Record:
    return record if identity is None else with_identifiers(record, identity)
