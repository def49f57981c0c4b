from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from fracview.cli import ALL_DONE, SOME_FAILED
from fracview.cli import doctor as doctor_module
from tests.cli.conftest import Ended

Fracview = Callable[..., Ended]


def _use(monkeypatch: pytest.MonkeyPatch, folder: Path | None) -> None:
    monkeypatch.setattr(doctor_module, "_models_folder", lambda: folder)


def test_a_sound_installation_is_said_to_be_sound(
    fracview: Fracview, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _use(monkeypatch, models)
    ended = fracview("doctor")
    assert ended.code == ALL_DONE
    assert ended.out.count("verified in") == 3
    assert "CPUExecutionProvider: works" in ended.out
    assert ended.out.endswith("Radiographs can be analysed.\n")


def test_json_tells_the_same(fracview: Fracview, models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _use(monkeypatch, models)
    report = json.loads(fracview("doctor", "--json").out)
    assert report["healthy"] is True
    assert {model["task"] for model in report["models"]} == {"fracture", "region", "detection"}


def test_what_is_missing_is_a_problem(
    fracview: Fracview, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _use(monkeypatch, tmp_path)
    ended = fracview("doctor")
    assert ended.code == SOME_FAILED
    assert f"problem        {tmp_path}: holds no model folder." in ended.out
    assert json.loads(fracview("doctor", "--json").out)["healthy"] is False


def test_the_examination_reaches_for_no_network(
    fracview: Fracview, models: Path, monkeypatch: pytest.MonkeyPatch, no_network: list[str]
) -> None:
    monkeypatch.setattr("fracview.review.updates.UPDATE_ADDRESS", "https://192.0.2.1/newest.json")
    _use(monkeypatch, models)
    assert fracview("doctor").code == ALL_DONE
