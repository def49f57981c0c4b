"""YOLOv8 classifiers, by Ultralytics' own trainer, on the whole letterboxed scan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch.utils.data import WeightedRandomSampler
from torchvision import transforms
from ultralytics.models.yolo.classify import ClassificationTrainer

from training.families import pictures, pretrained, ultralytics_folders
from training.families.balance import class_weights
from training.families.plan import plan_of
from training.families.ultralytics_runs import batches, trained
from training.suite.predictions import Predictions

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from training.families.plan import Plan
    from training.families.ultralytics_runs import Trained
    from training.runs import RunFolder
    from training.suite.options import RunOptions
    from training.suite.protocols import ProtocolData
    from training.suite.rows import Row

STRIDE = 32


class WholeScanTrainer(ClassificationTrainer):
    """Ultralytics' trainer with balanced epochs; where nothing is to be augmented, nothing is cut out."""

    balance: bool

    def build_dataset(self, img_path: str, mode: str = "train", batch: Any = None) -> Any:
        """Its dataset; its random crop gives way to the whole scan where `scale` is 0."""
        dataset = super().build_dataset(img_path, mode, batch)
        steps = dataset.torch_transforms.transforms
        if mode == "train" and self.args.scale == 0:
            steps[0] = transforms.Resize((self.args.imgsz, self.args.imgsz))
        return dataset

    def get_dataloader(
        self, dataset_path: str, batch_size: int = 16, rank: int = 0, mode: str = "train"
    ) -> Any:
        """Its loader; in training each class is drawn equally often where the plan says so."""
        loader = super().get_dataloader(dataset_path, batch_size, rank, mode)
        if mode == "train" and self.balance:
            weights = class_weights(np.array([sample[1] for sample in loader.dataset.samples], np.int64))
            drawn = WeightedRandomSampler(weights.tolist(), len(weights), generator=loader.generator)
            loader.batch_sampler.sampler.sampler = drawn
            loader.reset()  # its workers may have begun already
        return loader


def train(row: Row, data: ProtocolData, run: RunFolder, options: RunOptions) -> Predictions:
    """See `training.families.Family`."""
    plan = plan_of(row, options, STRIDE)
    start = pretrained.ultralytics_weights(plan.model, options)
    squares = pictures.pictures_of(data, options.work, plan.size, plan.resize)
    folder = ultralytics_folders.classification_folder(data, squares, options.work)
    trainer = type("WholeScanTrainer", (WholeScanTrainer,), {"balance": plan.balance})
    found = trained(trainer, plan, run, folder, start)
    val = None if data.val is data.test else scores(found, squares.of(data.val), plan)
    return Predictions(scores=scores(found, squares.of(data.test), plan), val_scores=val, **found.about)


@torch.inference_mode()
def scores(found: Trained, images: NDArray[np.uint8], plan: Plan) -> NDArray[np.float32]:
    """(n, classes) probabilities of (n, s, s) squares; the network applies softmax itself."""
    answers = [found.network(pixels)[0].float().cpu().numpy() for pixels in batches(images, plan)]
    return np.concatenate(answers)
