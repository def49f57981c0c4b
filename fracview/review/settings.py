"""What a person has chosen, in one JSON file; no slip in it can keep the program from starting."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, fields
from typing import TYPE_CHECKING, Any

from fracview.core.errors import FracViewError
from fracview.review.settings_fields import CHECKS, key_overrides

if TYPE_CHECKING:
    from pathlib import Path


class SettingsError(FracViewError, OSError):
    """Settings that could not be saved: `settings_not_saved`."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings; `fracview.review.settings_fields.CHECKS` says what each may be.

    Attributes
    ----------
    reader
        Name that is written beside verdicts; "" for none.
    theme
        ``dark`` or ``light``.
    device
        What the networks run on: ``auto``, ``cpu``, ``cuda``, ``cuda:N``.
    models
        Folder of the model set; "" for the one that ships.
    box_threshold
        Score from which boxes are shown, in [0, 1]; None for the detector's high-sensitivity point.
    keys
        Key sequences by action, only where they differ from the scheme; an empty tuple takes the keys away.
    drag_up
        What dragging upwards does: ``brighter`` or ``darker``.
    wheel
        What the wheel does: ``zoom``, or ``next`` radiograph.
    corner_texts
        ``all``, ``technical`` (no names) or ``none``.
    key_scheme
        ``reading`` or ``labelling``.
    analyse_in_background
        Whether the whole list is analysed without asking.
    store
        File of the store; "" for the usual one.
    queue_ageing_h
        Hours after which a radiograph without a verdict is aged: aged ones take every second place; None for
        never.
    queue_negative_share
        Share of what was not found that is drawn by lot and read among the suspicious, in [0, 1].
    read_first
        Whether the reader answers before the networks' findings are shown.
    check_for_updates
        Whether the newest version's number is asked for when FracView starts.
    """

    reader: str = ""
    theme: str = "dark"
    device: str = "auto"
    models: str = ""
    box_threshold: float | None = None
    keys: dict[str, tuple[str, ...]] = field(default_factory=dict)
    drag_up: str = "brighter"
    wheel: str = "zoom"
    corner_texts: str = "all"
    key_scheme: str = "reading"
    analyse_in_background: bool = True
    store: str = ""
    queue_ageing_h: float | None = 24.0
    queue_negative_share: float = 0.05
    read_first: bool = False
    check_for_updates: bool = False


def load_settings(path: Path) -> tuple[Settings, tuple[str, ...]]:
    """Settings of a file, and a sentence for each thing in it that could not be used.

    What is wrong gets its default, and the rest is used. A file that is no settings at all is kept aside,
    with ``.broken`` behind its name, so that saving does not destroy it. No file is no problem.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return Settings(), ()
    except OSError as error:
        return Settings(), (f"The settings cannot be read ({error.strerror}); the usual ones are used.",)
    try:
        written = json.loads(data)
    except (ValueError, RecursionError):
        written = None
    if not isinstance(written, dict):
        return Settings(), (_keep_aside(path),)
    return _checked(written)


def save_settings(settings: Settings, path: Path) -> None:
    """Write the file aside, then let it replace the old one.

    Raises
    ------
    SettingsError
        `settings_not_saved`; the old file is still there.
    """
    from fracview.review.whole_files import write_json  # not needed to start with

    try:
        write_json(path, asdict(settings))
    except OSError as error:
        raise SettingsError(
            f"the settings cannot be saved: {error.strerror or error}.",
            reason="settings_not_saved",
            path=path,
            cure="Make the file and its folder writable, and see that the disk has space left.",
        ) from error


def _keep_aside(path: Path) -> str:
    aside = path.with_name(f"{path.name}.broken")
    try:
        path.replace(aside)
    except OSError:
        return "The settings file is damaged; the usual settings are used."
    return f"The settings file is damaged and was kept as {aside.name}; the usual settings are used."


def _checked(written: dict[str, Any]) -> tuple[Settings, tuple[str, ...]]:
    used: dict[str, Any] = {}
    problems = [f"There is no setting called {name!r}; it is left out." for name in _unknown(written)]
    for name in written.keys() & CHECKS.keys():
        wanted, fits = CHECKS[name]
        if fits(written[name]):
            used[name] = written[name]
        else:
            problems.append(f"The setting {name!r} must be {wanted}; the usual one is used.")
    if "keys" in written:
        used["keys"], wrong = key_overrides(written["keys"])
        problems += wrong
    return Settings(**used), tuple(sorted(problems))


def _unknown(written: dict[str, Any]) -> list[str]:
    """Names that are no setting, cut to what a line can show."""
    known = {one.name for one in fields(Settings)}
    return [name[:40] for name in written if name not in known]
