"""A hidden frame's scene is the same whatever the assistant has found, and says nothing of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from fracview.core.errors import ReadingError
from fracview.core.impression import Impression
from fracview.core.verdict import Verdict
from fracview.inference import Analyzer, load_model_set
from fracview.review.catalog import Catalog
from fracview.review.shown import READ_FIRST, ShownImpression, ShownVerdict
from fracview.ui.session.analyses import Networks
from fracview.ui.session.assembly import Parts, assemble
from fracview.ui.session.images import ImageRefused, load_image
from tests.tiny_runs import DEFINITE, FAILED, NOT_FOUND, OUT_OF_SCOPE, write_scan

if TYPE_CHECKING:
    from pathlib import Path

ASKED = ShownImpression(key="0:0", reader="Dr R", state="asked")


@pytest.fixture(scope="module")
def analyzer(tiny_models: Path) -> Analyzer:
    return Analyzer(load_model_set(tiny_models), device="cpu")


def parts_of(path: Path, analyzer: Analyzer, *, hidden: bool = True, answered: bool = True) -> Parts:
    catalog = Catalog()
    catalog.add([path])
    image = load_image((0, 0), path)
    (analysis,) = analyzer.analyze([analyzer.prepare(image.radiograph)], layer_maps=True)
    said = ShownVerdict(key="0:0", verdict=Verdict.AGREE, comment="as the other reader says")
    return Parts(
        (0, 0),
        catalog.case(0),
        image,
        analysis if answered else None,
        Networks(analyzer),
        said,
        "image 1 of 1",
        "",
        ASKED,
        hidden,
    )


@pytest.mark.parametrize("grey", [DEFINITE, NOT_FOUND, OUT_OF_SCOPE, FAILED])
@pytest.mark.parametrize("answered", [True, False])
def test_a_hidden_scene_tells_nothing(
    tmp_path: Path, analyzer: Analyzer, grey: int, *, answered: bool
) -> None:
    scene = assemble(parts_of(write_scan(tmp_path / "a.png", grey), analyzer, answered=answered), 0.1)
    assert scene.findings is READ_FIRST
    assert scene.analysis is None
    assert scene.verdict == ShownVerdict()
    assert scene.impression is ASKED
    assert scene.picture is not None
    running = assemble(parts_of(write_scan(tmp_path / "a.png", grey), analyzer), 0.1, running=True)
    assert running.findings is READ_FIRST


def test_revealed_it_is_the_scene_of_ever(tmp_path: Path, analyzer: Analyzer) -> None:
    scene = assemble(parts_of(write_scan(tmp_path / "a.png", DEFINITE), analyzer, hidden=False), None)
    assert scene.findings.kind == "analyzed"
    assert scene.analysis is not None
    assert scene.verdict.verdict is Verdict.AGREE


def test_no_impression_before_the_picture_is_there(tmp_path: Path, analyzer: Analyzer) -> None:
    parts = replace(parts_of(write_scan(tmp_path / "a.png", DEFINITE), analyzer), image=None)
    assert assemble(parts, None).impression == replace(ASKED, key="")
    assert assemble(parts, None).findings is READ_FIRST


def test_a_file_that_cannot_be_read_is_said_to_be_so_as_ever(tmp_path: Path, analyzer: Analyzer) -> None:
    refused = ImageRefused((0, 0), ReadingError("It is empty.", reason="empty", path=tmp_path))
    parts = replace(parts_of(write_scan(tmp_path / "a.png", DEFINITE), analyzer), image=refused)
    scene = assemble(parts, None)
    assert scene.findings.kind == "unreadable"
    assert scene.impression.state == "off"


def test_an_impression_that_was_given_is_said_beside_the_findings(tmp_path: Path, analyzer: Analyzer) -> None:
    parts = parts_of(write_scan(tmp_path / "a.png", DEFINITE), analyzer, hidden=False)
    given = replace(ASKED, state="saved", impression=Impression.UNSURE)
    assert assemble(replace(parts, impression=given), None).impression is given
