"""What pyproject.toml promises: one ONNX Runtime, a whole wheel, the licence, the commands."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
import tomllib
import venv
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement

from tests.house.repository import ROOT, modules, tracked_files

SYSTEMS = [
    ("linux", "x86_64", "onnxruntime-gpu"),
    ("linux", "aarch64", "onnxruntime"),
    ("win32", "AMD64", "onnxruntime-gpu"),
    ("win32", "ARM64", "onnxruntime"),
    ("darwin", "arm64", "onnxruntime"),
    ("darwin", "x86_64", "onnxruntime"),
]

BROUGHT_ALONG = {"cv2": "Ultralytics needs one of OpenCV's distributions, and chooses which"}
"""What training imports and the extra does not name."""


@pytest.fixture(scope="module")
def project() -> dict[str, Any]:
    return dict(tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"])


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built from a copy of the checkout, with the tools at hand and no network."""
    source, out = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for path in tracked_files():
        target = source / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    _pip("wheel", str(source), "--no-deps", "--no-build-isolation", "--wheel-dir", str(out))
    (built,) = out.glob("fracview-*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of the commands of an environment that holds the wheel and nothing else."""
    folder = tmp_path_factory.mktemp("installed") / "venv"
    venv.create(folder, with_pip=False)
    commands = folder / ("Scripts" if sys.platform == "win32" else "bin")
    _pip("--python", str(_python(commands)), "install", "--no-deps", "--no-index", str(wheel))
    return commands


@pytest.mark.parametrize(("system", "machine", "expected"), SYSTEMS)
def test_one_onnx_runtime_per_system(
    project: dict[str, Any], system: str, machine: str, expected: str
) -> None:
    environment = {"sys_platform": system, "platform_machine": machine}
    wanted = [Requirement(line) for line in project["dependencies"] if line.startswith("onnxruntime")]
    chosen = [one.name for one in wanted if one.marker is not None and one.marker.evaluate(environment)]
    assert chosen == [expected]


def test_one_onnx_runtime_is_installed() -> None:
    owners = set(packages_distributions()["onnxruntime"])
    assert len(owners) == 1, f"{owners}: uninstall both, then install FracView again"


def test_every_dependency_is_bounded_on_both_sides(project: dict[str, Any]) -> None:
    for line in [*project["dependencies"], *project["optional-dependencies"]["training"]]:
        operators = {one.operator for one in Requirement(line).specifier}
        assert {">=", "<"} <= operators, f"{line}: give it a lower and an upper bound"


def test_the_training_extra_is_all_that_training_imports(project: dict[str, Any]) -> None:
    lines = [*project["dependencies"], *project["optional-dependencies"]["training"]]
    named = {Requirement(line).name.lower() for line in lines}
    owners = packages_distributions()
    lacking = {
        package
        for path in modules("training")
        for package in _imported(path) - {"fracview", "training", *sys.stdlib_module_names}
        if not named & {owner.lower() for owner in owners.get(package, [package])}
    }
    assert lacking <= set(BROUGHT_ALONG), f"{lacking}: add these to the extra `training`"


def test_the_licence_is_whole(project: dict[str, Any]) -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert project["license"] == "AGPL-3.0-or-later"
    assert text.split(maxsplit=7)[:7] == ["GNU", "AFFERO", "GENERAL", "PUBLIC", "LICENSE", "Version", "3,"]
    assert "END OF TERMS AND CONDITIONS" in text
    assert text.rstrip().endswith("<https://www.gnu.org/licenses/>.")


@pytest.mark.slow
def test_the_wheel_holds_the_app_and_nothing_else(wheel: Path) -> None:
    expected = {
        path.relative_to(ROOT).as_posix().replace("resources/", "fracview/resources/", 1)
        for path in tracked_files()
        if path.relative_to(ROOT).parts[0] in {"fracview", "training", "resources"}
    }
    with zipfile.ZipFile(wheel) as archive:
        held = {entry for entry in archive.namelist() if ".dist-info/" not in entry}
    assert held == expected


@pytest.mark.slow
def test_an_installed_wheel_finds_its_resources(installed: Path, tmp_path: Path) -> None:
    code = "from fracview.core.resources import resources_dir; print(resources_dir())"
    done = subprocess.run(
        [str(_python(installed)), "-I", "-c", code], cwd=tmp_path, check=True, capture_output=True, text=True
    )
    found = Path(done.stdout.strip())
    assert found.is_relative_to(installed.parent.resolve())
    for kind in ("models", "samples", "samples_origin"):
        here = {path.relative_to(ROOT / "resources") for path in tracked_files() if _is_under(path, kind)}
        assert {path for path in here if not (found / path).is_file()} == set()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--help"], 0, "Train FracView's networks"),
        (["data", "--help"], 0, "--data DIR"),
        (["data", "--data", "."], 2, "is not installed. Install what training needs: pip install"),
    ],
)
def test_training_runs_from_an_installed_wheel_or_says_what_it_lacks(
    installed: Path, tmp_path: Path, arguments: list[str], code: int, said: str
) -> None:
    done = subprocess.run(
        [str(installed / "fracview-train"), *arguments],
        cwd=tmp_path,
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == code
    assert said in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def _python(commands: Path) -> Path:
    return commands / ("python.exe" if sys.platform == "win32" else "python")


def _imported(path: Path) -> set[str]:
    """Top-level packages that a module imports, wherever in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names.add(node.module.split(".")[0])
    return names


def _is_under(path: Path, kind: str) -> bool:
    return path.is_relative_to(ROOT / "resources" / kind)


def _pip(*arguments: str) -> None:
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", *arguments]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stderr
