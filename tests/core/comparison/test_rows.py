"""Tables of boxes and images."""

from __future__ import annotations

from tests.core.comparison.cases import random_case


def test_rows_of_the_images_make_up_the_table() -> None:
    evaluation = random_case(2, most_images=20)
    table = evaluation.at(0.2, 0.5).boxes()
    parts = [table.of(image.index) for image in evaluation.images]
    assert sum(len(part) for part in parts) == len(table) > 0
    assert [kind for part in parts for kind in part.kind] == table.kind.tolist()
    assert len(table.of(len(evaluation.images))) == 0
