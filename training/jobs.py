"""The three networks by name: which recipe, which data, which start; train and export."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from fracview.core.errors import UsageError
from fracview.core.metrics import roc_auc
from training import classifiers, detectors, export, fracatlas, graph_start, negatives, recipes

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from torch import nn

    from fracview.inference.manifest import Manifest
    from training.data import Dataset

BEST = {"region": "best.pt", "detection": "ultralytics/weights/best.pt", "fracture": "best.pt"}
"""Checkpoint of the best epoch inside each run folder."""
MEASURED_SCANS = 256
"""Scans over which the normalisations of a network that ships are measured."""


def train(name: str, dataset: Dataset, pretrained: Path) -> None:
    """Make one run of `recipes.STARTS`, or go on where a killed run stopped.

    Raises
    ------
    UsageError
        Where the name is none of them, or the run that it starts from has not ended.
    """
    _refuse_unknown(name, recipes.STARTS)
    folder = dataset.work / name
    start = _start(name, dataset, pretrained)
    if name in recipes.DETECTORS:
        _train_detector(dataset, recipes.DETECTORS[name], folder, start)
        return
    recipe, classes = (
        (recipes.FRACTURE, 2) if name == "fracture" else (recipes.REGION, len(fracatlas.REGIONS))
    )
    scans = dataset.labelled(name, recipes.CACHE_SIZE, "train")
    classifiers.train(scans, classes, recipe, folder, start, _judge(name, dataset, recipe.size))


def _start(name: str, dataset: Dataset, pretrained: Path) -> Path:
    """File that a run starts from."""
    first = recipes.STARTS[name]
    if first.shipped:
        return _shipped_start(name, dataset)
    return dataset.work / first.run / "best.safetensors" if first.run else pretrained


def _shipped_start(name: str, dataset: Dataset) -> Path:
    """The detector that shipped when this run began; a killed run goes on from the same."""
    out = dataset.work / name / "start.safetensors"
    if not out.is_file():
        boxed = np.array([bool(scan.boxes_xyxy) for scan in dataset.scans])
        fractured = np.flatnonzero(dataset.rows("train") & boxed)
        images = dataset.cache(recipes.DETECTORS[name].size).images[fractured[:MEASURED_SCANS]]
        graph_start.write_start(graph_start.SHIPPED_DETECTOR, images, out)
    return out


def _train_detector(dataset: Dataset, recipe: detectors.DetectorRecipe, folder: Path, start: Path) -> None:
    chosen = detectors.choose_scans(dataset.scans, dataset.part, recipe)
    cache = dataset.cache(recipe.size)
    data = detectors.write_dataset(folder / "dataset", dataset.scans, cache, chosen)
    detectors.train(data, recipe, folder, start)


def export_network(name: str, dataset: Dataset, out: Path, dicom: Path | None) -> Manifest:
    """Write one model folder, from the run that it ships; the gate's negatives need the DICOM corpus.

    Raises
    ------
    UsageError
        Where the name is none of the three, nothing is trained yet, or the region network has no corpus.
    """
    _refuse_unknown(name, recipes.SHIPPED_RUN)
    run = shipped_run(name, dataset)
    if not (run / BEST[name]).is_file():
        message = f"no {name} network has been trained here"
        cure = "Run `fracview-train train` first, or name its folder with --work."
        raise UsageError(message, reason="not_trained", path=run, cure=cure)
    if name == "fracture":
        exported = export.export_fracture(dataset, run)
    elif name == "detection":
        exported = export.export_detection(dataset, run)
    else:
        exported = export.export_region(dataset, run, *_gate_pictures(dicom))
    return export.write_folder(exported, out / name)


def shipped_run(name: str, dataset: Dataset) -> Path:
    """Folder of the run that a model folder is exported from."""
    return dataset.work / recipes.SHIPPED_RUN[name]


def _judge(name: str, dataset: Dataset, size: int) -> classifiers.Judge:
    """AUC (fracture) or mean accuracy by region on the validation part."""
    val = dataset.rows("val")
    images, labels = dataset.cache(recipes.CACHE_SIZE).images[val], dataset.labels(name)[val]

    def judge(network: nn.Module) -> float:
        logits = classifiers.predict(network, images, size)
        if name == "fracture":
            return roc_auc(labels == 1, logits[:, 1] - logits[:, 0])
        answers = logits.argmax(axis=1)
        return float(np.mean([(answers[labels == k] == k).mean() for k in np.unique(labels)]))

    return judge


def _gate_pictures(dicom: Path | None) -> tuple[list[negatives.Negative], list[negatives.Negative]]:
    """Negatives, and radiographs of other hospitals."""
    if dicom is None:
        message = "the gate is measured on a DICOM corpus, and none is named"
        raise UsageError(message, reason="no_corpus", field="--dicom", cure="Name the corpus with --dicom.")
    made = [*negatives.from_dicom_corpus(dicom), *negatives.from_skimage()]
    made += [*negatives.text_pages(), *negatives.noise()]
    return negatives.join_families(made), negatives.foreign_radiographs(dicom)


def _refuse_unknown(name: str, known: Iterable[str]) -> None:
    if name not in known:
        message = f"there is no network {name}"
        raise UsageError(message, reason="no_network", cure=f"Choose from {', '.join(known)}.")
