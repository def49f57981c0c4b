"""Paths of the machine that builds, found and taken out."""

from __future__ import annotations

import marshal
import zipfile
from typing import TYPE_CHECKING

import traces

if TYPE_CHECKING:
    from pathlib import Path

BASE = "/somebody/pythons/3.11.7"


def test_a_path_is_replaced_by_one_of_the_same_length(tmp_path: Path) -> None:
    file = tmp_path / "libpython3.11.so"
    before = (
        b"\x7fELF\0"
        + BASE.encode()
        + b"\0"
        + BASE.encode()
        + b"/lib\0"
        + BASE.encode()
        + b"/lib/python3.11\0"
    )
    file.write_bytes(before)
    assert traces.neutralise(file, [BASE]) == 3
    after = file.read_bytes()
    assert len(after) == len(before)
    assert BASE.encode() not in after
    strings = after.split(b"\0")
    assert strings[1] == b"/usr".ljust(len(BASE) - 7, b"/") + b"/3.11.7"
    assert strings[2].rstrip(b"/") == b"$ORIGIN/../.."
    assert strings[3].endswith(b"/3.11.7/lib/python3.11")


def test_the_version_that_shares_the_paths_end_stays(tmp_path: Path) -> None:
    """The linker keeps "3.11.7" as the end of the path: Python would no longer know which one it is."""
    file = tmp_path / "lib.so"
    file.write_bytes(BASE.encode() + b"\0")
    traces.neutralise(file, [BASE])
    assert file.read_bytes().endswith(b"3.11.7\0")


def test_a_file_without_paths_is_not_written(tmp_path: Path) -> None:
    file = tmp_path / "lib.so"
    file.write_bytes(b"clean")
    file.chmod(0o444)
    assert traces.neutralise(file, [BASE]) == 0


def test_traces_are_named(tmp_path: Path) -> None:
    (tmp_path / "numpy" / "tests").mkdir(parents=True)
    (tmp_path / "numpy" / "tests" / "data.txt").write_text("x")
    (tmp_path / "numpy" / "config.txt").write_text(f"prefix={BASE}")
    (tmp_path / "wide.bin").write_bytes(BASE.encode("utf-16-le"))
    (tmp_path / "x.dist-info").mkdir()
    (tmp_path / "x.dist-info" / "direct_url.json").write_text("{}")
    found = list(traces.found_in(tmp_path, [BASE]))
    assert [line.split(":")[0] for line in found] == [
        "numpy/config.txt",
        "numpy/tests/data.txt",
        "wide.bin",
        "x.dist-info/direct_url.json",
    ]


def test_compiled_modules_are_looked_into(tmp_path: Path) -> None:
    inner = compile(f"def f():\n    return {BASE + '/x'!r}\n", "module.py", "exec")
    outer = compile("pass", f"{BASE}/module.py", "exec")
    with zipfile.ZipFile(tmp_path / "base_library.zip", "w") as archive:
        archive.writestr("inner.pyc", b"\0" * 16 + marshal.dumps(inner))
        archive.writestr("outer.pyc", b"\0" * 16 + marshal.dumps(outer))
        archive.writestr("clean.pyc", b"\0" * 16 + marshal.dumps(compile("pass", "clean.py", "exec")))
    found = {line.split(":")[0] for line in traces.found_in_zip(tmp_path / "base_library.zip", [BASE])}
    assert found == {"inner.pyc", "outer.pyc"}


def test_this_machines_folders_are_looked_for() -> None:
    paths = traces.machine_paths()
    assert str(traces.plan.ROOT) in paths
    assert "/usr" not in paths
