"""The Debian package's fields and files, without a build."""

from __future__ import annotations

import configparser
import gzip
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

import deb
import pytest

import fracview

if TYPE_CHECKING:
    from pathlib import Path

DESKTOP = deb.HERE / "fracview.desktop"
TYPES = {"application/dicom", "image/jpeg", "image/png", "image/tiff", "image/bmp"}


def test_the_desktop_entry_opens_what_fracview_reads() -> None:
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[method-assign, assignment]
    parser.read_string(DESKTOP.read_text(encoding="utf-8"))
    entry = parser["Desktop Entry"]
    assert entry["Version"] == "1.4"
    assert entry["Categories"] == "Science;MedicalSoftware;"
    assert set(entry["MimeType"].strip(";").split(";")) == TYPES
    assert (entry["Exec"], entry["Icon"]) == ("fracview %F", "fracview")


@pytest.mark.skipif(
    shutil.which("desktop-file-validate") is None, reason="desktop-file-utils is not installed"
)
def test_the_desktop_entry_is_valid() -> None:
    done = subprocess.run(["desktop-file-validate", str(DESKTOP)], check=True, capture_output=True, text=True)
    assert done.stdout == ""


def test_metainfo_and_desktop_entry_name_the_same_types() -> None:
    root = ET.fromstring(
        deb.filled((deb.HERE / "org.fracview.FracView.metainfo.xml").read_text(encoding="utf-8"))
    )
    assert {one.text for one in root.findall("provides/mediatype")} == TYPES
    release = root.find("releases/release")
    assert release is not None
    assert release.get("version") == fracview.__version__


@pytest.mark.parametrize(
    ("version", "debian"), [("0.1.0", "0.1.0-1"), ("1.0rc1", "1.0~rc1-1"), ("1.0.dev3", "1.0~dev3-1")]
)
def test_a_release_candidate_sorts_before_its_release(version: str, debian: str) -> None:
    assert deb.debian_version(version) == debian


def test_flavours_are_two_packages() -> None:
    assert (deb.package_name("cpu"), deb.package_name("cuda")) == ("fracview", "fracview-cuda")


def test_the_same_changelog_at_any_time(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    text = deb.changelog("fracview", "0.1.0-1")
    assert text.startswith("fracview (0.1.0-1) unstable; urgency=medium")
    assert "14 Nov 2023" in text
    deb.pack(tmp_path / "a.gz", text)
    deb.pack(tmp_path / "b.gz", text)
    assert (tmp_path / "a.gz").read_bytes() == (tmp_path / "b.gz").read_bytes()
    assert gzip.decompress((tmp_path / "a.gz").read_bytes()).decode() == text


def test_the_newest_c_library_asked_for_is_the_one_needed(tmp_path: Path) -> None:
    (tmp_path / "a.so").write_bytes(b"\x7fELF..GLIBC_2.9\0GLIBC_2.34\0GLIBC_PRIVATE\0")
    (tmp_path / "text").write_bytes(b"GLIBC_2.99\0")
    files = sorted(tmp_path.iterdir())
    assert deb.versioned("libc6", files) == "libc6 (>= 2.34)"
    assert deb.versioned("libgl1", files) == "libgl1"


def test_the_man_page_names_every_command() -> None:
    from fracview.cli.parser import COMMANDS

    page = (deb.HERE / "fracview.1").read_text(encoding="utf-8")
    assert all(re.search(rf"\b{command}\b", page) for command in COMMANDS)


def test_nothing_is_run_on_installation() -> None:
    assert not list(deb.HERE.glob("*inst")) + list(deb.HERE.glob("*rm"))
