from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from fracview.core.errors import UsageError
from training.cli_parser import PROTOCOLS as SPOKEN
from training.data import SPLIT_FILE
from training.splits import read_split
from training.suite.protocols import PROTOCOLS, protocol_data, read_groups, straddling_groups
from training.suite.rows import load_suite

if TYPE_CHECKING:
    from pathlib import Path

    from tests.training.conftest import Tiny

TASKS = ("fracture", "region", "detection", "segmentation")


def test_the_command_line_knows_the_protocols() -> None:
    assert SPOKEN == PROTOCOLS


@pytest.mark.parametrize("task", TASKS)
def test_leakfree_parts_are_those_of_the_split_file_and_no_group_straddles(tiny: Tiny, task: str) -> None:
    made = protocol_data(tiny.root, "leakfree-v1", task, {}, 7)
    part = read_split(SPLIT_FILE)
    for name in ("train", "val", "test"):
        samples = getattr(made, name)
        assert {part[scan.image_id] for scan in samples.scans} == {name}
        assert not samples.copies.any()
    assert made.val is not made.test
    assert straddling_groups(made.train, made.val, made.test) == 0


def test_no_group_of_the_committed_split_straddles_its_parts() -> None:
    groups, parts = read_groups(SPLIT_FILE)
    of_group: dict[str, set[str]] = {}
    for image_id, group in groups.items():
        of_group.setdefault(group, set()).add(parts[image_id])
    assert all(len(found) == 1 for found in of_group.values())


def test_the_papers_fracture_parts_are_balanced_and_val_is_test(tiny: Tiny) -> None:
    made = protocol_data(tiny.root, "paper-v1", "fracture", {}, 7)
    assert made.val is made.test
    for part, count in ((made.train, 21), (made.test, 9)):
        assert np.bincount(part.labels).tolist() == [count, count]
    ids = [scan.image_id for part in (made.train, made.test) for scan in part.scans]
    assert len(set(ids)) == len(ids) == 60
    assert any("no validation part" in note for note in made.notes)


def test_small_regions_are_filled_with_copies_in_training_alone(tiny: Tiny) -> None:
    made = protocol_data(tiny.root, "paper-v1", "region", {}, 7)
    assert np.bincount(made.train.labels).tolist() == [210] * 5
    assert np.bincount(made.test.labels).tolist() == [4] * 5  # 12 scans a region, 8 to learn from
    assert not made.test.copies.any()
    first = [
        scan.image_id for scan, copy in zip(made.train.scans, made.train.copies, strict=True) if copy == 0
    ]
    assert len(first) == len(set(first)) == 40
    assert len(set(made.train.stems)) == len(made.train)
    assert not {s.image_id for s in made.train.scans} & {s.image_id for s in made.test.scans}
    assert made.train.augmented.sum() == 1050 - 40


def test_set_one_is_the_official_split_of_boxed_scans(tiny: Tiny) -> None:
    made = protocol_data(tiny.root, "paper-v1", "detection", {"set": 1}, 7)
    assert {scan.official for scan in made.train.scans} == {"train"}
    assert {scan.official for scan in made.test.scans} == {"valid"}
    assert all(scan.boxes_xyxy for scan in (*made.train.scans, *made.test.scans))
    assert all(len(s.polygons_xy) == len(s.boxes_xyxy) for s in made.test.scans)


def test_set_two_adds_the_others_in_the_same_proportion(tiny: Tiny) -> None:
    made = protocol_data(tiny.root, "paper-v1", "detection", {"set": 2}, 7)
    assert np.bincount(made.train.labels).tolist() == [25, 25]
    assert np.bincount(made.test.labels).tolist() == [5, 5]
    ours = protocol_data(tiny.root, "leakfree-v1", "detection", {"set": 2}, 7)
    assert (len(ours.train), len(ours.val), len(ours.test)) == (40, 10, 10)


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("task", TASKS)
def test_a_seed_repeats_its_parts(tiny: Tiny, protocol: str, task: str) -> None:
    first, again = (protocol_data(tiny.root, protocol, task, {}, 7) for _ in range(2))
    assert first.split_hash == again.split_hash
    assert first.train.stems == again.train.stems
    other = protocol_data(tiny.root, protocol, task, {}, 8)
    drawn = protocol == "paper-v1" and task in {"fracture", "region"}
    assert (other.split_hash != first.split_hash) == drawn


def test_a_sample_keeps_every_class_and_val_stays_test(tiny: Tiny) -> None:
    made = protocol_data(tiny.root, "paper-v1", "region", {}, 7).limited(10, seed=3)
    assert np.bincount(made.train.labels).tolist() == [2] * 5
    assert np.bincount(made.test.labels).tolist() == [2] * 5
    assert made.val is made.test
    assert made.split_hash == made.limited(10, seed=3).split_hash


def test_what_there_is_not_is_refused(tiny: Tiny) -> None:
    with pytest.raises(UsageError, match="no protocol paper-v2"):
        protocol_data(tiny.root, "paper-v2", "fracture", {}, 7)
    with pytest.raises(UsageError, match="for the task counts"):
        protocol_data(tiny.root, "paper-v1", "counts", {}, 7)


def test_table_ii_counts_region_flags_of_the_official_valid_scans(fracatlas_dir: Path) -> None:
    """The printed counts add up to 98 for 82 scans: a mixed scan counts under each region it shows."""
    made = protocol_data(fracatlas_dir, "paper-v1", "detection", {"set": 1}, 7)
    flags = [flag for scan in made.test.scans for flag in scan.flags]
    assert len(made.test) == 82
    for row in load_suite("paper").rows_of("II"):
        assert flags.count(row.settings["view"]) == row.paper["n"]


def test_the_real_parts_are_as_large_as_the_paper_says(fracatlas_dir: Path) -> None:
    region = protocol_data(fracatlas_dir, "paper-v1", "region", {}, 7)
    assert np.bincount(region.train.labels).tolist() == [210] * 5
    originals = np.bincount(region.train.labels[region.train.copies == 0])
    tested = np.bincount(region.test.labels)
    assert (originals + tested)[[0, 1, 4]].tolist() == [300] * 3
    fracture = protocol_data(fracatlas_dir, "paper-v1", "fracture", {}, 7)
    assert len(set(np.bincount(fracture.train.labels))) == 1
    assert len(set(np.bincount(fracture.test.labels))) == 1
    assert straddling_groups(fracture.train, fracture.test) > 0  # the slip is kept
    for task in TASKS:
        ours = protocol_data(fracatlas_dir, "leakfree-v1", task, {"set": 2}, 7)
        assert straddling_groups(ours.train, ours.val, ours.test) == 0
