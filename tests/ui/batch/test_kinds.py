from __future__ import annotations

from pathlib import Path

from fracview.ui.batch.kinds import KINDS, PICTURES, output_paths


def test_every_kind_has_a_name_of_its_own() -> None:
    names = [kind.name for kind in KINDS.values()]
    assert len(set(names)) == len(names)
    assert all(kind.text and kind.tip for kind in KINDS.values())
    assert set(PICTURES) <= KINDS.keys()


def test_what_may_be_written_is_left_out_of_a_run() -> None:
    paths = output_paths(Path("out"))
    assert {Path("out") / kind.name for kind in KINDS.values()} <= set(paths)
    assert Path("out/coco.images.json") in paths


def test_pictures_and_pages_never_take_identifiers() -> None:
    assert {name for name, kind in KINDS.items() if kind.identifiers} == {
        "frames", "boxes", "lines", "workbook"
    }  # fmt: skip
