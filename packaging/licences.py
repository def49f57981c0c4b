"""Licence texts of everything in a bundle, and their index `THIRD_PARTY.json`.

Run in the build environment, whose distributions went into the bundle. Fails where a part has no text.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import sysconfig
from dataclasses import asdict, dataclass, field
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import TYPE_CHECKING, Any

import bundle_plan as plan

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

INDEX = "THIRD_PARTY.json"
TEXTS = Path(__file__).resolve().parent / "licence_texts"

IS_TEXT = re.compile(r"(^|/)(licen[cs]es?/|(un)?licen[cs]e|copying|notice|third.?party)[^/]*", re.IGNORECASE)
IS_CODE = re.compile(r"\.(py|pyc|pyi|so|dll|pyd|json|h|hpp)$", re.IGNORECASE)

BY_HAND = {
    "pyside6-essentials": ("LGPL-3.0.txt", "GPL-3.0.txt"),
    "shiboken6": ("LGPL-3.0.txt", "GPL-3.0.txt"),
    "flatbuffers": ("Apache-2.0.txt",),
}
"""Texts for distributions that ship none, by normalised name."""

ALWAYS = ("pyinstaller",)
"""Distributions whose files PyInstaller does not list: its own start program is the executable."""

EXPRESSIONS = {
    "pyside6-essentials": "LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only",
    "shiboken6": "LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only",
    "pyinstaller": "GPL-2.0-or-later WITH Bootloader-exception",
}


@dataclass(frozen=True, slots=True)
class Component:
    """A part of the bundle that others wrote.

    Attributes
    ----------
    kind
        ``python`` (a distribution of the package index), ``system`` (a library of the Linux distribution),
        ``part`` (comes inside another).
    files
        Its texts, relative to the index.
    """

    name: str
    version: str
    licence: str
    kind: str
    files: tuple[str, ...]
    home: str = ""


@dataclass(slots=True)
class Collector:
    """Copies texts below one folder, each component's into a folder of its name."""

    folder: Path
    components: list[Component] = field(default_factory=list)

    def add(
        self, name: str, version: str, licence: str, kind: str, texts: Mapping[str, Path], home: str = ""
    ) -> None:
        """Copy texts, by the names they get, and note the component.

        Raises
        ------
        ValueError
            Without a text.
        """
        if not texts:
            raise ValueError(f"{name} {version} brings no licence text: add one to licence_texts")
        room = self.folder / re.sub(r"[^\w.+-]", "_", name)
        room.mkdir(parents=True, exist_ok=True)
        for label, source in texts.items():
            shutil.copyfile(source, room / label)
        files = tuple(f"{room.name}/{label}" for label in sorted(texts))
        self.components.append(Component(name, version, licence, kind, files, home))

    def write_index(self, version: str) -> None:
        """Write the index, sorted by name."""
        ordered = sorted(self.components, key=lambda one: (one.name.lower(), one.version))
        index = {
            "product": "FracView",
            "version": version,
            "licence": "AGPL-3.0-or-later",
            "components": [asdict(one) for one in ordered],
        }
        (self.folder / INDEX).write_text(json.dumps(index, indent=1) + "\n", encoding="utf-8")


def main(argv: Sequence[str] | None = None) -> None:
    """Collect into a folder what the list of a bundle's contents (written by the spec) calls for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("contents", type=Path)
    parser.add_argument("folder", type=Path)
    arguments = parser.parse_args(argv)
    contents = json.loads(arguments.contents.read_text(encoding="utf-8"))
    shutil.rmtree(arguments.folder, ignore_errors=True)
    arguments.folder.mkdir(parents=True)
    collector = Collector(arguments.folder)
    shutil.copyfile(plan.ROOT / "LICENSE", arguments.folder / "LICENSE")
    for distribution in bundled(contents, distributions()):
        add_distribution(collector, distribution)
    add_parts(collector, contents)
    if sys.platform == "linux":
        add_system_libraries(collector, contents)
    collector.write_index(plan.version())


def normalised(name: str) -> str:
    """Name of a distribution as the package index compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def bundled(contents: Mapping[str, Any], installed: Iterable[Distribution]) -> Iterator[Distribution]:
    """Those of the installed distributions that have a module or file in the bundle, by name."""
    modules = {name.split(".")[0] for name in contents["modules"]}
    sources = {
        str(Path(source).resolve()) for place, source in contents["files"] if ".dist-info/" not in place
    }
    for one in sorted(installed, key=lambda found: normalised(found.metadata["Name"])):
        name = normalised(one.metadata["Name"])
        if name == "fracview":
            continue
        if name in ALWAYS or tops(one) & modules or {str(path) for path in located(one)} & sources:
            yield one


def tops(distribution: Distribution) -> set[str]:
    """Names that a distribution's pure modules are imported by."""
    files = distribution.files or []
    return {path.parts[0].removesuffix(".py") for path in files if path.suffix == ".py"} - {"..", ""}


def located(distribution: Distribution) -> list[Path]:
    """Absolute paths of a distribution's files."""
    return [Path(str(distribution.locate_file(path))).resolve() for path in distribution.files or []]


