"""Licences of FracView and of everything that it stands on, with their texts.

A frozen program brings an index and the texts in its resources; elsewhere the installed packages say it.
"""

from __future__ import annotations

import json
import re
import sys
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fracview import __version__
from fracview.core.errors import FracViewError
from fracview.core.resources import resources_dir

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = "licences"
INDEX = "THIRD_PARTY.json"
OWN = "FracView"
OWN_LICENCE = "AGPL-3.0-or-later"

_PACKAGE = "fracview"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_EXTRA = re.compile(r"\bextra\s*==")
_IS_TEXT = re.compile(r"(^|/)((un)?licen[cs]es?|copying|notice|third.?party)[^/]*(/|$)", re.IGNORECASE)
_IS_CODE = re.compile(r"\.(py|pyc|pyi|so|dll|pyd|json|h|hpp)$", re.IGNORECASE)
_LONGEST = 100
"""Characters of what a package says of its licence: where it is longer, it is the text itself."""


@dataclass(frozen=True, slots=True)
class Component:
    """FracView, or something that it stands on.

    Attributes
    ----------
    licence
        As short as it says it itself; "" where it only brings the text.
    texts
        Files with its licence; may be empty.
    """

    name: str
    version: str
    licence: str
    texts: tuple[Path, ...]


def components() -> tuple[Component, ...]:
    """FracView first, then the others by name.

    Raises
    ------
    FracViewError
        ``licences_missing``: nothing says what this installation is made of.
    """
    own, others = _from_index(_bundled()) if getattr(sys, "frozen", False) else _from_packages()
    return (own, *sorted(others, key=lambda one: (one.name.lower(), one.version)))


def licence_text(component: Component) -> str:
    """Its texts in full, each under its name where there are several; a sentence where it brings none.

    Raises
    ------
    FracViewError
        ``licences_missing``: a text is no longer there.
    """
    if not component.texts:
        named = f" It names its licence: {component.licence}." if component.licence else ""
        return f"{component.name} is installed without a licence text.{named}"
    try:
        texts = [path.read_text(encoding="utf-8", errors="replace").strip("\n") for path in component.texts]
    except OSError as error:
        raise _missing(f"The licence of {component.name} cannot be read.", component.texts[0]) from error
    if len(texts) == 1:
        return texts[0]
    heads = (f"{path.name}\n{'=' * len(path.name)}" for path in component.texts)
    return "\n\n\n".join(f"{head}\n\n{text}" for head, text in zip(heads, texts, strict=True))


def _bundled() -> Path:
    return resources_dir() / FOLDER


def _from_index(folder: Path) -> tuple[Component, list[Component]]:
    try:
        index = json.loads((folder / INDEX).read_text(encoding="utf-8"))
        others = [_listed(folder, one) for one in index["components"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _missing("The list of licences is missing or damaged.", folder / INDEX) from error
    return Component(OWN, __version__, OWN_LICENCE, (folder / "LICENSE",)), others


def _listed(folder: Path, entry: dict[str, Any]) -> Component:
    texts = tuple(folder / name for name in entry["files"])
    return Component(str(entry["name"]), str(entry["version"]), str(entry["licence"]), texts)


def _from_packages() -> tuple[Component, list[Component]]:
    found = {name: one for name, one in _needed(_PACKAGE) if name != _PACKAGE}
    own = _whole(distribution(_PACKAGE))
    icons = resources_dir() / "icons" / "LICENSE"
    drawn = Component("Lucide icons", "", "ISC AND MIT", (icons,) if icons.is_file() else ())
    return own, [*map(_described, found.values()), drawn]


def _needed(first: str) -> Iterator[tuple[str, Distribution]]:
    """A package and what it needs, and so on, by normalised name; what extras need is left out.

    What a requirement's marker rules out on this system is not installed, and so not met.
    """
    waiting, seen = [first], set()
    while waiting:
        name = _normalised(waiting.pop())
        if name in seen:
            continue
        seen.add(name)
        try:
            found = distribution(name)
        except PackageNotFoundError as error:
            if name == first:
                raise _missing("FracView is not installed as a package that names the others.") from error
            continue
        yield name, found
        for line in found.requires or []:
            named = _NAME.match(line)
            if named and not _EXTRA.search(line):
                waiting.append(named.group())


def _normalised(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _whole(own: Distribution) -> Component:
    """FracView itself: the text at its root, whatever else its files name."""
    ending = re.compile(r"^(LICENSE|[^/]+\.dist-info/(licenses/)?LICENSE)$")
    texts = tuple(path for path in _files(own, ending) if path.is_file())
    return Component(OWN, __version__, OWN_LICENCE, texts)


def _described(package: Distribution) -> Component:
    texts = tuple(path for path in _files(package, _IS_TEXT) if path.is_file())
    return Component(package.metadata["Name"], package.version, _said(package), texts)


def _files(package: Distribution, wanted: re.Pattern[str]) -> Iterator[Path]:
    for path in sorted(package.files or [], key=str):
        place = path.as_posix()
        if wanted.search(place) and not _IS_CODE.search(place) and not place.startswith(".."):
            yield Path(str(package.locate_file(path)))


def _said(package: Distribution) -> str:
    """What a package says of its licence."""
    metadata = package.metadata
    for field in ("License-Expression", "License"):
        said = str((metadata.get_all(field) or [""])[0]).strip()
        if said and "\n" not in said and len(said) <= _LONGEST:
            return said
    classifiers = metadata.get_all("Classifier") or []
    return "; ".join(one.split(" :: ")[-1] for one in classifiers if one.startswith("License ::"))


def _missing(sentence: str, path: Path | None = None) -> FracViewError:
    return FracViewError(sentence, reason="licences_missing", path=path, cure="Install FracView again.")
