"""What the house rules look at: the files that git tracks, or in a source archive every file of it."""

from __future__ import annotations

import ast
import subprocess
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
_LEFT_OUT = {".git", ".venv", "out", "runs", "build", "dist"}


@cache
def tracked_files() -> tuple[Path, ...]:
    """Absolute paths of the tracked files that are there, and of new ones that git does not ignore."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    if (ROOT / ".git").exists():
        listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
        paths = [ROOT / name for name in listed.split("\0") if name]
    else:
        paths = [path for path in ROOT.rglob("*") if not _LEFT_OUT & set(path.relative_to(ROOT).parts)]
    return tuple(sorted(path for path in paths if path.is_file()))


def modules(*packages: str) -> list[Path]:
    """Tracked Python files of the named top-level folders."""
    return [
        path
        for path in tracked_files()
        if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in packages
    ]


def name(path: Path) -> str:
    """Path as the messages show it."""
    return path.relative_to(ROOT).as_posix()


def strings(tree: ast.AST) -> Iterator[ast.Constant]:
    """String constants of a module that are no docstrings: what may reach a person's eyes."""
    docstrings = {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and _is_string(node.value)
    }
    for node in ast.walk(tree):
        if _is_string(node) and id(node) not in docstrings:
            assert isinstance(node, ast.Constant)
            yield node


def _is_string(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)
