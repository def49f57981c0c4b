"""Everything that a run writes to disk, one step at a time."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self

from fracview.cli.drawing import Pictures
from fracview.export import open_writer, to_record
from fracview.export.leftovers import sweep
from fracview.export.readers_work import check_not_readers_work, sha256_of

if TYPE_CHECKING:
    import argparse
    from types import TracebackType

    from fracview.export import RecordWriter
    from fracview.export.numbered import FileMark
    from fracview.export.records import Record
    from fracview.export.summary import SummaryPage
    from fracview.inference import ModelSet
    from fracview.review.run import Step
    from fracview.review.store import Store


class Outputs:
    """The files and picture folders that were asked for; a context manager.

    Parameters
    ----------
    arguments
        `out`, `boxes`, `coco`, `summary`, `overlays` and `strips`, each a path or None; `paths`;
        `all_boxes` and `with_identifiers`.
    model_set
        The region network's labels are columns of the table.
    store
        Knows what FracView last wrote where; None for a run without one.

    Attributes
    ----------
    count
        Steps written.
    out
        Where the results file is, or is to be.
    in_place
        Whether the results file is there, finished; only after the context.
    remarks
        Sentences on the run as a whole, for the summary's page.

    Raises
    ------
    ExportError
        `readers_work`: a file that is to be replaced has been worked in, or is none of FracView's.
        `not_writable`.
    """

    def __init__(self, arguments: argparse.Namespace, model_set: ModelSet, store: Store | None) -> None:
        self.count = 0
        self.in_place = False
        self.out: Path | None = arguments.out
        self.remarks: list[str] = []
        self._arguments = arguments
        self._store = store
        self._check()
        self._sweep()
        self._pictures = Pictures(arguments)
        self._out: RecordWriter | None = None
        self._whole: list[RecordWriter] = []
        with ExitStack() as stack:  # where one cannot be made, those before leave nothing behind
            self._open(stack, model_set)
            self._stack = stack.pop_all()
        self._page, self._page_seen = self._summary_page()

    @property
    def not_drawn(self) -> int:
        """Pictures that could not be drawn."""
        return self._pictures.missing

    def _check(self) -> None:
        for path in self._files():
            known = self._store.known_export(path.absolute()) if self._store else None
            check_not_readers_work(path, known)

    def _sweep(self) -> None:
        """Take away what earlier runs over a store, that were killed, have left unfinished."""
        for folder in {path.parent for path in self._files()} if self._store else ():
            sweep(folder)

    def _files(self) -> list[Path]:
        from fracview.export.coco import companion

        named = [getattr(self._arguments, name) for name in ("out", "boxes", "coco", "summary")]
        beside = [companion(self._arguments.coco)] if self._arguments.coco else []
        return [path for path in named if path is not None] + beside

    def _open(self, stack: ExitStack, model_set: ModelSet) -> None:
        """Make the writers: `_out` takes what is shown, `_whole` every box."""
        from fracview.export.identifiers import IDENTITY_COLUMNS

        arguments = self._arguments
        who = IDENTITY_COLUMNS if arguments.with_identifiers else ()
        kept = self._store is not None
        if arguments.out is not None:
            extra = (*self._pictures.fields, *who)
            labels = model_set.region.manifest.classes
            self._out = open_writer(
                arguments.out, region_labels=labels, extra=extra, keep_changed=True, kept=kept
            )
            stack.callback(self._out.discard)
        if arguments.boxes is not None:
            from fracview.export.boxes import BoxesWriter

            self._add(stack, BoxesWriter(arguments.boxes, extra=who, keep_changed=True, kept=kept))
        if arguments.coco is not None:
            from fracview.export.coco import CocoWriter

            self._add(stack, CocoWriter(arguments.coco, keep_changed=True, kept=kept))

    def _add(self, stack: ExitStack, writer: RecordWriter) -> None:
        self._whole.append(writer)
        stack.callback(writer.discard)

    def _summary_page(self) -> tuple[SummaryPage | None, FileMark | None]:
        if self._arguments.summary is None:
            return None, None
        from fracview.export.numbered import look
        from fracview.export.summary import SummaryPage

        roots = [Path(path) for path in self._arguments.paths]
        return SummaryPage(roots=roots), look(self._arguments.summary)

    def write(self, step: Step) -> Step:
        """Draw the pictures, then append the records that name them.

        Returns
        -------
        The step, its warnings now naming what could not be drawn.
        """
        step, pictures = self._pictures.draw(self.count + 1, step)
        if self._out is not None or self._whole:
            self._write_records(step, pictures)
        if self._page is not None:
            from fracview.review.disagreement import WORDS, disagreement

            self._page.add(step.analysis, WORDS.get(disagreement(step.analysis), ""))
        self.count += 1
        return step

    def _write_records(self, step: Step, pictures: dict[str, str]) -> None:
        who = self._identity(step)
        if self._out is not None:
            shown = to_record(step.analysis, all_detections=self._arguments.all_boxes)
            self._out.write(_with(shown | pictures, who))
        if self._whole:
            whole = _with(to_record(step.analysis, all_detections=True), who)
            for writer in self._whole:
                writer.write(whole)

    def _identity(self, step: Step) -> dict[str, str] | None:
        if not self._arguments.with_identifiers:
            return None
        from fracview.reading.identity import read_identity

        return asdict(read_identity(step.analysis.path))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Put everything in place; without a single step, what was there before stays."""
        if not self.count:
            self._stack.close()
            return
        with ExitStack() as all_of_them:  # what cannot be put in place keeps none of the others from it
            all_of_them.callback(self._write_page)
            for writer in self._whole:
                all_of_them.callback(self._close, writer)
            if self._out is not None:
                all_of_them.callback(self._close_out, self._out)
            self._stack.pop_all()

    def _close_out(self, writer: RecordWriter) -> None:
        self._close(writer)
        self.out, self.in_place = writer.path, True

    def _close(self, writer: RecordWriter) -> None:
        from fracview.export.coco import CocoWriter

        writer.close()
        self._note(writer.path)
        if isinstance(writer, CocoWriter):
            self._note(writer.images_path)

    def _write_page(self) -> None:
        if self._page is None:
            return
        when = datetime.now().astimezone().strftime("%Y-%m-%d %H:%M %Z")
        path = self._page.write(
            self._arguments.summary, when=when, remarks=self.remarks, keep_changed=True, seen=self._page_seen
        )
        self._note(path)

    def _note(self, path: Path) -> None:
        """Remember what was written, so that a later run knows whether somebody has worked in it."""
        if self._store is not None:
            self._store.note_export(path.absolute(), sha256_of(path))


def _with(record: Record, identity: dict[str, str] | None) -> Record:
    if identity is None:
        return record
    from fracview.export.identifiers import with_identifiers

    return with_identifiers(record, identity)
