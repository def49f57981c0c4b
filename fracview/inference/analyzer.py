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
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

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

    def analyze(self, prepared: Sequence[Prepared], layer_maps: bool = False) -> list[Analysis]:
        """Run one batch through the networks.

        Parameters
        ----------
        prepared
            What `prepare` of this analyzer gave; any number, any mix of sizes of radiographs.
        layer_maps
            Fetch the fracture network's layer maps, in the same forward pass.

        Returns
        -------
        One analysis a frame, in order. What goes wrong with a frame is its status and reason; a batch that
        fails is halved until the others are through. Detections below the high-sensitivity threshold are
        kept with tier not_found (`fracview.inference.findings.detections_of`).
        """
        frames = [_Frame(item) for item in prepared]
        for frame in frames:
            if not frame.prepared.inputs:
                frame.stop(Status.OUT_OF_SCOPE, "not_run", frame.prepared.not_run_sentence)
        self._run("region", frames)
        self._gate(frames)
        self._run("fracture", frames, layer_maps)
        self._run("detection", frames)
        return [self._finish(frame) for frame in frames]

    def _run(self, task: str, frames: Sequence[_Frame], layer_maps: bool = False) -> None:
        """Run one network on the frames still in the race, and note rows, errors and time."""
        running = [frame for frame in frames if frame.status is Status.ANALYZED]
        if not running:
            return
        network, size = self._networks[task], self._sizes[task]
        manifest = network.folder.manifest
        names = [*manifest.outputs, *(layer.name for layer in manifest.layer_maps if layer_maps)]

        def work(pictures: Sequence[NDArray[np.uint8]]) -> list[Row]:
            return _run_rows(network, pictures, names)

        start = time.perf_counter()
        rows = self._batchers[task].run(work, [frame.prepared.inputs[size] for frame in running])
        share_ms = (time.perf_counter() - start) * 1e3 / len(running)
        for frame, row in zip(running, rows, strict=True):
            frame.elapsed_ms += share_ms
            _take(frame, network, row)

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

    def _finish(self, frame: _Frame) -> Analysis:
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
        )
        return analysis if frame.status is not Status.ANALYZED else self._with_findings(analysis, frame)

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
    frame.rows[manifest.task] = row
