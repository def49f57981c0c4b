"""Who trains a row of the suite: one family a library and task, found by the name that the row carries."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from training.runs import RunFolder
    from training.suite.options import RunOptions
    from training.suite.predictions import Predictions
    from training.suite.protocols import ProtocolData
    from training.suite.rows import Row

__all__ = ["REGISTRY", "Family"]


class Family(Protocol):
    """Trains one row and answers its test part."""

    def train(self, row: Row, data: ProtocolData, run: RunFolder, options: RunOptions) -> Predictions:
        """Train, or go on after the last epoch of a killed run; one JSON line an epoch in ``run.log``.

        The epoch that answers is the best on ``data.val``; the answers are those for ``data.test``.

        Raises
        ------
        UsageError
            Where model, settings or weights make no sense, before anything is trained.
        FracViewError
            Where the loss is not finite any more.
        """
        ...


@dataclass(frozen=True, slots=True)
class _Later:
    """A family whose libraries, which take seconds to import, are imported when it is first asked."""

    module: str

    def train(self, row: Row, data: ProtocolData, run: RunFolder, options: RunOptions) -> Predictions:
        family: Family = importlib.import_module(f"{__name__}.{self.module}")
        return family.train(row, data, run, options)


REGISTRY: dict[str, Family] = {
    "yolo_cls": _Later("yolo_cls"),
    "yolo_det": _Later("yolo_det"),
    "yolo_seg": _Later("yolo_seg"),
    "rtdetr": _Later("rtdetr"),
    "keras_cls": _Later("keras_cls"),
    "torch_cls": _Later("torch_cls"),
    "torch_det": _Later("torch_det"),
}
