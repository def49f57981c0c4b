"""The session: which frame is in view, and everything that is asked for on its behalf.

All of it is brought together as one frozen `Scene`, always of one frame: a late answer for another frame
changes the list and is kept, and nothing of it is shown.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from fracview.core.verdict import Verdict
from fracview.review.case import Case
from fracview.review.catalog import Catalog
from fracview.review.outcomes import reason_of
from fracview.ui.canvas.picture import CornerTexts
from fracview.ui.session.analyses import NETWORKS_LATEST_MS, NETWORKS_WAIT_MS, Analyses
from fracview.ui.session.assembly import Parts, assemble
from fracview.ui.session.background import Background
from fracview.ui.session.folder import FolderWalk, what_to_walk
from fracview.ui.session.images import READING_SHOWN_MS, ImageRefused, Images, LoadedImage
from fracview.ui.session.keys import key_of_text, key_text
from fracview.ui.session.layers import Layers
from fracview.ui.session.scene import Scene
from fracview.ui.session.surroundings import near_to, place_of, views_of
from fracview.ui.session.texts import LOOKING, NONE_FOUND, NOTHING_OPEN, models_behind, shown_to_reader
from fracview.ui.session.verdicts import Verdicts

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from fracview.core.errors import ReadingError
    from fracview.core.verdict import VerdictEntry
    from fracview.inference import Analyzer
    from fracview.review.desk import Finished
    from fracview.ui.canvas.picture import Key
    from fracview.ui.session.records import KnownCase, Records


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
        self.catalog = Catalog()
        self.records = records
        self.images = Images(self)
        self.verdicts = Verdicts(records, self)
        self.analyses = Analyses(open_analyzer, records, self)
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
        self._era = 0
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
        self.verdicts.changed.connect(self._verdict_changed)
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
        self._era += 1
        self._asked.clear()
        self.layers.forget()
        self.images.clear()
        self.analyses.clear()
        self.catalog = Catalog()
        self.background.clear(self.catalog)

    def _walked(self) -> None:
        self._nothing = NONE_FOUND
        if self._key is None:
            self._publish()
        self.analyses.start()

    def _add(self, found: list[Path | ReadingError]) -> None:
        numbers = self.catalog.add(found)
        self.cases_found.emit(numbers)
        to_look_up = [(n, self.catalog.case(n).path) for n in numbers]
        self.records.look_up(to_look_up, partial(self._looked_up, self._era))
        if self._key is None and numbers:
            self.catalog.refresh()
            self.show(numbers[0])

    def _looked_up(self, era: int, answer: tuple[list[int], list[KnownCase]]) -> None:
        """What the store knows goes into the list; the rest is to be analysed."""
        if era != self._era:
            return  # of files that were open before
        numbers, known = answer
        for one in known:
            self._take_known(one)
        self.background.add(n for n in numbers if self.catalog.case(n).outcome == "waiting")

    def _take_known(self, known: KnownCase) -> None:
        for entry in known.verdicts.values():
            self.verdicts.put(entry)
        verdict = self.verdicts.newest((known.sha256, 0))
        self.catalog.update(
            known.number,
            sha256=known.sha256,
            frame_count=known.frame_count,
            study=known.study,
            verdict=verdict.verdict if verdict else None,
        )
        for frame, analysis in known.analyses.items():
            self.analyses.put((known.number, frame), analysis)
        if 0 in known.analyses:
            self.catalog.answer(known.number, known.analyses[0])
        self.case_changed.emit(known.number)
        self._publish_if_number(known.number)

    # Which frame is in view

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
            radiograph, number = image.radiograph, image.key[0]
            self._identify(number, radiograph.sha256)
            study = self.records.study_key(radiograph.claims.study_uid)
            self.catalog.update(number, frame_count=radiograph.frame_count, study=study)
            self.case_changed.emit(number)
        else:
            self._refused(image)
        if image.key == self._key:
            self._arrive()

    def _refused(self, image: ImageRefused) -> None:
        """No network is needed to say of a file that it cannot be read."""
        number, frame = image.key
        if frame == 0 and self.catalog.case(number).outcome == "waiting":
            self.catalog.update(number, outcome="unreadable", reason=reason_of(image.error))
            self.background.done(number)
            self.case_changed.emit(number)

    def _identify(self, number: int, sha256: str) -> None:
        """What a file holds is known: what was said of that counts here too, wherever it lay then."""
        if sha256 and self.catalog.case(number).sha256 != sha256:
            self.catalog.update(number, sha256=sha256)
            self.records.load_verdicts(sha256, partial(self._take_verdicts, self._era))

    def _take_verdicts(self, era: int, entries: list[VerdictEntry]) -> None:
        for entry in entries if era == self._era else ():
            self.verdicts.put(entry)
            self._verdict_changed((entry.sha256, entry.frame))

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
        number, frame = finished.wanted.number, finished.wanted.frame
        self._asked.discard((number, frame))
        case, analysis = self.catalog.case(number), finished.analysis
        self._identify(number, analysis.sha256)
        if frame == 0 or (analysis.fracture and analysis.fracture.probability > (case.probability or -1.0)):
            self.catalog.answer(number, analysis)
        study = self.records.study_key(finished.study_uid) or case.study
        self.catalog.update(number, frame_count=finished.frame_count, study=study)
        if finished.wanted.layer_maps and not analysis.layer_maps:
            self.layers.give_up((number, frame))
        self.background.done(number)
        self.case_changed.emit(number)
        self._publish_if_current((number, frame))

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
        )
        self._set_scene(assemble(parts, self._box_threshold, running=running))

    def _set_scene(self, scene: Scene) -> None:
        self.scene = scene
        self.scene_changed.emit(scene)

    # Verdicts

    def give_verdict(self, key: str, verdict: Verdict | None, comment: str) -> None:
        """Keep what the reader says of a frame; `key` as the scene's `ShownVerdict` names it."""
        number, frame = key_of_text(key)
        sha256 = self.catalog.case(number).sha256
        if not sha256:
            return
        analysis = self.analyses.get((number, frame))
        shown = shown_to_reader(analysis) if self.assistant_shown else "assistant off"
        self.verdicts.give((sha256, frame), verdict, comment, shown, models_behind(analysis))

    def comment(self, key: str, comment: str) -> None:
        """Keep a comment; the verdict stays as it is, and there may be none."""
        number, frame = key_of_text(key)
        entry = self.verdicts.newest((self.catalog.case(number).sha256, frame))
        self.give_verdict(key, entry.verdict if entry else None, comment)

    def _verdict_changed(self, frame_id: tuple[str, int]) -> None:
        """A verdict counts for the contents of a file: for every case that has them."""
        sha256, frame = frame_id
        entry = self.verdicts.newest(frame_id)
        for number in self.catalog.numbers_of(sha256) if frame == 0 else ():
            self.catalog.update(number, verdict=entry.verdict if entry else None)
            self.case_changed.emit(number)
        if self._key is not None and self.catalog.case(self._key[0]).sha256 == sha256:
            self._publish()

    def close(self) -> None:
        """End every thread; verdicts under way are written first."""
        self._reading.stop()
        self.verdicts.close()
        self.background.close()
        self.walk.close()
        self.layers.close()
        self.images.close()
        self.analyses.close()
        self.records.close()


_IN_STORE = frozenset({"definite", "doubt", "not_found", "out_of_scope"})
"""Outcomes that the store keeps."""
