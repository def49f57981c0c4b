"""The table of actions: complete, in words, with icons that exist."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

from fracview.core.resources import resources_dir
from fracview.ui.action_table import ACTIONS, GROUPS, SCHEMES

IDS = {spec.id for spec in ACTIONS}


def test_each_action_is_there_once() -> None:
    assert [name for name, count in Counter(spec.id for spec in ACTIONS).items() if count > 1] == []
    assert {f"preset_{number}" for number in range(10)} <= IDS


def test_groups_stand_together_in_the_order_of_the_menus() -> None:
    order = list(dict.fromkeys(spec.group for spec in ACTIONS))
    assert order == list(GROUPS)
    changes = sum(one.group != other.group for one, other in pairwise(ACTIONS))
    assert changes == len(GROUPS) - 1


def test_schemes_change_actions_that_exist() -> None:
    assert {name for changed in SCHEMES.values() for name in changed} <= IDS


def test_every_icon_is_shipped_and_every_shipped_icon_is_free() -> None:
    folder = resources_dir() / "icons"
    missing = {spec.icon for spec in ACTIONS if spec.icon and not (folder / f"{spec.icon}.svg").is_file()}
    assert missing == set()
    assert "ISC License" in (folder / "LICENSE").read_text(encoding="utf-8")
    strangers = [path.name for path in folder.glob("*.svg") if b"lucide" not in path.read_bytes()]
    assert strangers == []


def test_every_action_says_what_it_does() -> None:
    silent = [spec.id for spec in ACTIONS if not spec.tip.endswith(".") or not spec.text]
    assert silent == []
