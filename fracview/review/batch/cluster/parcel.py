"""The networks on their way to the workers: their bytes, and the hash that tells whether all arrived."""

from __future__ import annotations

import hashlib
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from fracview.inference import load_model_set
from fracview.inference.manifest import MANIFEST_NAME, WEIGHTS_NAME
from fracview.review.batch.cluster.errors import ClusterError

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    from fracview.inference import ModelSet

    Opened = TypeVar("Opened")


@dataclass(frozen=True, slots=True)
class Parcel:
    """Manifest and weights of each network of a set, by task."""

    files: dict[str, tuple[bytes, bytes]]

    @classmethod
    def of(cls, model_set: ModelSet) -> Parcel:
        """Of a set on this machine; raises `ModelFolderError` where its weights have changed since."""
        return cls(
            {
                one.manifest.task: ((one.path / MANIFEST_NAME).read_bytes(), one.read_weights())
                for one in model_set.folders
            }
        )

    @property
    def digest(self) -> str:
        """SHA-256 over all of it."""
        whole = hashlib.sha256()
        for task, (manifest, weights) in sorted(self.files.items()):
            for part in (task.encode(), manifest, weights):
                whole.update(hashlib.sha256(part).digest())
        return whole.hexdigest()


def opened(parcel: Parcel, digest: str, use: Callable[[ModelSet], Opened]) -> Opened:
    """What `use` makes of the set, from a private folder that is there for so long only.

    Raises
    ------
    ClusterError
        ``networks_differ``, where they are not those of the run.
    ModelFolderError
        Where they cannot be a set at all.
    """
    with tempfile.TemporaryDirectory(prefix="fracview-networks-") as folder:
        for task, (manifest, weights) in parcel.files.items():
            there = Path(folder, task)
            there.mkdir()
            (there / MANIFEST_NAME).write_bytes(manifest)
            (there / WEIGHTS_NAME).write_bytes(weights)
        model_set = load_model_set(Path(folder))
        if Parcel.of(model_set).digest != digest:
            raise ClusterError(
                "a worker of the cluster has other networks than this run.",
                reason="networks_differ",
                cure="Start the run again; if it happens again, restart the cluster.",
            )
        return use(model_set)
