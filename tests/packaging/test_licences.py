"""Licence texts and the bill of materials, from the environment at hand."""

from __future__ import annotations

import json
from importlib.metadata import distribution
from typing import TYPE_CHECKING

import licences
import pytest
import sbom

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("name", ["numpy", "Pillow", "pydicom", "PySide6_Essentials", "rich", "matplotlib"])
def test_what_the_app_stands_on_has_its_texts(name: str) -> None:
    texts = licences.texts_of(distribution(name))
    assert texts
    assert all(path.stat().st_size > 100 for path in texts.values())
    assert licences.expression(distribution(name))


def test_onnx_runtime_brings_its_third_parties() -> None:
    runtime = next(
        iter(licences.bundled({"modules": ["onnxruntime.capi"], "files": []}, _installed("onnxruntime")))
    )
    assert "onnxruntime-ThirdPartyNotices.txt" in licences.texts_of(runtime)


def _installed(prefix: str) -> list[licences.Distribution]:
    found = [one for one in licences.distributions() if one.metadata["Name"].startswith(prefix)]
    return found[:1]


def test_only_what_is_bundled_is_listed() -> None:
    numpy, ruff = distribution("numpy"), distribution("ruff")
    contents = {"modules": ["numpy.linalg"], "files": []}
    assert list(licences.bundled(contents, [ruff, numpy])) == [numpy]
    library = next(path for path in licences.located(numpy) if path.suffix == ".so" or path.suffix == ".pyd")
    assert list(licences.bundled({"modules": [], "files": [["x", str(library)]]}, [ruff, numpy])) == [numpy]
    metadata = next(path for path in licences.located(numpy) if path.name == "METADATA")
    contents = {"modules": [], "files": [["numpy-1.dist-info/METADATA", str(metadata)]]}
    assert list(licences.bundled(contents, [numpy])) == []


def test_a_part_without_a_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"nameless 1\.0 brings no licence text"):
        licences.Collector(tmp_path).add("nameless", "1.0", "MIT", "python", {})


def test_parts_by_hand_are_there(tmp_path: Path) -> None:
    collector = licences.Collector(tmp_path)
    for name in ("numpy", "PySide6_Essentials"):
        licences.add_distribution(collector, distribution(name))
    files = [["numpy.libs/libscipy_openblas64_.so", "x"], ["PySide6/Qt/lib/libicudata.so.73", "y"]]
    licences.add_parts(collector, {"modules": [], "files": files})
    collector.write_index("1.2.3")
    index = json.loads((tmp_path / licences.INDEX).read_text(encoding="utf-8"))
    named = {one["name"]: one for one in index["components"]}
    assert {"CPython", "Qt", "ICU", "OpenBLAS", "Lucide icons", "FracAtlas (samples)"} <= set(named)
    assert named["ICU"]["version"] == "73"
    assert all((tmp_path / file).is_file() for one in named.values() for file in one["files"])
    assert (index["version"], index["licence"]) == ("1.2.3", "AGPL-3.0-or-later")


def _component(name: str, **more: object) -> dict[str, object]:
    return {"type": "library", "bom-ref": f"{name}==1", "name": name, "version": "1", **more}


def test_the_bill_holds_the_bundle_and_no_place_of_this_machine() -> None:
    raw = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "components": [
            _component(
                "numpy",
                externalReferences=[
                    {"type": "distribution", "url": "file:///somewhere/numpy.whl"},
                    {"type": "website", "url": "https://numpy.org"},
                ],
            ),
            _component("pip"),
        ],
        "dependencies": [{"ref": "numpy==1", "dependsOn": ["pip==1"]}, {"ref": "pip==1"}],
    }
    index = {
        "version": "0.1.0",
        "components": [
            {"name": "NumPy", "version": "1", "licence": "BSD-3-Clause", "kind": "python"},
            {"name": "Qt", "version": "6", "licence": "LGPL-3.0-only", "kind": "part"},
            {"name": "libssl3", "version": "3", "licence": "see the text", "kind": "system"},
        ],
    }
    model = sbom.model_component(sbom.plan.ROOT / "resources" / "models" / "region" / "model.onnx")
    bill = sbom.finished(raw, index, [model], "cpu")
    assert [one["name"] for one in bill["components"]] == ["numpy", "Qt", "libssl3", "fracview-region-n"]
    assert bill["components"][1]["licenses"] == [{"license": {"id": "LGPL-3.0-only"}}]
    assert bill["components"][2]["licenses"] == [{"license": {"name": "see the text"}}]
    assert bill["components"][3]["type"] == "machine-learning-model"
    assert bill["metadata"]["component"]["version"] == "0.1.0"
    assert "file:" not in json.dumps(bill)
    assert {"ref": "numpy==1", "dependsOn": []} in bill["dependencies"]


def test_a_bill_of_another_environment_is_refused() -> None:
    index = {
        "version": "1",
        "components": [{"name": "rich", "version": "1", "licence": "MIT", "kind": "python"}],
    }
    with pytest.raises(ValueError, match="rich"):
        sbom.finished({"components": []}, index, [], "cpu")
