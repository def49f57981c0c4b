"""The real window, on networks whose answers follow from the grey level, in a home of its own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from fracview.inference import Analyzer
from fracview.review.settings import Settings
from tests.tiny_runs import write_tiny_set
from tests.ui.heartbeat import Heartbeat
from tests.ui.windows import Windows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pytestqt.qtbot import QtBot

    from fracview.core.analysis import Analysis
    from fracview.inference import Prepared


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this test's store, settings and thumbnails lie; nothing of another test, nothing of the user."""
    folder = tmp_path / "home"
    monkeypatch.setenv("FRACVIEW_HOME", str(folder))
    return folder


@pytest.fixture(scope="session")
def tiny_models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The model set of `tests.tiny_runs`."""
    return write_tiny_set(tmp_path_factory.mktemp("tiny") / "models")


@pytest.fixture
def windows(qtbot: QtBot, home: Path, tiny_models: Path) -> Iterator[Windows]:
    """Makes main windows, closes them in the end, and finds what they have left behind."""
    made = Windows(qtbot, home, tiny_models)
    yield made
    made.close_all()


@pytest.fixture
def analysed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of what the networks ran on, each time they did."""
    names: list[str] = []
    run = Analyzer.analyze

    def counted(
        self: Analyzer, prepared: Sequence[Prepared], layer_maps: bool = False, keep_rows: bool = False
    ) -> list[Analysis]:
        names.extend(one.path.name for one in prepared)
        return run(self, prepared, layer_maps, keep_rows)

    monkeypatch.setattr(Analyzer, "analyze", counted)
    return names


@pytest.fixture
def quiet() -> Settings:
    """Settings under which only what is looked at is analysed."""
    return Settings(analyse_in_background=False)


@pytest.fixture
def heartbeat(qtbot: QtBot) -> Iterator[Heartbeat]:
    """How long the thread that paints was kept from everything else."""
    beat = Heartbeat()
    yield beat
    beat.stop()
