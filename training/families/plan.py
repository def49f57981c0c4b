"""What a run does, decided once: the row's settings, what the options say instead, and what neither says."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fracview.core.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from training.suite.options import RunOptions
    from training.suite.rows import Row

CHOICES = {
    "resize": ("letterbox", "stretch"),
    "augmentation": ("default", "none", "autoaugment", "randaugment", "trivialaugment"),
    "preprocessing": ("own", "paper", "raw"),
    "optimizer": ("auto", "AdamW", "Adam", "SGD"),
}


@dataclass(frozen=True, slots=True)
class Plan:
    """A resolved recipe.

    Attributes
    ----------
    model
        The network's name in its library.
    size, batch, epochs, patience, seed
        Input side in pixels, scans a step, epochs, epochs without a better one before stopping (0: never).
    optimizer, learning_rate
        ``auto`` is the library's choice; a rate of 0 is too.
    resize
        ``letterbox`` fits the whole scan and pads, ``stretch`` fills the square as Keras' loaders do.
    augmentation
        ``default`` is the family's own.
    preprocessing
        Keras alone: ``own`` as the network's documentation asks, ``paper`` 0 to 1, ``raw`` 0 to 255.
    freeze
        Keras alone: learn only the new last layer. Never from scratch: there is nothing to keep.
    balance
        Classifiers alone: each class equally often in an epoch.
    device
        ``cpu``, ``cuda`` or ``cuda:1``.
    from_scratch
        Random weights.
    library
        Further arguments for the library's own trainer.
    """

    model: str
    size: int
    batch: int
    epochs: int
    patience: int
    seed: int
    optimizer: str
    learning_rate: float
    resize: str
    augmentation: str
    preprocessing: str
    freeze: bool
    balance: bool
    device: str
    from_scratch: bool
    library: Mapping[str, Any]

    @property
    def on_cuda(self) -> bool:
        """Whether the run is on an NVIDIA GPU, and in mixed precision."""
        return self.device.startswith("cuda")


def plan_of(row: Row, options: RunOptions, stride: int = 1) -> Plan:
    """The plan of a row; the size is rounded up to a multiple of the network's `stride`.

    Raises
    ------
    UsageError
        Where a setting is none of its choices, or a number is below 1.
    """
    settings = row.settings
    for name, choices in CHOICES.items():
        if (found := settings.get(name, choices[0])) not in choices:
            raise _bad(row, name, f"{found} is none of {', '.join(choices)}")
    numbers = {name: int(settings.get(name, default)) for name, default in NUMBERS.items()}
    if options.epochs is not None:
        numbers["epochs"] = options.epochs
    if options.size is not None:
        numbers["size"] = options.size
    for name in ("size", "batch", "epochs"):
        if numbers[name] < 1:
            raise _bad(row, name, f"{numbers[name]} is below 1")
    return Plan(
        model=row.model,
        size=math.ceil(numbers["size"] / stride) * stride,
        batch=numbers["batch"],
        epochs=numbers["epochs"],
        patience=numbers["patience"],
        seed=options.seed,
        optimizer=str(settings.get("optimizer", "auto")),
        learning_rate=float(settings.get("learning_rate", 0.0)),
        resize=str(settings.get("resize", "letterbox")),
        augmentation=str(settings.get("augmentation", "default")),
        preprocessing=str(settings.get("preprocessing", "own")),
        freeze=bool(settings.get("freeze", False)) and not options.from_scratch,
        balance=bool(settings.get("balance", True)),
        device=device_of(options.device),
        from_scratch=options.from_scratch,
        library=dict(settings.get("library", {})),
    )


NUMBERS = {"size": 224, "batch": 16, "epochs": 30, "patience": 0}


def device_of(name: str) -> str:
    """``auto`` as what there is; a GPU that is asked for by name must be there.

    Raises
    ------
    UsageError
        Where there is no such device.
    """
    import torch

    if name == "auto":
        return "cuda" if torch.cuda.is_available() else "cpu"
    index = name.removeprefix("cuda").removeprefix(":") or "0"
    known = name == "cpu" or (name.startswith("cuda") and index.isdigit())
    if not known or (name != "cpu" and int(index) >= torch.cuda.device_count()):
        message, cure = f"there is no device {name} here", "Say auto or cpu."
        raise UsageError(message, reason="no_device", field="--device", cure=cure)
    return name


def device_words(device: str) -> str:
    """The device as the signature names it, a GPU with its model."""
    import torch

    return device if device == "cpu" else f"{device} {torch.cuda.get_device_name(device)}"


def _bad(row: Row, name: str, message: str) -> UsageError:
    return UsageError(
        message, reason="bad_setting", field=f"{row.id}: {name}", cure="Correct the suite file."
    )
