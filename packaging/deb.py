"""The Debian package of a bundle, made with dpkg-deb: files below /usr, no scripts; triggers suffice."""

from __future__ import annotations

import gzip
import hashlib
import os
import re
import shutil
import subprocess
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import TYPE_CHECKING

import bundle_plan as plan
from bundle import run, state_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bundle import Build

HERE = Path(__file__).resolve().parent / "linux"
MAINTAINER = "FracView maintainers <maintainers@fracview.invalid>"

DEPENDS = {
    "libc6": ("libc.so.6", "libm.so.6", "libdl.so.2", "libpthread.so.0", "librt.so.1", "libutil.so.1",
              "ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1"),
    "libdbus-1-3": ("libdbus-1.so.3",),
    "libegl1": ("libEGL.so.1",),
    "libfontconfig1": ("libfontconfig.so.1",),
    "libfreetype6": ("libfreetype.so.6",),
    "libgcc-s1": ("libgcc_s.so.1",),
    "libgl1": ("libGL.so.1",),
    "libglib2.0-0 | libglib2.0-0t64": ("libglib-2.0.so.0", "libgthread-2.0.so.0"),
    "libstdc++6": ("libstdc++.so.6",),
    "libwayland-client0": ("libwayland-client.so.0",),
    "libwayland-cursor0": ("libwayland-cursor.so.0",),
    "libwayland-egl1": ("libwayland-egl.so.1",),
    "libx11-6": ("libX11.so.6",),
    "libx11-xcb1": ("libX11-xcb.so.1",),
    "libxcb1": ("libxcb.so.1",),
    "libxcb-cursor0": ("libxcb-cursor.so.0",),
    "libxcb-glx0": ("libxcb-glx.so.0",),
    "libxcb-icccm4": ("libxcb-icccm.so.4",),
    "libxcb-image0": ("libxcb-image.so.0",),
    "libxcb-keysyms1": ("libxcb-keysyms.so.1",),
    "libxcb-randr0": ("libxcb-randr.so.0",),
    "libxcb-render0": ("libxcb-render.so.0",),
    "libxcb-render-util0": ("libxcb-render-util.so.0",),
    "libxcb-shape0": ("libxcb-shape.so.0",),
    "libxcb-shm0": ("libxcb-shm.so.0",),
    "libxcb-sync1": ("libxcb-sync.so.1",),
    "libxcb-util1": ("libxcb-util.so.1",),
    "libxcb-xfixes0": ("libxcb-xfixes.so.0",),
    "libxcb-xkb1": ("libxcb-xkb.so.1",),
    "libxkbcommon0": ("libxkbcommon.so.0",),
    "libxkbcommon-x11-0": ("libxkbcommon-x11.so.0",),
    "libzstd1": ("libzstd.so.1",),
    "zlib1g": ("libz.so.1",),
}  # fmt: skip
"""Packages that the bundle stands on, with the libraries that it needs of each; the build compares."""

NVIDIA = re.compile(r"^lib(cuda|cudart|cublas|cublasLt|cudnn|cufft|curand|nvrtc|nvinfer|nvonnxparser)\b")
"""Never bundled: the CUDA flavour says which is missing, and runs on the CPU."""


def package_name(flavour: str) -> str:
    """Name of the package of a flavour; the two exclude each other."""
    return "fracview" if flavour == "cpu" else f"fracview-{flavour}"


def debian_version(version: str) -> str:
    """Version in Debian's order, where ``1.0rc1`` comes before ``1.0``."""
    return re.sub(r"(?<=\d)\.?(a|b|rc|dev)(?=\d)", r"~\1", version) + "-1"


def architecture() -> str:
    """Debian's name of this machine's architecture."""
    return subprocess.run(
        ["dpkg", "--print-architecture"], check=True, capture_output=True, text=True
    ).stdout.strip()


def make(build: Build, is_new: bool) -> Path:
    """Build the package into the folder for users, where the bundle or what is beside it is new; its path."""
    name, version = package_name(build.flavour), debian_version(plan.version())
    out = build.dist / f"{name}_{version}_{architecture()}.deb"
    stamp, state = build.work / ".deb-state", state_of([HERE, Path(__file__).resolve()])
    if not is_new and out.is_file() and stamp.is_file() and stamp.read_text(encoding="utf-8") == state:
        return out
    print(f"Packing {out.name}", flush=True)
    stamp.unlink(missing_ok=True)
    root = build.work / "deb"
    shutil.rmtree(root, ignore_errors=True)
    lay_out(build, root, name, version)
    control(build, root, name, version)
    for path in [root, *root.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or is_program(path, root) else 0o644)
    epoch = {"SOURCE_DATE_EPOCH": str(int(released().timestamp()))}
    run("dpkg-deb", "--root-owner-group", "-Zxz", "--build", root, out, **epoch)
    shutil.rmtree(root)
    stamp.write_text(state, encoding="utf-8")
    return out


def is_program(path: Path, root: Path) -> bool:
    """Whether a file of the package is to be run."""
    return path == root / "usr/lib/fracview/fracview"


