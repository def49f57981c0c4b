"""Analyses of the files in the list: from the store where they are known, from the networks where not."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot

from fracview.review.desk import AnalysisDesk, Finished, NetworksOpened, NetworksRefused, Wanted

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from fracview.core.analysis import Analysis, LayerMap
    from fracview.inference import Analyzer
    from fracview.review.desk import Event
    from fracview.ui.canvas.picture import Key
    from fracview.ui.session.images import LoadedImage
    from fracview.ui.session.records import Records

KEPT = 2000
"""Analyses kept in memory where the store holds them too."""
KEPT_MAPS = 48
NETWORKS_WAIT_MS = 700
"""The networks are opened when the first picture is in view, or this long after the window where none is."""
NETWORKS_LATEST_MS = 2500
"""But not while a folder is being listed, unless that takes longer: opening them stops every other thread for
tens of ms at a time, and the list is being scrolled."""


@dataclass(frozen=True, slots=True)
class Networks:
    """Where the networks stand: opening (both None), open, or refused with the reason."""

    analyzer: Analyzer | None = None
    error: Exception | None = None


class Analyses(QObject):
    """Keeps analyses by key, and asks the desk for those that are missing.

    Signals
    -------
    arrived
        A `Finished`: something new from the networks.
    found
        Key of an analysis that came from the store.
    networks_changed
        The `Networks`.
    """

    arrived = Signal(object)
    found = Signal(object)
    networks_changed = Signal(object)
    _event = Signal(object)

    def __init__(
        self, open_analyzer: Callable[[], Analyzer], records: Records, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.networks = Networks()
        self._records = records
        self._kept: OrderedDict[Key, Analysis] = OrderedDict()
        self._maps: OrderedDict[Key, tuple[LayerMap, ...]] = OrderedDict()
        self._event.connect(self._take, Qt.ConnectionType.QueuedConnection)
        self._closed = False
        self._era = 0
        self._desk = AnalysisDesk(open_analyzer, self._event.emit, records.recall)

    def start(self, listing: bool = False) -> None:
        """Open the networks, but not while a folder is being listed: it keeps the machine busy."""
        if not listing:
            self._desk.start()

    def get(self, key: Key) -> Analysis | None:
        """The analysis, with its layer maps where they are at hand."""
        analysis = self._kept.get(key)
        if analysis is None:
            return None
        self._kept.move_to_end(key)
        return replace(analysis, layer_maps=self._maps.get(key, ()))

    def has_maps(self, key: Key) -> bool:
        """Whether the layer maps of this frame are at hand."""
        return key in self._maps

    def put(self, key: Key, analysis: Analysis) -> None:
        """Keep what the store knew."""
        if key not in self._kept:
            self._keep(key, analysis)

    def want(
        self,
        key: Key,
        path: Path,
        image: LoadedImage,
        *,
        layer_maps: bool,
        run_anyway: bool = False,
        ignore_gate: bool = False,
    ) -> None:
        """Analyse this now."""
        self._desk.ask(
            Wanted(
                self._number(key),
                path,
                key[1],
                image.radiograph,
                image.stamp,
                layer_maps,
                run_anyway,
                ignore_gate,
            )
        )

    def load(self, key: Key, sha256: str, path: Path) -> None:
        """Fetch from the store what the list already knows of; `found` follows, whatever was found."""
        era = self._era

        def then(analysis: Analysis | None) -> None:
            if era != self._era:
                return
            if analysis is not None:
                self.put(key, replace(analysis, path=path))
            self.found.emit(key)

        self._records.load(sha256, key[1], then)

    def look_at(self, keys: set[Key]) -> None:
        """The reader looks at these now; wishes for others are no longer urgent."""
        self._desk.look_at({(self._number(key), key[1]) for key in keys})

    def set_rest(self, rest: Sequence[tuple[int, Path]]) -> None:
        """What to analyse when nothing is urgent, in this order."""
        self._desk.set_rest([Wanted(self._number((number, 0)), path) for number, path in rest])

    def pause(self, paused: bool) -> None:
        """Leave the rest alone for a while."""
        self._desk.pause(paused)

    def clear(self) -> None:
        """Other files: numbers begin anew, and what is under way is no longer heard of."""
        self._era += 1
        self._desk.set_rest([])
        self._desk.look_at(set())
        self._kept.clear()
        self._maps.clear()

    def close(self) -> None:
        """End the thread of the networks, after the frames under way."""
        self._closed = True
        self._desk.close()

    def _number(self, key: Key) -> int:
        """Case number that also says to which opening of files it belongs."""
        return (self._era << 32) | key[0]

    @Slot(object)
    def _take(self, event: Event) -> None:
        if self._closed:
            return
        if isinstance(event, Finished):
            self._desk.heard(event.wanted)
        if isinstance(event, NetworksOpened):
            self._set_networks(Networks(analyzer=event.analyzer))
        elif isinstance(event, NetworksRefused):
            self._set_networks(Networks(error=event.error))
        elif event.wanted.number >> 32 == self._era:
            self._finished(event)

    def _set_networks(self, networks: Networks) -> None:
        self.networks = networks
        self.networks_changed.emit(networks)

    def _finished(self, event: Finished) -> None:
        number = event.wanted.number & 0xFFFFFFFF
        finished = replace(event, wanted=replace(event.wanted, number=number))
        self._keep((number, event.wanted.frame), event.analysis)
        self._records.keep(event)
        self.arrived.emit(finished)

    def _keep(self, key: Key, analysis: Analysis) -> None:
        if analysis.layer_maps:
            self._maps[key] = analysis.layer_maps
            self._maps.move_to_end(key)
            while len(self._maps) > KEPT_MAPS:
                self._maps.popitem(last=False)
        self._kept[key] = replace(analysis, layer_maps=(), network_rows={})
        self._kept.move_to_end(key)
        while self._records.is_open and len(self._kept) > KEPT:
            self._kept.popitem(last=False)
