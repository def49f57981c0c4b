"""What goes into the bundle and what stays out, with the reasons; the spec carries it out.

Pure data and functions of names, so that tests can ask without a build.
"""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOT = Path(__file__).resolve().parents[1]

FLAVOURS = ("cpu", "cuda")

CODECS = ("_htj2k", "_imcd", "_jpeg2k", "_jpeg8", "_jpegls", "_shared", "_shared_cython")
"""imagecodecs loads its modules by name, which PyInstaller cannot see: without these the bundle starts and
quietly opens half of the files. The many others (about 60 MB) decode nothing that FracView opens."""

HIDDEN = (
    *(f"imagecodecs.{name}" for name in CODECS),
    "matplotlib.backends.backend_agg",
    "matplotlib.backends.backend_svg",
    "onnxruntime",
    "onnxruntime.capi.onnxruntime_pybind11_state",
    "rich._unicode_data",
)

EXCLUDED = {
    "training": "training code is for researchers: pip install 'fracview[training]'",
    "tests": "tests are for the checkout",
    "torch": "training only",
    "torchvision": "training only",
    "ultralytics": "training only",
    "keras": "training only",
    "jax": "training only",
    "tensorflow": "training only",
    "onnx": "training only; graphs are pruned by FracView's own reader",
    "pytorch_grad_cam": "training only",
    "sklearn": "training and tests only",
    "skimage": "tests only",
    "scipy": "pyqtgraph offers to use it; nothing that FracView draws needs it",
    "pandas": "pydicom and matplotlib offer to use it",
    "cv2": "never used by the app",
    "ray": "the batch run on a cluster is for an installation by pip",
    "dask": "as ray",
    "distributed": "as ray",
    "IPython": "offered by matplotlib and rich",
    "ipywidgets": "offered by rich",
    "jupyter_rfb": "offered by pyqtgraph",
    "tkinter": "a second toolkit, offered by matplotlib and Pillow",
    "PIL._avif": "5 MB for a format that FracView does not open",
    "PIL._imagingtk": "tkinter's",
    "PIL.ImageQt": "pictures go to Qt as arrays",
    "OpenGL": "offered by pyqtgraph",
    "cupy": "offered by pyqtgraph",
    "numba": "offered by pyqtgraph",
    "h5py": "offered by pyqtgraph",
    "numpy.testing": "its parts import numpy's own tests",
    "numpy.f2py": "a compiler's front end",
    "numpy.distutils": "a compiler's front end",
    "matplotlib.backends.backend_pdf": "charts are PNG and SVG",
    "matplotlib.backends.backend_ps": "charts are PNG and SVG",
    "matplotlib.backends.backend_pgf": "charts are PNG and SVG",
    "matplotlib.backends.backend_qtagg": "charts are written to files; the screen's are pyqtgraph's",
    "matplotlib.pyplot": "charts are made without its global state",
    "pyqtgraph.examples": "not used",
    "pyqtgraph.opengl": "not used",
    "onnxruntime.transformers": "tools for making models",
    "onnxruntime.quantization": "tools for making models",
    "onnxruntime.tools": "tools for making models",
    "onnxruntime.backend": "for the onnx package",
    "PySide6.QtDBus": "not used by the program (the library stays where Qt's platform plugins link to it)",
    "PySide6.QtNetwork": "the program uses none of it",
    "PySide6.QtQml": "not used",
    "PySide6.QtQuick": "not used",
    "PySide6.QtTest": "tests only",
    "pip": "nothing is installed from within the bundle",
    "setuptools": "nothing is installed from within the bundle",
    "pkg_resources": "nothing is installed from within the bundle",
    "distutils": "nothing is installed from within the bundle",
    "ensurepip": "nothing is installed from within the bundle",
    "lib2to3": "nothing is installed from within the bundle",
    "idlelib": "Python's own editor",
    "readline": "GPL, and only for typing at Python",
}
"""Modules left out, with the reason of each."""

DROPPED_HOOKS = frozenset(
    {
        "pyi_rth_inspect",
        "pyi_rth_mplconfig",
        "pyi_rth_multiprocessing",
        "pyi_rth_pkgutil",
        "pyi_rth_pyqtgraph_multiprocess",
        "pyi_rth_pyside6",
    }
)
"""PyInstaller's start hooks, left out for `at_start.py`: together they took longer than the rest of
`--version`. The wheels' Qt finds its plugins without one, but for the folders of a macOS application."""

TEST_MODULE = re.compile(r"(^|\.)(tests?|_tests?|conftest|test_\w+)(\.|$)")
"""Libraries' own tests, wherever a library keeps them; Python's `unittest` and `doctest` stay."""

NO_TEST = frozenset({"jinja2.tests"})
"""Named like one: what Jinja's templates call a test."""


def is_test(module: str) -> bool:
    """Whether a module is a library's test."""
    return TEST_MODULE.search(module) is not None and module not in NO_TEST


