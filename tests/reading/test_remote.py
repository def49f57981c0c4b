from __future__ import annotations

import io
import pickle
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fsspec
import numpy as np
import pytest
from fsspec.implementations.memory import MemoryFileSystem
from PIL import Image

from fracview.core.errors import ReadingError, UsageError
from fracview.reading import RemotePath, as_path, exists, frames, read, read_frames, remote, walk
from fracview.reading.source import head, load


def png(grey: int = 100) -> bytes:
    file = io.BytesIO()
    Image.fromarray(np.full((20, 30), grey, dtype=np.uint8)).save(file, "png")
    return file.getvalue()


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setattr(remote, "PAUSES_S", (0.0, 0.0))
    storage = fsspec.filesystem("memory")
    storage.store.clear()
    yield storage
    storage.store.clear()


def test_a_url_goes_where_a_path_goes() -> None:
    path = as_path("s3://bucket/prefix/Scan 1.DCM")
    assert isinstance(path, RemotePath)
    assert str(path) == "s3://bucket/prefix/Scan 1.DCM"
    assert (path.name, path.stem, path.suffix) == ("Scan 1.DCM", "Scan 1", ".DCM")
    assert str(path.parent) == "s3://bucket/prefix"
    assert str(path.parent / "b.png") == "s3://bucket/prefix/b.png"
    assert str(path.with_suffix(".png")) == "s3://bucket/prefix/Scan 1.png"
    assert str(path.absolute()) == str(path.resolve()) == str(path)
    assert path in {RemotePath("s3://bucket/prefix/Scan 1.DCM"): 1}
    assert sorted([as_path("s3://b/2"), as_path("s3://b/1")])[0] == as_path("s3://b/1")


def test_a_url_travels_with_what_its_folder_said_of_it() -> None:
    path = RemotePath("s3://bucket/a.png")
    path.listed = (12, 34)
    there: RemotePath = pickle.loads(pickle.dumps(path))
    assert (str(there), there.listed, type(there)) == ("s3://bucket/a.png", (12, 34), RemotePath)


@pytest.mark.parametrize("text", ["scans/a.png", "C:/scans/a.png", "C://scans", "/scans/s3:/a", "a:b"])
def test_what_is_no_url_is_a_path_of_this_machine(text: str) -> None:
    assert as_path(text) == Path(text)
    assert not isinstance(as_path(text), RemotePath)


def test_a_path_stays_what_it_is() -> None:
    for path in (Path("a"), RemotePath("s3://b/a")):
        assert as_path(path) is path
    assert as_path("file:///scans/a.png") == Path("/scans/a.png")


@pytest.mark.parametrize(
    ("url", "reason"),
    [("zip://a.png::s3://b/c.zip", "chained_url"), ("ftp://me:secret@host/a.png", "password_in_url")],
)
def test_urls_that_are_not_read_are_refused_before_the_run(url: str, reason: str) -> None:
    with pytest.raises(UsageError) as caught:
        as_path(url)
    assert caught.value.reason == reason
    assert "secret" not in str(caught.value)


def test_a_remote_radiograph_is_read(bucket: Any) -> None:
    bucket.pipe("/scans/a.png", png(77))
    path = as_path("memory://scans/a.png")
    radiograph = read(path)
    assert radiograph.path is path
    assert radiograph.pixels[0, 0] == 77
    assert read("memory://scans/a.png").sha256 == radiograph.sha256
    assert len(list(read_frames(path))) == frames(path) == 1
    assert head(path) == png(77)[:256]


def test_pages_of_a_remote_file_are_counted(bucket: Any) -> None:
    file = io.BytesIO()
    pages = [Image.fromarray(np.full((20, 30), grey, dtype=np.uint8)) for grey in (1, 2, 3)]
    pages[0].save(file, "tiff", save_all=True, append_images=pages[1:])
    bucket.pipe("/scans/a.tiff", file.getvalue())
    assert frames("memory://scans/a.tiff") == 3


def _reason(path: str) -> str:
    with pytest.raises(ReadingError) as caught:
        load(as_path(path))
    assert caught.value.path == as_path(path)
    return caught.value.reason


