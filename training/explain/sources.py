"""Where maps come from: the graph that ships, here, or a PyTorch network (`training.explain.cams`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np

from fracview.inference.preprocess import network_input
from training.evaluate import open_session

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from fracview.inference.manifest import Manifest

GRAPH_METHOD = "EigenCAM"
"""What the layer maps of an explained graph are, with the sign corrected."""


class MapSource(Protocol):
    """A classifier and the maps that explain it."""

    layers: tuple[str, ...]
    methods: tuple[str, ...]

    def maps(self, images: NDArray[np.uint8]) -> Mapping[tuple[str, str], NDArray[np.float32]]:
        """(n, s, s) letterboxed scans to (n, h, w) signed maps by (method, layer)."""

    def predict(self, images: NDArray[np.float32]) -> NDArray[np.float64]:
        """(n, s, s) in [0, 1] to (n,) probability of a fracture."""


class GraphSource:
    """The layer maps in a model folder's own graph.

    Parameters
    ----------
    graph
        `model.onnx`, or its bytes.
    """

    methods: tuple[str, ...] = (GRAPH_METHOD,)

    def __init__(self, graph: Path | bytes, manifest: Manifest) -> None:
        self._session = open_session(graph)
        self._fractured = manifest.classes.index(manifest.positive_class)
        self.layers = tuple(layer.name for layer in manifest.layer_maps)

    def maps(self, images: NDArray[np.uint8]) -> dict[tuple[str, str], NDArray[np.float32]]:
        """See `MapSource`."""
        arrays = self._session.run(list(self.layers), {"images": network_input(list(images))})
        return {(GRAPH_METHOD, name): array for name, array in zip(self.layers, arrays, strict=True)}

    def predict(self, images: NDArray[np.float32]) -> NDArray[np.float64]:
        """See `MapSource`."""
        pixels = np.repeat(images[:, None], 3, axis=1)
        (found,) = self._session.run(["probabilities"], {"images": pixels})
        return np.asarray(found[:, self._fractured], np.float64)