DROPPED_FILES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"/translations/",  # the program speaks English only
        r"/qml/|Qt6?(Qml|Quick|VirtualKeyboard|Pdf|Test|Network|EglF?S\w*)\b",
        r"plugins/(networkinformation|tls|generic|egldeviceintegrations|qmltooling|sqldrivers)/",
        r"plugins/platforms/(lib)?q(linuxfb|eglfs|vnc|vkkhrdisplay|minimal|minimalegl|direct2d)\b",
        r"plugins/platformthemes/libqgtk3",  # would bring GTK along
        r"plugins/imageformats/(lib)?q(gif|icns|pdf|tga|tiff|wbmp|webp)\b",  # radiographs are Pillow's
        r"opengl32sw\.dll$|d3dcompiler_\d+\.dll$",  # 20 MB, for OpenGL widgets alone
        r"(lib)?avif[-\w]*\.(so|dll|dylib)|_avif\.",
        r"mpl-data/(sample_data|images|plot_directive|stylelib)/",
        r"mpl-data/fonts/(afm|pdfcorefonts)/",
        r"mpl-data/kpsewhich\.lua",
        r"pyqtgraph/(examples|opengl)/",
        r"(^|/)(tests?|testing)/",
        r"(^|/)libreadline|lib-dynload/readline",
        r"onnxruntime/capi/(lib)?onnxruntime_providers_tensorrt",  # needs NVIDIA's TensorRT beside CUDA
        r"pydicom/data/(test_files|charset_files)/",
        r"resources/samples_origin/\w+\.py$",  # how the samples were made: the checkout has it
    )
)
"""Files left out, by their place in the bundle."""

CUDA_FILES = re.compile(r"onnxruntime_providers_(cuda|tensorrt)")
"""Left out of the CPU flavour where the distribution at hand holds them."""

KEPT_METADATA = re.compile(r"\.dist-info/METADATA$")
"""`fracview doctor` asks for versions; the rest of a dist-info names the machine that installed it."""

SYSTEM_LIBRARIES_KEPT = re.compile(
    r"^lib(python3|ssl|crypto|sqlite3|ffi|bz2|lzma|expat|uuid|mpdec|z)(\.|-|\d|-compat)", re.IGNORECASE
)
"""Of a Linux system's own libraries those that Python stands on. The others are the package's `Depends`:
Qt must meet the system's X11, font and graphics libraries, and a bundled libstdc++ older than a graphics
driver wants keeps every window from opening."""


def version() -> str:
    """The one place of it, read without importing anything."""
    return read_version((ROOT / "fracview" / "__init__.py").read_text(encoding="utf-8"))


def read_version(source: str) -> str:
    """Value of ``__version__`` in a module's source."""
    for node in ast.parse(source).body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "__version__":
            return str(ast.literal_eval(node.value))
    raise ValueError("no __version__")


def four_numbers(text: str) -> tuple[int, int, int, int]:
    """Version as Windows wants it: ``1.2.0rc1`` is (1, 2, 0, 0)."""
    found = re.match(r"(\d+)(?:\.(\d+))?(?:\.(\d+))?", text)
    if found is None:
        raise ValueError(f"{text!r} does not begin with a number")
    major, minor, micro = (int(part or 0) for part in found.groups())
    return major, minor, micro, 0


def flavour(name: str) -> str:
    """Check the name of a flavour; "" is the CPU's."""
    if (name or "cpu") not in FLAVOURS:
        raise ValueError(f"{name!r} is no flavour: cpu or cuda")
    return name or "cpu"


def requirements(dependencies: Iterable[str], wanted: str, system: str = sys.platform) -> list[str]:
    """The app's dependencies for a flavour: one ONNX Runtime (docs/decisions/0003), named and not by marker.

    Raises
    ------
    ValueError
        CUDA on macOS.
    """
    if wanted == "cuda" and system == "darwin":
        raise ValueError("macOS has no CUDA")
    kept = [line for line in dependencies if not line.startswith("onnxruntime")]
    (bounds,) = {
        re.split(r"[;\s]", line.removeprefix("onnxruntime-gpu").removeprefix("onnxruntime"))[0]
        for line in dependencies
        if line.startswith("onnxruntime")
    }
    return [*kept, f"onnxruntime{'-gpu' if wanted == 'cuda' else ''}{bounds}"]


def app_modules() -> list[str]:
    """Every module of the app, since commands and pages are imported by name when they are asked for."""
    folder = ROOT / "fracview"
    names = {".".join(path.relative_to(ROOT).with_suffix("").parts) for path in folder.rglob("*.py")}
    return sorted(name.removesuffix(".__init__") for name in names - {"fracview.__main__"})


def keeps_module(name: str) -> bool:
    """Whether a pure Python module goes into the bundle."""
    return not is_test(name)


def keeps_file(place: str, source: str, wanted: str, system: str = sys.platform) -> bool:
    """Whether a binary or data file goes into the bundle.

    Parameters
    ----------
    place
        Where it would lie in the bundle.
    source
        Where it comes from.
    """
    place = place.replace("\\", "/")
    if any(pattern.search(place) for pattern in DROPPED_FILES):
        return False
    if wanted == "cpu" and CUDA_FILES.search(place):
        return False
    if ".dist-info/" in place:
        return bool(KEPT_METADATA.search(place))
    codec = re.search(r"^imagecodecs/(_\w+)\.", place)
    if codec and codec.group(1) not in CODECS:
        return False
    return not (system == "linux" and is_systems(source)) or bool(
        SYSTEM_LIBRARIES_KEPT.match(PurePosixPath(place).name)
    )


def is_systems(source: str) -> bool:
    """Whether a file is one of the Linux distribution's shared libraries."""
    path = PurePosixPath(source)
    return (
        source.startswith(("/lib/", "/lib64/", "/usr/lib/"))
        and re.match(r"lib[\w+.-]+\.so", path.name) is not None
        and not {"site-packages", "dist-packages"} & set(path.parts)
    )
