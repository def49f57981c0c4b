from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from fracview.cli import ALL_DONE, NOT_STARTED, SOME_FAILED
from tests.cli.conftest import Ended
from tests.inference.tiny_models import write_folder

Fracview = Callable[..., Ended]


@pytest.fixture
def spoilt(models: Path, tmp_path: Path) -> Path:
    """A set whose region weights are not those of its manifest."""
    shutil.copytree(models, tmp_path / "spoilt")
    with (tmp_path / "spoilt" / "region" / "model.onnx").open("ab") as weights:
        weights.write(b"x")
    return tmp_path / "spoilt"


def test_list_has_a_line_a_model(fracview: Fracview, models: Path) -> None:
    ended = fracview("models", "list", "--models", models)
    assert ended.code == ALL_DONE
    assert [line.split()[:2] for line in ended.out.splitlines()] == [
        ["detection", "tiny-detection"],
        ["fracture", "tiny-fracture"],
        ["region", "tiny-region"],
    ]


def test_verify_runs_each_network(fracview: Fracview, models: Path) -> None:
    ended = fracview("models", "verify", "--models", models)
    assert ended.code == ALL_DONE
    assert ended.out.count("verified") == 3
    assert "layer_01 [1, 8, 16]" in ended.out


def test_verify_names_what_is_wrong_and_goes_on(fracview: Fracview, spoilt: Path) -> None:
    ended = fracview("models", "verify", "--models", spoilt)
    assert ended.code == SOME_FAILED
    assert ended.out.count("verified") == 2
    assert str(spoilt / "region" / "model.onnx") in ended.err
    assert "SHA-256" in ended.err


def test_a_broken_manifest_is_named_by_list(fracview: Fracview, spoilt: Path) -> None:
    (spoilt / "fracture" / "manifest.json").write_text("{", encoding="utf-8")
    ended = fracview("models", "list", "--models", spoilt)
    assert ended.code == SOME_FAILED
    assert len(ended.out.splitlines()) == 2
    assert "is no JSON" in ended.err


@pytest.mark.parametrize("name", ["tiny-region", "region"])
def test_show_prints_card_and_manifest(fracview: Fracview, models: Path, name: str) -> None:
    ended = fracview("models", "show", name, "--models", models)
    assert ended.code == ALL_DONE
    card, _, manifest = ended.out.partition("{")
    assert card.startswith("# tiny-region")
    assert json.loads("{" + manifest)["name"] == "tiny-region"


def test_show_without_a_card_says_so(fracview: Fracview, spoilt: Path) -> None:
    (spoilt / "fracture" / "MODEL_CARD.md").unlink()
    assert "MODEL_CARD.md cannot be read" in fracview("models", "show", "fracture", "--models", spoilt).out


def test_an_unknown_name_is_refused_with_those_there_are(fracview: Fracview, models: Path) -> None:
    ended = fracview("models", "show", "nothing", "--models", models)
    assert ended.code == NOT_STARTED
    assert "tiny-detection, tiny-fracture, tiny-region" in ended.err


def test_a_folder_without_models_is_refused(fracview: Fracview, tmp_path: Path) -> None:
    for action in ("list", "verify"):
        ended = fracview("models", action, "--models", tmp_path)
        assert ended.code == NOT_STARTED
        assert "holds no model folder" in ended.err


def test_a_region_network_without_gate_is_said_to_have_none(fracview: Fracview, tmp_path: Path) -> None:
    write_folder(tmp_path / "region", "region", changes={"scope": None})
    assert "no out-of-scope gate" in fracview("models", "list", "--models", tmp_path).out
