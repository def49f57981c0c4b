from __future__ import annotations

from pathlib import Path

from fracview.review.batch.own_files import OwnFiles
from fracview.review.store import Store
from tests.review.batch.runs import run_over, write_folder


def test_the_store_is_no_scan_wherever_it_lies(tmp_path: Path, models: Path) -> None:
    folder = write_folder(tmp_path / "scans", 3)
    with Store(folder / "study.sqlite") as store:
        for _ in range(2):
            names = [step.analysis.path.name for step in run_over(folder, models, store)]
            assert names == ["0.png", "1.png", "2.png"]


def test_what_was_written_earlier_is_no_scan(tmp_path: Path, models: Path, store: Store) -> None:
    folder = write_folder(tmp_path / "scans", 2)
    for name in ("findings.csv", "boxes.json", "page.html"):
        (folder / name).write_text("ours", encoding="utf-8")
        store.note_export(folder / name, "ab")
    (folder / "theirs.csv").write_text("somebody else's", encoding="utf-8")
    steps = run_over(folder, models, store)
    assert [step.analysis.path.name for step in steps] == ["0.png", "1.png", "theirs.csv"]
    assert steps[-1].left_out == 3


def test_without_a_store_nothing_is_known(tmp_path: Path) -> None:
    assert not OwnFiles(None)(tmp_path / "findings.csv")
