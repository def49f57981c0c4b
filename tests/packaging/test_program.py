"""What the program expects of its bundle: the list of licences, and what an encrypted question needs."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import bundle_plan as plan
import licences as collecting
import pytest

from fracview.review import licences

if TYPE_CHECKING:
    from pathlib import Path


def test_the_program_reads_the_list_that_the_build_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / licences.FOLDER
    collector = collecting.Collector(folder)
    (tmp_path / "text").write_text("Do as you like.\n", encoding="utf-8")
    texts = {"LICENSE": tmp_path / "text"}
    collector.add("Some part (of it)", "1.0", "MIT", "part", texts, "https://example.org")
    (folder / "LICENSE").write_text((plan.ROOT / "LICENSE").read_text(encoding="utf-8"), encoding="utf-8")
    collector.write_index("1.2.3")
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(licences, "resources_dir", lambda: tmp_path)
    own, part = licences.components()
    assert "AFFERO" in licences.licence_text(own)
    assert (part.name, part.version, part.licence) == ("Some part (of it)", "1.0", "MIT")
    assert licences.licence_text(part) == "Do as you like."
    assert f"fracview/resources/{licences.FOLDER}/" in (plan.ROOT / "packaging" / "fracview.spec").read_text(
        encoding="utf-8"
    )


@pytest.mark.parametrize(
    ("place", "source", "system"),
    [
        ("python3.11/lib-dynload/_ssl.cpython-311-x86_64-linux-gnu.so", "/usr/lib/python3.11/x.so", "linux"),
        ("libssl.so.3", "/lib/x86_64-linux-gnu/libssl.so.3", "linux"),
        ("libcrypto.so.3", "/lib/x86_64-linux-gnu/libcrypto.so.3", "linux"),
        ("_ssl.pyd", "C:/Python/DLLs/_ssl.pyd", "win32"),
        ("libssl-3.dll", "C:/Python/DLLs/libssl-3.dll", "win32"),
        ("libcrypto-3.dll", "C:/Python/DLLs/libcrypto-3.dll", "win32"),
    ],
)
def test_the_bundle_can_ask_over_https(place: str, source: str, system: str) -> None:
    assert plan.keeps_file(place, source, "cpu", system)
    assert not {"ssl", "http", "http.client", "urllib", "urllib.request"} & set(plan.EXCLUDED)
    assert plan.keeps_module("ssl")
