"""What the wrong input range does to a frozen network, shown without ImageNet weights.

The study's rows of ResNetV2, Inception, Xception and NASNet look like networks fed in a range that they were
not trained in. With ImageNet weights at hand, Table P of the suite shows it on them. Without, this does: a
network learns the regions here in the range that its documentation asks for; then its backbone is frozen, as
the study's were, and a new last layer is learnt on each of the three ranges.

``python -m training.families.input_range --data FRACATLAS --work runs`` prints one line a range.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from training.families.keras_cls import arrays_of
from training.families.keras_networks import network_of, use_keras
from training.families.keras_training import Arrays, KerasTrainee, train
from training.families.loop import fit
from training.families.plan import CHOICES, Plan, plan_of
from training.runs import RunFolder, environment, save_text
from training.suite.options import RunOptions
from training.suite.protocols import row_data
from training.suite.rows import Row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from training.suite.protocols import ProtocolData

LAST_LAYER_EPOCHS = 30


def compare(model: str, options: RunOptions, folder: Path) -> dict[str, Any]:
    """Accuracy of region on the test part by range, with all that was run; resumable."""
    settings = {"size": 96, "batch": 32, "resize": "stretch", "learning_rate": 1e-3}
    row = Row("input-range", "P", "region", "keras_cls", model, "paper-v1", settings=settings)
    plan, data = plan_of(row, options), row_data(row, options.data_root, "", options.seed)
    if options.sample is not None:
        data = data.limited(options.sample, options.seed)
    arrays = arrays_of(plan, data, options)
    weights = _learnt(plan, data, arrays, RunFolder(folder / "own_backbone"))
    found = {}
    for name in CHOICES["preprocessing"]:
        frozen = replace(plan, freeze=True, preprocessing=name, epochs=LAST_LAYER_EPOCHS)
        run = RunFolder(folder / name)
        run.path.mkdir(parents=True, exist_ok=True)
        answers = train(frozen, data.task, len(data.classes), arrays, str(weights), run)
        found[name] = float(np.mean(answers.test.argmax(axis=1) == data.test.labels))
    about = {"model": model, "size": plan.size, "epochs": plan.epochs, "seed": plan.seed}
    scans = {"train": len(data.train), "test": len(data.test), "split": data.split_hash[:8]}
    result = {"accuracy_of_region": found, **about, **scans, "environment": environment()}
    save_text(folder / "result.json", json.dumps(result, indent=1))
    return result


def _learnt(plan: Plan, data: ProtocolData, arrays: Arrays, run: RunFolder) -> Path:
    """The backbone's weights after learning the regions from scratch in the network's own range."""
    path = run.path / "backbone.weights.h5"
    if not path.exists():
        run.path.mkdir(parents=True, exist_ok=True)
        keras = use_keras(network_of(plan.model).backend, plan.device)
        keras.utils.set_random_seed(plan.seed)
        trainee = KerasTrainee(plan, data.task, len(data.classes), arrays, None)
        fit(trainee, plan, run, f"{plan.model} from scratch")
        trainee.backbone.save_weights(path)
    return path


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the result as JSON."""
    parser = argparse.ArgumentParser(description="Show what the wrong input range does to a frozen network.")
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="the FracAtlas folder")
    parser.add_argument("--work", type=Path, default=Path("runs"), metavar="DIR", help="caches and runs")
    parser.add_argument("--model", default="MobileNetV2", help="a network of keras.applications")
    parser.add_argument("--epochs", type=int, default=12, help="epochs of the backbone, from scratch")
    parser.add_argument("--sample", type=int, help="scans a part at most, to try it")
    given = parser.parse_args(arguments)
    options = RunOptions(given.data, given.work, epochs=given.epochs, sample=given.sample, from_scratch=True)
    print(json.dumps(compare(given.model, options, given.work / "input_range" / given.model), indent=1))


if __name__ == "__main__":
    main()
