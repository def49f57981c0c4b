"""The recipes of the three networks that FracView ships."""

from __future__ import annotations

from dataclasses import dataclass

from training.augment import Augmentation
from training.classifiers import Recipe
from training.detectors import DetectorRecipe

CACHE_SIZE = 448
"""Side of the letterboxed scans that the classifiers' augmentation starts from."""

FRACTURE = Recipe(size=384, batch=24, epochs=22, seed=7, scans_per_epoch=1920, box_weight=1.0)

REGION = Recipe(
    size=224,
    batch=32,
    epochs=14,
    seed=7,
    scans_per_epoch=2400,
    box_weight=0.0,
    augmentation=Augmentation(upside_down=0.05, scale=0.3),
)

DETECTION = DetectorRecipe(size=480, batch=16, epochs=34, seed=7, background=0.3)


REFINEMENT = DetectorRecipe(
    size=480,
    batch=16,
    epochs=14,
    seed=8,
    background=0.3,
    settings={"lr0": 0.0008, "warmup_epochs": 0.5, "close_mosaic": 5},
)
"""A second, shorter cycle of the learning rate over the same scans, from the best of the first."""

FINER = DetectorRecipe(
    size=640,
    batch=16,
    epochs=24,
    seed=9,
    background=0.3,
    settings={"lr0": 0.001, "warmup_epochs": 0.5, "close_mosaic": 6},
)
"""A third cycle, at 640 px, from the detector that ships."""

DETECTORS = {"detection": DETECTION, "refinement": REFINEMENT, "finer": FINER}

SHIPPED_RUN = {"region": "region", "detection": "refinement", "fracture": "fracture"}
"""Which run each model folder is exported from."""


@dataclass(frozen=True, slots=True)
class Start:
    """Where a network starts: the pretrained file, another run's best weights, or the network that ships."""

    run: str = ""
    shipped: bool = False


STARTS = {
    "region": Start(),
    "detection": Start(),
    "refinement": Start(run="detection"),
    "fracture": Start(run="detection"),
    "finer": Start(shipped=True),
}
"""The runs in the order that they need each other. The fracture classifier starts from the detector's
backbone: it has seen where fractures lie."""
