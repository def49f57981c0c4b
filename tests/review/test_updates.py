from __future__ import annotations

import json
import time
from functools import partial
from pathlib import Path

import pytest

from fracview.review import updates
from fracview.review.updates import EVERY_S, MOST_BYTES, UpdateError, is_newer, newer_version, newest_version
from tests.version_server import VersionServer

NOW = 1_800_000_000.0


@pytest.fixture
def noted(tmp_path: Path) -> Path:
    return tmp_path / "config" / updates.NOTED


@pytest.fixture
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """`newer_version` asks this machine without encryption."""
    monkeypatch.setattr(updates, "newest_version", partial(newest_version, on_this_machine=True))


def test_this_build_has_no_address_or_one_that_may_be_asked() -> None:
    assert updates.UPDATE_ADDRESS == "" or updates._may_be_asked(
        updates.UPDATE_ADDRESS, on_this_machine=False
    )


def test_what_is_sent_is_one_request_that_tells_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://name:secret@127.0.0.1:9")
    with VersionServer() as server:
        assert newest_version(server.address, on_this_machine=True) == "99.1.0"
        host = server.address.split("/")[2]
    assert len(server.requests) == 1
    first, *headers = server.requests[0].decode("ascii").removesuffix("\r\n\r\n").split("\r\n")
    assert first == "GET /fracview/newest.json HTTP/1.1"
    assert sorted(headers) == [
        "Accept-Encoding: identity",
        "Connection: close",
        f"Host: {host}",
        "User-Agent: FracView",
    ]


