from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from fracview.review.settings import Settings, SettingsError, load_settings, save_settings

OTHER = Settings(
    reader="Ärztin \U0001f9b4",
    theme="light",
    device="cuda:1",
    models="/somewhere/models",
    box_threshold=0.1 + 0.2,
    keys={"next": ("J", "Down"), "invert": ()},
    drag_up="darker",
    wheel="next",
    corner_texts="none",
    key_scheme="labelling",
    analyse_in_background=False,
    store="/somewhere/store.sqlite",
    queue_ageing_h=None,
    queue_negative_share=0.2,
    read_first=True,
    check_for_updates=True,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config" / "settings.json"


@pytest.mark.parametrize("settings", [Settings(), OTHER])
def test_settings_come_back_as_they_were(path: Path, settings: Settings) -> None:
    save_settings(settings, path)
    assert load_settings(path) == (settings, ())
    assert list(path.parent.iterdir()) == [path]
    if os.name != "nt":
        assert path.stat().st_mode & 0o777 == 0o600


def test_without_a_file_all_is_as_usual(path: Path) -> None:
    assert load_settings(path) == (Settings(), ())
    assert not path.parent.exists()


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe\0", b"[1]", b"null", b"[" * 100_000])
def test_a_broken_file_is_kept_aside_and_said(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    settings, problems = load_settings(path)
    assert settings == Settings()
    assert len(problems) == 1
    assert "settings.json.broken" in problems[0]
    assert path.with_name("settings.json.broken").read_bytes() == content
    assert load_settings(path) == (Settings(), ())


def test_a_broken_file_that_cannot_be_kept_aside_stays(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "read-only")

    path.parent.mkdir()
    path.write_bytes(b"{")
    monkeypatch.setattr(Path, "replace", refuse)
    assert load_settings(path)[1] == ("The settings file is damaged; the usual settings are used.",)
    assert path.read_bytes() == b"{"


def test_what_is_wrong_gets_its_default_and_the_rest_is_used(path: Path) -> None:
    path.parent.mkdir()
    written = {"theme": "pink", "reader": "AB", "box_threshold": 7, "keys": {"next": "J"}, "colour": 3}
    path.write_text(json.dumps(written))
    settings, problems = load_settings(path)
    assert settings == Settings(reader="AB")
    assert len(problems) == 4
    said = " ".join(problems)
    for words in ("'theme' must be dark or light", "'box_threshold' must be a number", "'next'", "'colour'"):
        assert words in said
    assert path.exists()


def test_a_file_that_cannot_be_read_is_left_alone(path: Path) -> None:
    path.mkdir(parents=True)
    settings, problems = load_settings(path)
    assert settings == Settings()
    assert len(problems) == 1
    assert "cannot be read" in problems[0]
    assert path.is_dir()


def test_what_cannot_be_saved_says_so_and_leaves_the_old_file(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    save_settings(OTHER, path)
    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(SettingsError, match="No space left") as raised:
        save_settings(Settings(), path)
    assert (raised.value.reason, raised.value.path) == ("settings_not_saved", path)
    assert raised.value.cure
    assert load_settings(path) == (OTHER, ())
    assert list(path.parent.iterdir()) == [path]