def lay_out(build: Build, root: Path, name: str, version: str) -> None:
    """Put every file in its place."""
    shutil.copytree(build.folder, root / "usr/lib/fracview", symlinks=True)
    link = root / "usr/bin/fracview"
    link.parent.mkdir(parents=True)
    link.symlink_to("../lib/fracview/fracview")
    put(HERE / "fracview.desktop", root / "usr/share/applications/fracview.desktop")
    icons = root / "usr/share/icons/hicolor"
    for picture in build.icons.glob("*.png"):
        put(picture, icons / f"{picture.stem}x{picture.stem}/apps/fracview.png")
    put(HERE.parent / "icons/fracview.svg", icons / "scalable/apps/fracview.svg")
    metainfo = root / "usr/share/metainfo/org.fracview.FracView.metainfo.xml"
    write(metainfo, filled((HERE / metainfo.name).read_text(encoding="utf-8")))
    pack(root / "usr/share/man/man1/fracview.1.gz", filled((HERE / "fracview.1").read_text(encoding="utf-8")))
    documents = root / "usr/share/doc" / name
    put(HERE / "copyright", documents / "copyright")
    pack(documents / "changelog.Debian.gz", changelog(name, version))
    put(HERE / "lintian-overrides", root / "usr/share/lintian/overrides" / name)


def control(build: Build, root: Path, name: str, version: str) -> None:
    """Write the package's own description and the sums of its files."""
    files = sorted(path for path in root.rglob("*") if path.is_file() and not path.is_symlink())
    needed = needs(build.folder)
    unknown = sorted(needed - {library for libraries in DEPENDS.values() for library in libraries})
    if unknown:
        raise SystemExit(f"no package in deb.py's DEPENDS brings {', '.join(unknown)}")
    depends = [versioned(package, files) for package, libraries in DEPENDS.items() if needed & set(libraries)]
    other = package_name("cuda" if build.flavour == "cpu" else "cpu")
    fields = {
        "Package": name,
        "Version": version,
        "Architecture": architecture(),
        "Maintainer": MAINTAINER,
        "Installed-Size": str(sum(path.stat().st_size for path in files) // 1024),
        "Depends": ", ".join(depends),
        "Recommends": "desktop-file-utils, shared-mime-info, hicolor-icon-theme",
        "Conflicts": other,
        "Replaces": other,
        "Section": "science",
        "Priority": "optional",
        "Description": DESCRIPTION,
    }
    write(root / "DEBIAN/control", "".join(f"{key}: {value}\n" for key, value in fields.items()))
    sums = (f"{hashlib.md5(path.read_bytes()).hexdigest()}  {path.relative_to(root)}\n" for path in files)
    write(root / "DEBIAN/md5sums", "".join(sums))


DESCRIPTION = """fracture findings on bone radiographs, explained
 FracView looks for fractures on bone radiographs (hand, leg, hip, shoulder) on
 this machine, and shows why it says what it says: a calibrated fracture
 probability, the body region, boxes, and a map for each layer of the network.
 .
 The networks are inside; nothing is fetched and nothing leaves the machine.
 .
 Research use only. FracView is not a medical device."""


def needs(folder: Path) -> set[str]:
    """Names of the shared libraries that a bundle's files ask for and the bundle does not hold."""
    held = {path.name for path in folder.rglob("*.so*")}
    wanted = {name for path in folder.rglob("*.so*") if not path.is_symlink() for name in needed_by(path)}
    wanted |= needed_by(folder / "fracview")
    return {name for name in wanted - held if not NVIDIA.match(name)}


def needed_by(library: Path) -> set[str]:
    """Names of the libraries that one asks for."""
    done = subprocess.run(["objdump", "-p", str(library)], check=True, capture_output=True, text=True)
    return set(re.findall(r"^\s*NEEDED\s+(\S+)", done.stdout, re.MULTILINE))


def versioned(package: str, files: Iterable[Path]) -> str:
    """A dependency; of the C library with the newest version that a file of the bundle was linked for."""
    if package != "libc6":
        return package
    return f"libc6 (>= {'.'.join(map(str, max(glibc_versions(files))))})"


def glibc_versions(files: Iterable[Path]) -> Iterator[tuple[int, ...]]:
    """Versions of the C library's symbols that compiled files ask for."""
    for file in files:
        data = file.read_bytes()
        if data[:4] == b"\x7fELF":
            yield from (tuple(map(int, one.split(b"."))) for one in re.findall(rb"GLIBC_(2\.\d+)\0", data))


def released() -> datetime:
    """SOURCE_DATE_EPOCH, else the commit's time, so that the same commit gives the same files."""
    said = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not said:
        command = ["git", "-C", str(plan.ROOT), "log", "-1", "--format=%ct"]
        try:
            said = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
        except (OSError, subprocess.CalledProcessError):  # a source archive without git's history
            said = str(int((plan.ROOT / "pyproject.toml").stat().st_mtime))
    return datetime.fromtimestamp(int(said), UTC)


def filled(text: str) -> str:
    """A template with version and date."""
    return text.replace("@VERSION@", plan.version()).replace("@DATE@", f"{released():%Y-%m-%d}")


def changelog(name: str, version: str) -> str:
    """Debian's changelog; what changed is in the project's own."""
    return (
        f"{name} ({version}) unstable; urgency=medium\n\n"
        f"  * Release {plan.version()}; what changed is listed in the project's CHANGELOG.md.\n\n"
        f" -- {MAINTAINER}  {format_datetime(released())}\n"
    )


def put(source: Path, target: Path) -> None:
    """Copy a file, making its folder."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def write(target: Path, text: str) -> None:
    """Write a text, making its folder."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8")


def pack(target: Path, text: str) -> None:
    """Write a text gzipped, without name and time."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
