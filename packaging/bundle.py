"""The bundle's folder: environments, PyInstaller, licences, bill of materials, and a look for traces."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import bundle_plan as plan
import traces

if TYPE_CHECKING:
    from collections.abc import Iterable

HERE = Path(__file__).resolve().parent
WINDOWS = sys.platform == "win32"
RECIPE = (
    "at_start.py",
    "fracview.spec",
    "licence_texts",
    "icons",
    "bundle.py",
    "bundle_plan.py",
    "licences.py",
    "render_icons.py",
    "requirements-build.txt",
    "requirements-sbom.txt",
    "sbom.py",
    "traces.py",
)
"""What the bundle is made by, beside what it is made of."""


@dataclass(frozen=True, slots=True)
class Build:
    """Where a build of one flavour works, and what it leaves.

    Attributes
    ----------
    work
        Scratch folder, kept between runs.
    dist
        What is for users.
    """

    flavour: str
    work: Path
    dist: Path

    @property
    def environment(self) -> Path:
        """The clean environment with the app's dependencies and PyInstaller."""
        return self.work / "environment"

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return interpreter(self.environment)

    @property
    def folder(self) -> Path:
        """The bundle."""
        return self.work / "bundle" / "fracview"

    @property
    def icons(self) -> Path:
        """The icon's sizes and formats."""
        return self.work / "icons"

    @property
    def bill(self) -> Path:
        """The bill of materials."""
        return self.work / "fracview.cdx.json"

    @property
    def programs(self) -> list[Path]:
        """The executables."""
        names = ("FracView.exe", "fracview-cli.exe") if WINDOWS else ("fracview",)
        return [self.folder / name for name in names]


def interpreter(environment: Path) -> Path:
    """Python of a virtual environment."""
    return environment / ("Scripts/python.exe" if WINDOWS else "bin/python")


def state_of(paths: Iterable[Path], *more: str) -> str:
    """SHA-256 of the names and contents of all files below some paths, and of some words."""
    digest = hashlib.sha256("\0".join(more).encode())
    for top in paths:
        files = [top] if top.is_file() else sorted(path for path in top.rglob("*") if path.is_file())
        for file in files:
            if "__pycache__" not in file.parts:
                digest.update(file.relative_to(plan.ROOT).as_posix().encode() + b"\0")
                digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def run(*command: str | Path, **variables: str) -> None:
    """Run a command, aloud only where it fails."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=plan.ROOT,
        env=os.environ | variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        sys.stderr.write(done.stdout[-6000:])
        raise SystemExit(f"{Path(command[0]).name} {' '.join(str(part) for part in command[1:4])} ... failed")


def make_environment(folder: Path, requirements: list[str]) -> None:
    """Make a virtual environment with these and what they need; nothing where it is as asked for."""
    stamp, state = folder / ".state", "\n".join([sys.version, *requirements])
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == state:
        return
    print(f"Making {folder.relative_to(plan.ROOT)}", flush=True)
    run(sys.executable, "-m", "venv", "--clear", folder)
    pip = ("-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check")
    run(interpreter(folder), *pip, *requirements)
    stamp.write_text(state, encoding="utf-8")


def pinned(name: str) -> list[str]:
    """Lines of a requirements file without its comments."""
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def make_environments(build: Build) -> None:
    """The bundle's environment, which holds nothing that is not for it, and the bill writer's."""
    project = tomllib.loads((plan.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = plan.requirements(project["dependencies"], build.flavour)
    make_environment(build.environment, [*wanted, *pinned("requirements-build.txt")])
    make_environment(build.work.parent / "sbom", pinned("requirements-sbom.txt"))


def make_bundle(build: Build) -> bool:
    """Build the folder where anything that it is made of has changed; whether it was built."""
    sources = [plan.ROOT / name for name in ("fracview", "resources", "LICENSE", "pyproject.toml")]
    recipe = [HERE / name for name in RECIPE]
    state = state_of([*sources, *recipe], build.flavour, sys.version, sys.platform)
    stamp = build.work / ".bundle-state"
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == state and build.bill.is_file():
        return False
    stamp.unlink(missing_ok=True)
    make_environments(build)
    print(f"Building the {build.flavour} bundle", flush=True)
    run(build.python, HERE / "render_icons.py", build.icons)
    freeze(build)
    tidy(build)
    look_for_traces(build)
    stamp.write_text(state, encoding="utf-8")
    return True


def freeze(build: Build) -> None:
    """Let PyInstaller make the folder, with licences and bill of materials in it."""
    raw_bill(build)
    shutil.rmtree(build.folder, ignore_errors=True)
    run(
        build.python, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN",
        "--distpath", build.folder.parent, "--workpath", build.work / "pyinstaller", HERE / "fracview.spec",
        FRACVIEW_FLAVOUR=build.flavour,
        FRACVIEW_WORK=str(build.work),
        PYTHONHASHSEED="1",
    )  # fmt: skip


def tidy(build: Build) -> None:
    """Strip the interpreter's own libraries (stripping others breaks numpy) and take its folder's name out.

    Only an interpreter built by hand names one that is a trace; Debian's says ``/usr``.
    """
    if sys.platform != "linux":
        return
    internal = build.folder / "_internal"
    own = [*internal.glob("libpython*.so*"), *internal.glob("python*/lib-dynload/*.so")]
    run("strip", "--strip-unneeded", *own)
    base = [path for path in traces.machine_paths() if Path(path) == Path(sys.base_prefix)]
    for library in own:
        traces.neutralise(library, base)


def raw_bill(build: Build) -> Path:
    """What the environment holds; the spec cuts it down to what is bundled."""
    raw = build.work / "environment.cdx.json"
    tool = interpreter(build.work.parent / "sbom")
    run(
        tool,
        "-m",
        "cyclonedx_py",
        "environment",
        "--sv",
        "1.6",
        "--output-reproducible",
        "-o",
        raw,
        build.python,
    )
    return raw


def look_for_traces(build: Build) -> None:
    """Refuse a bundle that names this machine, or holds tests or training code."""
    programs = [part for program in build.programs for part in ("--program", program)]
    run(build.python, HERE / "traces.py", build.folder, *programs)


def shared_python() -> bool:
    """Whether this interpreter has a shared library, without which PyInstaller cannot work on Linux."""
    return (
        sys.platform != "linux"
        or bool(sysconfig.get_config_var("Py_ENABLE_SHARED"))
        or bool(list(Path("/usr/lib").glob(f"*/libpython{sys.version_info[0]}.{sys.version_info[1]}.so*")))
    )
