"""Out of the window: what is on the screen, the radiograph alone, the list. Written on a thread."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QFileDialog

from fracview.export.captions import NO_NEGATIVE, models_sentence
from fracview.ui.session.images import LoadedImage

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from fracview.core.verdict import VerdictEntry
    from fracview.export.listing import ListedCase
    from fracview.review.case import Case
    from fracview.ui.canvas.surface import Surface
    from fracview.ui.main_window import MainWindow

PNG = "PNG (*.png)"
LISTS = "CSV for spreadsheets (*.csv);;JSON (*.json);;JSON lines (*.jsonl)"


def as_shown(window: MainWindow) -> None:
    """The viewport as it stands, without what may name a person, and below it what it means."""
    from fracview.export.as_shown import save_as_shown

    scene, viewport = window.session.scene, window.canvas.main
    if scene.picture is None:
        window.status.show_message("There is no radiograph to export.")
        return
    picture = picture_of(viewport)
    findings = scene.findings
    models = models_sentence(scene.analysis.provenance) if scene.analysis else ""
    lines = [findings.headline, findings.contradiction, *findings.details, models]
    if findings.kind == "read_first":
        lines = [f"The findings were hidden when this was exported. {NO_NEGATIVE}"]
    if viewport.hidden_words:
        lines.append(f"When this was exported: {viewport.hidden_words}. {NO_NEGATIVE}")
    name = export_name(window, "as_shown")
    _save(window, name, PNG, lambda path: save_as_shown(path, picture, [one for one in lines if one]))


def clean(window: MainWindow) -> None:
    """The radiograph at its own size with its default window, and nothing drawn on it."""
    from fracview.export.as_shown import save_clean

    key = window.session.scene.key
    image = window.session.images.get(key) if key else None
    if not isinstance(image, LoadedImage):
        window.status.show_message("There is no radiograph to export.")
        return
    radiograph = image.radiograph
    _save(
        window,
        export_name(window, "clean"),
        PNG,
        lambda path: save_clean(path, radiograph.display_image()),
    )


def listing(window: MainWindow) -> None:
    """Every row that the list shows, in its order, with findings and verdicts."""
    catalog = window.session.catalog
    cases = [catalog.case(int(number)) for number in catalog.order]
    if not cases:
        window.status.show_message("The list is empty: there is nothing to export.")
        return
    _ask(window, Path("fracview_list.csv"), LISTS, lambda path: _save_listing(window, path, cases))


def picture_of(viewport: Surface) -> NDArray[np.uint8]:
    """(rows, columns, 3) uint8: what the viewport paints, without anything that may name a person."""
    ratio = viewport.devicePixelRatioF()
    image = QImage(viewport.size() * ratio, QImage.Format.Format_RGB888)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.black)
    painter = QPainter(image)
    painter.setFont(viewport.font())
    viewport.paint_all(painter, private=False)
    painter.end()
    rows, columns, stride = image.height(), image.width(), image.bytesPerLine()
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(rows, stride)[:, : 3 * columns]
    return pixels.reshape(rows, columns, 3).copy()


def export_name(window: MainWindow, kind: str) -> Path:
    """A name for an export that names nobody: the start of the contents' hash, and what it is."""
    case = window.session.case
    return Path(f"{case.sha256[:8] if case else 'radiograph'}_{kind}.png")


def _save_listing(window: MainWindow, path: Path, cases: list[Case]) -> None:
    session = window.session
    known = {case.number: session.analyses.get((case.number, 0)) for case in cases}
    verdicts = {case.sha256: session.verdicts.newest((case.sha256, 0)) for case in cases if case.sha256}

    def then(stored: tuple[dict[tuple[str, int], object], dict[tuple[str, int], VerdictEntry]]) -> None:
        rows = [
            _listed(case, known[case.number] or stored[0].get((case.sha256, 0)), verdicts) for case in cases
        ]
        _write(window, path, lambda path: _write_listing(path, rows), unread_words(window, cases))

    missing = [case.sha256 for case in cases if case.sha256 and known[case.number] is None]
    session.records.load_all(missing, then, lambda error: _say_failed(window, error))


def _listed(case: Case, analysis: object, verdicts: dict[str, VerdictEntry | None]) -> ListedCase:
    from dataclasses import replace

    from fracview.core.analysis import Analysis
    from fracview.export.listing import ListedCase

    found = replace(analysis, path=case.path) if isinstance(analysis, Analysis) else None
    return ListedCase(
        path=case.path,
        outcome=case.outcome,
        reason=case.reason,
        analysis=found,
        verdict=verdicts.get(case.sha256),
        sha256=case.sha256,
    )


def _write_listing(path: Path, rows: list[ListedCase]) -> None:
    from fracview.export.listing import save_listing

    save_listing(path, rows)


def _save(window: MainWindow, name: Path, filters: str, write: Callable[[Path], None]) -> None:
    _ask(window, name, filters, lambda path: _write(window, path, write))


def _ask(window: MainWindow, name: Path, filters: str, then: Callable[[Path], None]) -> None:
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    dialog = QFileDialog(window, "Export", str(Path(folder) / name), filters)
    dialog.setObjectName("export_dialog")
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(name.suffix.lstrip("."))
    dialog.filterSelected.connect(lambda chosen: dialog.setDefaultSuffix(chosen.split("*.")[1].rstrip(")")))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.fileSelected.connect(lambda chosen: then(Path(chosen)))
    dialog.open()


def unread_words(window: MainWindow, cases: list[Case]) -> str:
    """That a list holds findings which the reader, who reads first, has not seen; "" where it does not."""
    count = sum(map(window.session.said.hides_case, cases))
    return (
        f"It holds findings that you have not seen: read first, {count:,} of {len(cases):,}." if count else ""
    )


def _write(window: MainWindow, path: Path, write: Callable[[Path], None], remark: str = "") -> None:
    window.background_work.submit(
        lambda: write(path),
        lambda _: window.status.show_message(f"Exported: {path.name}. {remark}".removesuffix(". ")),
        lambda error: _say_failed(window, error),
    )


def _say_failed(window: MainWindow, error: Exception) -> None:
    window.status.show_message("Not exported.", str(error), warn=True)
