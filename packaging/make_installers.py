"""Build what this system can: the bundle, its installer, checksums. Run by `make installer`, or by itself.

    python packaging/make_installers.py [--flavour cpu|cuda]

Linux: a Debian package, and a Windows setup whose payload is not the program. Windows: the program's setup.
macOS: a disk image. Needs only Python's own library; what else is needed it installs into build/.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parent))

import bundle_plan as plan
import deb
import windows_setup
from bundle import Build, make_bundle, run, shared_python

if TYPE_CHECKING:
    from collections.abc import Sequence

SUMS = "SHA256SUMS"


def main(argv: Sequence[str] | None = None) -> int:
    """Build, sum up, and list what was made."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--flavour", default="cpu", choices=plan.FLAVOURS)
    flavour = parser.parse_args(argv).flavour
    if not shared_python():
        raise SystemExit(
            f"{sys.executable} has no shared library, which PyInstaller needs: take another with PYTHON="
        )
    build = Build(flavour, plan.ROOT / "build" / "installers" / flavour, plan.ROOT / "dist")
    for folder in (build.work, build.dist):
        folder.mkdir(parents=True, exist_ok=True)
    is_new = make_bundle(build)
    made = [*installers(build, is_new), bill_for_users(build)]
    write_sums(build.dist)
    for path in made:
        print(f"dist/{path.name}  {path.stat().st_size / 1e6:.1f} MB")
    print(f"dist/{SUMS}")
    if not os.environ.get("FRACVIEW_SIGNED"):
        print("Unsigned: no key was given. Windows and macOS will warn.")
    return 0


def installers(build: Build, is_new: bool) -> list[Path]:
    """What this system installs, and on Linux a Windows setup to try the script with."""
    if sys.platform == "win32":
        return [windows_setup.make(build)]
    if sys.platform == "darwin":
        return [disk_image(build)]
    return [deb.make(build, is_new), windows_setup.make(build)]


def disk_image(build: Build) -> Path:
    """A .dmg with the application and a link to where applications go."""
    out = build.dist / f"FracView-{plan.version()}-{os.uname().machine}.dmg"
    stage = build.work / "dmg"
    shutil.rmtree(stage, ignore_errors=True)
    stage.mkdir()
    run("ditto", build.folder.parent / "FracView.app", stage / "FracView.app")
    (stage / "Applications").symlink_to("/Applications")
    run("hdiutil", "create", "-volname", "FracView", "-srcfolder", stage, "-ov", "-format", "UDZO", out)
    return out


def bill_for_users(build: Build) -> Path:
    """The bill of materials beside the installers."""
    system = {"win32": "windows", "darwin": "macos"}.get(sys.platform, sys.platform)
    out = build.dist / f"fracview-{plan.version()}-{system}-{build.flavour}.cdx.json"
    shutil.copyfile(build.bill, out)
    return out


def write_sums(folder: Path) -> None:
    """SHA-256 of every file for users, as `sha256sum --check` reads them."""
    lines = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n"
        for path in sorted(folder.iterdir())
        if path.is_file() and path.name != SUMS
    ]
    (folder / SUMS).write_text("".join(lines), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    raise SystemExit(main())
