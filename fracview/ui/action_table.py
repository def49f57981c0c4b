"""The table of everything a reader can do: names, words, default keys."""

from __future__ import annotations

from dataclasses import dataclass

Keys = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """One action.

    Attributes
    ----------
    id
        Its stable name, as the settings file spells it.
    text
        What menus and the cheat sheet call it.
    group
        A key of `GROUPS`.
    keys
        Default key sequences, portable.
    tip
        One sentence for the tooltip, without the key.
    icon
        Name for `fracview.ui.icons.icon`, or "".
    checkable
        Whether it is on or off rather than done.
    """

    id: str
    text: str
    group: str
    keys: Keys
    tip: str
    icon: str = ""
    checkable: bool = False


GROUPS = {
    "file": "File",
    "go": "Go",
    "view": "View",
    "window": "Window",
    "tools": "Tools",
    "assistant": "Assistant",
    "verdict": "Verdict",
    "help": "Help",
}
"""Title of each group, in the order of the menus."""

_PRESETS = tuple(
    ActionSpec(
        f"preset_{n}", f"Window preset {n}", "window", (str(n),), f"Window preset {n} of this radiograph."
    )
    for n in range(1, 10)
)

ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec("open_files", "Open files…", "file", ("Ctrl+O",), "Open radiographs.", "file-plus"),
    ActionSpec("open_folder", "Open folder…", "file", ("Ctrl+U",),
               "Open a folder and all below it.", "folder-open"),
    ActionSpec("open_samples", "Open the samples", "file", (),
               "Open the radiographs that come with FracView.", "images"),
    ActionSpec("open_reference", "Open reference standard…", "file", (),
               "Open annotations to compare with: FracAtlas, COCO, YOLO, Pascal VOC or VGG.", "file-check"),
    ActionSpec("open_predictions", "Open predictions…", "file", (),
               "Open another product's answers to compare, from a file.", "file-search"),
    ActionSpec("open_second", "Compare with second predictions…", "file", (),
               "Set a second product's answers beside the first, from a file.", "columns-2"),
    ActionSpec("save_report", "Save comparison report…", "file", (),
               "Save the comparison that is shown: numbers, tables, curves and a page.", "file-text"),
    ActionSpec("export_as_shown", "Export as shown…", "file", ("Ctrl+E",),
               "Save what is on the screen as PNG.", "image-down"),
    ActionSpec("export_clean", "Export clean…", "file", ("Ctrl+Shift+E",),
               "Save the radiograph as PNG with nothing drawn on it.", "image"),
    ActionSpec("export_list", "Export the list…", "file", ("Ctrl+S",),
               "Save findings and verdicts of the list as CSV or JSON.", "table"),
    ActionSpec("header", "File header…", "file", ("Ctrl+I",),
               "Look through everything the file says of itself.", "file-text"),
    ActionSpec("settings", "Settings…", "file", ("Ctrl+,",),
               "Keys, theme, device, networks and thresholds.", "settings"),
    ActionSpec("quit", "Quit", "file", ("Ctrl+Q",),
               "Close FracView; every verdict is already saved.", "log-out"),
    ActionSpec("next", "Next radiograph", "go", ("Down", "Right"),
               "Next radiograph of the list.", "chevron-right"),
    ActionSpec("previous", "Previous radiograph", "go", ("Up", "Left"),
               "Previous radiograph of the list.", "chevron-left"),
    ActionSpec("first", "First radiograph", "go", ("Home",),
               "First radiograph of the list.", "chevron-first"),
    ActionSpec("last", "Last radiograph", "go", ("End",), "Last radiograph of the list.", "chevron-last"),
    ActionSpec("next_study", "Next study", "go", ("PgDown",),
               "First radiograph of the next study.", "chevrons-right"),
    ActionSpec("previous_study", "Previous study", "go", ("PgUp",),
               "First radiograph of the previous study.", "chevrons-left"),
    ActionSpec("next_unreviewed", "Next unreviewed", "go", ("Ctrl+Shift+D",),
               "Next radiograph without a verdict.", "list-todo"),
    ActionSpec("reading_order", "Reading order", "go", ("Q",),
               "Sort the list in the order to read in; once more begins it anew.", "list-filter"),
    ActionSpec("next_frame", "Next frame", "go", (".",),
               "Next frame of a file that holds several.", "step-forward"),
    ActionSpec("previous_frame", "Previous frame", "go", (",",),
               "Previous frame of a file that holds several.", "step-back"),
    ActionSpec("focus_filter", "Filter the list", "go", ("Ctrl+F",), "Type to filter the list.", "search"),
    ActionSpec("fit", "Fit", "view", ("=",), "Show the whole radiograph.", "maximize"),
    ActionSpec("zoom_in", "Zoom in", "view", ("+",), "Zoom in; the wheel does so at the cursor.", "zoom-in"),
    ActionSpec("zoom_out", "Zoom out", "view", ("-",),
               "Zoom out; the wheel does so at the cursor.", "zoom-out"),
    ActionSpec("actual_size", "Actual pixels", "view", ("Ctrl+0",),
               "One pixel of the radiograph on one of the screen.", "grid-3x3"),
    ActionSpec("rotate_right", "Rotate right", "view", ("R",), "Turn by 90 degrees clockwise.", "rotate-cw"),
    ActionSpec("rotate_left", "Rotate left", "view", ("L",),
               "Turn by 90 degrees anticlockwise.", "rotate-ccw"),
    ActionSpec("flip_horizontal", "Flip horizontally", "view", ("H",),
               "Mirror left and right.", "flip-horizontal-2"),
    ActionSpec("flip_vertical", "Flip vertically", "view", ("V",),
               "Mirror top and bottom.", "flip-vertical-2"),
    ActionSpec("invert", "Invert", "view", ("I",),
               "Show bone dark instead of bright.", "contrast", checkable=True),
    ActionSpec("reset_view", "Reset the view", "view", ("Backspace",),
               "Window, zoom and turning as at first.", "undo-2"),
    ActionSpec("full_screen", "Full screen", "view", ("F11",),
               "The radiograph on the whole screen.", "expand", checkable=True),
    ActionSpec("magnifier", "Magnifier", "view", ("M",),
               "A lens that follows the cursor.", "search-check", checkable=True),
    ActionSpec("side_by_side", "Side by side", "view", ("Tab",),
               "With and without the assistant, zoom linked.", "columns-2", checkable=True),
    ActionSpec("corner_texts", "Corner texts", "view", ("C",),
               "All corner texts, technical ones only, or none.", "captions"),
    ActionSpec("read_first", "Read first", "view", ("Ctrl+R",),
               "Say what you see before anything of the assistant is shown.", checkable=True),
    ActionSpec("compare", "Compare", "view", ("Ctrl+K",),
               "Hold the findings against a reference standard.", "scale", checkable=True),
    ActionSpec("batch", "Batch", "view", ("Ctrl+B",),
               "Run over whole folders, write the results out, and keep count of their review.", "folders",
               checkable=True),
    ActionSpec("preset_0", "Default window", "window", ("0",),
               "The window the radiograph opened with.", "sun"),
    *_PRESETS,
    ActionSpec("tool_window", "Window by drag", "tools", ("W",),
               "Drag: right for wider, up for brighter.", "sun-medium", checkable=True),
    ActionSpec("tool_zoom", "Zoom by drag", "tools", ("Z",),
               "Drag up to zoom in.", "zoom-in", checkable=True),
    ActionSpec("tool_pan", "Pan by drag", "tools", ("T",),
               "Drag the radiograph; the middle button always does.", "hand", checkable=True),
    ActionSpec("tool_ruler", "Ruler", "tools", ("D",),
               "Measure a length; it names its calibration.", "ruler", checkable=True),
    ActionSpec("tool_angle", "Angle", "tools", ("A",),
               "Measure an angle.", "drafting-compass", checkable=True),
    ActionSpec("clear_measurements", "Clear measurements", "tools", ("Del",),
               "Take every length and angle off this radiograph.", "eraser"),
    ActionSpec("cancel", "Cancel", "tools", ("Esc",), "Put the tool down; once more resets the view.", "x"),
    ActionSpec("assistant", "Show boxes", "assistant", ("B",),
               "Boxes of the assistant on or off.", "scan-eye", checkable=True),
    ActionSpec("hide_drawn", "Hide everything drawn", "assistant", ("Space",),
               "Nothing but the radiograph; hold the key to peek.", "eye-off", checkable=True),
    ActionSpec("layer_map", "Layer map", "assistant", ("X",),
               "Where a layer responds most; not proof of why.", "layers", checkable=True),
    ActionSpec("layer_next", "Next layer", "assistant", ("]",),
               "Layer map of the next layer.", "arrow-right"),
    ActionSpec("layer_previous", "Previous layer", "assistant", ("[",),
               "Layer map of the previous layer.", "arrow-left"),
    ActionSpec("next_finding", "Next finding", "assistant", ("N",), "Go to the next box.", "locate"),
    ActionSpec("run_anyway", "Run the networks all the same", "assistant", (),
               "For a radiograph whose file names another body part or technique.", "play"),
    ActionSpec("ignore_gate", "Answer out of scope too", "assistant", (),
               "Findings also where the radiograph looks out of scope.", "shield-off"),
    ActionSpec("analyse_pause", "Pause the analysis", "assistant", ("Ctrl+P",),
               "Pause or go on in the background.", "pause", checkable=True),
    ActionSpec("strip", "Strip of layer maps", "assistant", ("Ctrl+L",),
               "All layer maps of this radiograph in a row.", "gallery-horizontal-end", checkable=True),
    ActionSpec("agree", "Agree", "verdict", ("Ctrl+1",),
               "Verdict: agree with the findings; reading first: a fracture.", "thumbs-up"),
    ActionSpec("unsure", "Unsure", "verdict", ("Ctrl+2",),
               "Verdict: unsure about the findings; reading first: unsure.", "circle-help"),
    ActionSpec("disagree", "Disagree", "verdict", ("Ctrl+3",),
               "Verdict: disagree with the findings; reading first: no fracture.", "thumbs-down"),
    ActionSpec("undo_verdict", "Undo the verdict", "verdict", ("Ctrl+Z",),
               "Take the last verdict back.", "undo"),
    ActionSpec("comment", "Comment", "verdict", ("Ctrl+M",),
               "Write a comment beside the verdict.", "message-square"),
    ActionSpec("cheat_sheet", "Keys", "help", ("?",), "Every key on one sheet.", "keyboard"),
    ActionSpec("diagnostics", "Diagnostics…", "help", (),
               "What this installation can do, and what it lacks.", "stethoscope"),
    ActionSpec("about", "About FracView…", "help", (), "Version, licence and networks.", "info"),
)  # fmt: skip
"""Every action, in the order of the menus."""

SCHEMES: dict[str, dict[str, Keys]] = {
    "reading": {},
    "labelling": {
        "next": ("Down", "Right", "D"),
        "previous": ("Up", "Left", "A"),
        "tool_ruler": ("Shift+D",),
        "tool_angle": ("Shift+A",),
    },
}
"""What each scheme changes of the defaults: ``labelling`` has labelme's A and D for previous and next."""
