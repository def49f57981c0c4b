"""The triptych of the image in view: opened here, its layer map asked of the networks."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from fracview.ui.canvas.picture import Overlay
from fracview.ui.compare.triptych import Triptych

if TYPE_CHECKING:
    from fracview.core.analysis import LayerMap
    from fracview.ui.compare.mode import CompareMode
    from fracview.ui.session.images import LoadedImage

NOT_OPEN = "No layer map: this image is not among the files that are open for reading."
NO_MAPS = "No layer map: these networks name no layers."


def open_triptych(mode: CompareMode) -> None:
    """Show the three pictures; the map follows when the networks have made it."""
    loaded = mode.picture.loaded
    if loaded is None:
        mode.window.status.show_message("There is no image in view.")
        return
    name = mode.session.name_of(mode.session.current)
    dialog = Triptych(name, loaded.picture, mode.page.viewport.marks, mode.window)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    _ask_for_map(mode, dialog, loaded)


def _ask_for_map(mode: CompareMode, dialog: Triptych, loaded: LoadedImage) -> None:
    reading = mode.window.session
    path = mode.session.path_of(mode.session.current)
    number = next((n for n in range(len(reading.catalog)) if reading.catalog.case(n).path == path), None)
    error = reading.analyses.networks.error
    if number is None or path is None:
        dialog.show_no_map(NOT_OPEN)
        return
    if error is not None:
        dialog.show_no_map(f"No layer map: {error}")
        return
    key = (number, 0)
    known = reading.analyses.get(key)
    if known is not None and known.layer_maps:
        _show(mode, dialog, loaded, known.layer_maps)
        return

    def arrived(finished: object) -> None:
        if finished.wanted.number == number:  # type: ignore[attr-defined]
            _show(mode, dialog, loaded, finished.analysis.layer_maps)  # type: ignore[attr-defined]

    joined = reading.analyses.arrived.connect(arrived)
    dialog.finished.connect(partial(reading.analyses.arrived.disconnect, joined))
    reading.analyses.start()
    reading.analyses.look_at({key})
    reading.analyses.want(key, path, loaded, layer_maps=True, run_anyway=True, ignore_gate=True)


def _show(mode: CompareMode, dialog: Triptych, loaded: LoadedImage, maps: tuple[LayerMap, ...]) -> None:
    """Make the picture on a thread: the layer that localises best, or else the last."""
    from fracview.ui.canvas.heat import heat_image

    if not maps:
        dialog.show_no_map(NO_MAPS)
        return
    best = mode.window.session.layers.best
    layer = maps[-1 if best is None else min(best, len(maps) - 1)]
    picture = loaded.picture
    ticket = mode.window.background_work.submit(
        lambda: Overlay(heat_image(layer, picture.rows, picture.columns, 1.0), layer.index, layer.block),
        dialog.show_map,
        lambda error: dialog.show_no_map(f"No layer map: {error}"),
    )
    dialog.finished.connect(lambda _: ticket.cancel())
