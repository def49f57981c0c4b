"""A run folder: its configuration, one JSON line an epoch, and checkpoints that a killed run resumes from."""

from __future__ import annotations

import dataclasses
import json
import os
import platform
import subprocess
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch

from fracview.core.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

LIBRARIES = ("torch", "torchvision", "ultralytics", "numpy", "onnx", "onnxruntime-gpu", "onnxruntime")
"""ONNX Runtime has another distribution on each platform: those that are installed are recorded."""


@dataclasses.dataclass(frozen=True, slots=True)
class RunFolder:
    """Paths of one run."""

    path: Path

    @property
    def log(self) -> Path:
        """One JSON line an epoch."""
        return self.path / "epochs.jsonl"

    @property
    def last(self) -> Path:
        """Everything needed to go on."""
        return self.path / "last.pt"

    @property
    def best(self) -> Path:
        """The averaged network of the best epoch on the validation part."""
        return self.path / "best.pt"

    def open(self, config: Mapping[str, Any]) -> None:
        """Create the folder, or check that it was begun with the same configuration."""
        self.path.mkdir(parents=True, exist_ok=True)
        file = self.path / "config.json"
        if file.exists():
            begun = json.loads(file.read_text())
            changed = [
                key for key in config if begun["config"].get(key) != json.loads(json.dumps(config[key]))
            ]
            if changed:
                message = f"this run was begun with another {', '.join(changed)}"
                raise UsageError(message, reason="other_run", path=file, cure="Name another run folder.")
            return
        save_text(file, json.dumps({"config": config, "environment": environment()}, indent=1))

    def write_epoch(self, line: Mapping[str, Any]) -> None:
        """Append one epoch to the log; lines of a resumed epoch are replaced, never doubled."""
        lines = self.log.read_text().splitlines() if self.log.exists() else []
        kept = [text for text in lines if json.loads(text)["epoch"] < line["epoch"]]
        save_text(self.log, "\n".join([*kept, json.dumps(line)]) + "\n")


def save_text(path: Path, text: str) -> None:
    """Write aside, then put in place."""
    aside = path.with_name(path.name + ".part")
    aside.write_text(text, encoding="utf-8")
    aside.replace(path)


def save_checkpoint(path: Path, content: Mapping[str, Any]) -> None:
    """`torch.save` aside, then put in place, so that a killed run never leaves half a file."""
    aside = path.with_name(path.name + ".part")
    torch.save(dict(content), aside)
    aside.replace(path)


def environment() -> dict[str, Any]:
    """Library versions, commit and whether the tree was clean: part of every training record."""
    return {
        "libraries": _libraries(),
        "python": platform.python_version(),
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
        "commit": _git("rev-parse", "HEAD"),
        "dirty": bool(_git("status", "--porcelain", "--untracked-files=no")),
    }


def _libraries() -> dict[str, str]:
    found = {}
    for name in LIBRARIES:
        with suppress(PackageNotFoundError):
            found[name] = version(name)
    return found


def _git(*arguments: str) -> str:
    here = Path(__file__).resolve().parent
    done = subprocess.run(["git", *arguments], cwd=here, capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else ""
