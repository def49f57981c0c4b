"""What every test stands on: where the data lie, a screenless environment, and fixed seeds."""

from __future__ import annotations

import os
import random
import signal
import socket
from pathlib import Path
from typing import TYPE_CHECKING

# Before anything else is imported: some libraries look at these only once.
os.environ.setdefault("MPLBACKEND", "Agg")
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("YOLO_AUTOINSTALL", "false")
os.environ.setdefault("YOLO_OFFLINE", "true")
os.environ.setdefault("YOLO_VERBOSE", "false")

import numpy as np
import pytest
from hypothesis import settings
from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Iterator

# A busy machine is no failure, and the same commit gives the same examples everywhere.
settings.register_profile("house", deadline=None, derandomize=True)
settings.load_profile("house")

REPOSITORY = Path(__file__).resolve().parents[1]
SEED = 20230805
PILLOW_OPEN = Image.open


@pytest.fixture(scope="session")
def shared_dir() -> Path:
    """The developers' shared data: ``<repository>/../shared``, or where FRACVIEW_SHARED points."""
    folder = Path(os.environ.get("FRACVIEW_SHARED") or REPOSITORY.parent / "shared")
    if not (folder / "data").is_dir():
        pytest.skip(f"no shared data at {folder}: set FRACVIEW_SHARED to a folder that holds data/")
    return folder


@pytest.fixture(scope="session")
def fracatlas_dir(shared_dir: Path) -> Path:
    """The FracAtlas data set in its official layout."""
    return _folder(shared_dir / "data" / "fracatlas")


@pytest.fixture(scope="session")
def dicom_dir(shared_dir: Path) -> Path:
    """The 179 real DICOM files with their MANIFEST.csv."""
    return _folder(shared_dir / "data" / "dicom")


@pytest.fixture(scope="session")
def samples_dir() -> Path:
    """The samples that the app ships."""
    return REPOSITORY / "resources" / "samples"


@pytest.fixture(scope="session")
def models_dir() -> Path:
    """The model folders that the app ships."""
    return REPOSITORY / "resources" / "models"


@pytest.fixture(autouse=True)
def signals_as_on_a_terminal() -> Iterator[None]:
    """A run started in the background ignores Ctrl-C and hang-ups; tests of them must not notice."""
    handlers = {signal.SIGINT: signal.default_int_handler}
    if hasattr(signal, "SIGHUP"):
        handlers[signal.SIGHUP] = signal.SIG_DFL
    before = {number: signal.signal(number, handler) for number, handler in handlers.items()}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture(autouse=True)
def pillow_as_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ultralytics puts an `Image.open` of its own into Pillow when it is imported; the app never meets it."""
    monkeypatch.setattr(Image, "open", PILLOW_OPEN)


@pytest.fixture(autouse=True)
def fixed_seeds() -> None:
    """Every test starts from the same random state, alone or in the whole run."""
    random.seed(SEED)
    np.random.seed(SEED)  # noqa: NPY002 - libraries under test still draw from the old global state


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Reaching for the network fails and is noted: in the end nothing may stand in the list.

    Sockets between this machine's own processes are let through.
    """
    tried: list[str] = []
    own = getattr(socket, "AF_UNIX", None)

    class Refusing(socket.socket):
        def __init__(
            self,
            family: int = -1,
            type: int = -1,  # noqa: A002 - as the base names it
            proto: int = -1,
            fileno: int | None = None,
        ) -> None:
            if family != own:
                tried.append(f"socket of family {family}")
                raise PermissionError("no network in this test")
            super().__init__(family, type, proto, fileno)

    def resolve(host: object, *_: object, **__: object) -> None:
        tried.append(f"address of {host}")
        raise PermissionError("no network in this test")

    monkeypatch.setattr(socket, "socket", Refusing)
    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    yield tried
    assert not tried


def _folder(folder: Path) -> Path:
    if not folder.is_dir():
        pytest.skip(f"no {folder.name} in the shared data: expected {folder}")
    return folder