def texts_of(distribution: Distribution) -> dict[str, Path]:
    """Licence texts of a distribution by a flat name: from its metadata, its packages, or kept by hand."""
    found = {}
    for path in distribution.files or []:
        place = path.as_posix()
        if IS_TEXT.search(place) and not IS_CODE.search(place) and not place.startswith(".."):
            label = re.sub(r"^[^/]+\.dist-info/(licenses/)?", "", place).replace("/", "-")
            found[label] = Path(str(distribution.locate_file(path)))
    by_hand = {label: TEXTS / label for label in BY_HAND.get(normalised(distribution.metadata["Name"]), ())}
    return by_hand | {label: path for label, path in found.items() if path.is_file()}


def expression(distribution: Distribution) -> str:
    """What a distribution says of its licence, as short as it says it; "" where it only ships the text."""
    metadata = distribution.metadata
    known = EXPRESSIONS.get(normalised(metadata["Name"]))
    said = known or metadata["License-Expression"] or metadata["License"] or ""
    if said and "\n" not in said and len(said) < 100:
        return str(said)
    classifiers = metadata.get_all("Classifier") or []
    return "; ".join(one.split(" :: ")[-1] for one in classifiers if one.startswith("License ::"))


def add_distribution(collector: Collector, distribution: Distribution) -> None:
    """Add one of the package index's distributions."""
    metadata = distribution.metadata
    home = metadata["Home-page"] or next(iter(metadata.get_all("Project-URL") or []), "").split(", ")[-1]
    collector.add(
        metadata["Name"],
        distribution.version,
        expression(distribution),
        "python",
        texts_of(distribution),
        home if home.startswith("https://") else "",
    )


def add_parts(collector: Collector, contents: Mapping[str, Any]) -> None:
    """Add what comes inside something else: Python, Qt, ICU, OpenBLAS, the icons, the samples."""
    version = ".".join(map(str, sys.version_info[:3]))
    collector.add(
        "CPython", version, "PSF-2.0", "part", {"LICENSE.txt": python_licence()}, "https://www.python.org"
    )
    by_name = {normalised(one.name): one for one in collector.components}
    qt = by_name["pyside6-essentials"].version
    lesser = {name: TEXTS / name for name in BY_HAND["shiboken6"]}
    collector.add("Qt", qt, "LGPL-3.0-only", "part", lesser, "https://www.qt.io")
    places = [place for place, _ in contents["files"]]
    icu = next(filter(None, (re.search(r"icu(?:uc|data)\D*(\d+)", place) for place in places)), None)
    if icu:
        text = {"LICENSE.txt": TEXTS / "ICU.txt"}
        collector.add("ICU", icu.group(1), "Unicode-DFS-2016", "part", text, "https://icu.unicode.org")
    if any("openblas" in place for place in places):
        numpy = {
            Path(name).name: collector.folder / name
            for name in by_name["numpy"].files
            if "LICENSE.txt" in name
        }
        whole = {"LICENSE.txt": numpy["LICENSE.txt"]}
        release = f"as in numpy {by_name['numpy'].version}"
        collector.add("OpenBLAS", release, "BSD-3-Clause", "part", whole, "https://www.openblas.net")
    icons = {"LICENSE": plan.ROOT / "resources" / "icons" / "LICENSE"}
    collector.add("Lucide icons", "1.62.0", "ISC AND MIT", "part", icons, "https://lucide.dev")
    samples = {"SAMPLES.txt": TEXTS / "SAMPLES.txt"}
    home = "https://doi.org/10.6084/m9.figshare.22363012"
    collector.add("FracAtlas (samples)", "2023", "CC-BY-4.0", "part", samples, home)


def python_licence() -> Path:
    """Where this interpreter's own licence lies."""
    name = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    places = (
        Path(sysconfig.get_path("stdlib")) / "LICENSE.txt",
        Path(sys.base_prefix) / "LICENSE.txt",
        Path("/usr/share/doc") / name / "copyright",
        Path("/usr/share/doc") / f"lib{name}-minimal" / "copyright",
    )
    for place in places:
        if place.is_file():
            return place
    raise FileNotFoundError(f"no licence text of {name}")


def add_system_libraries(collector: Collector, contents: Mapping[str, Any]) -> None:
    """Add the Debian packages that bundled system libraries come from, with their copyright files."""
    libraries = sorted({source for _, source in contents["files"] if plan.is_systems(source)})
    seen = set()
    for path in libraries:
        package = owner(path)
        if package and package not in seen:
            seen.add(package)
            version = _said("dpkg-query", "-W", "-f=${Version}", package)
            text = Path("/usr/share/doc") / package.split(":")[0] / "copyright"
            collector.add(package.split(":")[0], version, "see the text", "system", {"copyright": text})


def owner(path: str) -> str:
    """Debian package that owns a file; "" where none does, as for an interpreter built by hand."""
    merged = path.removeprefix("/usr") if path.startswith("/usr/lib/") else f"/usr{path}"
    for candidate in (path, merged, str(Path(path).resolve()), str(Path(merged).resolve())):
        said = _said("dpkg-query", "-S", candidate)
        if said:
            return said.split(": ")[0].split(",")[0]
    return ""


def _said(*command: str) -> str:
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    return done.stdout.strip() if done.returncode == 0 else ""


if __name__ == "__main__":
    main()