def test_what_is_wrong_with_a_remote_file_is_said_as_of_a_local_one(
    bucket: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    bucket.pipe({"/scans/empty.png": b"", "/scans/a.png": png()})
    assert _reason("memory://scans/gone.png") == "not_found"
    assert _reason("memory://scans/empty.png") == "empty_file"
    monkeypatch.setattr("fracview.reading.source.MAX_FILE_BYTES", 10)
    assert _reason("memory://scans/a.png") == "too_large"


class _Stumbling:
    """Stands before a method: raises the errors one after the other, then lets calls through."""

    def __init__(self, method: Any, errors: list[Exception]) -> None:
        self.method, self.errors, self.calls = method, errors, 0

    def __call__(self, *args: Any, **options: Any) -> Any:
        self.calls += 1
        if self.errors:
            raise self.errors.pop(0)
        return self.method(*args, **options)


def _stumble(monkeypatch: pytest.MonkeyPatch, name: str, *errors: Exception) -> _Stumbling:
    method = _Stumbling(getattr(MemoryFileSystem, name), list(errors))

    def stumbling(storage: Any, *args: Any, **options: Any) -> Any:
        return method(storage, *args, **options)

    monkeypatch.setattr(MemoryFileSystem, name, stumbling)
    return method


def test_a_storage_that_stumbles_is_asked_again(bucket: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    bucket.pipe("/scans/a.png", png(9))
    _stumble(monkeypatch, "cat_file", TimeoutError(), ConnectionResetError())
    assert read("memory://scans/a.png").pixels[0, 0] == 9


def test_after_three_tries_a_file_is_unreadable_and_no_request_is_quoted(
    bucket: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    bucket.pipe("/scans/a.png", png())
    tried = _stumble(monkeypatch, "cat_file", *[RuntimeError("https://key:secret@host")] * 5)
    with pytest.raises(ReadingError) as caught:
        load(as_path("memory://scans/a.png"))
    assert caught.value.reason == "unreadable"
    assert "RuntimeError" in str(caught.value)
    assert "secret" not in str(caught.value)
    assert tried.calls == 3


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (PermissionError(), "permission_denied"),
        (FileNotFoundError(), "not_found"),
        (IsADirectoryError(), "not_a_file"),
    ],
)
def test_a_refusal_is_not_asked_again(
    bucket: Any, monkeypatch: pytest.MonkeyPatch, error: Exception, reason: str
) -> None:
    bucket.pipe("/scans/a.png", png())
    tried = _stumble(monkeypatch, "cat_file", error)
    assert _reason("memory://scans/a.png") == reason
    assert tried.calls == 1


def test_whether_something_is_there(bucket: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bucket.pipe("/scans/a.png", png())
    assert exists(as_path("memory://scans/a.png"))
    assert exists(as_path("memory://scans"))
    assert not exists(as_path("memory://scan"))
    assert exists(tmp_path)
    assert not exists(tmp_path / "gone")
    _stumble(monkeypatch, "info", PermissionError())
    with pytest.raises(UsageError, match="not permitted"):
        exists(as_path("memory://scans"))


@pytest.mark.parametrize("url", ["nosuchthing://bucket/a.png", "gdrive://bucket/a.png"])
def test_a_library_that_is_missing_is_named_with_its_cure(url: str) -> None:
    with pytest.raises(UsageError, match=r"pip install fracview\[cloud\]") as caught:
        exists(as_path(url))
    assert url.partition("://")[0] in str(caught.value)
    [error] = walk([url])
    assert isinstance(error, ReadingError)
    assert error.reason == "unreadable"


def test_another_version_of_a_file_is_another_one() -> None:
    seen = {
        remote.listed(info)
        for info in (
            {"size": 5, "LastModified": "2026-01-01T10:00:00Z", "ETag": '"a"'},
            {"size": 5, "LastModified": "2026-01-01T10:00:01Z", "ETag": '"a"'},
            {"size": 5, "LastModified": "2026-01-01T10:00:00Z", "ETag": '"b"'},
            {"size": 6, "LastModified": "2026-01-01T10:00:00Z", "ETag": '"a"'},
            {"size": 5, "mtime": 1.5},
            {"size": 5, "ETag": "b"},
            {"size": 5, "mtime": "yesterday"},
        )
    }
    assert len(seen) == 7
    assert None in seen
    assert (5, 1_500_000_000) in seen


def test_the_libraries_are_loaded_only_for_a_url() -> None:
    code = (
        "import sys, pathlib; from fracview.reading import walk, as_path; list(walk(['.']));"
        "as_path('s3://bucket/a'); sys.exit('fsspec' in sys.modules)"
    )
    assert (
        subprocess.run(
            [sys.executable, "-c", code], check=False, timeout=60, cwd=Path(__file__).parent
        ).returncode
        == 0
    )
