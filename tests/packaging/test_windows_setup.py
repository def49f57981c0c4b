"""What the Windows setup's script promises; it was run under Wine once, and runs in the workflow."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import windows_setup
from bundle import Build

import fracview

TEXT = windows_setup.SCRIPT.read_text(encoding="utf-8")


def test_it_needs_no_administrator() -> None:
    assert "RequestExecutionLevel user" in TEXT
    assert "HKLM" not in TEXT
    assert "HKCR" not in TEXT
    assert "$PROGRAMFILES" not in TEXT


def test_what_is_written_is_taken_back() -> None:
    installed, _, removed = TEXT.partition('Section "Uninstall"')
    for key in re.findall(
        r'WriteRegStr HKCU "(\$\{UNINSTALL\}|\$\{CLASSES\}\\\$\{PROGID\}|Software\\\$\{ID\})"', installed
    ):
        assert f'DeleteRegKey HKCU "{key}"' in removed
    assert "EachExtension Associate" in installed
    assert "EachExtension Dissociate" in removed
    assert "$SMPROGRAMS" in removed


def test_only_its_own_tree_is_removed_whole() -> None:
    assert re.findall(r"RMDir /r (.+)", TEXT) == ['"$INSTDIR\\_internal"']


def test_no_file_type_is_taken_from_another_program() -> None:
    """Only OpenWithProgids, and the list of programs to choose from."""
    written = re.findall(r'WriteRegStr HKCU "\$\{CLASSES\}\\\$\{EXTENSION\}(\S*)"', TEXT)
    assert written == ["\\OpenWithProgids"]
    assert "UserChoice" not in TEXT


def test_the_version_is_given() -> None:
    build = Build("cpu", Path("work"), Path("dist"))
    given = windows_setup.defines(build, Path("payload"), Path("out.exe"))
    assert f"-DVERSION={fracview.__version__}" in given
    assert f"-DFOUR_NUMBERS={fracview.__version__}.0" in given
    for key in ("ProductName", "ProductVersion", "FileVersion", "FileDescription"):
        assert f'VIAddVersionKey "{key}"' in TEXT


def test_a_stub_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(windows_setup, "is_stub", lambda: True)
    assert windows_setup.file_name("cpu") == f"FracView-{fracview.__version__}-stub-setup.exe"
    monkeypatch.setattr(windows_setup, "is_stub", lambda: False)
    assert windows_setup.file_name("cuda") == f"FracView-{fracview.__version__}-cuda-setup.exe"


@pytest.mark.skipif(shutil.which("makensis") is None, reason="NSIS is not installed")
@pytest.mark.parametrize("stub", [True, False])
def test_it_compiles(tmp_path: Path, stub: bool) -> None:
    payload = tmp_path / "payload" / "_internal"
    payload.mkdir(parents=True)
    (payload / "a.txt").write_text("a")
    icon = tmp_path / "icons" / "fracview.ico"
    icon.parent.mkdir()
    from PIL import Image

    Image.new("RGBA", (32, 32)).save(icon)
    build = Build("cpu", tmp_path, tmp_path)
    given = [
        one
        for one in windows_setup.defines(build, payload.parent, tmp_path / "FracView-setup.exe")
        if one != "-DSTUB"
    ]
    command = ["makensis", "-V2", "-NOCD", "-XTarget amd64-unicode", *given, *(["-DSTUB"] if stub else [])]
    done = subprocess.run([*command, str(windows_setup.SCRIPT)], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    assert "warning" not in done.stdout.lower()
    data = (tmp_path / "FracView-setup.exe").read_bytes()
    assert data[:2] == b"MZ"
    assert fracview.__version__.encode("utf-16-le") in data
