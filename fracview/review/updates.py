"""Whether there is a newer FracView: one question for a version number, asked only where that was chosen.

What is sent is one GET of an https address without a query, with FracView as the only name in it: no version,
no identifier, no cookie, and no second request, for redirects are not followed.
"""

from __future__ import annotations

import json
import re
import time
from typing import TYPE_CHECKING

from fracview import __version__
from fracview.core.errors import FracViewError
from fracview.review.whole_files import write_json

if TYPE_CHECKING:
    from http.client import HTTPResponse
    from pathlib import Path
    from urllib.request import OpenerDirector

UPDATE_ADDRESS = ""
"""Where the newest version's number stands, as ``{"version": "1.2.3"}`` in JSON: https, no name, no query.
Empty as long as no place for releases is known: nothing can be asked then."""

NOTED = "update_check.json"
"""File in which it is noted when the question was asked last; nothing else is kept."""

TIMEOUT_S = 5.0
MOST_BYTES = 65_536
EVERY_S = 86_400.0

_VERSION = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,6}){0,4})((?:-|a|b|rc|\.?dev|\.?post|\+)[\w.+-]*)?")
_BEFORE_RELEASE = re.compile(r"-|a|b|rc|\.?dev")


class UpdateError(FracViewError, OSError):
    """The newest version is not known: `update_address`, `update_not_noted`, `update_no_answer`."""


def newer_version(address: str, noted: Path, running: str = __version__, now: float | None = None) -> str:
    """Number of a newer release, where one is there; "" where none is, or the last question is not a day old.

    Parameters
    ----------
    address
        As `UPDATE_ADDRESS`.
    noted
        File with the time of the last question. It is written before asking, so that a server in trouble is
        not asked again and again; where it cannot be written, nobody is asked.
    now
        Seconds since 1970; None for the clock's.

    Raises
    ------
    UpdateError
        The question could not be asked, or the answer is none.
    """
    now = time.time() if now is None else now
    if abs(now - _asked_at(noted)) < EVERY_S:
        return ""
    try:
        write_json(noted, {"asked": int(now)})
    except OSError as error:
        raise UpdateError(
            f"it cannot be noted that the version was asked for: {error.strerror or error}.",
            reason="update_not_noted",
            path=noted,
        ) from error
    found = _VERSION.fullmatch(newest_version(address))
    return found.group(1) if found and is_newer(found.group(), running) else ""


def newest_version(address: str, *, on_this_machine: bool = False) -> str:
    """Ask once; what the answer says, whatever text that is.

    Parameters
    ----------
    on_this_machine
        Also take plain http, to 127.0.0.1 alone: for tests.

    Raises
    ------
    UpdateError
        `update_address`: it is none that may be asked. `update_no_answer`: no answer of the right form
        within `TIMEOUT_S` and `MOST_BYTES`.
    """
    from http.client import HTTPException  # what asks is loaded only when something is asked
    from urllib.request import Request

    if not _may_be_asked(address, on_this_machine):
        raise UpdateError(
            "the address of the newest version must be https, without a name, query or fragment.",
            reason="update_address",
        )
    request = Request(address, headers={"User-Agent": "FracView"})
    try:
        with _opener(on_this_machine).open(request, timeout=TIMEOUT_S) as answer:
            found = json.loads(_body(answer, time.monotonic() + TIMEOUT_S))["version"]
    except (OSError, HTTPException, ValueError, LookupError, TypeError, RecursionError) as error:
        raise _no_answer() from error
    if not isinstance(found, str):
        raise _no_answer()
    return found


def is_newer(found: str, running: str) -> bool:
    """Whether `found` is a release after the one that runs; what comes before a release is never newer."""
    release, before = _parsed(found)
    own, own_before = _parsed(running)
    if release is None or own is None or before:
        return False
    return release > own or (release == own and own_before)


def _parsed(version: str) -> tuple[tuple[int, ...] | None, bool]:
    """Numbers without zeros at the end (None for no version), and whether it comes before that release."""
    match = _VERSION.fullmatch(version)
    if match is None:
        return None, False
    numbers = [int(part) for part in match.group(1).split(".")]
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers), bool(match.group(2) and _BEFORE_RELEASE.match(match.group(2)))


def _may_be_asked(address: str, on_this_machine: bool) -> bool:
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(address)
        port_is_one = parts.port is None or parts.port > 0
    except ValueError:
        return False
    secret = parts.username is not None or parts.password is not None or "?" in address or "#" in address
    here = on_this_machine and parts.scheme == "http" and parts.hostname == "127.0.0.1"
    return bool(parts.hostname) and port_is_one and not secret and (parts.scheme == "https" or here)


def _opener(on_this_machine: bool) -> OpenerDirector:
    """What opens https through the system's proxy, and nothing else; no cookies, redirects or passwords."""
    from urllib.request import HTTPHandler, HTTPSHandler, OpenerDirector, ProxyHandler

    opener = OpenerDirector()
    opener.addheaders = []
    for handler in (HTTPHandler(),) if on_this_machine else (ProxyHandler(), HTTPSHandler()):
        opener.add_handler(handler)
    return opener


def _body(answer: HTTPResponse, deadline: float) -> bytes:
    """The answer whole; a server that drips or pours is no answer."""
    if answer.status != 200:
        raise ValueError(f"status {answer.status}")
    data = b""
    while part := answer.read1(MOST_BYTES + 1 - len(data)):
        data += part
        if len(data) > MOST_BYTES or time.monotonic() > deadline:
            raise ValueError("too long")
    return data


def _asked_at(noted: Path) -> float:
    """When the question was asked last; long ago where that is not known."""
    try:
        asked = json.loads(noted.read_bytes())["asked"]
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return float("-inf")
    return float(asked) if isinstance(asked, int) and abs(asked) < 2**53 else float("-inf")


def _no_answer() -> UpdateError:
    return UpdateError("the newest version could not be asked for.", reason="update_no_answer")
