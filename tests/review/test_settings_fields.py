from __future__ import annotations

from dataclasses import fields

import pytest

from fracview.review.settings import Settings
from fracview.review.settings_fields import CHECKS, MOST_CHARACTERS, MOST_HOURS, key_overrides


def test_every_setting_has_a_check_that_its_default_passes() -> None:
    assert {one.name for one in fields(Settings)} == {*CHECKS, "keys"}
    assert all(fits(getattr(Settings(), name)) for name, (_, fits) in CHECKS.items())


@pytest.mark.parametrize(
    ("name", "fitting", "wrong"),
    [
        (
            "reader",
            ["", "Dr. Ärztin <b>", "x" * MOST_CHARACTERS],
            [None, 3, "x" * (MOST_CHARACTERS + 1), "a\0b"],
        ),
        ("theme", ["dark", "light"], ["", "Dark", "dark or light", ["dark"], None]),
        ("device", ["auto", "cpu", "cuda", "cuda:0", "cuda:12"], ["gpu", "cuda:", "cuda:x", "cpu ", 0]),
        ("box_threshold", [None, 0, 1, 0.25], [True, -0.1, 1.1, float("nan"), float("inf"), "0.5", [0.5]]),
        ("analyse_in_background", [True, False], [1, 0, "true", None]),
        ("queue_ageing_h", [None, 0.5, 24, MOST_HOURS], [0, -1, MOST_HOURS + 1, float("nan"), "24", True]),
        ("queue_negative_share", [0, 0.05, 1], [None, -0.1, 1.1, float("nan"), True]),
        ("read_first", [True, False], [1, None]),
        ("check_for_updates", [True, False], [1, "true", None]),
    ],
)
def test_what_a_setting_may_be(name: str, fitting: list[object], wrong: list[object]) -> None:
    wanted, fits = CHECKS[name]
    assert wanted
    assert [value for value in fitting if not fits(value)] == []
    assert [value for value in wrong if fits(value)] == []


def test_keys_that_fit_are_used_beside_those_that_do_not() -> None:
    keys, problems = key_overrides(
        {"next": ["J", "Down"], "invert": [], "fit": "=", "first": [1], "last": [""]}
    )
    assert keys == {"next": ("J", "Down"), "invert": ()}
    assert len(problems) == 3
    assert all(
        f"'{name}'" in problem for name, problem in zip(("fit", "first", "last"), problems, strict=True)
    )


@pytest.mark.parametrize("written", [None, [], "next", 3])
def test_keys_that_are_no_table_are_one_problem(written: object) -> None:
    keys, problems = key_overrides(written)
    assert (keys, len(problems)) == ({}, 1)
