"""The analyzer: the one road from a radiograph to an analysis, for screen and command line alike."""

from __future__ import annotations

import time
from copy import copy
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from fracview import __version__
from fracview.core.analysis import Analysis, Provenance, Status
from fracview.core.errors import ModelFolderError
from fracview.core.letterbox import PREPROCESSING_ID
from fracview.inference import findings
from fracview.inference.batching import Batcher
from fracview.inference.findings import Row
from fracview.inference.network import Network, RunError, open_networks
from fracview.inference.prepared import Prepared, Size, prepare
from fracview.inference.preprocess import network_input

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from fracview.core.analysis import NetworkRow
    from fracview.core.radiograph import Radiograph
    from fracview.inference.registry import ModelSet
    from fracview.inference.session import DeviceReport


ALONE = "fracture probability of the classifier alone: it was fitted together with another detection network"
NO_GATE = "no out-of-scope gate: the region network has none, so nothing is refused"


@dataclass(slots=True)
class _Frame:
    """One frame on its way: what each network gave, or why it goes no further."""

    prepared: Prepared
    status: Status = Status.ANALYZED
    reason: str = ""
    rows: dict[str, Row] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    elapsed_ms: float = 0.0

    def stop(self, status: Status, code: str, sentence: str) -> None:
        """Settle how it ends; the first reason stays."""
        if self.status is Status.ANALYZED:
            self.status, self.reason = status, f"{code}: {sentence}"