@pytest.mark.parametrize(
    "address",
    [
        "",
        "http://example.org/newest.json",
        "http://127.0.0.1/newest.json",
        "http://localhost/newest.json",
        "https:///newest.json",
        "https://example.org:port/newest.json",
        "https://name@example.org/newest.json",
        "https://example.org/newest.json?from=1.2.3",
        "https://example.org/newest.json?",
        "https://example.org/newest.json#1",
        "file:///etc/hostname",
        "ftp://example.org/newest.json",
    ],
)
def test_only_an_address_that_carries_nothing_is_asked(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("socket.socket", None)
    with pytest.raises(UpdateError) as raised:
        newest_version(address)
    assert raised.value.reason == "update_address"
    assert updates._may_be_asked("https://example.org:8443/fracview/newest.json", on_this_machine=False)


def test_plain_http_is_for_this_machine_alone() -> None:
    with pytest.raises(UpdateError):
        newest_version("http://example.org/newest.json", on_this_machine=True)


@pytest.mark.parametrize(
    ("body", "head"),
    [
        (b"", "200 OK"),
        (b"1.2.3", "200 OK"),
        (b"[]", "200 OK"),
        (b'"1.2.3"', "200 OK"),
        (b"{}", "200 OK"),
        (b'{"version": 2}', "200 OK"),
        (b"\xff\xfe\xfa", "200 OK"),
        (b"[" * 60_000, "200 OK"),
        (b'{"version": "2.0"}' + b" " * MOST_BYTES, "200 OK"),
        (b'{"version": "2.0"}', "404 Not Found"),
        (b'{"version": "2.0"}', "500 In Trouble"),
        (b'{"version": "2.0"}', "302 Found\r\nLocation: /elsewhere"),
        (b'{"version": "2.0"}', "301 Moved\r\nLocation: http://127.0.0.1:9/"),
        (b'{"version": "2.0"}', "401 Unauthorized\r\nWWW-Authenticate: Basic realm=x"),
    ],
)
def test_what_is_no_answer_is_refused_after_one_request(body: bytes, head: str) -> None:
    with VersionServer(body, head) as server, pytest.raises(UpdateError) as raised:
        newest_version(server.address, on_this_machine=True)
    assert raised.value.reason == "update_no_answer"
    assert len(server.requests) == 1


def test_a_server_that_says_nothing_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    assert updates.TIMEOUT_S == 5
    monkeypatch.setattr(updates, "TIMEOUT_S", 0.2)
    started = time.monotonic()
    with VersionServer(mute=True) as server, pytest.raises(UpdateError):
        newest_version(server.address, on_this_machine=True)
    assert time.monotonic() - started < 4


@pytest.mark.usefixtures("plain")
def test_asked_once_a_day_and_nothing_else_is_kept(noted: Path) -> None:
    with VersionServer() as server:
        ask = partial(newer_version, server.address, noted, "0.1.0")
        assert ask(now=NOW) == "99.1.0"
        assert ask(now=NOW + EVERY_S - 1) == ""
        assert len(server.requests) == 1
        assert json.loads(noted.read_bytes()) == {"asked": int(NOW)}
        assert ask(now=NOW + EVERY_S) == "99.1.0"
        assert len(server.requests) == 2
    assert [path.name for path in noted.parent.iterdir()] == [noted.name]


@pytest.mark.usefixtures("plain")
def test_a_server_in_trouble_is_not_asked_again_and_again(noted: Path) -> None:
    with VersionServer(b"", "503 Busy") as server:
        with pytest.raises(UpdateError):
            newer_version(server.address, noted, now=NOW)
        assert newer_version(server.address, noted, now=NOW + 60) == ""
        assert len(server.requests) == 1


@pytest.mark.parametrize("content", [b"", b"[]", b'{"asked": "x"}', b'{"asked": 1e999}', b"\xff", b"{"])
@pytest.mark.usefixtures("plain")
def test_a_damaged_note_is_written_anew(noted: Path, content: bytes) -> None:
    noted.parent.mkdir()
    noted.write_bytes(content)
    with VersionServer(b'{"version": "0.1.0"}') as server:
        assert newer_version(server.address, noted, "0.1.0", NOW) == ""
        assert len(server.requests) == 1
    assert json.loads(noted.read_bytes()) == {"asked": int(NOW)}


@pytest.mark.usefixtures("plain")
def test_a_clock_set_back_by_years_does_not_stop_the_question(noted: Path) -> None:
    with VersionServer() as server:
        newer_version(server.address, noted, "0.1.0", NOW)
        assert newer_version(server.address, noted, "0.1.0", NOW / 2) == "99.1.0"


def test_where_it_cannot_be_noted_nobody_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setattr("socket.socket", None)
    with pytest.raises(UpdateError) as raised:
        newer_version("https://example.org/newest.json", tmp_path / "file" / updates.NOTED)
    assert raised.value.reason == "update_not_noted"


@pytest.mark.usefixtures("plain")
def test_only_the_number_of_an_answer_is_passed_on(noted: Path) -> None:
    with VersionServer(b'{"version": "2.0+build.7"}') as server:
        assert newer_version(server.address, noted, "1.9", NOW) == "2.0"


@pytest.mark.parametrize(
    ("found", "running", "newer"),
    [
        ("0.2.0", "0.1.0", True),
        ("0.1.1", "0.1", True),
        ("0.10", "0.9.9", True),
        ("1.0", "1.0.0", False),
        ("0.1.0", "0.1.0", False),
        ("0.0.9", "0.1.0", False),
        ("0.2.0rc1", "0.1.0", False),
        ("0.2.0-beta.1", "0.1.0", False),
        ("0.2.0.dev3", "0.1.0", False),
        ("0.2.0", "0.2.0rc1", True),
        ("0.2.0", "0.2.0.dev1", True),
        ("0.2.0", "0.3.0a1", False),
        ("0.2.0+local", "0.1.0", True),
        ("0.2.0", "0.2.0+local", False),
        ("", "0.1.0", False),
        ("newest", "0.1.0", False),
        ("2 <b>", "0.1.0", False),
        ("2.0\n", "0.1.0", False),
        ("\u0662.0", "0.1.0", False),
        ("9" * 5000, "0.1.0", False),
        ("9.9", "unknown", False),
    ],
)
def test_which_versions_are_newer(found: str, running: str, newer: bool) -> None:
    assert is_newer(found, running) is newer
