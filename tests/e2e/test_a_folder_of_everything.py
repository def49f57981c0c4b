"""A folder as it comes from a hospital's share: everything that is no radiograph has its own reason."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.tiny_runs import DEFINITE, write_scan, write_tiny_set


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_set(tmp_path_factory.mktemp("e2e") / "models")


def _fracview(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "error", "-m", "fracview", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


def _records(path: Path) -> dict[str, dict[str, Any]]:
    return {Path(record["path"]).name: record for record in json.loads(path.read_text(encoding="utf-8"))}


@pytest.fixture
def share(tmp_path: Path, samples_dir: Path) -> Path:
    folder = tmp_path / "share"
    write_scan(folder / "good.png", DEFINITE)
    scan = (samples_dir / "IMG0000370.jpg").read_bytes()
    (folder / "cut by a few bytes.jpg").write_bytes(scan[:-10])
    (folder / "cut in its header.jpg").write_bytes(scan[:100])
    (folder / "text.jpg").write_text("Dear colleague,", encoding="utf-8")
    (folder / "empty.jpg").write_bytes(b"")
    (folder / "letter.docx").write_bytes(b"PK\x03\x04" + b"\0" * 200)
    (folder / "lost").symlink_to(folder / "nowhere")
    (folder / "round").symlink_to(folder)
    deep = folder / "2 deeper" / "10 still deeper"
    write_scan(deep / "last.png", DEFINITE)
    return folder


EXPECTED = {
    "good.png": ("analyzed", ""),
    "last.png": ("analyzed", ""),
    "text.jpg": ("unreadable", "unknown_format"),
    "empty.jpg": ("unreadable", "empty_file"),
    "letter.docx": ("unreadable", "unsupported_format"),
    "lost": ("unreadable", "broken_link"),
    "round": ("unreadable", "symlink_loop"),
}


def test_each_file_has_its_own_end_and_none_stops_the_rest(share: Path, models: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    done = _fracview("analyze", share, "--models", models, "--device", "cpu", "--out", out)
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    records = _records(out)
    for name, (status, reason) in EXPECTED.items():
        assert (records[name]["status"], records[name]["reason"].partition(":")[0]) == (status, reason), name
    assert records["cut by a few bytes.jpg"]["status"] in ("analyzed", "out_of_scope")
    assert "truncated" in " ".join(records["cut by a few bytes.jpg"]["warnings"])
    assert records["cut in its header.jpg"]["status"] == "unreadable"
    for name, record in records.items():
        if record["status"] == "unreadable":
            assert name in done.stderr


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read_is_named(tmp_path: Path, models: Path) -> None:
    write_scan(tmp_path / "share" / "good.png", DEFINITE)
    write_scan(tmp_path / "share" / "secret.png", DEFINITE).chmod(0)
    write_scan(tmp_path / "share" / "closed" / "scan.png", DEFINITE).parent.chmod(0)
    out = tmp_path / "out.json"
    done = _fracview("analyze", tmp_path / "share", "--models", models, "--device", "cpu", "--out", out)
    (tmp_path / "share" / "closed").chmod(0o700)
    assert done.returncode == 1
    records = _records(out)
    assert records["good.png"]["status"] == "analyzed"
    assert records["secret.png"]["status"] == "unreadable"
    assert records["closed"]["reason"].startswith("unreadable_folder:")


def test_a_dicom_file_takes_the_same_road(samples_dir: Path, models: Path, tmp_path: Path) -> None:
    folder = tmp_path / "no suffix"
    folder.mkdir()
    for number, path in enumerate(sorted(samples_dir.glob("*.dcm"))):
        shutil.copy(path, folder / f"IM{number}")
    out = tmp_path / "out.json"
    done = _fracview("analyze", folder, "--models", models, "--device", "cpu", "--out", out)
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(_records(out)) == 2