class Analyzer:
    """Three opened networks on one device.

    The region network runs first, with its out-of-scope gate; fracture and detection run on what is in scope.

    Parameters
    ----------
    model_set
        `fracview.inference.load_model_set`.
    device
        ``auto``, ``cpu``, ``cuda`` or ``cuda:N``.
    run_anyway
        Run also on radiographs whose `network_use` is ASK: somebody has been asked. The gate stays.
    ignore_gate
        Run also on what the gate finds unlike the training radiographs; it then stands among the warnings.

    Attributes
    ----------
    device_report
        What really runs, and why not what was asked for.

    Raises
    ------
    ModelFolderError, DeviceError, UsageError
        `fracview.inference.network.open_networks`, before any radiograph.
    """

    def __init__(
        self,
        model_set: ModelSet,
        device: str = "auto",
        *,
        run_anyway: bool = False,
        ignore_gate: bool = False,
    ) -> None:
        self.model_set = model_set
        self.run_anyway = run_anyway
        self.ignore_gate = ignore_gate
        self.device_report: DeviceReport
        networks, self.device_report = open_networks(model_set.folders, device)
        self._networks = {network.folder.manifest.task: network for network in networks}
        self._sizes = {task: _input_size(network) for task, network in self._networks.items()}
        self._batchers = {task: Batcher() for task in self._networks}
        provider = self.device_report.provider
        self._row_keys = {task: one.folder.row_key(provider) for task, one in self._networks.items()}

    @property
    def input_sizes(self) -> tuple[Size, ...]:
        """(height, width) of the networks' inputs, each once: all that preparing needs to know of them."""
        return tuple(sorted(set(self._sizes.values())))

    @property
    def row_keys(self) -> tuple[str, ...]:
        """Under which names the networks' rows are kept, in the order of the folders of the set.

        Another network, input size, preprocessing or execution provider is another key; other thresholds are
        not (`fracview.inference.ModelFolder.row_key`).
        """
        return tuple(self._row_keys[folder.manifest.task] for folder in self.model_set.folders)

    def permitting(self, *, run_anyway: bool, ignore_gate: bool) -> Analyzer:
        """The same opened networks under other permissions: somebody was asked about one radiograph."""
        other = copy(self)
        other.run_anyway, other.ignore_gate = run_anyway, ignore_gate
        return other

    def prepare(self, radiograph: Radiograph) -> Prepared:
        """Make the networks' inputs on the calling thread; thread-safe, for the threads that read ahead."""
        return prepare(radiograph, self._sizes.values(), self.run_anyway)

    def provenance(self, voi: str = "") -> Provenance:
        """Where a result of this analyzer comes from; also for a file that could not be read."""
        return Provenance(
            app_version=__version__,
            models=tuple(folder.reference for folder in self.model_set.folders),
            provider=self.device_report.provider,
            provider_note=self.device_report.note,
            preprocessing=PREPROCESSING_ID,
            voi=voi,
            operating_points=self.model_set.operating_points,
        )

    def analyze(
        self, prepared: Sequence[Prepared], layer_maps: bool = False, keep_rows: bool = False
    ) -> list[Analysis]:
        """Run one batch through the networks, each on the frames whose row of it is not known.

        Parameters
        ----------
        prepared
            What `prepare` of this analyzer gave; any number, any mix of sizes of radiographs.
        layer_maps
            Fetch the fracture network's layer maps, in the same forward pass; it runs also where its row is
            known, for maps are not kept.
        keep_rows
            Keep what each network gave with the analysis (`Analysis.network_rows`), whether it ran or was
            known. Of a frame that failed: what went well before.

        Returns
        -------
        One analysis a frame, in order. What goes wrong with a frame is its status and reason; a batch that
        fails is halved until the others are through. Detections below the high-sensitivity threshold are
        kept with tier not_found (`fracview.inference.findings.detections_of`). Findings made from
        `Prepared.known_rows` are those of a run to the last bit; where all are known, nothing runs and
        `elapsed_ms` is 0. The gate judges by the known row as by a fresh one.
        """
        frames = [_Frame(item) for item in prepared]
        for frame in frames:
            if not frame.prepared.inputs:
                frame.stop(Status.OUT_OF_SCOPE, "not_run", frame.prepared.not_run_sentence)
        self._run("region", frames)
        self._gate(frames)
        self._run("fracture", frames, layer_maps)
        self._run("detection", frames)
        return [self._finish(frame, keep_rows) for frame in frames]

    def _run(self, task: str, frames: Sequence[_Frame], layer_maps: bool = False) -> None:
        """Run one network on the frames still in the race, and note rows, errors and time."""
        network, size = self._networks[task], self._sizes[task]
        maps = [layer.name for layer in network.folder.manifest.layer_maps if layer_maps]
        names = [*network.folder.manifest.outputs, *maps]
        racing = [frame for frame in frames if frame.status is Status.ANALYZED]
        running = [frame for frame in racing if maps or not self._recall(task, frame)]
        if not running:
            return

        def work(pictures: Sequence[NDArray[np.uint8]]) -> list[Row]:
            return _run_rows(network, pictures, names)

        start = time.perf_counter()
        rows = self._batchers[task].run(work, [frame.prepared.inputs[size] for frame in running])
        share_ms = (time.perf_counter() - start) * 1e3 / len(running)
        for frame, row in zip(running, rows, strict=True):
            frame.elapsed_ms += share_ms
            _take(frame, network, row)

    def _recall(self, task: str, frame: _Frame) -> bool:
        """Take one network's row of a frame from what is known; whether it was."""
        row = frame.prepared.known_rows.get(self._row_keys[task])
        if row is None or not findings.is_complete(row, self._networks[task].folder.manifest):
            return False
        frame.rows[task] = row
        return True

    def _gate(self, frames: Sequence[_Frame]) -> None:
        """Stop what is no radiograph of the kind that the networks have learnt."""
        manifest = self.model_set.region.manifest
        for frame in frames:
            if frame.status is not Status.ANALYZED:
                continue
            if manifest.scope is None:
                frame.warnings.append(NO_GATE)
                continue
            distance = findings.scope_distance(frame.rows["region"], manifest)
            if distance is not None and distance > manifest.scope.limit:
                measured = f"distance {distance:.3g}, limit {manifest.scope.limit:.3g}"
                sentence = f"unlike the radiographs that the networks were trained on ({measured})"
                if self.ignore_gate:
                    frame.warnings.append(f"{sentence}; run because it was asked for")
                else:
                    frame.stop(Status.OUT_OF_SCOPE, "gate", sentence)

    def _finish(self, frame: _Frame, keep_rows: bool) -> Analysis:
        prepared = frame.prepared
        analysis = Analysis(
            path=prepared.path,
            frame=prepared.frame,
            sha256=prepared.sha256,
            status=frame.status,
            reason=frame.reason,
            provenance=self.provenance(prepared.voi),
            warnings=(*prepared.all_warnings, *frame.warnings),
            elapsed_ms=frame.elapsed_ms,
            network_rows=self._kept_rows(frame) if keep_rows else {},
        )
        return analysis if frame.status is not Status.ANALYZED else self._with_findings(analysis, frame)

    def _kept_rows(self, frame: _Frame) -> Mapping[str, NetworkRow]:
        return {
            self._row_keys[task]: findings.kept_row(row, self._networks[task].folder.manifest)
            for task, row in frame.rows.items()
        }

    def _with_findings(self, analysis: Analysis, frame: _Frame) -> Analysis:
        prepared, rows = frame.prepared, frame.rows
        models, sizes, joint = self.model_set, self._sizes, self.model_set.joint
        maps, warnings = findings.layer_maps_of(
            rows["fracture"], models.fracture.manifest, prepared.letterbox(sizes["fracture"])
        )
        if joint is not None:
            best = findings.best_score_of(rows["detection"], models.detection.manifest)
            fracture = findings.joint_fracture_of(rows["fracture"], models.fracture.manifest, joint, best)
        else:
            fracture = findings.fracture_of(rows["fracture"], models.fracture.manifest)
            warnings += (ALONE,) if models.fracture.manifest.joint else ()
        return replace(
            analysis,
            fracture=fracture,
            region=findings.region_of(rows["region"], models.region.manifest),
            detections=findings.detections_of(
                rows["detection"], models.detection.manifest, prepared.letterbox(sizes["detection"])
            ),
            layer_maps=maps,
            warnings=(*analysis.warnings, *warnings),
        )


def _input_size(network: Network) -> Size:
    return (network.folder.manifest.input.height, network.folder.manifest.input.width)


def _run_rows(network: Network, pictures: Sequence[NDArray[np.uint8]], names: Sequence[str]) -> list[Row]:
    """Outputs of a batch, frame by frame; `RunError` for everything that can go wrong."""
    try:
        arrays = network.run(network_input(pictures), names)
    except MemoryError as error:
        sentence = f"{network.folder.manifest.name} ran out of memory."
        raise RunError(sentence, reason="out_of_memory", cure="Use a smaller --batch.") from error
    except ModelFolderError as error:
        raise RunError(f"{error.field} {error.message}", reason=error.reason) from error
    return [{name: array[i] for name, array in arrays.items()} for i in range(len(pictures))]


def _take(frame: _Frame, network: Network, row: Row | RunError) -> None:
    """Note one network's row for a frame, or why there is none."""
    manifest = network.folder.manifest
    if isinstance(row, RunError):
        frame.stop(Status.FAILED, row.reason, row.message)
        return
    bad = findings.non_finite(row, manifest)
    if bad:
        sentence = f"{manifest.name} gave a number that is not finite ({bad})"
        frame.stop(Status.FAILED, "non_finite", sentence)
        return
    frame.rows[manifest.task] = row
