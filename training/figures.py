"""The README's table of figures, written from the manifests: `python -m training.figures README.md`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fracview.core.resources import resources_dir
from fracview.inference.manifest import read_manifest
from training.joint import ON_TEST

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fracview.inference.manifest import Manifest

BEGIN, END = "<!-- figures -->\n", "<!-- /figures -->"
Row = tuple[str, str, str, str]


def figures_block(models: Path) -> str:
    """What stands between the README's two marks."""
    fracture, region, detection = (read_manifest(models / n) for n in ("fracture", "region", "detection"))
    rows = [*_fracture(fracture), *_region(region), *_detection(detection)]
    head = (
        "On the test part of the leak-free split; nothing was chosen on it but the margin of the fracture's\n"
        "high-sensitivity point, as its model card says. 95 % intervals in brackets."
    )
    table = ["| network | figure | value | interval |", "|---|---|---|---|", *(_line(row) for row in rows)]
    return "\n".join([head, "", *table, ""])


def with_block(readme: str, block: str) -> str:
    """The README with the block between its marks."""
    before, rest = readme.split(BEGIN)
    return f"{before}{BEGIN}{block}{END}{rest.split(END)[1]}"


def _fracture(manifest: Manifest) -> Iterable[Row]:
    if manifest.joint:
        yield from _classifier("fracture, classifier and detector together", manifest.metrics[ON_TEST])
        yield "", "AUC of the classifier alone", *_figure(manifest.metrics["test"], "auc")
    else:
        yield from _classifier("fracture", manifest.metrics["test"])


def _classifier(network: str, test: Any) -> Iterable[Row]:
    yield network, f"AUC, {test['n']} scans, {test['n_fractured']} fractured", *_figure(test, "auc")
    yield "", "accuracy, threshold of the best balanced accuracy on validation", *_figure(test, "accuracy")
    if "accuracy_at_half" in test:
        yield "", "accuracy at a probability of 0.5", *_figure(test, "accuracy_at_half")
    name = "balanced accuracy, same threshold (the paper's protocol: 0.83)"
    yield "", name, *_figure(test, "balanced_accuracy")
    for point, figures in test["operating_points"].items():
        for name in ("sensitivity", "specificity"):
            yield "", f"{name} at the {point.replace('_', '-')} point", *_figure(figures, name)


def _region(manifest: Manifest) -> Iterable[Row]:
    yield "region", "accuracy (the paper's protocol: 0.96)", *_figure(manifest.metrics["test"], "accuracy")
    if manifest.scope is None:
        return
    gate = manifest.scope.figures
    yield "gate", "share of test scans refused", *_figure(gate, "test_scans_refused")
    name = f"share of {gate['negatives']:.0f} held-out pictures out of scope let through"
    yield "", name, *_figure(gate, "negatives_passed")


def _detection(manifest: Manifest) -> Iterable[Row]:
    for split, figures in manifest.metrics.items():
        yield "detection", f"mAP@0.5, {split}, {figures['n']} scans", *_figure(figures, "ap50")


def _figure(figures: Any, name: str) -> tuple[str, str]:
    low, high = figures[f"{name}_ci"]
    return f"{figures[name]:.3f}", f"[{low:.3f}, {high:.3f}]"


def _line(row: Row) -> str:
    return f"| {' | '.join(row)} |"


def main(readme: Path) -> None:
    """Rewrite the block in place."""
    block = figures_block(resources_dir() / "models")
    readme.write_text(with_block(readme.read_text(encoding="utf-8"), block), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
