from __future__ import annotations

from pathlib import Path

import pytest

from fracview.core.errors import DeviceError, ModelFolderError
from fracview.inference import ModelSet, load_model_set
from fracview.review.batch.cluster import ClusterError
from fracview.review.batch.cluster.errors import Refusal
from fracview.review.batch.cluster.parcel import Parcel, opened


def _references(model_set: ModelSet) -> list[object]:
    return [folder.reference for folder in model_set.folders]


def test_the_networks_arrive_as_they_were_sent_and_leave_nothing_behind(models: Path) -> None:
    model_set = load_model_set(models)
    parcel = Parcel.of(model_set)
    there: list[Path] = []

    def use(found: ModelSet) -> list[object]:
        there.append(found.path)
        assert found.path.stat().st_mode & 0o077 == 0
        return _references(found)

    assert opened(parcel, parcel.digest, use) == _references(model_set)
    assert not there[0].exists()


def test_other_networks_are_refused(models: Path) -> None:
    parcel = Parcel.of(load_model_set(models))
    with pytest.raises(ClusterError) as caught:
        opened(parcel, "0" * 64, _references)
    assert caught.value.reason == "networks_differ"


def test_a_damaged_parcel_is_refused(models: Path) -> None:
    parcel = Parcel.of(load_model_set(models))
    manifest, weights = parcel.files["fracture"]
    damaged = Parcel(parcel.files | {"fracture": (manifest, weights[:-1] + b"?")})
    assert damaged.digest != parcel.digest
    with pytest.raises(ModelFolderError) as caught:
        opened(damaged, parcel.digest, _references)
    assert caught.value.reason == "hash_mismatch"


def test_an_error_comes_back_from_a_worker_as_what_it_was(models: Path) -> None:
    error = DeviceError(
        "cannot be used.", reason="device_unusable", path=models, field="device", cure="Use the CPU."
    )
    back = Refusal.of(error).error()
    assert type(back) is DeviceError
    assert (back.reason, back.field, back.cure, back.path) == (
        "device_unusable",
        "device",
        "Use the CPU.",
        None,
    )
    assert type(Refusal("OSError", "a", "b").error()) is ClusterError
