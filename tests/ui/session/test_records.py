from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest

from fracview.core.analysis import Analysis, Status
from fracview.core.impression import Impression, ImpressionEntry
from fracview.core.verdict import Verdict, VerdictEntry
from fracview.review.desk import Finished, Wanted
from fracview.review.stamps import stamp_of
from fracview.review.store import Store
from fracview.review.store.errors import store_error
from fracview.ui.session.records import KnownWords, Records, key_of_models
from tests.review.fakes import PROVENANCE
from tests.tiny_runs import write_scan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

SHA = "a" * 64


@pytest.fixture
def records(qtbot: QtBot, tmp_path: Path, tiny_models: Path) -> Iterator[Records]:
    made = Records(tmp_path / "store.sqlite", tiny_models)
    with qtbot.waitSignal(made.trouble) as signal:
        pass
    assert signal.args == [None]
    yield made
    made.close()


def finished(path: Path, sha256: str = SHA) -> Finished:
    analysis = Analysis(path, 0, sha256, Status.OUT_OF_SCOPE, "gate: dark", PROVENANCE)
    return Finished(Wanted(0, path), analysis, 3, "1.2.3", stamp_of(path))


def entry(verdict: Verdict = Verdict.AGREE) -> VerdictEntry:
    return VerdictEntry(SHA, 0, verdict, "", "", "2026-01-01T00:00:00+00:00")


def impression() -> ImpressionEntry:
    return ImpressionEntry(SHA, 0, Impression.FRACTURE, "", "2026-01-01T00:00:00+00:00", 3.5)


def answer(qtbot: QtBot, ask: Callable[[Callable[[Any], None]], object]) -> Any:
    heard: list[Any] = []
    ask(heard.append)
    qtbot.waitUntil(lambda: bool(heard))
    return heard[0]


def refuse(self: Store, *_: object) -> None:
    raise store_error("store_corrupt", self.path)


def test_what_was_kept_is_looked_up_again(qtbot: QtBot, records: Records, tmp_path: Path) -> None:
    file, other = write_scan(tmp_path / "a.png"), write_scan(tmp_path / "b.png", 9)
    records.keep(finished(file))
    records.keep_verdict(entry(), lambda _: None, lambda _: None)
    records.keep_impression(impression(), lambda _: None, lambda _: None)
    records.settle()
    numbers, known = answer(qtbot, lambda then: records.look_up([(4, file), (5, other)], then))
    assert numbers == [4, 5]
    (one,) = known
    assert (one.number, one.sha256, one.frame_count) == (4, SHA, 3)
    assert one.study == records.study_key("1.2.3") != "1.2.3"
    assert one.analyses[0].path == file
    assert one.analyses[0].status is Status.OUT_OF_SCOPE
    assert [verdict.verdict for verdict in one.words.verdicts] == [Verdict.AGREE]
    assert one.words.impressions == (impression(),)
    assert one.words.arrived_ns > 0


def test_a_file_that_has_changed_is_not_known(qtbot: QtBot, records: Records, tmp_path: Path) -> None:
    file = write_scan(tmp_path / "a.png")
    records.keep(finished(file))
    records.settle()
    file.write_bytes(file.read_bytes() + b"more")
    _, known = answer(qtbot, lambda then: records.look_up([(0, file)], then))
    assert known == []


def test_one_analysis_and_one_file_s_verdicts(qtbot: QtBot, records: Records, tmp_path: Path) -> None:
    records.keep(finished(write_scan(tmp_path / "a.png")))
    records.keep_verdict(entry(Verdict.UNSURE), lambda _: None, lambda _: None)
    loaded = answer(qtbot, lambda then: records.load(SHA, 0, then))
    assert loaded is None or loaded.sha256 == SHA
    records.settle()
    assert answer(qtbot, lambda then: records.load(SHA, 0, then)).sha256 == SHA
    assert answer(qtbot, lambda then: records.load(SHA, 1, then)) is None
    (found,) = answer(qtbot, lambda then: records.load_verdicts(SHA, then))
    assert found.verdict is Verdict.UNSURE
    words = answer(qtbot, lambda then: records.load_words(SHA, then))
    assert words.verdicts == (found,)
    assert (words.impressions, words.arrived_ns > 0) == ((), True)
    assert answer(qtbot, lambda then: records.load_words("b" * 64, then)) == KnownWords()
    recalled = records.recall(SHA, 0)
    assert recalled is not None
    assert recalled.sha256 == SHA


def test_a_store_that_fails_while_networks_run_is_left_alone_for_a_while(
    qtbot: QtBot, records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[int] = []

    def counted(self: Store, *_: object) -> None:
        calls.append(1)
        refuse(self)

    monkeypatch.setattr(Store, "load_analysis", counted)
    troubles: list[Any] = []
    records.trouble.connect(lambda error: troubles.append((error, threading.current_thread())))
    thread = threading.Thread(target=lambda: [records.recall(SHA, 0) for _ in range(3)])
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: bool(troubles))
    assert calls == [1]
    assert [where for _, where in troubles] == [threading.main_thread()]


def test_a_store_that_cannot_be_opened_is_told_and_tried_again_for_a_verdict(
    qtbot: QtBot, tmp_path: Path, tiny_models: Path
) -> None:
    path = tmp_path / "store.sqlite"
    path.write_bytes(b"no store")
    records = Records(path, tiny_models)
    troubles: list[Any] = []
    records.trouble.connect(troubles.append)
    qtbot.waitUntil(lambda: bool(troubles))
    assert "store" in str(troubles[0])
    assert not records.is_open
    assert records.recall(SHA, 0) is None
    _, known = answer(qtbot, lambda then: records.look_up([(0, tmp_path)], then))
    assert known == []
    ends: list[Any] = []
    records.keep_verdict(entry(), ends.append, ends.append)
    qtbot.waitUntil(lambda: bool(ends))
    assert isinstance(ends[0], OSError)
    path.unlink()
    records.keep_verdict(entry(), ends.append, ends.append)
    qtbot.waitUntil(lambda: len(ends) == 2)
    assert ends[1] is None
    qtbot.waitUntil(lambda: troubles[-1] is None)
    records.close()


def test_the_store_is_handed_out_once_it_is_open(qtbot: QtBot, records: Records, tmp_path: Path) -> None:
    assert answer(qtbot, lambda then: records.open_again(then, pytest.fail)) is records.store
    folder = tmp_path / "store"
    folder.write_text("a file in place of the folder", encoding="utf-8")
    shut = Records(folder / "store.sqlite", None)
    refused: list[Exception] = []
    shut.open_again(pytest.fail, refused.append)
    qtbot.waitUntil(lambda: bool(refused))
    assert shut.store is None
    folder.unlink()
    assert answer(qtbot, lambda then: shut.open_again(then, pytest.fail)) is shut.store
    shut.close()


def test_under_what_analyses_are_kept(tiny_models: Path, tmp_path: Path) -> None:
    assert key_of_models(tiny_models)
    assert key_of_models(None) == ""
    assert key_of_models(tmp_path) == ""
