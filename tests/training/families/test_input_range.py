from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from training.families.input_range import main

if TYPE_CHECKING:
    from pathlib import Path

    from tests.training.conftest import Tiny


@pytest.mark.slow
def test_the_same_frozen_backbone_is_fed_three_ranges(
    tiny: Tiny, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["--data", str(tiny.root), "--work", str(tmp_path), "--epochs", "1", "--sample", "10"]
    main(arguments)
    result = json.loads(capsys.readouterr().out)
    assert set(result["accuracy_of_region"]) == {"own", "paper", "raw"}
    assert json.loads((tmp_path / "input_range" / "MobileNetV2" / "result.json").read_text()) == result
    main(arguments)  # all of it is there already
    assert json.loads(capsys.readouterr().out)["accuracy_of_region"] == result["accuracy_of_region"]
