"""What torchvision's networks share in training: optimiser, seeds, precision, checkpoints."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from training.families.loop import State, cosine

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from torch import nn

    from training.families.plan import Plan

RATES = {"AdamW": 1e-4, "Adam": 1e-4, "SGD": 5e-3}
"""Where a row names no learning rate; ``auto`` is AdamW."""

MOST_GRADIENT = 5.0
"""Norm that gradients are cut down to."""


class TorchState:
    """Network and optimiser of a run on PyTorch (the storing half of `training.families.loop.Trainee`)."""

    def __init__(self, model: nn.Module, plan: Plan) -> None:
        self.plan, self.model = plan, model
        name = "AdamW" if plan.optimizer == "auto" else plan.optimizer
        self.rate = plan.learning_rate or RATES[name]
        momentum = {"momentum": 0.9, "weight_decay": 5e-4} if name == "SGD" else {}
        learnt = [one for one in model.parameters() if one.requires_grad]
        self.steps = getattr(torch.optim, name)(learnt, lr=self.rate, **momentum)

    def begin(self, number: int) -> np.random.Generator:
        """Set rate, mode and seeds of an epoch; returns the generator of its order."""
        for group in self.steps.param_groups:
            group["lr"] = cosine(self.rate, number, self.plan.epochs)
        torch.manual_seed(self.plan.seed * 10_007 + number)
        self.model.train()
        return np.random.default_rng([self.plan.seed, number])

    def step(self, loss: torch.Tensor) -> float:
        """One step of the optimiser; a loss that is not finite changes nothing."""
        value = float(loss.detach())
        if np.isfinite(value):
            self.steps.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(self.model.parameters(), MOST_GRADIENT)
            self.steps.step()
        return value

    def mixed(self) -> AbstractContextManager[Any]:
        """Mixed precision on a GPU."""
        return torch.autocast("cuda", torch.bfloat16) if self.plan.on_cuda else nullcontext()

    def network(self) -> State:
        """See `Trainee`."""
        return self.model.state_dict()

    def load_network(self, state: State) -> None:
        """See `Trainee`."""
        self.model.load_state_dict(state)

    def optimizer(self) -> State:
        """See `Trainee`."""
        return self.steps.state_dict()

    def load_optimizer(self, state: State) -> None:
        """See `Trainee`."""
        self.steps.load_state_dict(state)
