"""One error tree: what an error says, and which builtin catches it."""

from __future__ import annotations

from pathlib import Path

import pytest

from fracview.core.errors import (
    DeviceError,
    ExportError,
    FracViewError,
    ModelFolderError,
    ReadingError,
    UsageError,
)

BUILTINS = [
    (ReadingError, ValueError),
    (ModelFolderError, ValueError),
    (DeviceError, RuntimeError),
    (ExportError, OSError),
    (UsageError, ValueError),
]


@pytest.mark.parametrize(("kind", "builtin"), BUILTINS)
def test_each_error_fits_a_builtin_and_the_tree(kind: type[FracViewError], builtin: type[Exception]) -> None:
    error = kind("It broke.", reason="broken")
    assert isinstance(error, builtin)
    assert isinstance(error, FracViewError)
    assert str(error) == "It broke."


def test_file_field_sentence_and_cure_come_in_this_order() -> None:
    error = ExportError("It broke.", reason="broken", path=Path("a.csv"), field="--out", cure="Mend it.")
    assert str(error) == "a.csv: --out: It broke. Mend it."


def test_the_errors_of_core_are_listed_here_in_full() -> None:
    here = {kind for kind in FracViewError.__subclasses__() if kind.__module__ == FracViewError.__module__}
    assert here == {kind for kind, _ in BUILTINS}
