"""Cheat sheet: every key that holds now, by group, on one sheet."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QWidget

from fracview.ui.actions import ACTIONS, GROUPS, key_text
from fracview.ui.dialogs.parts import close_box, dialog_layout
from fracview.ui.theme import GRID, colours_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from fracview.ui.actions import Keys

_COLUMNS = (("file", "go"), ("view", "tools"), ("window", "verdict", "help"), ("assistant", "mouse"))
_Line = tuple[tuple[str, ...], str]


def mouse_lines(drag_up: str = "brighter", wheel: str = "zoom") -> tuple[_Line, ...]:
    """What the mouse does, by the settings of those names."""
    turned = "next or previous radiograph" if wheel == "next" else "zoom at the cursor"
    return (
        (("Drag",), f"window: up {drag_up}, right wider"),
        (("Middle drag",), "pan"),
        (("Wheel",), turned),
        (("Ctrl+wheel",), "zoom at the cursor"),
        (("Double click",), "full screen"),
        (("Right click",), "menu"),
    )


class CheatSheet(QDialog):
    """Shows the keys it is handed; show it with ``show()``, Esc closes it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keys: Mapping[str, Keys] = {}
        self._mouse: Sequence[_Line] = ()
        layout = dialog_layout(self, "Keys", "cheat_sheet")
        row = QHBoxLayout()
        row.setSpacing(3 * GRID)
        self._labels = [self._column(number) for number in range(len(_COLUMNS))]
        for label in self._labels:
            row.addWidget(label, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(row, 1)
        layout.addWidget(close_box(self))

    def show_keys(self, keys: Mapping[str, Keys], mouse: Sequence[_Line] = ()) -> None:
        """Show these keys (`fracview.ui.actions.keys_of`) and what the mouse does (`mouse_lines`)."""
        self._keys, self._mouse = keys, mouse or mouse_lines()
        self._fill()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Write the sheet again in the colours of another theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._keys:
            self._fill()

    def _column(self, number: int) -> QLabel:
        label = QLabel(self)
        label.setObjectName(f"cheat_sheet_column_{number}")
        label.setTextFormat(Qt.TextFormat.RichText)
        return label

    def _fill(self) -> None:
        for label, groups in zip(self._labels, _COLUMNS, strict=True):
            rows = "<tr><td>&nbsp;</td></tr>".join(self._rows(group) for group in groups)
            label.setText(f'<table cellspacing="0" cellpadding="1">{rows}</table>')

    def _rows(self, group: str) -> str:
        title = "Mouse" if group == "mouse" else GROUPS[group]
        lines = self._mouse if group == "mouse" else self._lines(group)
        colours = colours_of(self.palette())
        rows = (
            f'<tr><td style="white-space: nowrap">{_caps(keys, colours.raised)}</td>'
            f'<td style="padding-left: {GRID}px; white-space: nowrap">{html.escape(text)}</td></tr>'
            for keys, text in lines
        )
        head = f'<tr><td colspan="2" style="color: {colours.accent}"><b>{title}</b></td></tr>'
        return head + "".join(rows)

    def _lines(self, group: str) -> Iterable[_Line]:
        specs = [spec for spec in ACTIONS if spec.group == group]
        if group == "window":
            presets = [spec for spec in specs if spec.id != "preset_0"]
            if all(self._keys.get(spec.id) == spec.keys for spec in presets):
                specs = [spec for spec in specs if spec.id == "preset_0"]
                yield ("1 to 9",), "Window presets 1 to 9"
        for spec in specs:
            yield self._keys.get(spec.id, ()), spec.text.rstrip("…")


def _caps(keys: Iterable[str], background: str) -> str:
    """Each key on a cap of its own; a dash where there is none."""
    texts = [html.escape(text) for key in keys if (text := key_text((key,)) or key)]
    caps = (f'<span style="background-color: {background}">&nbsp;{text}&nbsp;</span>' for text in texts)
    return " ".join(caps) or "–"
