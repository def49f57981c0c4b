from __future__ import annotations

from dataclasses import replace

from fracview.core.analysis import Provenance
from fracview.export.origins import MOST_ORIGINS, Origins
from fracview.export.records import to_record
from tests.export.analyses import PROVENANCE, analysis


def origins(*provenances: Provenance) -> Origins:
    gathered = Origins()
    for one in provenances:
        gathered.add(to_record(analysis(provenance=one))["provenance"])
    return gathered


def test_one_origin_a_set_of_networks_provider_and_thresholds() -> None:
    other = replace(PROVENANCE, provider="CUDAExecutionProvider")
    found = origins(PROVENANCE, other, replace(PROVENANCE, voi="window 1 of the file")).all()
    assert [(one["provider"], one["frames"]) for one in found] == [
        ("CPUExecutionProvider", 2),
        ("CUDAExecutionProvider", 1),
    ]


def test_frames_that_no_network_saw_have_none() -> None:
    gathered = origins(Provenance("0.2.0"))
    assert gathered.all() == []
    assert gathered.app_version == "0.2.0"


def test_it_takes_no_more_memory_for_ever() -> None:
    gathered = origins(
        *(replace(PROVENANCE, provider_note=str(number)) for number in range(MOST_ORIGINS + 5))
    )
    assert len(gathered.all()) == MOST_ORIGINS
