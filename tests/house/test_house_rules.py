"""House rules: each failure says what to write instead."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from pathlib import Path

import pytest

from tests.house.repository import ROOT, modules, name, strings, tracked_files

MAX_LINES = 400
MAX_BYTES = 20_000_000

MACHINE_PATHS = re.compile(rb"(?<![\w.~-])/(?:home|root|Users|work)/\w|[A-Z]:\\Users\\")
REGISTRIES = re.compile(rb"--(extra-)?index-url|--find-links|files\.pythonhosted\.org")

NEVER = {
    r"ground.truth": "reference standard",
    r"prediction image": "overlay, or analysis",
    r"object detection|detected objects?": "finding",
    r"\baccuracy\b(?! of)": "sensitivity, specificity, AUC or precision, or 'accuracy of' what",
    r"(?<!--)\bconfidence\b(?! (interval|threshold))": "score, or probability where it is calibrated",
    r"\b(heat ?map|saliency)\b": "layer map",
}

COVERED_ELSEWHERE = {
    "fracview/cli/checks.py": "tests/cli/test_analyze.py",
    "fracview/cli/outputs.py": "tests/cli/test_analyze.py",
    "fracview/cli/parser.py": "tests/cli/test_main.py",
    "fracview/cli/report.py": "tests/cli/test_analyze.py",
    "fracview/export/aside.py": "tests/export/test_writers.py",
    "fracview/export/drawing.py": "tests/export/test_overlay.py",
    "fracview/export/names.py": "tests/export/test_pictures.py",
    "fracview/reading/arrays.py": "tests/reading/test_raster.py",
    "fracview/reading/jpeg.py": "tests/reading/test_raster.py",
    "fracview/reading/jpeg_markers.py": "tests/reading/test_fracatlas.py",
    "fracview/reading/network_use.py": "tests/reading/test_dicom_file.py",
    "fracview/reading/reader.py": "tests/reading/test_raster.py",
    "fracview/reading/reasons.py": "tests/reading/test_corpus.py",
    "fracview/reading/source.py": "tests/reading/test_raster.py",
    "fracview/reading/dicom/": "tests/reading/test_dicom_file.py",
    "fracview/reading/dicom/luts.py": "tests/reading/test_dicom_grey.py",
    "fracview/reading/dicom/modality.py": "tests/reading/test_dicom_grey.py",
    "fracview/reading/dicom/vois.py": "tests/reading/test_dicom_grey.py",
    "fracview/review/batch/drawing.py": "tests/review/batch/test_outputs.py",
    "fracview/review/batch/page.py": "tests/review/batch/test_outputs.py",
    "fracview/review/batch/lane.py": "tests/review/batch/test_isolated.py",
    "fracview/review/batch/cluster/": "tests/review/batch/cluster/test_steps.py",
    "fracview/review/loading.py": "tests/review/test_run.py",
    "fracview/review/outcomes.py": "tests/review/test_run.py",
    "fracview/ui/building.py": "tests/ui/test_main_window.py",
    "fracview/ui/canvas/magnifier.py": "tests/ui/canvas/test_surface.py",
    "fracview/ui/canvas/picture.py": "tests/ui/canvas/test_surface.py",
    "fracview/ui/dialogs/parts.py": "tests/ui/dialogs/test_diagnostics.py",
    "fracview/ui/dialogs/path_field.py": "tests/ui/dialogs/test_settings.py",
    "fracview/ui/dialogs/settings_form.py": "tests/ui/dialogs/test_settings.py",
    "fracview/ui/session/analyses.py": "tests/ui/session/test_session.py",
    "fracview/ui/session/assembly.py": "tests/ui/session/test_session.py",
    "fracview/ui/session/keys.py": "tests/ui/session/test_texts.py",
    "fracview/ui/session/scene.py": "tests/ui/session/test_session.py",
    "fracview/ui/session/surroundings.py": "tests/ui/session/test_texts.py",
    "fracview/ui/strip/row.py": "tests/ui/strip/test_panel.py",
    "fracview/ui/strip/tile.py": "tests/ui/strip/test_panel.py",
    "fracview/ui/strip/words.py": "tests/ui/strip/test_panel.py",
}
"""Modules, and folders tested through their one door, with the test file that is not their mirror."""


def test_no_path_of_one_machine() -> None:
    """Write a path relative to the repository, or take it from the command line or a fixture."""
    found = _found(MACHINE_PATHS)
    assert not found, f"{found}: make these relative to the repository, or an argument"


def test_no_registry_is_named() -> None:
    """Which index pip asks is the machine's configuration, never the repository's."""
    found = _found(REGISTRIES)
    assert not found, f"{found}: leave the package index to pip's own configuration"


def test_no_file_has_outgrown_its_room() -> None:
    long = {
        name(path): lines
        for path in modules("fracview", "training")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > MAX_LINES
    }
    assert not long, f"{long}: over {MAX_LINES} lines; move what belongs together into a file of its own"


def test_no_file_is_too_big_for_git() -> None:
    big = {name(path): size for path in tracked_files() if (size := path.stat().st_size) > MAX_BYTES}
    assert not big, f"{big}: over 20 MB; attach it to a release and fetch it by hash instead"


def test_only_the_command_line_prints() -> None:
    """A library returns, raises or logs; the command line prints."""
    found = [
        f"{name(path)}:{node.lineno}"
        for path in modules("fracview")
        if path.relative_to(ROOT).parts[1] not in {"cli", "cli.py", "__main__.py"}
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert not found, f"{found}: return the text, or log it, and print it in fracview/cli"


@pytest.mark.parametrize(("word", "instead"), NEVER.items())
def test_the_app_speaks_the_words_of_the_glossary(word: str, instead: str) -> None:
    found = [
        f"{name(path)}:{string.lineno} {string.value!r}"
        for path in modules("fracview")
        for string in strings(ast.parse(path.read_text(encoding="utf-8")))
        if re.search(word, str(string.value), re.IGNORECASE)
    ]
    assert not found, f"{found}: write {instead} (docs/GLOSSARY.md)"


def test_core_is_numpy_and_the_standard_library() -> None:
    allowed = {*sys.stdlib_module_names, "numpy", "fracview"}
    found = [
        f"{name(path)}: {imported}"
        for path in modules("fracview")
        if "core" in path.relative_to(ROOT).parts
        for imported in _imports(path)
        if imported.split(".")[0] not in allowed
    ]
    assert not found, f"{found}: move this into reading, inference or export and hand core plain arrays"


def test_packaging_does_not_shadow_the_library_of_that_name() -> None:
    marker = ROOT / "packaging" / "__init__.py"
    assert not marker.exists(), "delete packaging/__init__.py: pytest imports PyPI's `packaging`"


def test_the_user_interface_is_out_of_reach_for_training() -> None:
    if not (ROOT / "fracview" / "ui").exists():
        return  # the contract can name only what exists
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    forbidden = {
        module
        for one in contracts
        if one.get("source_modules") == ["training"]
        for module in one["forbidden_modules"]
    }
    assert "fracview.ui" in forbidden, "add fracview.ui to the contract on training in pyproject.toml"


def test_tests_mirror_the_app() -> None:
    """A reader finds the tests of fracview/a/b.py in tests/a/test_b.py."""
    here = {name(path) for path in tracked_files()}
    lost = {}
    for path in modules("fracview"):
        if path.name not in {"__init__.py", "__main__.py"} and not set(_test_files(path)) & here:
            lost[name(path)] = _test_files(path)[0]
    assert not lost, f"{lost}: write these, or say in COVERED_ELSEWHERE which file tests the module"
    gone = {key for key in COVERED_ELSEWHERE if not (ROOT / key).exists()}
    assert not gone, f"{gone}: these are no longer there; strike them from COVERED_ELSEWHERE"


def _test_files(path: Path) -> list[str]:
    """The mirror of a module, then the other test files that may stand in for it."""
    module = path.relative_to(ROOT / "fracview")
    mirror = Path("tests", *module.parts[:-1], f"test_{module.name.lstrip('_')}").as_posix()
    keys = (name(path), f"{name(path.parent)}/")
    return [mirror, *(COVERED_ELSEWHERE[key] for key in keys if key in COVERED_ELSEWHERE)]


def _found(pattern: re.Pattern[bytes]) -> list[str]:
    return [
        f"{name(path)}: {match.group().decode(errors='replace')}"
        for path in tracked_files()
        if path != Path(__file__) and (match := pattern.search(path.read_bytes()))
    ]


def _imports(path: Path) -> list[str]:
    names: list[str] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names.append(node.module or "")
    return names
