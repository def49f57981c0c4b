from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import fsspec
import pytest
from fsspec.implementations.memory import MemoryFileSystem

from fracview.core.errors import ReadingError
from fracview.reading import RemotePath, as_path, read, remote, walk
from tests.reading.test_remote import png


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setattr(remote, "PAUSES_S", (0.0, 0.0))
    storage = fsspec.filesystem("memory")
    storage.store.clear()
    yield storage
    storage.store.clear()


NAMES = ("IMG10.png", "IMG2.png", "img1.png", "Sub2/b.png", "sub10/c.png", "sub10/.hidden.png", "Thumbs.db")


def _told(found: Iterator[Path | ReadingError]) -> list[str]:
    return [one.reason if isinstance(one, ReadingError) else str(one) for one in found]


def test_a_bucket_is_walked_in_the_order_of_a_folder(bucket: Any, tmp_path: Path) -> None:
    for name in NAMES:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
        bucket.pipe(f"/scans/{name}", b"x")
    here = [str(one.relative_to(tmp_path)) for one in walk([tmp_path]) if isinstance(one, Path)]
    assert _told(walk(["memory://scans"])) == [f"memory://scans/{name}" for name in here]
    assert len(here) == 5


def test_files_bring_their_size_and_version_along(bucket: Any) -> None:
    bucket.pipe("/scans/a.png", png())
    [[file], [named]] = list(walk(["memory://scans"])), list(walk([as_path("memory://scans/a.png")]))
    assert isinstance(file, RemotePath)
    assert isinstance(named, RemotePath)
    assert file.listed == named.listed
    assert file.listed is not None
    assert file.listed[0] == len(png())
    assert read(file).pixels[0, 0] == 100


def test_a_file_with_its_stamp_needs_one_request(bucket: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    bucket.pipe("/scans/a.png", png())
    [file] = walk(["memory://scans"])
    monkeypatch.setattr(MemoryFileSystem, "info", None)
    assert isinstance(file, RemotePath)
    assert read(file).pixels[0, 0] == 100


def test_what_cannot_be_walked_is_told_in_its_place_and_the_walk_goes_on(
    bucket: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    bucket.pipe({"/scans/1/a.png": b"x", "/scans/2/b.png": b"x", "/other/c.png": b"x"})
    listing = MemoryFileSystem.ls

    def ls(storage: Any, path: str, **options: Any) -> Any:
        if path == "/scans/1":
            raise PermissionError
        return listing(storage, path, **options)

    monkeypatch.setattr(MemoryFileSystem, "ls", ls)
    told = _told(walk(["memory://scans", "memory://gone", "memory://other"]))
    assert told == ["unreadable_folder", "memory://scans/2/b.png", "not_found", "memory://other/c.png"]


def test_a_folder_is_listed_when_its_turn_comes(bucket: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in range(9):
        bucket.pipe(f"/scans/{folder}/a.png", b"x")
    listed: list[str] = []
    listing = MemoryFileSystem.ls

    def ls(storage: Any, path: str, **options: Any) -> Any:
        listed.append(path)
        return listing(storage, path, **options)

    monkeypatch.setattr(MemoryFileSystem, "ls", ls)
    assert len(_told(islice(walk(["memory://scans"]), 3))) == 3
    assert listed == ["/scans", "/scans/0", "/scans/1", "/scans/2"]


@pytest.fixture
def s3(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A real server that speaks S3, on this machine; its data are in memory."""
    pytest.importorskip("moto.server", reason="moto[s3], flask and s3fs are not installed: no S3 server here")
    s3fs = pytest.importorskip("s3fs", reason="s3fs is not installed")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-W", "ignore", "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    with (tmp_path / "log").open("wb") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log)
    for name, value in {
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "no_proxy": os.environ.get("no_proxy", "") + ",127.0.0.1",
    }.items():
        monkeypatch.setenv(name, value)
    try:
        _wait_for(port)
        s3fs.S3FileSystem.clear_instance_cache()
        storage = s3fs.S3FileSystem(use_listings_cache=False)
        storage.mkdir("radiographs")
        yield storage
    finally:
        server.kill()
        server.wait()


def _wait_for(port: int) -> None:
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError


@pytest.mark.filterwarnings("ignore")
def test_a_bucket_of_a_real_server_is_walked_and_read(s3: Any) -> None:
    for name in NAMES:
        s3.pipe(f"radiographs/scans/{name}", png(50) if name.endswith("png") else b"x")
    s3.call_s3("put_object", Bucket="radiographs", Key="scans/sub10/", Body=b"")
    root = as_path("s3://radiographs/scans")
    assert root.exists()
    assert not as_path("s3://radiographs/scan").exists()
    assert not as_path("s3://nobody/scans").exists()
    found = list(walk([root]))
    assert _told(iter(found)) == [
        f"s3://radiographs/scans/{name}"
        for name in ("img1.png", "IMG2.png", "IMG10.png", "Sub2/b.png", "sub10/c.png")
    ]
    assert isinstance(found[0], RemotePath)
    assert found[0].listed is not None
    assert read(found[0]).pixels[0, 0] == 50
    assert remote.listed_of(RemotePath(str(found[0]))) == found[0].listed

    before = found[0].listed
    s3.pipe("radiographs/scans/img1.png", png(51))
    [after] = walk([str(found[0])])
    assert isinstance(after, RemotePath)
    assert after.listed != before
    assert _told(walk(["s3://radiographs/scans/gone.png", "s3://nobody"])) == ["not_found", "not_found"]

    s3.call_s3("put_object", Bucket="radiographs", Key="odd//a.png", Body=png())
    s3.call_s3("put_object", Bucket="radiographs", Key="odd/b.png", Body=png())
    assert _told(walk(["s3://radiographs/odd"])) == ["s3://radiographs/odd/b.png", "unreadable_folder"]
