"""A bundle's size by component, in MB (10^6 bytes), each file counted once.

python packaging/measure_size.py build/installers/cpu/bundle/fracview
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

PYTHON = (
    r"python3|base_library|lib-dynload|\.pyd$|_internal/lib(ssl|crypto|sqlite|ffi|bz2|lzma|expat|uuid|z)\W"
)

COMPONENTS = (
    ("Qt: ICU's data", r"libicudata|icudt"),
    ("Qt and PySide6, QtOpenGL (pyqtgraph imports it)", r"QtOpenGL|Qt6OpenGL"),
    ("Qt and PySide6, the rest", r"PySide6|shiboken6|libicu"),
    ("ONNX Runtime", r"onnxruntime"),
    ("numpy: OpenBLAS and Fortran", r"numpy\.libs"),
    ("numpy, the rest", r"_internal/numpy"),
    ("the networks", r"resources/models"),
    ("matplotlib and what it stands on", r"matplotlib|kiwisolver|contourpy"),
    ("Python: library, modules, OpenSSL, SQLite", PYTHON),
    ("program: all Python modules, compressed", r"^(fracview|FracView|fracview-cli)(\.exe)?$"),
    ("Pillow", r"pillow|_internal/PIL"),
    ("imagecodecs", r"imagecodecs"),
    ("samples, icons, licences, bill of materials", r"fracview/resources"),
    ("other", r""),
)  # fmt: skip


def by_component(folder: Path) -> dict[str, float]:
    """MB of each component, in the order of the list."""
    sizes = dict.fromkeys((name for name, _ in COMPONENTS), 0.0)
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            place = path.relative_to(folder).as_posix()
            name = next(name for name, pattern in COMPONENTS if re.search(pattern, place))
            sizes[name] += path.stat().st_size / 1e6
    return sizes


def main() -> None:
    """Print the table, the largest first."""
    sizes = by_component(Path(sys.argv[1]))
    for name, size in sorted(sizes.items(), key=lambda one: -one[1]):
        print(f"| {name} | {size:.1f} |")
    print(f"| **whole** | **{sum(sizes.values()):.0f}** |")


if __name__ == "__main__":
    main()
