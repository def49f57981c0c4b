"""The bundle's bill of materials (CycloneDX): cyclonedx-py's, cut down to what is bundled, the rest added."""

from __future__ import annotations

import argparse
import hashlib
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import bundle_plan as plan
from licences import INDEX, normalised

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


def main(argv: Sequence[str] | None = None) -> None:
    """Finish a bill of materials by the licence index and the networks."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("raw", type=Path, help="what `cyclonedx-py environment` wrote")
    parser.add_argument("licences", type=Path, help="folder of the licence texts with their index")
    parser.add_argument("out", type=Path)
    parser.add_argument("--flavour", default="cpu")
    arguments = parser.parse_args(argv)
    raw = json.loads(arguments.raw.read_text(encoding="utf-8"))
    index = json.loads((arguments.licences / INDEX).read_text(encoding="utf-8"))
    models = sorted((plan.ROOT / "resources" / "models").glob("*/model.onnx"))
    bill = finished(raw, index, [model_component(path) for path in models], arguments.flavour)
    arguments.out.write_text(json.dumps(bill, indent=1) + "\n", encoding="utf-8")


def finished(
    raw: Mapping[str, Any], index: Mapping[str, Any], models: Iterable[Mapping[str, Any]], flavour: str
) -> dict[str, Any]:
    """The whole bill: components of the index, the networks, FracView as what they are parts of.

    Raises
    ------
    ValueError
        A distribution of the index is not in the raw bill: another environment was looked at.
    """
    wanted = {normalised(one["name"]): one for one in index["components"] if one["kind"] == "python"}
    found = {normalised(one["name"]): one for one in raw["components"]}
    lost = sorted(set(wanted) - set(found))
    if lost:
        raise ValueError(f"not in the environment's bill of materials: {', '.join(lost)}")
    components = [
        *(without_places(found[name]) for name in sorted(wanted)),
        *(part_component(one) for one in index["components"] if one["kind"] != "python"),
        *models,
    ]
    root = {
        "type": "application",
        "bom-ref": "fracview",
        "name": "fracview",
        "version": index["version"],
        "description": f"FracView, {flavour} flavour",
        "licenses": [{"license": {"id": "AGPL-3.0-or-later"}}],
    }
    refs = {one["bom-ref"] for one in components}
    links = [
        {**one, "dependsOn": [ref for ref in one.get("dependsOn", []) if ref in refs]}
        for one in raw.get("dependencies", [])
        if one["ref"] in refs
    ]
    return {
        **raw,
        "metadata": {**raw.get("metadata", {}), "component": root},
        "components": components,
        "dependencies": [{"ref": "fracview", "dependsOn": sorted(refs)}, *links],
    }


def without_places(component: Mapping[str, Any]) -> dict[str, Any]:
    """A component without references to files and indexes of the machine that built it."""
    kept = [
        one
        for one in component.get("externalReferences", [])
        if re.match(r"https?://", one["url"]) and one["type"] != "distribution"
    ]
    return (
        {**component, "externalReferences": kept}
        if kept
        else {key: value for key, value in component.items() if key != "externalReferences"}
    )


def part_component(part: Mapping[str, Any]) -> dict[str, Any]:
    """Component of what no package index knows, from the licence index."""
    licence = part["licence"]
    one = re.fullmatch(r"[\w.+-]+", licence) is not None
    return {
        "type": "library",
        "bom-ref": f"{part['kind']}:{part['name']}",
        "name": part["name"],
        "version": part["version"],
        "licenses": [{"license": {"id": licence}}] if one else [{"license": {"name": licence}}],
    }


def model_component(path: Path) -> dict[str, Any]:
    """Component of a network: its manifest's name, and the SHA-256 of its weights."""
    manifest = json.loads((path.parent / "manifest.json").read_text(encoding="utf-8"))
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return {
        "type": "machine-learning-model",
        "bom-ref": f"model:{path.parent.name}",
        "name": manifest["name"],
        "version": manifest["version"],
        "hashes": [{"alg": "SHA-256", "content": digest}],
        "licenses": [{"license": {"id": manifest["licence"]}}],
    }


if __name__ == "__main__":
    main()
