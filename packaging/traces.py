"""What a bundle must not hold: paths of the machine that built it, tests, training code."""

from __future__ import annotations

import argparse
import marshal
import re
import sys
import zipfile
from pathlib import Path
from types import CodeType
from typing import TYPE_CHECKING

import bundle_plan as plan

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

NEUTRAL = b"/usr"
"""What an interpreter's folder becomes in its library, filled up with slashes: lengths must stay."""

BESIDE = b"$ORIGIN/../.."
"""What the same folder's ``lib`` becomes where a module looks for libraries: the bundle's own."""

FORBIDDEN_MODULES = re.compile(
    r"^(training|tests|torch|torchvision|ultralytics|keras|tensorflow|jax|sklearn|scipy|pandas|cv2|pytest)(\.|$)"
)


def machine_paths(*more: Path) -> list[str]:
    """Folders that no file of a bundle may name: checkout, environments, interpreter, home."""
    folders = {plan.ROOT, Path.home(), Path(sys.prefix), Path(sys.base_prefix), *more}
    texts = {str(folder) for folder in folders} | {str(folder.resolve()) for folder in folders}
    return sorted(
        text for text in texts if text not in {"/usr", "/usr/local", "/root", "/"} and len(text) > 4
    )


def neutralise(file: Path, paths: Sequence[str]) -> int:
    """Replace machine paths in a compiled library by one of the same length; how many there were.

    A path's last part stays, ``/usr////3.11.7``: the linker lets strings share their ends, and Python's own
    version is such an end.
    """
    data, total = file.read_bytes(), 0
    for path in sorted(paths, key=len, reverse=True):
        search, whole = f"{path}/lib\0".encode(), path.encode()
        total += data.count(whole)
        data = data.replace(search, BESIDE.ljust(len(search) - 1, b"/") + b"\0")
        last = whole[whole.rindex(b"/") :]
        data = data.replace(whole, NEUTRAL.ljust(len(whole) - len(last), b"/") + last)
    if total:
        file.write_bytes(data)
    return total


def found_in(folder: Path, paths: Sequence[str]) -> Iterator[str]:
    """Each file with a machine path in it, or a name that does not belong, as ``place: what``."""
    needles = [path.encode() for path in paths] + [path.encode("utf-16-le") for path in paths]
    for file in sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()):
        place = file.relative_to(folder).as_posix()
        if re.search(r"(^|/)(tests?|training|test_files)/|direct_url\.json$|/RECORD$|\.pyc?$", place):
            yield f"{place}: does not belong into the bundle"
        data = file.read_bytes()
        yield from (
            f"{place}: names {needle.decode(errors='replace')}" for needle in needles if needle in data
        )
        if file.name == "base_library.zip":
            yield from found_in_zip(file, paths)


def found_in_zip(file: Path, paths: Sequence[str]) -> Iterator[str]:
    """Machine paths in the compiled modules of an archive of the standard library."""
    with zipfile.ZipFile(file) as archive:
        for entry in archive.namelist():
            if entry.endswith(".pyc"):
                yield from found_in_code(entry, marshal.loads(archive.read(entry)[16:]), paths)


def found_in_program(program: Path, paths: Sequence[str]) -> Iterator[str]:
    """Machine paths, tests and training code in the modules inside an executable; needs PyInstaller."""
    from PyInstaller.archive.readers import CArchiveReader  # type: ignore[import-untyped]

    archive = CArchiveReader(str(program))
    for entry in archive.toc:
        if entry.endswith((".pyz", "PYZ")) or entry == "PYZ-00.pyz":
            modules = archive.open_embedded_archive(entry)
            for name in modules.toc:
                if FORBIDDEN_MODULES.match(name) or plan.is_test(name):
                    yield f"{program.name}: {name} does not belong into the bundle"
                code = modules.extract(name)
                if isinstance(code, CodeType):
                    yield from found_in_code(name, code, paths)


def found_in_code(name: str, code: CodeType, paths: Sequence[str]) -> Iterator[str]:
    """Machine paths among the file names and constants of a module's code."""
    texts = [code.co_filename, *(one for one in code.co_consts if isinstance(one, str))]
    yield from (f"{name}: names {path}" for path in paths if any(path in text for text in texts))
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield from found_in_code(name, one, paths)


def main(argv: Sequence[str] | None = None) -> int:
    """Look a bundle through; 1 where something was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bundle", type=Path)
    parser.add_argument("--program", type=Path, action="append", default=[], help="executables to open")
    arguments = parser.parse_args(argv)
    paths = machine_paths()
    found = [*found_in(arguments.bundle, paths)]
    for program in arguments.program:
        found += found_in_program(program, paths)
    for line in found:
        print(line, file=sys.stderr)
    print(f"{arguments.bundle.name}: {len(found)} traces of this machine, of tests or of training code")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
