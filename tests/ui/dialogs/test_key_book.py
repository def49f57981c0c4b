"""The reader's own keys over a scheme: only what differs is kept."""

from __future__ import annotations

from fracview.ui.actions import scheme_keys
from fracview.ui.dialogs.key_book import KeyBook


def test_an_empty_book_is_the_scheme() -> None:
    book = KeyBook("labelling", {})
    assert book.keys == scheme_keys("labelling")
    assert book.own == {}


def test_only_what_differs_is_kept() -> None:
    book = KeyBook("reading", {})
    book.set("fit", ("F", "", "F", "G"))
    assert book.own == {"fit": ("F", "G")}
    book.set("fit", ("=",))
    assert book.own == {}


def test_no_key_is_a_choice_too() -> None:
    book = KeyBook("reading", {})
    book.set("fit", ())
    assert book.keys["fit"] == ()
    assert book.own == {"fit": ()}
    book.reset("fit")
    assert book.keys["fit"] == ("=",)


def test_own_keys_stay_when_the_scheme_changes() -> None:
    book = KeyBook("reading", {"next": ("J",)})
    book.scheme = "labelling"
    assert book.keys["next"] == ("J",)
    assert book.keys["previous"] == ("Up", "Left", "A")


def test_unknown_actions_are_kept_without_effect() -> None:
    book = KeyBook("reading", {"from_a_later_version": ("R",)})
    assert book.own == {"from_a_later_version": ("R",)}
    assert "from_a_later_version" not in book.keys
    assert book.problems() == []


def test_the_callers_settings_are_not_touched() -> None:
    own = {"fit": ("F",)}
    KeyBook("reading", own).set("fit", ("G",))
    assert own == {"fit": ("F",)}


def test_problems() -> None:
    assert len(KeyBook("reading", {"fit": ("R",)}).problems()) == 1
