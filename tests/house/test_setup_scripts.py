"""The set-up scripts, with stand-ins for the programs that they call."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.repository import ROOT

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX shell scripts")

LOG = 'echo "$(basename "$0") $*" >>"$STAND_IN_LOG"'


class Tree:
    """A copy of scripts/ with a pyproject.toml, and a folder of stand-ins at the head of the PATH."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.log = root / "calls.log"
        shutil.copytree(ROOT / "scripts", root / "scripts")
        (root / "pyproject.toml").write_text("first state\n")

    def stand_in(self, program: str, *lines: str) -> None:
        path = self.root / program
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(["#!/bin/sh", *lines, ""]))
        path.chmod(0o755)

    def run(self, script: str, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        path = f"{self.root / 'bin'}{os.pathsep}{os.environ['PATH']}"
        return subprocess.run(
            ["sh", str(self.root / "scripts" / script), *arguments],
            env=os.environ | {"PATH": path, "STAND_IN_LOG": str(self.log)} | variables,
            check=False,
            capture_output=True,
            text=True,
            timeout=60,
        )

    def calls(self) -> list[str]:
        return self.log.read_text().splitlines() if self.log.exists() else []


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    return Tree(tmp_path)


def test_without_root_the_exact_line_is_printed(tree: Tree) -> None:
    tree.stand_in("bin/id", "echo 1000")
    tree.stand_in("bin/apt-get", LOG)
    done = tree.run("install_packages.sh", "libgl1", "libglib2.0-0")
    assert done.returncode == 1
    assert "sudo apt-get update && sudo apt-get install -y --no-install-recommends libgl1 libglib2.0-0" in (
        done.stderr
    )
    assert tree.calls() == []


def test_as_root_the_packages_are_installed(tree: Tree) -> None:
    tree.stand_in("bin/id", "echo 0")
    tree.stand_in("bin/apt-get", LOG)
    assert tree.run("install_packages.sh", "libgl1").returncode == 0
    update, install = tree.calls()
    assert update.startswith("apt-get update")
    assert install.startswith("apt-get install -y")
    assert install.endswith(" libgl1")


def test_pip_runs_once_for_each_state_of_pyproject(tree: Tree) -> None:
    tree.stand_in(".venv/bin/python", LOG)
    stamp = tree.root / ".venv" / ".installed-test"
    for _ in range(2):
        assert tree.run("install.sh", str(stamp), ".[test]").returncode == 0
    assert len(tree.calls()) == 1
    assert tree.calls()[0].endswith("--editable .[test]")
    (tree.root / "pyproject.toml").write_text("second state\n")
    tree.run("install.sh", str(stamp), ".[test]")
    assert len(tree.calls()) == 2


def test_a_failed_installation_is_tried_again(tree: Tree) -> None:
    tree.stand_in(".venv/bin/python", LOG, "exit 1")
    stamp = tree.root / ".venv" / ".installed-app"
    for _ in range(2):
        assert tree.run("install.sh", str(stamp), ".").returncode != 0
    assert len(tree.calls()) == 2


def test_an_interpreter_of_another_version_is_refused(tree: Tree) -> None:
    tree.stand_in("bin/python2.7", "exit 1")
    done = tree.run("make_venv.sh", PYTHON="python2.7")
    assert done.returncode == 1
    assert "python2.7 is not Python 3.11, 3.12 or 3.13." in done.stderr


def test_a_missing_venv_module_asks_for_its_package(tree: Tree) -> None:
    tree.stand_in("bin/id", "echo 1000")
    tree.stand_in(
        "bin/python3.12",
        'case "$2" in *ensurepip*) exit 1 ;; *print*) echo python3.12-venv ;; esac',
    )
    done = tree.run("make_venv.sh", PYTHON="python3.12")
    assert done.returncode == 1
    assert done.stderr.rstrip().endswith("--no-install-recommends python3.12-venv")


def test_a_working_environment_is_left_alone(tree: Tree) -> None:
    tree.stand_in(".venv/bin/python", "exit 0")
    assert tree.run("make_venv.sh", PYTHON="").returncode == 0


def test_an_interpreter_that_is_not_there_is_refused_even_beside_an_environment(tree: Tree) -> None:
    tree.stand_in(".venv/bin/python", "exit 0")
    done = tree.run("make_venv.sh", PYTHON="no-such-python")
    assert done.returncode == 1
    assert "no-such-python is not Python 3.11, 3.12 or 3.13." in done.stderr


@pytest.mark.parametrize(("wanted", "made_anew"), [("3.12", True), ("3.11", False)])
def test_an_environment_of_another_version_is_made_anew(tree: Tree, wanted: str, made_anew: bool) -> None:
    tree.stand_in(".venv/bin/python", 'case "$2" in *print*) echo 3.11 ;; esac')
    program = f"bin/python{wanted}"
    tree.stand_in(program, LOG, f'case "$2" in *print*) echo {wanted} ;; esac')
    done = tree.run("make_venv.sh", PYTHON=f"python{wanted}")
    assert done.returncode == 0, done.stderr
    assert (f".venv holds Python 3.11, asked for is {wanted}" in done.stdout) is made_anew
    assert any(call.endswith("-m venv --clear .venv") for call in tree.calls()) is made_anew


@pytest.mark.skipif(shutil.which("make") is None, reason="no make")
def test_make_always_looks_at_the_environment() -> None:
    for target in ("run", "check", "bench"):
        done = subprocess.run(
            ["make", "--dry-run", target], cwd=ROOT, check=True, capture_output=True, text=True, timeout=60
        )
        assert "scripts/make_venv.sh" in done.stdout


def test_libraries_at_hand_are_not_installed_again(tree: Tree) -> None:
    tree.stand_in("bin/uname", "echo Linux")
    tree.stand_in("bin/id", "echo 1000")
    tree.stand_in(".venv/bin/python", "exit 0")
    assert tree.run("test_libraries.sh").returncode == 0
    tree.stand_in(".venv/bin/python", "exit 1")
    done = tree.run("test_libraries.sh")
    assert done.returncode == 1
    assert "libgl1 libglib2.0-0" in done.stderr
