from __future__ import annotations

import csv
import hashlib
from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np
import pytest

from fracview.inference.preprocess import letterbox_image
from fracview.reading import read
from training import duplicates, fracatlas, splits
from training.data import GROUPING_SIZE, SPLIT_FILE

if TYPE_CHECKING:
    from pathlib import Path

    from training.data import Dataset


@pytest.fixture(scope="module")
def committed() -> list[dict[str, str]]:
    with SPLIT_FILE.open(newline="") as stream:
        return list(csv.DictReader(stream))


def some_scans(count: int = 400, seed: int = 1) -> tuple[list[fracatlas.Scan], np.ndarray]:
    """Scans of every region and label in groups of one to four, 20 of them official valid."""
    rng = np.random.default_rng(seed)
    groups = np.repeat(np.arange(count), rng.integers(1, 5, count))[:count]
    groups = np.array([int(np.flatnonzero(groups == g)[0]) for g in groups])
    official = set(rng.choice(count, 20, replace=False).tolist())
    scans = [
        fracatlas.Scan(
            f"IMG{index:07d}.jpg",
            None,
            fracatlas.REGIONS[group % 5],
            bool(group % 3 == 0),
            (),
            "valid" if index in official else "",
        )
        for index, group in enumerate(groups.tolist())
    ]
    return scans, groups


def test_no_group_of_the_committed_split_straddles_a_part(committed: list[dict[str, str]]) -> None:
    parts = defaultdict(set)
    sizes: dict[str, int] = defaultdict(int)
    for row in committed:
        parts[row["group"]].add(row["part"])
        sizes[row["group"]] += 1
    assert len(committed) == 3859
    assert {part for found in parts.values() for part in found} == set(splits.PARTS)
    assert all(len(found) == 1 for found in parts.values())
    assert sum(size > 1 for size in sizes.values()) > 100  # the check has something to check


def test_official_valid_scans_are_all_in_test(committed: list[dict[str, str]], fracatlas_dir: Path) -> None:
    part = {row["image_id"]: row["part"] for row in committed}
    scans = fracatlas.load(fracatlas_dir)
    valid = [scan.image_id for scan in scans if scan.official == "valid"]
    assert len(valid) == 82
    assert {part[name] for name in valid} == {"test"}
    assert set(part) == {scan.image_id for scan in scans if scan.path}


def test_the_committed_split_is_stratified(committed: list[dict[str, str]], fracatlas_dir: Path) -> None:
    part = {row["image_id"]: row["part"] for row in committed}
    scans = [scan for scan in fracatlas.load(fracatlas_dir) if scan.path]
    for region in fracatlas.REGIONS:
        for fractured in (False, True):
            chosen = [part[s.image_id] for s in scans if (s.region, s.fractured) == (region, fractured)]
            assert chosen.count("val") == pytest.approx(0.125 * len(chosen), abs=3)
            assert chosen.count("test") >= 0.125 * len(chosen) - 3
            assert chosen.count("train") >= 0.5 * len(chosen)


def test_the_committed_groups_and_pixels_agree(committed: list[dict[str, str]], fracatlas_dir: Path) -> None:
    """Forty scans from groups of several and forty alone: found again by what they show."""
    by_group = defaultdict(list)
    for row in committed:
        by_group[row["group"]].append(row["image_id"])
    several = [name for names in by_group.values() if len(names) > 1 for name in names][:40]
    alone = [names[0] for names in by_group.values() if len(names) == 1]
    chosen = several + [str(n) for n in np.random.default_rng(4).choice(alone, 40, replace=False)]
    paths = {scan.image_id: scan.path for scan in fracatlas.load(fracatlas_dir)}
    squares = [letterbox_image(read(paths[n]).display_image(), GROUPING_SIZE, GROUPING_SIZE) for n in chosen]
    found = duplicates.group_labels(
        len(chosen), duplicates.similar_pairs(duplicates.thumbnail_vectors(np.stack(squares)))
    )
    group = {name: names[0] for names in by_group.values() for name in names}
    again: dict[str, set[int]] = defaultdict(set)
    for name, label in zip(chosen, found.tolist(), strict=True):
        again[group[name]].add(label)
    assert len(set(found.tolist())) == len(again)
    assert all(len(labels) == 1 for labels in again.values())


def test_the_same_seed_gives_the_same_split_and_another_another() -> None:
    scans, groups = some_scans()
    first = splits.make_split(scans, groups)
    assert splits.make_split(scans, groups) == first
    assert splits.make_split(scans, groups, seed=21) != first
    assert set(first) == {scan.image_id for scan in scans}


def test_a_made_split_leaks_nothing_and_keeps_its_fractions() -> None:
    scans, groups = some_scans()
    made = splits.make_split(scans, groups)
    report = splits.leak_report(scans, groups, made)
    assert report["groups_straddling_our_split"] == 0
    assert all(made[scan.image_id] == "test" for scan in scans if scan.official)
    assert list(made.values()).count("val") == pytest.approx(0.125 * len(scans), abs=20)
    assert sum(sum(part.values()) for part in report["counts"].values()) == len(scans)


def test_the_leak_report_counts_what_straddles() -> None:
    scans = [
        fracatlas.Scan(f"IMG{i}.jpg", None, "hand", True, (), official)
        for i, official in enumerate(("train", "valid", "", "", ""))
    ]
    groups = np.array([0, 0, 2, 2, 4])
    part = dict(zip((s.image_id for s in scans), ("train", "test", "train", "val", "train"), strict=True))
    report = splits.leak_report(scans, groups, part)
    assert report["groups_straddling_our_split"] == 2
    assert report["groups_straddling_the_official_split"] == 1
    assert (report["groups_of_two_or_more"], report["scans_in_such_groups"]) == (2, 4)
    assert report["largest_group"] == 2
    assert report["counts"] == {
        "train": {"hand fractured": 3},
        "val": {"hand fractured": 1},
        "test": {"hand fractured": 1},
    }


def test_a_split_comes_back_from_its_file(tmp_path: Path) -> None:
    scans, groups = some_scans(40)
    made = splits.make_split(scans, groups)
    file = tmp_path / "split.csv"
    file.write_text(splits.to_csv(scans, groups, made))
    assert splits.read_split(file) == made
    assert splits.split_sha256(file) == hashlib.sha256(file.read_bytes()).hexdigest()
    with file.open(newline="") as stream:
        assert [row["group"] for row in csv.DictReader(stream)] == [scans[g].image_id for g in groups]


def test_the_tiny_data_set_leaks_nothing(tiny_dataset: Dataset) -> None:
    from training import data

    groups = data.group(tiny_dataset.scans, tiny_dataset.work)
    report = splits.leak_report(tiny_dataset.scans, groups, tiny_dataset.part)
    assert report["groups_straddling_our_split"] == 0
    assert report["groups_straddling_the_official_split"] == 0
