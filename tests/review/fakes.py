"""An analyzer whose answers follow from the pictures' grey level, and that notes how it was called."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from fracview.core.analysis import Analysis, Fracture, LayerMap, Provenance, Status, Tier
from fracview.core.radiograph import NetworkUse, Radiograph

PROVENANCE = Provenance("0.1.0", provider="Fake")


@dataclass(frozen=True, eq=False)
class FakePrepared:
    path: Path
    frame: int
    sha256: str
    grey: int
    inputs: dict[tuple[int, int], Any]


@dataclass
class FakeAnalyzer:
    """`broken_grey` breaks every batch that holds it; `unprepared_grey` breaks the preparation."""

    run_anyway: bool = False
    broken_grey: int = -1
    unprepared_grey: int = -1
    delay_s: float = 0.0
    batches: list[int] = field(default_factory=list)
    layer_maps: list[bool] = field(default_factory=list)
    prepared: int = 0
    most_ahead: int = 0
    analyzed: int = 0
    preparing_threads: set[str] = field(default_factory=set)
    lock: Any = field(default_factory=threading.Lock)

    def provenance(self) -> Provenance:
        return PROVENANCE

    def prepare(self, radiograph: Radiograph) -> FakePrepared:
        grey = int(radiograph.pixels.flat[0])
        if grey == self.unprepared_grey:
            raise ZeroDivisionError("no such grey")
        with self.lock:
            self.prepared += 1
            self.most_ahead = max(self.most_ahead, self.prepared - self.analyzed)
            self.preparing_threads.add(threading.current_thread().name)
        runs = self.run_anyway or radiograph.network_use is not NetworkUse.ASK
        inputs = {(1, 1): np.full((1, 1), grey, dtype=np.uint8)} if runs else {}
        return FakePrepared(radiograph.path, radiograph.frame, radiograph.sha256, grey, inputs)

    def analyze(
        self,
        prepared: list[FakePrepared],
        layer_maps: bool = False,
        keep_rows: bool = False,  # noqa: ARG002
    ) -> list[Analysis]:
        time.sleep(self.delay_s)
        self.batches.append(len(prepared))
        self.layer_maps.append(layer_maps)
        if any(item.grey == self.broken_grey for item in prepared):
            raise RuntimeError("this grey  breaks\nthe network")
        self.analyzed += len(prepared)
        return [_analysis(item) for item in prepared]


def _analysis(item: FakePrepared, maps: tuple[LayerMap, ...] = ()) -> Analysis:
    if not item.inputs:
        return Analysis(item.path, item.frame, item.sha256, Status.OUT_OF_SCOPE, "not_run: asked", PROVENANCE)
    found = Fracture(item.grey / 255, Tier.DOUBT)
    return Analysis(
        item.path, item.frame, item.sha256, Status.ANALYZED, "", PROVENANCE, found, layer_maps=maps
    )
