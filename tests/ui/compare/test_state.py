from __future__ import annotations

from fracview.core.comparison import QUEUES as KNOWN_QUEUES
from fracview.core.comparison import STRATA as KNOWN_STRATA
from fracview.ui.compare.queue_list import QUEUES
from fracview.ui.compare.second import DIFFER
from fracview.ui.compare.state import STRATA, Shown, State


def test_the_page_offers_what_the_core_knows() -> None:
    assert set(QUEUES) == {"all", *KNOWN_QUEUES, DIFFER}
    assert set(STRATA) == set(KNOWN_STRATA)


def test_before_anything_is_open_everything_is_empty() -> None:
    shown = Shown()
    assert shown.state == State()
    assert not shown.figures
    assert len(shown.listing.order) == 0
