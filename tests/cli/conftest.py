from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from fracview.cli import main
from tests.tiny_runs import write_tiny_set

if TYPE_CHECKING:
    from collections.abc import Callable


class Ended(NamedTuple):
    """How a command ended: exit code, standard output, standard error."""

    code: int
    out: str
    err: str


Run = "Callable[..., Ended]"


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_set(tmp_path_factory.mktemp("cli") / "models")


@pytest.fixture
def fracview(capsys: pytest.CaptureFixture[str]) -> Callable[..., Ended]:
    """The command line in this process; arguments are made strings."""

    def run(*arguments: object) -> Ended:
        capsys.readouterr()
        code = main([str(argument) for argument in arguments])
        return Ended(code, *capsys.readouterr())

    return run


@pytest.fixture
def analyze(fracview: Callable[..., Ended], models: Path) -> Callable[..., Ended]:
    """`fracview analyze` with the tiny networks on the CPU."""

    def run(*arguments: object) -> Ended:
        return fracview("analyze", *arguments, "--models", models, "--device", "cpu")

    return run
