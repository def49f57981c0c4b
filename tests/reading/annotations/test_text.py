"""Files as text and JSON: byte order marks, line ends, and what cannot be read at all."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from fracview.reading.annotations import AnnotationError, read_reference
from fracview.reading.annotations import text as text_module
from fracview.reading.annotations.text import digest, digest_of_several, load_bytes, load_json
from tests.reading.annotations.build import coco, saved

if TYPE_CHECKING:
    from pathlib import Path


def refused(path: Path) -> AnnotationError:
    with pytest.raises(AnnotationError) as caught:
        read_reference(path)
    assert caught.value.path == path
    assert caught.value.cure
    return caught.value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_byte_order_mark_and_line_ends_do_not_matter(encoding: str, line_end: str, tmp_path: Path) -> None:
    text = json.dumps(coco(), indent=1).replace("\n", line_end)
    path = saved(tmp_path, text.encode(encoding))
    assert sum(len(image.annotations) for image in read_reference(path).images) == 2


def test_truncated_json_names_line_and_column(tmp_path: Path) -> None:
    text = json.dumps(coco(), indent=1)
    for cut in range(2, len(text) - 1, 7):
        error = refused(saved(tmp_path, text[:cut]))
        assert error.reason in {"truncated", "malformed"}, text[:cut][-20:]
        assert error.field is not None
        assert error.field.startswith("line ")


def test_truncated_in_a_word_or_between_values(tmp_path: Path) -> None:
    assert refused(saved(tmp_path, '{"images": [')).reason == "truncated"
    assert refused(saved(tmp_path, '{"images": [{"id": 1, "file_na')).reason == "truncated"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"{]", "malformed"),
        (b'{"a": \xff}', "not_text"),
        (b"[" * 100_000, "malformed"),
        (b'{"images": ' + b"1" * 5000 + b"}", "malformed"),
        (b"", "unknown_format"),
    ],
)
def test_what_is_no_json(content: bytes, reason: str, tmp_path: Path) -> None:
    assert refused(saved(tmp_path, content)).reason == reason


def test_bytes_that_are_no_text_are_named_by_line(tmp_path: Path) -> None:
    path = saved(tmp_path, b'{"a":\n1,\n"\xff": 2}')
    assert refused(path).field == "line 3"


def test_missing_and_not_a_file(tmp_path: Path) -> None:
    assert refused(tmp_path / "nothing.json").reason == "not_found"
    with pytest.raises(AnnotationError) as caught:
        load_bytes(tmp_path)
    assert caught.value.reason == "not_a_file"


def test_larger_than_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = saved(tmp_path, b"x" * 100)
    with pytest.raises(AnnotationError) as caught:
        load_bytes(path, 99)
    assert caught.value.reason == "too_large"
    assert load_bytes(path, 100) == b"x" * 100
    assert text_module.MAX_BYTES > 200e6


def test_a_key_twice_is_refused_only_where_asked(tmp_path: Path) -> None:
    path = saved(tmp_path, '{"a": 1, "a": 2}')
    assert load_json(path)[0] == {"a": 2}
    with pytest.raises(AnnotationError) as caught:
        load_json(path, unique_keys=True)
    assert (caught.value.reason, caught.value.field) == ("duplicate_id", "a")


def test_digest_of_several_does_not_depend_on_their_order() -> None:
    pairs = [("b", digest(b"2")), ("a", digest(b"1"))]
    assert digest_of_several(pairs) == digest_of_several(pairs[::-1]) != digest_of_several(pairs[:1])
    assert digest_of_several(pairs[:1]) == digest(b"2")
