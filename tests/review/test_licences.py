from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from fracview import __version__
from fracview.core.errors import FracViewError
from fracview.review import licences
from fracview.review.licences import Component, components, licence_text


@pytest.fixture
def bundle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Resources of a frozen program, with the index as `packaging/licences.py` writes it."""
    folder = tmp_path / "licences"
    for place, text in {
        "LICENSE": "GNU AFFERO ...\n",
        "zlib/LICENSE": "The zlib licence\n",
        "Arrays/LICENSE.txt": "Whole \xe4\n",
        "Arrays/NOTICE": "Beside it\n",
    }.items():
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        (folder / place).write_text(text, encoding="utf-8")
    entries = [
        {
            "name": "zlib",
            "version": "1.3",
            "licence": "Zlib",
            "kind": "part",
            "files": ["zlib/LICENSE"],
            "home": "",
        },
        {
            "name": "Arrays",
            "version": "2.0",
            "licence": "",
            "kind": "python",
            "files": ["Arrays/LICENSE.txt", "Arrays/NOTICE"],
            "home": "https://example.org",
        },
    ]
    index = {"product": "FracView", "version": __version__, "components": entries}
    (folder / "THIRD_PARTY.json").write_text(json.dumps(index), encoding="utf-8")
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(licences, "resources_dir", lambda: tmp_path)
    return folder


def test_a_bundle_lists_what_its_index_lists_after_its_own(bundle: Path) -> None:
    found = components()
    assert [(one.name, one.version, one.licence) for one in found] == [
        ("FracView", __version__, "AGPL-3.0-or-later"),
        ("Arrays", "2.0", ""),
        ("zlib", "1.3", "Zlib"),
    ]
    assert licence_text(found[0]) == "GNU AFFERO ..."
    assert licence_text(found[1]) == (
        "LICENSE.txt\n===========\n\nWhole \xe4\n\n\nNOTICE\n======\n\nBeside it"
    )
    assert licence_text(found[2]) == "The zlib licence"


@pytest.mark.parametrize("index", ["", "[]", "{}", '{"components": [{"name": "x"}]}', '{"components": 3}'])
def test_a_damaged_index_is_said(bundle: Path, index: str) -> None:
    (bundle / "THIRD_PARTY.json").write_text(index, encoding="utf-8")
    with pytest.raises(FracViewError, match="damaged") as raised:
        components()
    assert raised.value.reason == "licences_missing"


def test_a_missing_index_or_text_is_said(bundle: Path) -> None:
    (bundle / "zlib" / "LICENSE").unlink()
    with pytest.raises(FracViewError, match="zlib"):
        licence_text(components()[2])
    (bundle / "THIRD_PARTY.json").unlink()
    with pytest.raises(FracViewError, match="missing"):
        components()


def test_elsewhere_the_installed_packages_are_asked() -> None:
    found = {one.name.lower(): one for one in components()}
    assert next(iter(found)) == "fracview"
    assert "GNU AFFERO GENERAL PUBLIC LICENSE" in licence_text(found["fracview"])
    assert {"numpy", "pydicom", "pyside6_essentials", "lucide icons"} <= set(found)
    assert {"markupsafe", "kiwisolver"} <= set(found), "what they need in turn"
    assert not {"torch", "ruff", "pytest", "fsspec"} & set(found), "what only extras need"
    assert len({"onnxruntime", "onnxruntime-gpu"} & set(found)) == 1
    assert all(one.version for name, one in found.items() if name != "lucide icons")
    assert "Redistribution and use" in licence_text(found["numpy"])
    assert "ISC" in licence_text(found["lucide icons"])
    assert list(found)[1:] == sorted(list(found)[1:])


def test_a_part_without_a_text_names_its_licence() -> None:
    said = licence_text(Component("Part", "1", "MIT", ()))
    assert said == "Part is installed without a licence text. It names its licence: MIT."
    assert licence_text(Component("Part", "1", "", ())).endswith("without a licence text.")


def test_an_installation_that_is_no_package_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(licences, "_PACKAGE", "fracview-that-is-not-installed")
    with pytest.raises(FracViewError, match="not installed as a package"):
        components()
