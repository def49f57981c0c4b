"""Planted names: no log, cache, store or export of a run over DICOM files holds one, unless asked for."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from fracview.export.identifiers import IDENTITY_COLUMNS
from tests.reading.build import dicom_bytes, grey_attributes
from tests.tiny_runs import write_tiny_set

NAMES = {
    "PatientName": "CANARYNAME^JANE",
    "PatientID": "CANARYID4711",
    "PatientBirthDate": "19700131",
    "OtherPatientNames": "CANARYOTHER^JO",
    "PatientComments": "CANARYCOMMENT",
    "InstitutionName": "CANARYCLINIC",
    "ReferringPhysicianName": "CANARYDOCTOR^A",
    "OperatorsName": "CANARYOPERATOR^B",
    "StudyDescription": "CANARYSTUDY",
    "SeriesDescription": "CANARYSERIES",
    "AccessionNumber": "CANARYACC1",
    "StudyDate": "20240229",
    "StudyInstanceUID": "1.2.826.0.1.99991234.1",
    "ImageComments": "CANARYIMAGE",
    "WindowCenterWidthExplanation": "CANARYWINDOW",
}
PLANTED = ("CANARY", "19700131", "20240229", "1.2.826.0.1.99991234")
FILE_NAME = "CANARYFILE_JANE_{}.dcm"
GREYS = (204, 128, 40, 10, 255)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Scans of every outcome, broken ones too, with names in them; their own names are neutral."""
    made = tmp_path_factory.mktemp("names")
    write_tiny_set(made / "models")
    scans = made / "scans"
    scans.mkdir()
    for number, grey in enumerate(GREYS):
        pixels = grey.to_bytes(2, "little") * (128 * 256)
        window = {"WindowCenter": "128", "WindowWidth": "256"}
        attributes = grey_attributes(128, 256, **NAMES, **window)
        whole = dicom_bytes(attributes, pixels)
        (scans / f"{number}.dcm").write_bytes(whole)
        (scans / f"{number}_cut.dcm").write_bytes(whole[: len(whole) // 2])
    (scans / "broken.dcm").write_bytes(dicom_bytes(grey_attributes(128, 256, **NAMES), b"")[:700])
    return made


def _run(folder: Path, made: Path, *more: str) -> subprocess.CompletedProcess[bytes]:
    made.mkdir(parents=True, exist_ok=True)
    files = {"--out": "out.csv", "--boxes": "boxes.csv", "--coco": "coco.json", "--summary": "page.html"}
    outputs = [part for option, name in files.items() for part in (option, str(made / name))]
    pictures = ["--overlays", str(made / "overlays"), "--strips", str(made / "strips")]
    options = ["--models", str(folder / "models"), "--device", "cpu", "--store", str(made / "store.sqlite")]
    command = [sys.executable, "-m", "fracview", "analyze", str(folder / "scans")]
    environment = os.environ | {
        "FRACVIEW_HOME": str(made / "home"), "HOME": str(made / "user"), "TMPDIR": str(made / "tmp"),
    }  # fmt: skip
    (made / "tmp").mkdir(exist_ok=True)
    every = [*command, *outputs, *pictures, *options, "--all-boxes", *more]
    return subprocess.run(every, capture_output=True, check=False, env=environment)


def _texts(made: Path) -> dict[str, bytes]:
    """Every file's name and content, what is packed unpacked."""
    found = {}
    for path in made.rglob("*"):
        found[f"name of {path.name}"] = path.name.encode()
        if not path.is_file():
            continue
        found[str(path)] = path.read_bytes()
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as packed:
                found |= {f"{path}!{name}": packed.read(name) for name in packed.namelist()}
    return found


def _leaks(texts: dict[str, bytes]) -> list[str]:
    forms = [form for one in PLANTED for form in (one.encode(), one.encode("utf-16-le"))]
    return [place for place, content in texts.items() if any(form in content for form in forms)]


@pytest.mark.parametrize("more", [(), ("--run-anyway", "--ignore-gate"), ("--out", "book.xlsx")])
def test_no_name_is_anywhere(folder: Path, tmp_path: Path, more: tuple[str, ...]) -> None:
    made = tmp_path / "made"
    more = tuple(str(made / one) if one.endswith(".xlsx") else one for one in more)
    for _ in range(2):  # what was known before is written as well
        ended = _run(folder, made, *more)
        assert ended.returncode in (0, 1), ended.stderr
        said = {"stdout": ended.stdout, "stderr": ended.stderr}
        assert _leaks(_texts(made) | said) == []
    assert len(list((made / "overlays").iterdir())) >= 3


def test_what_is_searched_would_be_found(folder: Path, tmp_path: Path) -> None:
    made = tmp_path / "made"
    ended = _run(folder, made, "--with-identifiers")
    assert ended.returncode in (0, 1), ended.stderr
    leaks = {Path(place).name for place in _leaks(_texts(made))}
    assert leaks == {"out.csv", "boxes.csv"}
    assert _leaks({"stdout": ended.stdout, "stderr": ended.stderr}) == []
    with (made / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert set(IDENTITY_COLUMNS) <= set(rows[0])
    assert rows[0]["identity.patient_name"] == NAMES["PatientName"]
    assert rows[0]["identity.accession"] == NAMES["AccessionNumber"]


def test_file_names_go_into_tables_and_nowhere_else(folder: Path, tmp_path: Path) -> None:
    """A file's name is often the patient's: tables and pages name files, the store and pictures do not."""
    scans, made = tmp_path / "own" / "scans", tmp_path / "made"
    scans.mkdir(parents=True)
    (tmp_path / "own" / "models").symlink_to(folder / "models")
    for number in range(3):
        (scans / FILE_NAME.format(number)).write_bytes((folder / "scans" / f"{number}.dcm").read_bytes())
    ended = _run(tmp_path / "own", made, "--quiet")
    assert ended.returncode in (0, 1), ended.stderr
    leaks = {Path(place).name for place in _leaks(_texts(made))}
    assert leaks == {"out.csv", "boxes.csv", "coco.json", "coco.images.json", "page.html"}


ON_A_CLUSTER = """
import os, shutil, sys
from types import SimpleNamespace
from fracview.cli import main
from fracview.review.batch.cluster import connection
kept = sys.argv.pop(1)
keep = SimpleNamespace(disk_usage=shutil.disk_usage, rmtree=lambda folder, **_: os.rename(folder, kept))
connection.shutil = keep
sys.exit(main())
"""
"""The command, but what Ray leaves behind at its end is kept."""


@pytest.fixture
def shallow() -> Iterator[Path]:
    """A folder near the root: below a deep one Ray's sockets would not fit."""
    folder = Path(tempfile.mkdtemp(dir="/tmp", prefix=""))
    yield folder
    shutil.rmtree(folder)


@pytest.mark.skipif(find_spec("ray") is None, reason="Ray is not installed: pip install fracview[cluster]")
@pytest.mark.skipif(os.name != "posix", reason="Ray's own folder is looked for where POSIX systems have it")
def test_no_name_is_in_what_a_cluster_writes(folder: Path, tmp_path: Path, shallow: Path) -> None:
    """Attributes, file names and the folder's name: nothing in Ray's logs and session, to its very end."""
    scans, made, kept = tmp_path / "CANARYFOLDER_JANE", tmp_path / "made", shallow / "kept"
    scans.mkdir()
    made.mkdir()
    for number, path in enumerate(sorted((folder / "scans").iterdir())):
        (scans / FILE_NAME.format(number)).write_bytes(path.read_bytes())
    (scans / FILE_NAME.format("GONE")).symlink_to(scans / "nowhere")
    options = ["--models", str(folder / "models"), "--device", "cpu", "--store", str(made / "store.sqlite")]
    command = [sys.executable, "-c", ON_A_CLUSTER, str(kept), "analyze", str(scans), "--engine", "ray"]
    environment = os.environ | {
        "FRACVIEW_HOME": str(made / "home"), "HOME": str(made / "user"), "TMPDIR": str(shallow),
    }  # fmt: skip
    environment.pop("RAY_ADDRESS", None)
    every = [*command, *options, "--out", str(made / "out.csv"), "--quiet"]
    ended = subprocess.run(every, capture_output=True, check=False, env=environment, timeout=300)
    assert ended.returncode in (0, 1), ended.stderr
    with (made / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        assert "CANARY" in next(csv.DictReader(file))["path"]
    (made / "out.csv").unlink()
    written = _texts(kept)
    for log in ("raylet.out", "gcs_server.out", "worker-"):
        assert any(f"/logs/{log}" in place for place in written), sorted(written)
    own = ended.stderr.replace(str(scans).encode(), b"").replace(b"CANARYFILE_JANE", b"")
    said = {"stdout": ended.stdout, "stderr but the files that could not be read": own}
    assert _leaks(written | _texts(made) | said) == []
