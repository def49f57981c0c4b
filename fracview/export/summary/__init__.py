"""One page that says how a run went; it opens offline and prints."""

from __future__ import annotations

from fracview.export.summary.page import SummaryPage

__all__ = ["SummaryPage"]
