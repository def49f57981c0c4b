from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fracview.core.analysis import (
    Analysis,
    Detection,
    Fracture,
    ModelReference,
    OperatingPoints,
    Provenance,
    Region,
    Status,
    Tier,
)
from fracview.review.store.codec import DamagedError, Provenances, decode, encode
from tests.export.analyses import analysis, layer_map, without_findings

FIELDS = [name for name in Analysis.__slots__ if name not in {"path", "layer_maps", "network_rows"}]

# Any text at all: a reader's file may hold half a character.
text = st.text(st.characters(codec=None), max_size=20)
number = st.floats(allow_nan=False)
tier = st.sampled_from(Tier)
provenance = st.builds(
    Provenance,
    text,
    st.lists(st.builds(ModelReference, text, text, text), max_size=3).map(tuple),
    provider=text,
    provider_note=text,
    preprocessing=text,
    voi=text,
    operating_points=st.dictionaries(text, st.builds(OperatingPoints, number, number), max_size=3),
)
any_analysis = st.builds(
    Analysis,
    st.just(Path("folder/scan.dcm")),
    st.integers(0, 2**31),
    text,
    st.sampled_from(Status),
    text,
    provenance,
    st.none() | st.builds(Fracture, number, tier),
    st.none() | st.builds(Region, text, st.dictionaries(text, number, max_size=5)),
    st.lists(st.builds(Detection, st.tuples(*[number] * 4), number, tier), max_size=5).map(tuple),
    warnings=st.lists(text, max_size=3).map(tuple),
    elapsed_ms=number,
)


def _through(one: Analysis) -> Analysis:
    return decode(one.sha256, one.frame, encode(one), Provenances())


@given(any_analysis)
def test_every_analysis_comes_back_exactly(one: Analysis) -> None:
    back = _through(one)
    assert {name: getattr(back, name) for name in FIELDS} == {name: getattr(one, name) for name in FIELDS}


def test_order_and_types_come_back_too() -> None:
    one = analysis(region=Region("leg", {"leg": 0.1 + 0.2, "hand": 1e-300}), warnings=("b", "a"))
    back = _through(one)
    assert back.region is not None
    assert list(back.region.probabilities.items()) == [("leg", 0.1 + 0.2), ("hand", 1e-300)]
    assert (back.status is Status.ANALYZED, back.warnings) == (True, ("b", "a"))
    assert back.fracture is not None
    assert back.fracture.tier is Tier.DEFINITE
    assert all(isinstance(one.tier, Tier) for one in back.detections)


def test_path_and_layer_maps_stay_outside() -> None:
    back = _through(analysis(path=Path("Miller_Anna/hand.jpg"), layer_maps=(layer_map(),)))
    assert (back.path, back.layer_maps) == (Path(), ())
    assert "Miller" not in str(encode(analysis(path=Path("Miller_Anna/hand.jpg"))))


def test_out_of_scope_comes_back_without_findings_and_with_its_reason() -> None:
    back = _through(without_findings(Status.OUT_OF_SCOPE, "gate: unlike a limb"))
    assert (back.status, back.reason) == (Status.OUT_OF_SCOPE, "gate: unlike a limb")
    assert (back.fracture, back.region, back.detections) == (None, None, ())


def test_a_shared_provenance_is_one_object() -> None:
    shared = Provenances()
    first, second = (decode("ab", frame, encode(analysis(frame=frame)), shared) for frame in (0, 1))
    assert first.provenance is second.provenance


@pytest.mark.parametrize(
    "changes",
    [
        {"body": lambda value: value.replace("0.87", "0.17")},
        {"boxes": lambda value: value[:-41]},
        {"status": lambda _: "out_of_scope"},
        {"checksum": lambda value: value + 1},
        {"provenance": lambda value: value[:-5]},
        {"provenance": lambda _: json.dumps({"models": 3})},
    ],
)
def test_what_has_changed_on_the_disk_is_refused(changes: dict[str, Any]) -> None:
    encoded = encode(analysis())
    damaged = encoded._replace(**{name: change(getattr(encoded, name)) for name, change in changes.items()})
    with pytest.raises(DamagedError):
        decode("ab", 0, damaged, Provenances())
