from __future__ import annotations

import sys
from email.message import Message
from importlib.machinery import ModuleSpec
from importlib.metadata import PackageNotFoundError
from typing import TYPE_CHECKING

import pytest

import fracview
from fracview.inference import cuda
from fracview.review import this_build
from fracview.review.this_build import build_words, source_words

if TYPE_CHECKING:
    from pathlib import Path


def test_a_checkout_and_an_installed_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert build_words() == "Source checkout"
    monkeypatch.setattr(fracview, "__file__", str(tmp_path / "fracview" / "__init__.py"))
    assert build_words() == "Installed package"


@pytest.mark.parametrize(("with_cuda", "words"), [(True, "Bundle, CUDA build"), (False, "Bundle, CPU build")])
def test_a_bundle_is_what_it_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, with_cuda: bool, words: str
) -> None:
    spec = ModuleSpec("onnxruntime", None, is_package=True)
    spec.submodule_search_locations = [str(tmp_path)]
    (tmp_path / "capi").mkdir()
    if with_cuda:
        (tmp_path / "capi" / cuda.provider_library()).touch()
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(this_build, "find_spec", lambda _: spec)
    assert build_words() == words


@pytest.mark.parametrize("frozen", [True, False])
def test_the_source_is_where_the_package_says(monkeypatch: pytest.MonkeyPatch, frozen: bool) -> None:
    message = Message()
    message["Project-URL"] = "Issues, https://example.org/issues"
    message["Project-URL"] = "Source, https://example.org/source"
    monkeypatch.setattr(sys, "frozen", frozen, raising=False)
    monkeypatch.setattr(this_build, "metadata", lambda _: message)
    assert source_words() == "Its source: https://example.org/source."
    del message["Project-URL"]
    assert "https" not in source_words()


def test_without_an_address_nothing_is_invented(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_: str) -> Message:
        raise PackageNotFoundError

    monkeypatch.setattr(this_build, "metadata", missing)
    assert source_words() == "What is installed here is its source."
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert source_words().startswith("Whoever gave you this program")
