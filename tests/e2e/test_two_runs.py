"""Two runs over one folder and one store at the same time harm neither each other nor a reader's verdicts."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
from PIL import Image

from fracview.core.verdict import Verdict, VerdictEntry
from fracview.review.store import Store
from tests.tiny_runs import DEFINITE, DOUBT, NOT_FOUND, OUT_OF_SCOPE, SHAPE, write_tiny_set

COUNT = 300


def _folder(made: Path) -> Path:
    write_tiny_set(made / "models")
    for number in range(COUNT):
        pixels = np.full(SHAPE, (DEFINITE, DOUBT, NOT_FOUND, OUT_OF_SCOPE)[number % 4], dtype=np.uint8)
        pixels[0, :2] = divmod(number, 256)
        path = made / "scans" / f"{number}.png"
        path.parent.mkdir(exist_ok=True)
        Image.fromarray(pixels).save(path, compress_level=1)
    return made / "scans"


def test_both_say_what_one_alone_would(tmp_path: Path) -> None:
    scans, store = _folder(tmp_path), tmp_path / "store.sqlite"
    outs = [tmp_path / f"{name}.jsonl" for name in ("first", "second", "after")]

    def command(out: Path) -> list[str]:
        options = ["--models", tmp_path / "models", "--device", "cpu", "--quiet", "--batch", "2"]
        parts = ["-m", "fracview", "analyze", scans, "--store", store, "--out", out, *options]
        return [sys.executable, *map(str, parts)]

    running = [subprocess.Popen(command(out), stderr=subprocess.PIPE, text=True) for out in outs[:2]]
    verdict = VerdictEntry("ab", 0, Verdict.DISAGREE, "mine", "r", "2026-11-25T08:00:00+00:00")
    with Store(store, timeout_s=60.0) as reader:
        reader.add_verdict(verdict)
    for process in running:
        _, said = process.communicate(timeout=120)
        assert process.returncode == 0, said
    after = subprocess.run(command(outs[2]), capture_output=True, text=True, check=False)
    assert after.returncode == 0, after.stderr
    records = [
        [json.loads(line) | {"elapsed_ms": None} for line in out.read_text(encoding="utf-8").splitlines()]
        for out in outs
    ]
    assert len(records[0]) == COUNT
    assert records[0] == records[1] == records[2]
    with Store(store) as reader:
        assert reader.verdicts(["ab"]) == {("ab", 0): verdict}
        assert reader._database.rows("SELECT count(*) FROM analyses") == [(COUNT,)]
        assert reader._database.rows("PRAGMA integrity_check") == [("ok",)]
