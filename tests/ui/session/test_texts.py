from __future__ import annotations

from pathlib import Path

from fracview.core.analysis import Analysis, Fracture, ModelReference, Provenance, Status, Tier
from fracview.core.errors import ReadingError
from fracview.reading import read
from fracview.reading.identity import read_identity
from fracview.review.catalog import Catalog
from fracview.ui.session.keys import key_of_text, key_text
from fracview.ui.session.surroundings import key_beside, near_to, place_of, views_of
from fracview.ui.session.texts import (
    corner_texts,
    models_behind,
    opening_texts,
    refused_texts,
    shown_to_reader,
)
from tests.reading.build import dicom_bytes, grey_attributes


def test_keys_survive_as_text() -> None:
    assert key_of_text(key_text((12, 3))) == (12, 3)


def test_what_may_name_a_person_stands_apart(tmp_path: Path) -> None:
    attributes = grey_attributes(
        8,
        8,
        bits=8,
        PatientName="DOE^JANE",
        PatientID="ID77",
        StudyDescription="HAND",
        BodyPartExamined="HAND",
    )
    (tmp_path / "x.dcm").write_bytes(dicom_bytes(attributes, bytes(64)))
    texts = corner_texts(
        "doe.dcm", read(tmp_path / "x.dcm"), read_identity(tmp_path / "x.dcm"), "image 1 of 2", "view 1 of 2"
    )
    public = " ".join((*texts.top_left, *texts.top_right, *texts.bottom_left, *texts.bottom_right))
    private = " ".join((*texts.top_left_private, *texts.top_right_private, *texts.bottom_right_private))
    for word in ("DOE", "ID77", "doe.dcm", "file says: HAND"):
        assert word not in public
        assert word in private
    assert "image 1 of 2" in public
    assert "8 x 8 px" in public
    assert "px" in public


def test_a_refused_file_names_reason_and_cure() -> None:
    error = ReadingError(
        "The file is cut short.", reason="truncated", cure="Copy it again.", path=Path("a.png")
    )
    notice = refused_texts("a.png", error).notice
    assert notice == (
        "Unreadable",
        "The file is cut short.",
        "Copy it again.",
        "This is not a negative result.",
    )
    assert "ZeroDivisionError" in refused_texts("a.png", ZeroDivisionError("secret")).notice[1]
    assert opening_texts("a.png").notice == ("Reading ...",)


def test_what_the_reader_could_see() -> None:
    provenance = Provenance("1", models=(ModelReference("net", "1", "abc"),))
    answered = Analysis(Path(), 0, "a", Status.ANALYZED, "", provenance, Fracture(0.875, Tier.DOUBT))
    assert shown_to_reader(None) == "nothing analysed"
    assert shown_to_reader(Analysis(Path(), 0, "a", Status.FAILED, "x: y", provenance)) == "failed"
    assert shown_to_reader(answered) == "fracture 0.8750 doubt"
    assert models_behind(answered) == "net:abc"
    assert models_behind(None) == ""


def test_surroundings_of_a_case() -> None:
    catalog = Catalog()
    catalog.add([Path(f"{i}.png") for i in range(5)])
    for number in (1, 3):
        catalog.update(number, study="s")
    catalog.refresh()
    order = list(catalog.order)
    assert place_of(catalog, catalog.case(order[2])) == "image 3 of 5"
    assert views_of(catalog, catalog.case(3)) == "view 2 of 2 in this study"
    assert views_of(catalog, catalog.case(0)) == ""
    assert key_beside(catalog, 1) == (3, 0)
    assert key_beside(catalog, order[0]) is not None
    assert near_to(catalog, order[1])[:2] == [order[2], order[0]]
    alone = Catalog()
    alone.add([Path("one.png")])
    alone.refresh()
    assert key_beside(alone, 0) is None
    assert near_to(alone, 0) == []
