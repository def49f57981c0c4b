"""One model folder: its manifest, and its weights with the hash checked on the very bytes that run."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fracview.core.analysis import ModelReference
from fracview.core.errors import ModelFolderError
from fracview.inference.manifest import WEIGHTS_NAME, Manifest, read_manifest

if TYPE_CHECKING:
    from pathlib import Path

ROWS_ID = "network-rows-v1"
"""Raise it when a file gives the networks another picture than before though the preprocessing keeps its name
(`fracview.core.letterbox.PREPROCESSING_ID`), as with another default window: rows kept before do not hold."""


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """A folder with `model.onnx` and `manifest.json`, the manifest read and checked."""

    path: Path
    manifest: Manifest

    @classmethod
    def open(cls, path: Path) -> ModelFolder:
        """Read and check the manifest; the weights are left alone.

        Raises
        ------
        ModelFolderError
            `fracview.inference.manifest.read_manifest`.
        """
        return cls(path, read_manifest(path / "manifest.json"))

    @property
    def reference(self) -> ModelReference:
        """What an analysis records of it."""
        return ModelReference(self.manifest.name, self.manifest.task, self.manifest.sha256)

    def row_key(self, provider: str) -> str:
        """Name under which this network's outputs for a frame are kept (`Analysis.network_rows`).

        Hex SHA-256 of all that they depend on but the frame: the weights' hash; the manifest's ``input``
        (size, preprocessing, normalisation), which can change without the weights; the execution provider,
        whose last digits are its own and which the provenance names; and `ROWS_ID`. Thresholds, the gate's
        limit, the joint reading, names and figures are no part of it: moving them costs no run.

        Parameters
        ----------
        provider
            ONNX Runtime's name of what runs it (``CPUExecutionProvider``).
        """
        parts = (ROWS_ID, self.manifest.sha256, self.manifest.input.to_json(), provider)
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()

    def read_weights(self) -> bytes:
        """Return the bytes of `model.onnx`, their SHA-256 compared with the manifest's.

        Raises
        ------
        ModelFolderError
            Reason ``weights_unreadable`` or ``hash_mismatch``.
        """
        weights = self.path / WEIGHTS_NAME
        try:
            content = weights.read_bytes()
        except OSError as error:
            raise ModelFolderError(
                f"cannot be read ({error.strerror}).",
                reason="weights_unreadable",
                path=weights,
                cure="A model folder holds model.onnx, manifest.json and MODEL_CARD.md.",
            ) from error
        found = hashlib.sha256(content).hexdigest()
        if found != self.manifest.sha256:
            raise ModelFolderError(
                f"has SHA-256 {found}, the manifest says {self.manifest.sha256}.",
                reason="hash_mismatch",
                path=weights,
                field="sha256",
                cure="Fetch the folder again; do not use these weights.",
            )
        return content
