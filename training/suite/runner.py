"""Run one row: its folder, its data, its family, its outcomes; what is done already is not done again."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from fracview.core.errors import UsageError
from training.runs import RunFolder
from training.suite import evaluation, outcomes, predictions
from training.suite.options import RunOptions
from training.suite.protocols import ProtocolData, row_data
from training.suite.rows import Row, Suite, load_suite
from training.suite.signature import Signature

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from training.suite.outcomes import Outcome

__all__ = ["RunOptions", "evaluate_folder", "run_folders", "run_row", "trained_rows"]

PREDICTIONS = "predictions.npz"
OUTCOMES = "outcomes"
EXPLAINED = "explain"
"""The family of the rows that `python -m training explain` measures."""


def trained_rows(suite: Suite, rows: Iterable[Row]) -> tuple[Row, ...]:
    """What must be trained for these rows: themselves, or the rows that they are read off; each once.

    Rows that nothing is trained for (counts, explanations) are left out.
    """
    sources = (suite.row(row.of) if row.of else row for row in rows)
    return tuple({row.id: row for row in sources if row.trains and row.family != EXPLAINED}.values())


def run_row(row: Row, options: RunOptions, suite: Suite | None = None) -> Outcome:
    """Train a row and save its outcome and those of the rows read off it, or load what is there already.

    Parameters
    ----------
    suite
        Where rows read off this one are looked up; the paper's by default.

    Raises
    ------
    UsageError
        Where nothing is trained for this row, its family is unknown, or its folder holds another run.
    FracViewError
        Where its family cannot go on, as when the loss is not finite.
    """
    suite = suite or load_suite()
    row = suite.row(row.of) if row.of else row
    _refuse_untrained(row)
    run = RunFolder(folder_of(row, options))
    file = run.path / PREDICTIONS
    if not file.exists():
        family = _family(row)
        data = row_data(row, options.data_root, options.protocol, options.seed)
        if options.sample is not None:
            data = data.limited(options.sample, options.seed)
        run.open(_config(row, options, data, suite))
        predictions.save(file, family.train(row, data, run, options), data)
    return evaluate_folder(run.path, suite)[0]


def evaluate_folder(folder: Path, suite: Suite) -> list[Outcome]:
    """Compute the outcomes of a run folder from its predictions, and save them; the row's own comes first.

    Raises
    ------
    UsageError
        Where the folder is no run of the suite, or its row has gone.
    """
    saved = predictions.load(folder / PREDICTIONS)
    config, environment = _begun(folder)
    row = suite.row(config["row"])
    signature = _signature(config, environment, saved.answers)
    extra = {"learning_rate": row.settings["learning_rate"]} if "learning_rate" in row.settings else {}
    own = replace(evaluation.evaluate(row, saved, signature, config["notes"]), extra=extra)
    made = [own, *evaluation.derive(suite, own, saved)]
    for outcome in made:
        outcomes.save(outcome, folder / OUTCOMES / outcomes.file_name(outcome))
    return made


def run_folders(work: Path) -> tuple[Path, ...]:
    """Every run folder of the suite that holds predictions."""
    return tuple(sorted(file.parent for file in (work / "suite").glob(f"*/*/{PREDICTIONS}")))


def folder_of(row: Row, options: RunOptions) -> Path:
    """``WORK/suite/PROTOCOL/ROW``; what differs from the row's own recipe is in the name."""
    marks = {
        "epochs": options.epochs,
        "sample": options.sample,
        "size": options.size,
        "seed": None if options.seed == RunOptions.__dataclass_fields__["seed"].default else options.seed,
    }
    name = "".join(f"_{key}{value}" for key, value in marks.items() if value is not None)
    name += "_scratch" if options.from_scratch else ""
    return options.work / "suite" / (options.protocol or row.protocol) / f"{row.id}{name}"


def _refuse_untrained(row: Row) -> None:
    if row.family == EXPLAINED:
        message, cure = f"{row.id} is measured, not trained", "Run `python -m training explain`."
    elif not row.trains:
        message, cure = f"nothing is trained for {row.id}", "`python -m training tables` counts and draws it."
    else:
        return
    raise UsageError(message, reason="not_trained", field="--rows", cure=cure)


def _family(row: Row) -> Any:
    from training.families import REGISTRY

    if row.family not in REGISTRY:
        message = f"{row.id} asks for the family {row.family}, which there is not"
        cure = f"Choose from {', '.join(sorted(REGISTRY))}."
        raise UsageError(message, reason="no_family", field=row.id, cure=cure)
    return REGISTRY[row.family]


def _config(row: Row, options: RunOptions, data: ProtocolData, suite: Suite) -> dict[str, Any]:
    """All that is needed to repeat the run, and nothing that may change between two calls of the same one."""
    epochs, size = (int(row.settings.get(name, 0)) for name in ("epochs", "size"))
    tried = options.sample is not None or (options.size is not None and options.size < size)
    short = options.epochs is not None and options.epochs < epochs
    return {
        "suite": suite.name,
        "row": row.id,
        "family": row.family,
        "model": row.model,
        "settings": dict(row.settings),
        "protocol": data.name,
        "split": data.split_hash,
        "scans": {"train": len(data.train), "val": len(data.val), "test": len(data.test)},
        "seed": options.seed,
        "epochs": epochs if options.epochs is None else options.epochs,
        "planned": epochs,
        "size": size if options.size is None else options.size,
        "sample": options.sample,
        "from_scratch": options.from_scratch,
        "run": "try" if tried else "short" if short else "full",
        "notes": list(data.notes),
    }


def _begun(folder: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    file = folder / "config.json"
    if not file.is_file():
        message, cure = "this is no run folder of the suite", "Name the --work folder of `train --suite`."
        raise UsageError(message, reason="no_run", path=folder, cure=cure)
    begun = json.loads(file.read_text(encoding="utf-8"))
    return begun["config"], begun["environment"]


def _signature(
    config: dict[str, Any], environment: dict[str, Any], answers: predictions.Predictions
) -> Signature:
    commit = (environment["commit"][:7] or "unknown") + ("-dirty" if environment["dirty"] else "")
    return Signature(
        row=config["row"],
        protocol=config["protocol"],
        run=config["run"],
        split=config["split"][:8],
        seed=config["seed"],
        epochs=f"{answers.epochs}/{config['planned']}",
        best="?" if answers.best_epoch is None else str(answers.best_epoch),
        sample="all" if config["sample"] is None else str(config["sample"]),
        size=str(config["size"]),
        init=answers.start,
        lib=answers.library,
        commit=commit,
        device=answers.device,
    )
