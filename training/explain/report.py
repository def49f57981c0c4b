"""What was measured, as a JSON file that grows method by method, and as a table."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fracview.core.errors import UsageError
from fracview.inference.manifest_explain import LayerFigures, Localisation
from training.runs import save_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from fracview.inference.manifest import Manifest
    from training.explain.measure import Measured

DIGITS = 4
CRITERION = "energy"
"""What the best layer is chosen by: least coarse, and what the viewer's strip shows of each layer."""


@dataclass(frozen=True, slots=True)
class MethodResult:
    """One method on all layers.

    Attributes
    ----------
    localisation
        As a manifest holds it; its figures are those of the test part.
    validation
        Figures of each layer on the part that the layer was chosen on.
    signature
        What exactly was run.
    """

    localisation: Localisation
    validation: tuple[LayerFigures, ...]
    signature: str

    def to_json(self) -> dict[str, Any]:
        """Return the object that `from_json` reads."""
        return {
            "signature": self.signature,
            "test": self.localisation.to_json(),
            "validation": [layer.to_json() for layer in self.validation],
        }


def result_of(
    method: str,
    on_val: Mapping[str, Measured],
    on_test: Mapping[str, Measured],
    where: tuple[str, str],
    signature: str,
) -> MethodResult:
    """Choose the layer, and each layer's threshold for Dice, on validation; figures of the test part.

    Parameters
    ----------
    on_val, on_test
        By layer, in the network's order.
    where
        Which scans, in words: those of validation and of test.
    """
    thresholds = {name: one.best_threshold() for name, one in on_val.items()}
    best = max(on_val, key=lambda name: on_val[name].mean(CRITERION))
    first = next(iter(on_test.values()))
    localisation = Localisation(
        method=method,
        criterion=CRITERION,
        best=best,
        chosen_on=where[0],
        measured_on=where[1],
        box_area=round(float(first.area.mean()), DIGITS),
        layers=_layers(on_test, thresholds),
    )
    return MethodResult(localisation, _layers(on_val, thresholds), signature)


def _layers(measured: Mapping[str, Measured], thresholds: Mapping[str, float]) -> tuple[LayerFigures, ...]:
    return tuple(
        LayerFigures(name, {key: _rounded(value) for key, value in one.figures(thresholds[name]).items()})
        for name, one in measured.items()
    )


def _rounded(value: float | tuple[float, float]) -> float | tuple[float, float]:
    """To four decimals: a ten-thousandth is far below every interval, and the same on other machines."""
    if isinstance(value, tuple):
        return (round(value[0], DIGITS), round(value[1], DIGITS))
    return round(value, DIGITS)


def save(results: Iterable[MethodResult], manifest: Manifest, folder: Path) -> Path:
    """Add to `<name>-<version>.json`, methods measured before are kept, and write the table beside it.

    Raises
    ------
    UsageError
        Where that file is of other weights.
    """
    path = folder / f"{manifest.name}-{manifest.version}.json"
    content = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    if content and content["sha256"] != manifest.sha256:
        message, cure = "these figures are of other weights", "Move the file away, or name another --out."
        raise UsageError(message, reason="other_weights", path=path, field="sha256", cure=cure)
    methods = content.get("methods", {}) | {one.localisation.method: one.to_json() for one in results}
    content = {"name": manifest.name, "version": manifest.version, "sha256": manifest.sha256}
    folder.mkdir(parents=True, exist_ok=True)
    save_text(path, json.dumps(content | {"methods": methods}, indent=1) + "\n")
    save_text(path.with_suffix(".md"), table(content | {"methods": methods}))
    return path


def table(content: Mapping[str, Any]) -> str:
    """Markdown of a results file: the best layer of each method, then all layers of each."""
    parts = [f"# Where the layer maps of {content['name']} {content['version']} point"]
    parts.append(_explained(content["methods"]))
    head = ("method", "test scans", "best layer", "energy", "pointing", "Dice", "ROAD")
    rows = [
        (method, _scans(one), one["test"]["best"].removeprefix("layer_"), *_cells(_best_of(one["test"])))
        for method, one in content["methods"].items()
    ]
    parts += ["## The best layer of each method", _markdown(head, rows)]
    for method, one in content["methods"].items():
        test = one["test"]
        said = f"Chosen on {test['chosen_on']}. Figures of {test['measured_on']}. Boxes cover "
        said += f"{test['box_area']:.2%} of the picture.\n\n`{one['signature']}`"
        layers = [(layer["name"].removeprefix("layer_"), *_cells(layer)) for layer in test["layers"]]
        parts += [f"## {method}", said, _markdown(("layer", *head[3:]), layers)]
    return "\n\n".join(parts) + "\n"


def _explained(methods: Mapping[str, Any]) -> str:
    area = next(iter(methods.values()))["test"]["box_area"]
    return (
        "Means over scans with 95 % bootstrap intervals. Energy: share of the heat inside the reference "
        f"boxes (a map that knows nothing would have about {area:.3f}); pointing: share of scans whose "
        "hottest place lies in a box; Dice: of the heat above the threshold that was best on validation; "
        "ROAD: least minus most relevant first, halved (0 for a map that knows nothing). The best layer is "
        "the one with most energy on validation."
    )


def _scans(one: Mapping[str, Any]) -> str:
    """How many, from the signature, and on how many of them ROAD."""
    parts = dict(part.split(":", 1) for part in one["signature"].split("|"))
    return f"{parts['test']}, ROAD {parts['road']}"


def _best_of(test: Mapping[str, Any]) -> Mapping[str, Any]:
    return next(layer for layer in test["layers"] if layer["name"] == test["best"])


def _cells(layer: Mapping[str, Any]) -> list[str]:
    return [_cell(layer, name) for name in ("energy", "pointing", "dice", "road")]


def _cell(layer: Mapping[str, Any], name: str) -> str:
    if name not in layer:
        return "not run"
    low, high = layer[f"{name}_ci"]
    return f"{layer[name]:.3f} [{low:.3f}, {high:.3f}]"


def _markdown(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = list(head)
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
