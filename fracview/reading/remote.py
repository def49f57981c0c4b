"""Object storage in: a URL that goes where paths go, and the bytes behind it, through fsspec.

fsspec and the storage's own library are imported where a URL is asked about, and nowhere else. Who may read
what is between them and the environment; nothing of it passes through here.
"""

from __future__ import annotations

import os
import re
import time
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path, PosixPath, PurePosixPath
from typing import TYPE_CHECKING, Any, Self, TypeVar

from fracview.core.errors import ReadingError, UsageError
from fracview.reading.reasons import ReadingReason, refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Answer = TypeVar("Answer")

PAUSES_S = (0.2, 0.8)
"""A storage that stumbles is asked again after each of these."""

INSTALL = "Install what it needs: pip install fracview[cloud]"

_URL = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+)://(.*)", re.DOTALL)
_NS = 1_000_000_000
_TIMES = ("LastModified", "last_modified", "mtime", "updated", "modified", "created")
_TAGS = ("ETag", "etag", "generation", "md5Hash", "content_md5", "checksum")

Listed = tuple[int, int]
"""Size in bytes, and what stands for the time of change: ns since 1970, the last nine digits of the tag."""


class RemotePath(PosixPath):
    """A file or folder in object storage, named by its URL: ``s3://bucket/prefix/scan.dcm``.

    Names, parents and comparison are a path's; what a path would ask the disk is asked of the storage, or
    answered as for a file that is not there. Two slashes in a row within the URL count as one.

    Attributes
    ----------
    listed
        What the folder said of it when it was walked, so that millions of files need no request each.
    """

    listed: Listed | None = None

    def __new__(cls, *parts: str | os.PathLike[str]) -> Self:
        """A POSIX path on every system."""
        return PurePosixPath.__new__(cls, *parts)

    def __reduce__(self) -> tuple[Callable[..., RemotePath], tuple[str, Listed | None]]:
        return _restored, (str(self), self.listed)

    def __str__(self) -> str:
        """The URL."""
        return super().__str__().replace(":/", "://", 1)

    def __fspath__(self) -> str:
        return str(self)

    def exists(self, *, follow_symlinks: bool = True) -> bool:  # noqa: ARG002
        """Whether there is such a file, or anything below it.

        Raises
        ------
        UsageError
            Where the storage cannot be asked: a library is missing, or it refuses.
        """
        try:
            info_of(self)
        except ReadingError as error:
            if error.reason == ReadingReason.NOT_FOUND:
                return False
            raise UsageError(error.message, reason=error.reason, path=self, cure=error.cure) from error
        return True

    def absolute(self) -> Self:
        """Itself: a URL is nowhere relative."""
        return self

    def resolve(self, strict: bool = False) -> Self:  # noqa: ARG002
        """Itself."""
        return self


def as_path(text: str | os.PathLike[str]) -> Path:
    """A path for what somebody named: a `RemotePath` for a URL, else a path of this machine.

    Raises
    ------
    UsageError
        For a URL in a URL (``zip://...::s3://...``), and for one that holds a password: it would end up in
        the results.
    """
    if isinstance(text, Path):
        return text
    match = _URL.fullmatch(os.fspath(text))
    if match is None:
        return Path(text)
    scheme, rest = match.group(1).lower(), match.group(2)
    if "::" in rest:
        cure = "Unpack it first, or name a folder of files."
        raise UsageError("a URL in a URL cannot be read.", reason="chained_url", cure=cure)
    if re.match(r"[^/@]*:[^/@]*@", rest):
        raise UsageError(
            "this URL holds a password, which would end up in the results.",
            reason="password_in_url",
            cure="Leave it out; credentials belong into the environment.",
        )
    if scheme == "file":
        return Path(rest)
    return RemotePath(f"{scheme}://{rest.lstrip('/')}")


def exists(path: Path) -> bool:
    """Whether there is such a file or folder, here or in object storage; raises as either does."""
    return path.exists()


def content(path: RemotePath, limit: int | None, count: int | None = None) -> bytes:
    """Bytes of a file, all or the first `count`; from one request, so never of two versions.

    Raises
    ------
    ReadingError
        Not there, not permitted, empty, larger than `limit`, or a storage that failed three times.
    """
    size = (path.listed or (_size(info_of(path)), 0))[0]
    if limit is not None and size > limit:
        raise refusal(ReadingReason.TOO_LARGE, f"The file has {size:,} bytes.", path)
    if size == 0:
        raise refusal(ReadingReason.EMPTY_FILE, "The file is empty (0 bytes).", path)
    end = None if count is None else min(count, size)
    data: bytes = _asked(path, lambda storage, name: storage.cat_file(name, start=None, end=end))
    return data


