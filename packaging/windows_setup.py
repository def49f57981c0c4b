"""The Windows setup, compiled by makensis: on Windows with the bundle, elsewhere with a stub that says so."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import bundle_plan as plan
from bundle import run, state_of

if TYPE_CHECKING:
    from bundle import Build

SCRIPT = Path(__file__).resolve().parent / "windows" / "fracview.nsi"

SOURCES = (
    "fracview",
    "training",
    "resources",
    "packaging",
    "LICENSE",
    "README.md",
    "pyproject.toml",
    "setup.py",
)

STUB_README = """This is not FracView for Windows.

This setup was compiled on a system that cannot build Windows programs. It installs the networks, the samples
and a Python package ({wheel}) of FracView {version}, to try the setup itself: per user, Start menu, file
types, upgrade, removal. The program's own setup is built on Windows (.github/workflows/installers.yml).

With Python 3.11 to 3.13 on this computer the package does run: pip install {wheel}
"""


def is_stub() -> bool:
    """Whether this system can only compile a setup without the program."""
    return sys.platform != "win32"


def file_name(flavour: str) -> str:
    """Name of the setup; a stub says so."""
    middle = "-stub" if is_stub() else "" if flavour == "cpu" else f"-{flavour}"
    return f"FracView-{plan.version()}{middle}-setup.exe"


def make(build: Build) -> Path:
    """Compile the setup into the folder for users; its path."""
    out = build.dist / file_name(build.flavour)
    stamp = build.work / ".setup-state"
    state = state_of([*map(plan.ROOT.joinpath, SOURCES), SCRIPT], str(out))
    if out.is_file() and stamp.is_file() and stamp.read_text(encoding="utf-8") == state:
        return out
    print(f"Compiling {out.name}", flush=True)
    payload = stub_payload(build) if is_stub() else build.folder
    run(makensis(), "-V2", "-NOCD", "-XTarget amd64-unicode", *defines(build, payload, out), SCRIPT)
    stamp.write_text(state, encoding="utf-8")
    return out


def defines(build: Build, payload: Path, out: Path) -> list[str]:
    """What the script asks for."""
    numbers = ".".join(map(str, plan.four_numbers(plan.version())))
    values = {
        "VERSION": plan.version(),
        "FOUR_NUMBERS": numbers,
        "PAYLOAD": payload,
        "OUT": out,
        "ICON": build.icons / "fracview.ico",
        "LICENCE": plan.ROOT / "LICENSE",
    }
    return [f"-D{name}={value}" for name, value in values.items()] + (["-DSTUB"] if is_stub() else [])


def makensis() -> str:
    """The compiler, which a Windows installation of NSIS does not put on the path."""
    found = shutil.which("makensis") or shutil.which("makensis", path=r"C:\Program Files (x86)\NSIS")
    if found is None:
        raise SystemExit("makensis is missing. On Debian or Ubuntu: apt-get install nsis")
    return found


def stub_payload(build: Build) -> Path:
    """Resources, the app's own wheel, and a text that says what this is."""
    folder, wheels = build.work / "stub", build.work / "wheel"
    for old in (folder, wheels):
        shutil.rmtree(old, ignore_errors=True)
    copy = build.work / "source"
    shutil.rmtree(copy, ignore_errors=True)
    for name in ("fracview", "training", "resources"):
        shutil.copytree(plan.ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in SOURCES[4:]:
        shutil.copyfile(plan.ROOT / name, copy / name)
    run(build.python, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", wheels, copy)
    (wheel,) = wheels.glob("*.whl")
    (folder / "_internal").mkdir(parents=True)
    shutil.copyfile(wheel, folder / "_internal" / wheel.name)
    shutil.copytree(copy / "resources" / "samples", folder / "_internal" / "samples")
    text = STUB_README.format(wheel=wheel.name, version=plan.version())
    (folder / "README.txt").write_text(text.replace("\n", "\r\n"), encoding="utf-8")
    return folder
