"""What kind of FracView this is, and where its source is, in words."""

from __future__ import annotations

import sys
from importlib.metadata import PackageNotFoundError, metadata
from importlib.util import find_spec
from pathlib import Path

import fracview

_SOURCE_LABELS = ("source", "repository", "source code")


def build_words() -> str:
    """Source checkout, installed package, or a bundle of one of two flavours; nothing is imported for it."""
    if getattr(sys, "frozen", False):
        return "Bundle, CUDA build" if _holds_cuda() else "Bundle, CPU build"
    package = Path(fracview.__file__).resolve().parent
    return "Source checkout" if (package.parent / "pyproject.toml").is_file() else "Installed package"


def source_words() -> str:
    """A sentence on where the source is: what the package says of it, else what is true of every copy."""
    address = _source_address()
    if address:
        return f"Its source: {address}."
    if getattr(sys, "frozen", False):
        return "Whoever gave you this program gives you its source as well: the licence asks them to."
    return "What is installed here is its source."


def _holds_cuda() -> bool:
    from fracview.inference import cuda  # not needed to say that this is a checkout

    found = find_spec("onnxruntime")
    folders = (found.submodule_search_locations or ()) if found else ()
    return any((Path(folder) / "capi" / cuda.provider_library()).is_file() for folder in folders)


def _source_address() -> str:
    """The package's own address of its source; "" where it names none, as in a bundle."""
    try:
        named = metadata("fracview").get_all("Project-URL") or []
    except PackageNotFoundError:
        return ""
    for line in named:
        label, _, address = line.partition(",")
        if label.strip().lower() in _SOURCE_LABELS:
            return str(address).strip()
    return ""