def info_of(path: RemotePath) -> Mapping[str, Any]:
    """What the storage says of a file or folder, in fsspec's words; raises as `content` does."""
    info: Mapping[str, Any] = _asked(path, lambda storage, name: storage.info(name))
    return info


def entries_of(path: RemotePath) -> list[Mapping[str, Any]]:
    """What the storage says of all that a folder holds, asked anew; raises as `content` does."""
    found: list[Mapping[str, Any]] = _asked(path, lambda storage, name: storage.ls(name, detail=True))
    return found


def listed_of(path: RemotePath) -> Listed | None:
    """Size and stand-in for the time of change; None where it has gone, or the storage states no change."""
    if path.listed is not None:
        return path.listed
    try:
        return listed(info_of(path))
    except ReadingError:
        return None


def listed(info: Mapping[str, Any]) -> Listed | None:
    """What tells one version of a file from another; None where there is no time and no tag."""
    changed = next((_ns(info[key]) for key in _TIMES if info.get(key) is not None), 0)
    tag = next((str(info[key]) for key in _TAGS if info.get(key)), "")
    if tag:
        digest = int.from_bytes(blake2b(tag.encode(), digest_size=8).digest(), "big")
        changed = changed // _NS * _NS + digest % _NS
    return (_size(info), changed) if changed else None


def is_folder(info: Mapping[str, Any]) -> bool:
    """Whether fsspec calls it one."""
    return info.get("type") == "directory"


def _size(info: Mapping[str, Any]) -> int:
    return int(info.get("size") or 0)


def _ns(value: object) -> int:
    """Nanoseconds since 1970 of what storages call a time; 0 where it is none."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return 0
    if isinstance(value, datetime):
        aware = value if value.tzinfo else value.replace(tzinfo=UTC)
        value = aware.timestamp()
    return round(value * 1e6) * 1000 if isinstance(value, int | float) else 0


def _restored(url: str, found: Listed | None) -> RemotePath:
    path = RemotePath(url)
    path.listed = found
    return path


def _asked(path: RemotePath, question: Callable[[Any, str], Answer]) -> Answer:
    """Answer of the storage; asked again where it stumbles, not where it refuses."""
    for pause in (*PAUSES_S, None):
        try:
            return question(*_storage(path))
        except ReadingError:
            raise
        except Exception as error:  # each storage's library has errors of its own, without a common base
            refused = _final(error, path)
            if refused is not None or pause is None:
                raise refused or _stumbled(error, path) from error
        time.sleep(pause)
    raise AssertionError  # the last pause is None


def _storage(path: RemotePath) -> tuple[Any, str]:
    """The filesystem of fsspec and the name in it; its credentials are in the environment."""
    try:
        from fsspec.core import url_to_fs

        storage, name = url_to_fs(str(path), use_listings_cache=False)
    except (ImportError, ValueError) as error:
        scheme = str(path).partition("://")[0]
        sentence = f"There is no library for {scheme}:// here ({type(error).__name__})."
        reason = str(ReadingReason.UNREADABLE)
        raise ReadingError(sentence, reason=reason, path=path, cure=INSTALL) from error
    return storage, str(name)


def _final(error: Exception, path: RemotePath) -> ReadingError | None:
    """A refusal that would come again."""
    if isinstance(error, PermissionError):
        return refusal(ReadingReason.PERMISSION_DENIED, "Reading this file is not permitted.", path)
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return refusal(ReadingReason.NOT_FOUND, "This file does not exist.", path)
    if isinstance(error, IsADirectoryError):
        return refusal(ReadingReason.NOT_A_FILE, "This is not a regular file.", path)
    return None


def _stumbled(error: Exception, path: RemotePath) -> ReadingError:
    """Named by its class alone: what these errors say may quote a request."""
    tries = 1 + len(PAUSES_S)
    sentence = f"The storage failed {tries} times ({type(error).__name__})."
    return refusal(ReadingReason.UNREADABLE, sentence, path)
