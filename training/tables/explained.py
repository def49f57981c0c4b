"""Table FX: what `python -m training explain` measured of the CAM family, each method on its best layer."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from training.suite.outcomes import Figure
from training.tables.cells import Line

if TYPE_CHECKING:
    from pathlib import Path

    from training.suite.rows import Row, Suite

EXPLAINED = "explain"


def explained_lines(suite: Suite, results: Path) -> tuple[Line, ...]:
    """Lines of the rows of the family ``explain``, from every file of the results' folder ``explain``."""
    lines: list[Line] = []
    for file in sorted((results / EXPLAINED).glob("*.json")):
        content = json.loads(file.read_text(encoding="utf-8"))
        network = f"{content['name']} {content['version']}"
        for row in suite.rows:
            measured = content["methods"].get(row.settings.get("method"))
            if row.family == EXPLAINED and measured:
                lines += _lines(row, network, measured)
    return tuple(lines)


def _lines(row: Row, network: str, measured: dict[str, Any]) -> list[Line]:
    test = measured["test"]
    layer = next(one for one in test["layers"] if one["name"] == test["best"])
    name = f"{network}, {row.setting}, {test['best'].replace('_', ' ')}"
    told = dict(part.split(":", 1) for part in measured["signature"].split("|"))
    counts = {"road": int(told["road"])}
    return [
        Line(
            table=row.table,
            row=row.id,
            network=name,
            protocol=row.protocol,
            figure=figure,
            paper=None,
            ours=Figure(float(layer[figure]), counts.get(figure, int(told["test"])), *layer[f"{figure}_ci"]),
            signature=measured["signature"],
        )
        for figure in ("energy", "pointing", "dice", "road")
        if figure in layer
    ]
