"""torchvision's classifiers: Vision Transformers and others, with learned augmentation."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch.nn import functional as F
from torchvision.transforms import v2

from training.families import pictures, pretrained, torch_networks
from training.families.balance import epoch_order
from training.families.loop import fit
from training.families.merit import classifier_merit, softmax
from training.families.plan import device_words, plan_of
from training.families.torch_training import TorchState
from training.suite.predictions import Predictions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray
    from torch import nn

    from training.families.plan import Plan
    from training.runs import RunFolder
    from training.suite.options import RunOptions
    from training.suite.protocols import ProtocolData
    from training.suite.rows import Row


def train(row: Row, data: ProtocolData, run: RunFolder, options: RunOptions) -> Predictions:
    """See `training.families.Family`."""
    plan = plan_of(row, options)
    start = pretrained.torchvision_weights(plan.model, options)
    torch.manual_seed(plan.seed)
    model = torch_networks.classifier(plan, len(data.classes), start)
    squares = pictures.pictures_of(data, options.work, plan.size, plan.resize)
    trainee = TorchClassifier(model, plan, data, squares.of(data.train), squares.of(data.val))
    ended = fit(trainee, plan, run, plan.model)
    same = data.val is data.test
    return Predictions(
        scores=trainee.scores(trainee.val if same else squares.of(data.test)),
        val_scores=None if same else trainee.scores(trainee.val),
        epochs=ended.epochs,
        best_epoch=ended.best_epoch,
        start=start.name if start else "scratch",
        library=f"torchvision-{version('torchvision')}",
        device=device_words(plan.device),
    )


class TorchClassifier(TorchState):
    """A torchvision classifier in training (`training.families.loop.Trainee`)."""

    def __init__(
        self,
        model: nn.Module,
        plan: Plan,
        data: ProtocolData,
        train: NDArray[np.uint8],
        val: NDArray[np.uint8],
    ) -> None:
        super().__init__(model, plan)
        self.train, self.val = train, val
        self.task, self.labels, self.val_labels = data.task, data.train.labels, data.val.labels
        self.augment = augmentation(plan)
        mean, std = torch_networks.channel_means(plan.model)
        self.mean = torch.tensor(mean, device=plan.device)[:, None, None]
        self.std = torch.tensor(std, device=plan.device)[:, None, None]

    def epoch(self, number: int) -> Iterator[float]:
        """See `Trainee`; a last batch of one scan is left out, since batch norm cannot take it."""
        order = epoch_order(self.labels, self.begin(number), self.plan.balance)
        for start in range(0, len(order), self.plan.batch):
            rows = order[start : start + self.plan.batch]
            if len(rows) == 1 and len(order) > 1:
                continue
            drawn = torch.stack([self.augment(coloured(self.train[row])) for row in rows])
            labels = torch.from_numpy(self.labels[rows]).to(self.plan.device)
            with self.mixed():
                answers = self.model(self._normal(drawn))
            logits = answers if isinstance(answers, torch.Tensor) else answers.logits
            yield self.step(F.cross_entropy(logits.float(), labels))

    def _normal(self, pixels: torch.Tensor) -> torch.Tensor:
        """(n, 3, s, s) uint8 as the published weights were shown them."""
        scaled = pixels.to(self.plan.device).float().div_(255.0)
        return (scaled - self.mean) / self.std

    @torch.inference_mode()
    def scores(self, images: NDArray[np.uint8]) -> NDArray[np.float32]:
        """(n, classes) probabilities of (n, s, s) squares."""
        self.model.eval()
        found = []
        for start in range(0, len(images), self.plan.batch):
            batch = torch.stack([coloured(image) for image in images[start : start + self.plan.batch]])
            with self.mixed():
                found.append(self.model(self._normal(batch)).float().cpu().numpy())
        return softmax(np.concatenate(found))

    def judge(self) -> float:
        """See `Trainee`."""
        return classifier_merit(self.task, self.val_labels, self.scores(self.val))


def coloured(image: NDArray[np.uint8]) -> torch.Tensor:
    """(s, s) as (3, s, s) uint8."""
    return torch.from_numpy(np.array(image)).expand(3, -1, -1)


def augmentation(plan: Plan) -> v2.Transform:
    """What a training scan goes through: nothing, moderate moves, or a policy learned on other data.

    AutoAugment's policy was learned on ImageNet; RandAugment and TrivialAugment draw from the same moves.
    """
    flip = v2.RandomHorizontalFlip()
    chosen = {
        "none": v2.Identity(),
        "default": v2.Compose(
            [flip, v2.RandomAffine(15, (0.1, 0.1), (0.8, 1.2)), v2.ColorJitter(brightness=0.2, contrast=0.2)]
        ),
        "autoaugment": v2.Compose([flip, v2.AutoAugment(v2.AutoAugmentPolicy.IMAGENET)]),
        "randaugment": v2.Compose([flip, v2.RandAugment()]),
        "trivialaugment": v2.Compose([flip, v2.TrivialAugmentWide()]),
    }
    return chosen[plan.augmentation]
