"""A run over a store that is killed again and again says in the end what an undisturbed one says."""

from __future__ import annotations

import itertools
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from fracview.review.store import Store
from tests.tiny_runs import DEFINITE, DOUBT, NOT_FOUND, OUT_OF_SCOPE, SHAPE, write_tiny_set

COUNT, KILLS, SEED = 1500, 20, 20261125

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Scans of different contents, some that the gate refuses and some that cannot be read."""
    made = tmp_path_factory.mktemp("killed")
    write_tiny_set(made / "models")
    scans = made / "scans"
    for number in range(COUNT):
        place = scans / f"{number // 100}" / f"{number}.png"
        place.parent.mkdir(parents=True, exist_ok=True)
        if number % 97 == 13:
            place.write_bytes(b"no picture")
            continue
        pixels = np.full(SHAPE, (DEFINITE, DOUBT, NOT_FOUND, OUT_OF_SCOPE)[number % 4], dtype=np.uint8)
        pixels[0, :2] = divmod(number, 256)
        Image.fromarray(pixels).save(place, compress_level=1)
    return made


def _command(folder: Path, out: Path, store: Path | None) -> list[str]:
    beside = ["--boxes", out.with_suffix(".boxes.csv"), "--coco", out.with_suffix(".coco.json")]
    options = [
        *beside,
        "--out",
        out,
        "--models",
        folder / "models",
        "--device",
        "cpu",
        "--batch",
        "2",
        "--quiet",
    ]
    kept = ["--store", store] if store else []
    return [sys.executable, "-m", "fracview", "analyze", *map(str, [folder / "scans", *options, *kept])]


def _records(path: Path) -> list[dict[str, Any]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [json.loads(line) | {"elapsed_ms": None} for line in lines]


def _kept(path: Path) -> int:
    """Analyses in the store, as another program would count them."""
    with Store(path) as store:
        return int(store._database.rows("SELECT count(*) FROM analyses")[0][0])


def test_twenty_kills_change_nothing(folder: Path, tmp_path: Path) -> None:
    plain, out, store = tmp_path / "plain.jsonl", tmp_path / "out.jsonl", tmp_path / "store.sqlite"
    whole = subprocess.run(_command(folder, plain, None), capture_output=True, check=False)
    assert whole.returncode == 1, whole.stderr  # some files cannot be read
    moments = random.Random(SEED)
    kept = [0]
    for _ in range(KILLS):
        process = subprocess.Popen(
            _command(folder, out, store), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        _let_it_work(process, store, kept[-1], moments)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert not out.exists()
        kept.append(_kept(store) if store.exists() else 0)
    assert kept == sorted(kept), "a result was lost"
    assert sum(before < after for before, after in itertools.pairwise(kept)) >= KILLS // 2
    assert kept[-1] < COUNT
    for left in tmp_path.glob(".fracview-*"):
        os.utime(left, (0, 0))  # long ago: a young one may be another run's
    last = subprocess.run(_command(folder, out, store), capture_output=True, check=False)
    assert last.returncode == 1, last.stderr
    assert _records(out) == _records(plain)
    for suffix in (".boxes.csv", ".coco.json", ".coco.images.json"):
        assert out.with_suffix(suffix).read_bytes() == plain.with_suffix(suffix).read_bytes()
    assert [path.name for path in tmp_path.glob(".fracview-*")] == []


def _let_it_work(process: subprocess.Popen[bytes], store: Path, kept: int, moments: random.Random) -> None:
    """Until it has kept something more, and then for a moment; sometimes it is killed long before."""
    time.sleep(moments.uniform(0.0, 0.4))
    if moments.random() < 0.2:
        return
    until = time.monotonic() + 60
    while (not store.exists() or _kept(store) <= kept) and process.poll() is None:
        assert time.monotonic() < until, "nothing was kept in a minute"
        time.sleep(0.02)
    time.sleep(moments.uniform(0.0, 0.1))
    assert process.poll() is None, "the run ended before it was killed"
