"""Results out: records, tables, overlays and strips."""

from __future__ import annotations

from fracview.export.aside import check_writable
from fracview.export.names import image_name, is_own_name
from fracview.export.overlay import draw_overlay
from fracview.export.pictures import save_png
from fracview.export.records import to_record
from fracview.export.strip import draw_strip
from fracview.export.writers import SUFFIXES, RecordWriter, open_writer

__all__ = [
    "SUFFIXES",
    "RecordWriter",
    "check_writable",
    "draw_overlay",
    "draw_strip",
    "image_name",
    "is_own_name",
    "open_writer",
    "save_png",
    "to_record",
]
