"""What is wrong with the files of a run is found before anything runs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from fracview.cli import NOT_STARTED
from tests.cli.conftest import Ended
from tests.tiny_runs import DOUBT, write_scan

Analyze = Callable[..., Ended]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with scans, a folder of each ending and a link."""
    monkeypatch.chdir(tmp_path)
    write_scan(tmp_path / "scans" / "a.png", DOUBT)
    for name in ("folder.csv", "folder.json", "folder.html", "z.images.json"):
        (tmp_path / name).mkdir()
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / "page.html").write_bytes(b"")
    (tmp_path / "link.csv").symlink_to("y.csv")
    return tmp_path


def refused(analyze: Analyze, here: Path, arguments: list[str]) -> str:
    """What is said; nothing was made, and no network was opened."""
    before = sorted(here.rglob("*"))
    ended = analyze("scans", *arguments, "--models", here / "none")
    assert (ended.code, ended.out) == (NOT_STARTED, "")
    [line] = ended.err.splitlines()
    assert "none" not in line
    assert sorted(here.rglob("*")) == before
    return line


@pytest.mark.parametrize(
    ("arguments", "options"),
    [
        (["--out", "y.csv", "--boxes", "y.csv"], "--out, --boxes"),
        (["--out", "y.csv", "--boxes", "scans/../y.csv"], "--out, --boxes"),
        (["--out", "y.csv", "--boxes", "link.csv"], "--out, --boxes"),
        (["--out", "y.json", "--coco", "y.json"], "--out, --coco"),
        (["--out", "a.images.json", "--coco", "a.json"], "--out, --coco"),
        (["--out", "y.csv", "--overlays", "y.csv"], "--out, --overlays"),
        (["--boxes", "y.csv", "--strips", "y.csv/x"], "--boxes, --strips"),
        (["--out", "y.csv", "--store", "y.csv"], "--out, --store"),
        (["--summary", "s.html", "--store", "s.html"], "--summary, --store"),
        (["--overlays", "s.sqlite", "--store", "s.sqlite"], "--overlays, --store"),
        (["--overlays", "s.sqlite-wal", "--store", "s.sqlite"], "--overlays, --store"),
        (["--strips", "s.sqlite-shm", "--store", "s.sqlite"], "--strips, --store"),
    ],
)
def test_two_outputs_at_one_path_are_refused(
    fracview: Analyze, here: Path, arguments: list[str], options: str
) -> None:
    line = refused(lambda *given: fracview("analyze", *given), here, arguments)
    assert f": {options}: " in line
    assert "one place" in line


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (
            ["--summary", "sum.txt"],
            "sum.txt: --summary: is no kind of file that FracView writes there (.html)",
        ),
        (
            ["--boxes", "boxes.json"],
            "boxes.json: --boxes: is no kind of file that FracView writes there (.csv)",
        ),
        (["--coco", "coco.csv"], "coco.csv: --coco: is no kind of file that FracView writes there (.json)"),
        (
            ["--boxes", "folder.csv"],
            "folder.csv: --boxes: is a folder. Name a file in it: folder.csv/boxes.csv",
        ),
        (
            ["--coco", "folder.json"],
            "folder.json: --coco: is a folder. Name a file in it: folder.json/coco.json",
        ),
        (["--summary", "folder.html"], "--summary: is a folder. Name a file in it: folder.html/summary.html"),
        (["--out", "scans"], "scans: --out: is a folder. Name a file in it: scans/findings.csv"),
        (["--coco", "z.json"], "z.images.json: --coco: is a folder"),
        (["--boxes", "file/b.csv"], "file: --boxes: cannot be made or written to"),
        (["--coco", "file/b.json"], "file: --coco: cannot be made or written to"),
        (["--summary", "file/zz/b.html"], "file/zz: --summary: cannot be made or written to"),
        (["--out", "file/b.csv"], "file: --out: cannot be made or written to"),
        (["--overlays", "file/b"], "file/b: --overlays: cannot be made or written to"),
        (["page.html", "--summary", "page.html"], "page.html: --summary: is also to be read"),
        (["y.images.json", "--coco", "y.json"], "y.images.json: --coco: is also to be read"),
    ],
)
def test_a_file_that_cannot_be_written_is_found_before_anything_runs(
    fracview: Analyze, here: Path, arguments: list[str], words: str
) -> None:
    (here / "y.images.json").write_bytes(b"")
    line = refused(lambda *given: fracview("analyze", *given), here, arguments)
    assert words in line


def test_a_link_is_tried_where_it_leads(fracview: Analyze, here: Path) -> None:
    (here / "l.csv").symlink_to(here / "file" / "y.csv")
    line = refused(lambda *given: fracview("analyze", *given), here, ["--out", "l.csv"])
    assert "--out: cannot be made or written to" in line


@pytest.mark.parametrize(
    "arguments",
    [
        [""],
        ["scans", ""],
        *(["scans", option, ""] for option in ("--out", "--store", "--overlays", "--models")),
    ],
)
def test_an_empty_path_is_not_the_current_folder(fracview: Analyze, here: Path, arguments: list[str]) -> None:
    ended = fracview("analyze", *arguments)
    assert (ended.code, ended.out) == (NOT_STARTED, "")
    assert ended.err.splitlines()[-1].endswith("an empty path names nothing")


def test_the_help_says_when_a_watch_writes_its_files(fracview: Analyze) -> None:
    said = " ".join(fracview("analyze", "--help").out.split())
    assert "--watch go on with new files as they come, until Ctrl-C; the files are written then, from" in said
