"""Model folders on disk: found, listed, put together to a set, verified."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fracview.core.errors import ModelFolderError
from fracview.inference.folder import ModelFolder
from fracview.inference.manifest import MANIFEST_NAME, TASKS
from fracview.inference.network import open_networks

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fracview.core.analysis import OperatingPoints
    from fracview.inference.manifest_joint import JointReading


@dataclass(frozen=True, slots=True)
class ModelSet:
    """The three networks that analyse a radiograph together."""

    path: Path
    fracture: ModelFolder
    region: ModelFolder
    detection: ModelFolder

    @property
    def folders(self) -> tuple[ModelFolder, ModelFolder, ModelFolder]:
        """All three, in the order of the tasks: fracture, region, detection."""
        return (self.fracture, self.region, self.detection)

    @property
    def joint(self) -> JointReading | None:
        """How the detector joins in the fracture probability; None where it was fitted with another one."""
        joint = self.fracture.manifest.joint
        return joint if joint and joint.detection_sha256 == self.detection.manifest.sha256 else None

    @property
    def operating_points(self) -> dict[str, OperatingPoints]:
        """Thresholds by task, as they hold for these three together."""
        points = {
            one.manifest.task: one.manifest.thresholds
            for one in self.folders
            if one.manifest.operating_points
        }
        return points | {"fracture": self.joint.thresholds} if self.joint else points


@dataclass(frozen=True, slots=True)
class Verification:
    """A model folder that passed: the shape of each output for one image, and how long it took (ms)."""

    folder: ModelFolder
    provider: str
    output_shapes: dict[str, tuple[int, ...]]
    elapsed_ms: float


def find_model_folders(folder: Path) -> Iterator[Path]:
    """The folder itself where it holds a manifest; otherwise its subfolders that do, by name.

    Raises
    ------
    ModelFolderError
        Reason ``no_folder``, where it cannot be listed.
    """
    if (folder / MANIFEST_NAME).is_file():
        yield folder
        return
    try:
        subfolders = sorted(child for child in folder.iterdir() if (child / MANIFEST_NAME).is_file())
    except OSError as error:
        raise ModelFolderError(
            f"cannot be listed ({error.strerror}).",
            reason="no_folder",
            path=folder,
            cure="Name a folder that holds model folders.",
        ) from error
    yield from subfolders


def list_models(folder: Path) -> list[ModelFolder | ModelFolderError]:
    """Every model folder found, or the error that its manifest gives; weights are left alone."""
    found: list[ModelFolder | ModelFolderError] = []
    for path in find_model_folders(folder):
        try:
            found.append(ModelFolder.open(path))
        except ModelFolderError as error:
            found.append(error)
    return found


def load_model_set(folder: Path) -> ModelSet:
    """Find the three networks in a folder; manifests and hashes are checked, nothing runs.

    Graphs are compared with their manifests when `fracview.inference.Analyzer` or `verify` opens them, still
    before any radiograph.

    Raises
    ------
    ModelFolderError
        For a manifest or hash that is wrong, a task that no folder has or that two have.
    """
    by_task: dict[str, ModelFolder] = {}
    for path in find_model_folders(folder):
        found = ModelFolder.open(path)
        task = found.manifest.task
        if task in by_task:
            sentence = f"holds two networks for {task}: {by_task[task].path.name} and {path.name}."
            raise _set_error(sentence, "doubled_task", folder, "Keep one of them.")
        by_task[task] = found
    for task in TASKS:
        if task not in by_task:
            sentence = f"holds no network for {task}."
            raise _set_error(
                sentence, "missing_task", folder, "A set is one model folder each: " + ", ".join(TASKS)
            )
        by_task[task].read_weights()
    return ModelSet(folder, **by_task)


def replaced(model_set: ModelSet) -> bool:
    """Whether what lies in the folders now is no longer what was loaded: another manifest, or none."""
    try:
        return any(ModelFolder.open(one.path).manifest != one.manifest for one in model_set.folders)
    except ModelFolderError:
        return True


def verify(folder: ModelFolder | Path, device: str = "cpu") -> Verification:
    """Check one model folder whole: manifest, hash, graph against manifest, and a test run.

    Raises
    ------
    ModelFolderError
        Naming what is wrong.
    DeviceError
        For a device asked for by name that cannot run.
    """
    found = folder if isinstance(folder, ModelFolder) else ModelFolder.open(folder)
    networks, report = open_networks([found], device)
    start = time.perf_counter()
    arrays = networks[0].try_out()
    elapsed_ms = (time.perf_counter() - start) * 1e3
    shapes = {name: tuple(array.shape) for name, array in arrays.items()}
    return Verification(found, report.provider, shapes, elapsed_ms)


def _set_error(sentence: str, reason: str, folder: Path, cure: str) -> ModelFolderError:
    return ModelFolderError(sentence, reason=reason, path=folder, cure=cure)
