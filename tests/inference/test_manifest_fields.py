from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from fracview.core.errors import ModelFolderError
from fracview.inference.manifest_fields import Fields, is_integer, is_number


def fields(**values: Any) -> Fields:
    return Fields(values, Path("manifest.json"), "part")


def test_values_are_read_as_what_they_are() -> None:
    read = fields(a="x", b=3, c=0.5, d=True, e=["u", "v"], f={"k": None}, g="0" * 64)
    assert read.text("a") == "x"
    assert read.integer("b", least=3) == 3
    assert read.number("c", low=0, high=1) == 0.5
    assert read.number("b") == 3.0
    assert read.flag("d") is True
    assert read.texts("e") == ("u", "v")
    assert read.mapping("f") == {"k": None}
    assert read.sha256("g") == "0" * 64
    read.close()


@pytest.mark.parametrize(
    ("call", "value"),
    [
        (lambda f: f.text("a"), ""),
        (lambda f: f.text("a"), 3),
        (lambda f: f.integer("a", least=1), 0),
        (lambda f: f.integer("a", least=1), True),
        (lambda f: f.integer("a", least=1), 1.0),
        (lambda f: f.number("a"), "1"),
        (lambda f: f.number("a"), True),
        (lambda f: f.number("a"), float("inf")),
        (lambda f: f.number("a", low=0, high=1), 1.01),
        (lambda f: f.flag("a"), 1),
        (lambda f: f.texts("a"), []),
        (lambda f: f.texts("a"), ["x", "x"]),
        (lambda f: f.texts("a"), ["x", 1]),
        (lambda f: f.mapping("a"), []),
        (lambda f: f.sha256("a"), "A" * 64),
        (lambda f: f.child("a"), 3),
        (lambda f: f.children("a"), {}),
    ],
)
def test_the_wrong_kind_is_refused_with_the_dotted_name(call: Any, value: Any) -> None:
    with pytest.raises(ModelFolderError) as caught:
        call(fields(a=value))
    assert (caught.value.reason, caught.value.field) == ("manifest_type", "part.a")


def test_a_missing_key_and_a_stranger_are_told_apart() -> None:
    with pytest.raises(ModelFolderError) as caught:
        fields().text("a")
    assert caught.value.reason == "manifest_missing_key"
    with pytest.raises(ModelFolderError) as caught:
        fields(b=1).close()
    assert (caught.value.reason, caught.value.field) == ("manifest_unknown_key", "part.b")


def test_children_are_named_by_their_place() -> None:
    first, second = fields(a=[{"x": 1}, {}]).children("a")
    assert first.integer("x", least=0) == 1
    with pytest.raises(ModelFolderError) as caught:
        second.integer("x", least=0)
    assert caught.value.field == "part.a[1].x"


def test_the_rest_is_what_nobody_asked_for() -> None:
    read = fields(a="x", b=1, c=2)
    read.text("a")
    assert read.rest() == {"b": 1, "c": 2}
    read.close()


def test_null_is_not_there() -> None:
    assert not fields(a=None).has("a")
    assert not fields().has("a")
    assert fields(a={}).has("a")


def test_json_numbers() -> None:
    assert is_number(1)
    assert is_number(0.5)
    assert not any(map(is_number, (True, "1", None, float("nan"))))
    assert is_integer(2, least=2)
    assert not is_integer(1, least=2)
