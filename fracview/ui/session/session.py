"""The session: which frame is in view, and everything that is asked for on its behalf.

All of it is brought together as one frozen `Scene`, always of one frame: a late answer for another frame
changes the list and is kept, and nothing of it is shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from fracview.ui.canvas.picture import CornerTexts
from fracview.ui.session.analyses import NETWORKS_LATEST_MS, NETWORKS_WAIT_MS, Analyses
from fracview.ui.session.assembly import Parts, assemble
from fracview.ui.session.background import Background
from fracview.ui.session.case_list import CaseList
from fracview.ui.session.folder import FolderWalk, what_to_walk
from fracview.ui.session.images import READING_SHOWN_MS, ImageRefused, Images, LoadedImage
from fracview.ui.session.keys import key_of_text, key_text
from fracview.ui.session.layers import Layers
from fracview.ui.session.said import Said
from fracview.ui.session.scene import Scene
from fracview.ui.session.surroundings import near_to, place_of, views_of
from fracview.ui.session.texts import LOOKING, NONE_FOUND, NOTHING_OPEN, models_behind, shown_to_reader

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from fracview.core.errors import ReadingError
    from fracview.core.impression import Impression
    from fracview.core.verdict import Verdict
    from fracview.inference import Analyzer
    from fracview.review.case import Case
    from fracview.review.catalog import Catalog
    from fracview.review.desk import Finished
    from fracview.review.reading_order import QueueOptions
    from fracview.ui.canvas.picture import Key
    from fracview.ui.session.records import KnownCase, Records
    from fracview.ui.session.verdicts import FrameId


class Session(QObject):
    """Brings images, analyses and verdicts of the frame in view together.

    Signals
    -------
    opened
        Other files than before: the list begins anew.
    cases_found, case_changed
        A `range` of new numbers; the number of a case of which something became known.
    scene_changed
        The `Scene` to paint.
    """

    opened = Signal()
    cases_found = Signal(object)
    case_changed = Signal(int)
    scene_changed = Signal(object)

    def __init__(
        self, open_analyzer: Callable[[], Analyzer], records: Records, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.records = records
        self.images = Images(self)
        self.said = Said(records, self)
        self.verdicts = self.said.verdicts
        self.analyses = Analyses(open_analyzer, records, self)
        self.list = CaseList(records, self.said, self.analyses, self)
        self.layers = Layers(self)
        self.walk = FolderWalk(self)
        self.background = Background(self.catalog, self.analyses, self)
        self._nothing = NOTHING_OPEN
        self.scene = Scene(texts=CornerTexts(notice=NOTHING_OPEN))
        self.assistant_shown = True
        self._key: Key | None = None
        self._stand_on: Path | None = None
        self._place = ""
        self._usual_threshold: float | None = None
        self._box_threshold: float | None = None
        self._asked: set[Key] = set()
        self._reading = QTimer(self, singleShot=True, interval=READING_SHOWN_MS)
        self._reading.timeout.connect(self._publish)
        QTimer.singleShot(NETWORKS_WAIT_MS, self, lambda: self.analyses.start(self.walk.is_walking))
        self._connect()

    def _connect(self) -> None:
        self.walk.found.connect(self._add)
        self.walk.finished.connect(self._walked)
        self.images.arrived.connect(self._image_arrived)
        self.analyses.arrived.connect(self._analysed)
        self.analyses.found.connect(self._publish_if_current)
        self.analyses.networks_changed.connect(self._networks_changed)
        self.said.changed.connect(self._said_changed)
        self.list.changed.connect(self.case_changed)
        self.scene_changed.connect(self.layers.follow)
        self.layers.maps_wanted.connect(self._ask_for_maps)

    def open(self, paths: Sequence[Path]) -> None:
        """Open files and folders in place of what is open; a single file opens its folder, at that file."""
        self.walk.stop()
        self._key, self._nothing = None, LOOKING
        self._publish()  # first: nothing of what was open may pass for something of what is opened
        self._forget()
        to_walk, self._stand_on = what_to_walk(paths)
        self.opened.emit()
        if self._stand_on is not None:
            self._add([self._stand_on])
        self.walk.start(to_walk, leave_out=self._stand_on)
        QTimer.singleShot(NETWORKS_LATEST_MS, self, self.analyses.start)

    def _forget(self) -> None:
        self._asked.clear()
        self.layers.forget()
        self.images.clear()
        self.analyses.clear()
        self.said.stopwatch.clear()
        self.list.clear()
        self.background.clear(self.catalog)

    def _walked(self) -> None:
        self._nothing = NONE_FOUND
        if self._key is None:
            self._publish()
        self.analyses.start()

    def _add(self, found: list[Path | ReadingError]) -> None:
        numbers = self.list.add(found, self._looked_up)
        self.cases_found.emit(numbers)
        if self._key is None and numbers:
            self.catalog.refresh()
            self.show(numbers[0])

    def _looked_up(self, answer: tuple[list[int], list[KnownCase]]) -> None:
        """What the store knows is in the list; the rest is to be analysed."""
        numbers, known = answer
        for one in known:
            self._publish_if_number(one.number)
        self.background.add(n for n in numbers if self.catalog.case(n).outcome == "waiting")

    def look_up_again(self) -> None:
        """Ask the store once more of what waits: a batch may have found it meanwhile."""
        waiting = [n for n in range(len(self.catalog)) if self.catalog.case(n).outcome == "waiting"]
        self.list.look_up(waiting, self._looked_up_again)

    def _looked_up_again(self, answer: tuple[list[int], list[KnownCase]]) -> None:
        for one in answer[1]:
            if self.catalog.case(one.number).outcome != "waiting":
                self.background.done(one.number)
            self._publish_if_number(one.number)

    # Which frame is in view

    @property
    def catalog(self) -> Catalog:
        """The cases that are open."""
        return self.list.catalog

    @property
    def key(self) -> Key | None:
        """Number of the case and frame in view, or on their way there."""
        return self._key

    @property
    def case(self) -> Case | None:
        """The case in view."""
        return self.catalog.case(self._key[0]) if self._key else None

    def show(self, number: int, frame: int = 0) -> None:
        """Go to a frame. What is in view stays, whole, until this one is there or takes its time."""
        key = (number, frame)
        if key == self._key:
            return
        self._key = key
        self._box_threshold = self._usual_threshold  # moved for one frame; the next is not to lack its boxes
        self.catalog.hold(number)
        self.analyses.look_at({key})
        if self.images.get(key) is None:
            self.images.want(key, self.catalog.case(number).path)
            self._reading.start()
        else:
            self._arrive()

    def _image_arrived(self, image: LoadedImage | ImageRefused) -> None:
        if isinstance(image, LoadedImage):
            self.list.image_arrived(image)
        elif self.list.image_refused(image):
            self.background.done(image.key[0])
        if image.key == self._key:
            self._arrive()

    def _arrive(self) -> None:
        """The frame asked for is at hand: show it, have it analysed, read its neighbours."""
        self._reading.stop()
        self.analyses.start(self.walk.is_walking)
        self._ask_for_analysis()
        self._publish()
        self.images.look_ahead(self._neighbours())

    def _neighbours(self) -> list[tuple[Key, Path]]:
        assert self._key is not None
        number = self._key[0]
        near = near_to(self.catalog, number)
        self.background.prefer(near)
        return [((one, 0), self.catalog.case(one).path) for one in near]

    # Analysis

    def _ask_for_analysis(self, *, run_anyway: bool = False, ignore_gate: bool = False) -> None:
        key = self._key
        image = self.images.get(key) if key else None
        if key is None or not isinstance(image, LoadedImage) or self.analyses.networks.error is not None:
            return
        known = self.analyses.get(key)
        permitted = run_anyway or ignore_gate
        if known is not None and not permitted:
            return
        case = self.catalog.case(key[0])
        if known is None and key[1] == 0 and case.outcome in _IN_STORE and not permitted:
            self.analyses.load(key, case.sha256, case.path)
            return
        self._asked.add(key)
        maps = self.layers.wanted
        permitted_to = {"run_anyway": run_anyway, "ignore_gate": ignore_gate}
        self.analyses.want(key, case.path, image, layer_maps=maps, **permitted_to)

    def _ask_for_maps(self) -> None:
        """The same pass once more with its layer maps: the store keeps findings, not maps."""
        key, analysis = self._key, self.scene.analysis
        image = self.images.get(key) if key else None
        if key is None or analysis is None or not isinstance(image, LoadedImage) or self.scene.key != key:
            return
        path = self.catalog.case(key[0]).path
        self.analyses.want(key, path, image, layer_maps=True, run_anyway=True, ignore_gate=True)

    def run_anyway(self, *, past_the_gate: bool) -> None:
        """The reader has been asked and wants the networks run on this frame all the same."""
        if self._key is not None:
            self._asked.add(self._key)
            self._ask_for_analysis(run_anyway=True, ignore_gate=past_the_gate)
            self._publish(running=True)

    def _analysed(self, finished: Finished) -> None:
        key = (finished.wanted.number, finished.wanted.frame)
        self._asked.discard(key)
        if finished.wanted.layer_maps and not finished.analysis.layer_maps:
            self.layers.give_up(key)
        self.list.finished(finished)
        self.background.done(key[0])
        self._publish_if_current(key)

    def _networks_changed(self) -> None:
        analyzer = self.analyses.networks.analyzer
        self.layers.best = analyzer.model_set.fracture.manifest.best_layer if analyzer else None
        self._ask_for_analysis()
        self._publish()

    # The scene

    def set_box_threshold(self, threshold: float | None) -> None:
        """Show this frame's boxes from this score on; None for the usual threshold."""
        self._box_threshold = self._usual_threshold if threshold is None else threshold
        self._publish()

    def set_usual_threshold(self, threshold: float | None) -> None:
        """Every frame begins with this; None for the detector's own high-sensitivity point."""
        self._usual_threshold = self._box_threshold = threshold
        self._publish()

    def _publish_if_current(self, key: Key) -> None:
        if key == self._key:
            if self.analyses.get(key) is None:
                self._ask_again(key)
            self._publish()

    def _ask_again(self, key: Key) -> None:
        """The store does not have what the list promised: have it analysed."""
        image, path = self.images.get(key), self.catalog.case(key[0]).path
        if isinstance(image, LoadedImage) and self.analyses.networks.error is None:
            self.analyses.want(key, path, image, layer_maps=self.layers.wanted)

    def renew_place(self) -> None:
        """The list was sorted or filtered anew: the frame in view may stand elsewhere in it."""
        key = self._key
        if key is None or self.scene.key != key:
            return
        if place_of(self.catalog, self.catalog.case(key[0])) != self._place:
            self._publish()

    def _publish_if_number(self, number: int) -> None:
        if self._key is not None and self._key[0] == number and self.scene.key == self._key:
            self._ask_for_analysis()
            self._publish()

    def _publish(self, *, running: bool = False) -> None:
        """Bring the scene together. While a file is read the last scene stays, until that takes long."""
        key = self._key
        if key is None:
            self._set_scene(Scene(texts=CornerTexts(notice=self._nothing)))
            return
        image = self.images.get(key)
        if image is None and self._reading.isActive():
            return
        case = self.catalog.case(key[0])
        self._place = place_of(self.catalog, case)
        frame_id = (case.sha256, key[1]) if case.sha256 else None
        parts = Parts(
            key=key,
            case=case,
            image=image,
            analysis=self.analyses.get(key),
            networks=self.analyses.networks,
            verdict=self.verdicts.shown(frame_id, key_text(key) if frame_id else ""),
            place=self._place,
            views=views_of(self.catalog, case),
            impression=self.said.shown_impression(frame_id, key_text(key) if frame_id else ""),
            hidden=self.said.hides(frame_id),
        )
        self._set_scene(assemble(parts, self._box_threshold, running=running))

    def _set_scene(self, scene: Scene) -> None:
        self.scene = scene
        self.said.stopwatch.look_at(scene.key if scene.picture is not None else None)
        self.scene_changed.emit(scene)

    # What the reader says

    def set_reading(self, reader: str, queue_options: QueueOptions, *, read_first: bool) -> None:
        """Who reads, in which order, and whether before the assistant is shown."""
        self.said.set_reader(reader)
        self.said.read_first = read_first
        self.catalog.queue_options = queue_options
        self._publish()

    def give_verdict(self, key: str, verdict: Verdict | None, comment: str) -> None:
        """Keep what the reader says of a frame; `key` as the scene's `ShownVerdict` names it."""
        number, frame = key_of_text(key)
        frame_id = (self.catalog.case(number).sha256, frame)
        if not frame_id[0]:
            return
        analysis = None if self.said.hides(frame_id) else self.analyses.get((number, frame))
        shown = shown_to_reader(analysis) if self.assistant_shown else "assistant off"
        models = models_behind(analysis)
        self.said.give_verdict((number, frame), frame_id, verdict, comment, shown, models)

    def give_impression(self, key: str, impression: Impression) -> None:
        """Keep what the reader sees of a frame, and show what the assistant says of it."""
        number, frame = key_of_text(key)
        sha256 = self.catalog.case(number).sha256
        if sha256:
            self.said.give_impression((number, frame), (sha256, frame), impression)

    def comment(self, key: str, comment: str) -> None:
        """Keep a comment; the verdict stays as it is, and there may be none."""
        number, frame = key_of_text(key)
        entry = self.verdicts.newest((self.catalog.case(number).sha256, frame))
        self.give_verdict(key, entry.verdict if entry else None, comment)

    def _said_changed(self, frame_id: FrameId) -> None:
        self.list.said(frame_id)
        if self._key is not None and self.catalog.case(self._key[0]).sha256 == frame_id[0]:
            self._publish()

    def close(self) -> None:
        """End every thread; verdicts under way are written first."""
        self._reading.stop()
        self.said.close()
        self.background.close()
        self.walk.close()
        self.layers.close()
        self.images.close()
        self.analyses.close()
        self.records.close()


_IN_STORE = frozenset({"definite", "doubt", "not_found", "out_of_scope"})
"""Outcomes that the store keeps."""
