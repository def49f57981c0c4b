"""Colours of the reading room, as constants for painters and as palette and stylesheet for the application.

The radiograph's own background, and everything drawn over it, stays dark in both themes: use the constants
there. What is painted in a panel asks `colours_of` its palette.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtGui import QColor, QPalette

from fracview.ui.stylesheet import filled_sheet

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

BACKGROUND = "#101214"
PANEL = "#1a1d20"
RAISED = "#24282c"
LINE = "#363c42"
TEXT = "#e6e8ea"
MUTED = "#a3abb2"
ACCENT = "#4aa3df"
BOX = "#f0e442"
"""The one hue of findings; certainty is in the line, solid or dotted."""
WARN = "#e8a33d"
"""Something failed: a file, an analysis, a verdict that is not saved."""
SCOPE = "#b79ced"
"""Out of scope: there is no answer."""
GRID = 8
"""Spacing, in device-independent pixels; halves and multiples of it are used too."""


@dataclass(frozen=True, slots=True)
class Colours:
    """One theme, each colour as ``#rrggbb``; the fields are named as the constants of this module.

    Text in `text`, `muted`, `accent`, `box`, `warn` and `scope` has a contrast of at least 4.5 to 1 on
    `background`, `panel` and `raised`; `on_accent` has it on `accent`.
    """

    background: str
    panel: str
    raised: str
    line: str
    text: str
    muted: str
    accent: str
    on_accent: str
    box: str
    warn: str
    scope: str


DARK = Colours(
    background=BACKGROUND, panel=PANEL, raised=RAISED, line=LINE, text=TEXT, muted=MUTED, accent=ACCENT,
    on_accent="#08131c", box=BOX, warn=WARN, scope=SCOPE,
)  # fmt: skip
LIGHT = Colours(
    background="#eef0f2", panel="#f8f9fa", raised="#e3e7ea", line="#b4bcc3", text="#15181b",
    muted="#4a535b", accent="#075b96", on_accent="#ffffff", box="#665a00", warn="#854400", scope="#5a3ba6",
)  # fmt: skip
THEMES = {"dark": DARK, "light": LIGHT}
_FADED = 0.6  # how much of the muted text is left in disabled text


def apply_theme(app: QApplication, name: str) -> None:
    """Dress the whole application in ``dark`` or ``light``; any other name is dark.

    May be called again while windows are open.
    """
    colours = THEMES.get(name, DARK)
    app.setStyle("Fusion")  # the same widgets on every system, and the only style that follows a palette
    app.setPalette(palette_of(colours))
    app.setStyleSheet(stylesheet_of(colours))


def colours_of(palette: QPalette) -> Colours:
    """The theme that a widget's palette belongs to, for what it paints itself."""
    return DARK if palette.color(QPalette.ColorRole.Window).lightness() < 128 else LIGHT


def palette_of(colours: Colours) -> QPalette:
    """Every role that the Fusion style paints with."""
    role = QPalette.ColorRole
    of_role = {
        role.Window: colours.panel,
        role.WindowText: colours.text,
        role.Base: colours.background,
        role.AlternateBase: colours.panel,
        role.Text: colours.text,
        role.PlaceholderText: colours.muted,
        role.Button: colours.raised,
        role.ButtonText: colours.text,
        role.BrightText: colours.warn,
        role.ToolTipBase: colours.raised,
        role.ToolTipText: colours.text,
        role.Highlight: colours.accent,
        role.HighlightedText: colours.on_accent,
        role.Accent: colours.accent,
        role.Link: colours.accent,
        role.LinkVisited: colours.accent,
    }
    palette = QPalette(QColor(colours.raised), QColor(colours.panel))
    for each, colour in of_role.items():
        palette.setColor(each, QColor(colour))
    _fade_disabled(palette, colours)
    return palette


def _fade_disabled(palette: QPalette, colours: Colours) -> None:
    faded = mixed(colours.muted, colours.panel, _FADED)
    for role in (
        QPalette.ColorRole.WindowText,
        QPalette.ColorRole.Text,
        QPalette.ColorRole.ButtonText,
    ):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(faded))


def mixed(first: str, second: str, share: float) -> str:
    """Colour between two, `share` of the first (0 to 1), as ``#rrggbb``."""
    pairs = ((int(first[at : at + 2], 16), int(second[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(share * one + (1 - share) * other):02x}" for one, other in pairs)


def stylesheet_of(colours: Colours) -> str:
    """What a palette cannot say, in the colours of a theme."""
    names = Colours.__dataclass_fields__
    faded = mixed(colours.muted, colours.panel, _FADED)
    return filled_sheet({name: getattr(colours, name) for name in names} | {"faded": faded})
