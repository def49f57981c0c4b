"""Layer maps of the frame in view: the strip's tiles and the map over the radiograph, made in a thread."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QObject, Signal

from fracview.ui.canvas.picture import Overlay
from fracview.ui.strip.tiles import COMPUTING, READ_FIRST, ShownStrip, StripState, not_available, with_shares
from fracview.ui.work import FIRST, Lane

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from fracview.core.analysis import Analysis, LayerMap
    from fracview.core.display import Display
    from fracview.ui.canvas.picture import Key
    from fracview.ui.session.scene import Scene
    from fracview.ui.work import Ticket

NO_MAPS = "The networks gave no layer maps for this radiograph."

Boxes = tuple[tuple[float, float, float, float], ...]


@dataclass(frozen=True, eq=False, slots=True)
class _Tiles:
    key: Key
    analysis: Analysis
    strip: ShownStrip


class Layers(QObject):
    """Follows the scene.

    Signals
    -------
    strip_changed
        The `ShownStrip`.
    overlay_changed
        Key of the frame, and its `Overlay` or None.
    maps_wanted
        The frame in view has no layer maps yet, and the reader wants to see them.
    """

    strip_changed = Signal(object)
    overlay_changed = Signal(object, object)
    maps_wanted = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lane = Lane("layer-maps", self)
        self._strip_open = False
        self.best: int | None = None
        self._chosen: int | None = None
        self._last_chosen = -1
        self._scene: Scene | None = None
        self._boxes: Boxes = ()
        self._tiles: _Tiles | None = None
        self._tickets: dict[str, Ticket] = {}
        self._hopeless: set[Key] = set()

    @property
    def wanted(self) -> bool:
        """Whether layer maps are to be computed for what is looked at."""
        return self._strip_open or self._chosen is not None

    def open_strip(self, shown: bool) -> None:
        """The strip is there to be seen, or is not."""
        self._strip_open = shown
        self._resolve()

    def follow(self, scene: Scene) -> None:
        """Another frame, or something new about it. A map over the radiograph belongs to one frame."""
        if self._scene is None or self._scene.key != scene.key:
            self._chosen, self._tiles = None, None
            self._cancel("tiles")
            self._scene = scene
            self._show_overlay()
        self._scene = scene
        if self._is_hidden:
            self._chosen, self._tiles = None, None
            self._show_overlay()
        self._resolve()

    def forget(self) -> None:
        """Other files are opened: keys begin anew."""
        self._hopeless.clear()

    def give_up(self, key: Key) -> None:
        """The networks were asked for layer maps of this frame, and gave none."""
        self._hopeless.add(key)

    def choose(self, position: int | None) -> None:
        """Lay the map at this position of the strip over the radiograph; None takes it off."""
        if self._is_hidden:
            return
        self._chosen = position
        self._last_chosen = self._last_chosen if position is None else position
        self._resolve()
        self._show_overlay()

    def toggle(self) -> None:
        """Lay the layer that was looked at last over the radiograph, or take the map off."""
        first = self._last_chosen if self.best is None or self._last_chosen >= 0 else self.best
        self.choose(None if self._chosen is not None else first)

    def step(self, step: int) -> None:
        """The next layer or the one before; enters the strip where it localises best, if that is known."""
        maps = self._maps()
        if maps:
            self._settle(len(maps))
            last = len(maps) - 1
            ends = 0 if step > 0 else last
            entered = ends if self.best is None else min(self.best, last)
            self.choose(entered if self._chosen is None else min(last, max(0, self._chosen + step)))
        elif self._chosen is None and not self._is_hidden:
            self._chosen = self.best if self.best is not None else 0 if step > 0 else -1
            self._resolve()

    def close(self) -> None:
        """End the thread."""
        self._lane.close()

    @property
    def _is_hidden(self) -> bool:
        """Whether the reader reads first, and nothing may be told of this frame."""
        return self._scene is not None and self._scene.findings.kind == "read_first"

    def _maps(self) -> tuple[LayerMap, ...]:
        analysis = self._scene.analysis if self._scene else None
        return analysis.layer_maps if analysis else ()

    def _settle(self, count: int) -> None:
        """A position from the end becomes one from the beginning, once it is known how many there are."""
        if self._chosen is not None:
            self._chosen = min(self._chosen % count, count - 1) if self._chosen < 0 else self._chosen
            self._chosen = self._chosen if self._chosen < count else count - 1

    def _resolve(self) -> None:
        scene = self._scene
        if scene is None or not self.wanted:
            self.strip_changed.emit(ShownStrip(state=StripState.OFF))
            return
        maps = self._maps()
        if self._is_hidden:
            self._cancel("tiles")
            self.strip_changed.emit(READ_FIRST)
        elif maps:
            self._settle(len(maps))
            self._make_tiles(scene)
            self._show_overlay()
        elif scene.analysis is None or scene.findings.kind == "analyzed":
            self._without_maps(scene)
        else:
            self.strip_changed.emit(not_available(scene.findings.headline))

    def _without_maps(self, scene: Scene) -> None:
        if scene.findings.kind in ("unreadable", "no_networks", "none"):
            self.strip_changed.emit(not_available(scene.findings.headline))
            return
        if scene.key in self._hopeless:
            self.strip_changed.emit(not_available(NO_MAPS))
            return
        self.strip_changed.emit(COMPUTING)
        if scene.analysis is not None:
            self.maps_wanted.emit()

    def _make_tiles(self, scene: Scene) -> None:
        """New tiles for new maps; for other boxes or another choice the same tiles with other words."""
        boxes = tuple(one.box_xyxy for one in scene.findings.detections if one.shown)
        analysis, key = scene.analysis, scene.key
        assert analysis is not None
        assert key is not None
        made = self._tiles is not None and self._tiles.analysis.layer_maps is analysis.layer_maps
        if self._tiles is not None and made and self._tiles.key == key and self._tiles.strip.tiles:
            strip = self._tiles.strip
            if boxes != self._boxes:
                strip = replace(strip, tiles=with_shares(strip.tiles, analysis.layer_maps, boxes))
            self._boxes = boxes
            self._tiles = _Tiles(key, analysis, replace(strip, boxes=len(boxes), chosen=self._chosen))
            self.strip_changed.emit(self._tiles.strip)
            return
        self.strip_changed.emit(COMPUTING)
        if scene.picture is not None:
            self._ask_for_tiles(scene, analysis, boxes)

    def _ask_for_tiles(self, scene: Scene, analysis: Analysis, boxes: Boxes) -> None:
        from fracview.ui.strip.tiles import tile_images

        picture, key = scene.picture, scene.key
        assert picture is not None
        assert key is not None
        maps = analysis.layer_maps

        def work() -> _Tiles:
            tiles = tile_images(_small(picture.display), maps, boxes)
            return _Tiles(key, analysis, ShownStrip(tiles, boxes=len(boxes), best=self.best))

        def then(made: _Tiles) -> None:
            if self._scene is not None and self._scene.key == made.key and self._maps() is maps:
                self._tiles = _Tiles(made.key, made.analysis, replace(made.strip, chosen=self._chosen))
                self._boxes = boxes
                self.strip_changed.emit(self._tiles.strip)
                self._resolve_words()

        self._submit("tiles", work, then)

    def _resolve_words(self) -> None:
        """The threshold may have moved while the tiles were made."""
        if self._scene is not None and self._maps():
            self._make_tiles(self._scene)

    def _show_overlay(self) -> None:
        scene, maps = self._scene, self._maps()
        if scene is None or scene.key is None:
            return
        if self._chosen is None or not maps or scene.picture is None:
            self._cancel("overlay")
            self.overlay_changed.emit(scene.key, None)
            return
        from fracview.ui.canvas.heat import heat_image

        layer, picture, key = maps[self._chosen % len(maps)], scene.picture, scene.key

        def work() -> Overlay:
            return Overlay(heat_image(layer, picture.rows, picture.columns, 1.0), layer.index, layer.block)

        self._submit("overlay", work, lambda overlay: self.overlay_changed.emit(key, overlay))

    def _submit(self, what: str, work: object, then: object) -> None:
        self._cancel(what)
        self._tickets[what] = self._lane.submit(work, then, priority=FIRST)  # type: ignore[arg-type]

    def _cancel(self, what: str) -> None:
        if what in self._tickets:
            self._tickets.pop(what).cancel()


def _small(display: Display) -> NDArray[np.uint8]:
    """The smallest level through the default window."""
    level: NDArray[Any] = display.pyramid.levels[-1]
    if display.is_colour:
        return np.asarray(level, dtype=np.uint8)
    return np.take(display.grey_levels(display.vois[0]), level)
