"""Run before the frozen program, in place of PyInstaller's own start hooks.

They do at every start what few starts need: import QtCore, multiprocessing and inspect, and make a folder for
matplotlib, for `--version` too.
"""

from __future__ import annotations

import os
import sys
from importlib.abc import MetaPathFinder

MATPLOTLIB = "matplotlib"
HELPERS = ("from multiprocessing.resource_tracker import main", "from multiprocessing.forkserver import main")


def be_a_helper(arguments: list[str]) -> None:
    """Where multiprocessing has started this program as one of its processes: be that, and end."""
    if "--multiprocessing-fork" in arguments[:1]:
        from multiprocessing import spawn

        given = {name: None if value == "None" else int(value) for name, value in pairs(arguments[1:])}
        main = sys.modules[
            "__main__"
        ]  # as whoever started this knows it: then it is not looked for as a file
        main.__file__ = os.path.join(sys._MEIPASS, "__main__.py")  # type: ignore[attr-defined] # noqa: PTH118
        spawn.spawn_main(**given)  # type: ignore[arg-type]
        sys.exit()
    if "-c" in arguments:
        command = arguments[arguments.index("-c") + 1 :][:1]
        if command and command[0].startswith(HELPERS):
            exec(command[0])
            sys.exit()


def pairs(words: list[str]) -> list[list[str]]:
    """Names and values of words such as ``pipe_handle=7``."""
    return [word.split("=", 1) for word in words]


class BeforeMatplotlib(MetaPathFinder):
    """Gives matplotlib a folder of its own when it is first imported: none stays in the user's home."""

    def find_spec(self, fullname: str, *_: object) -> None:
        """Find nothing; the folder is there when the next finder does."""
        if fullname == MATPLOTLIB:
            sys.meta_path.remove(self)
            if "MPLCONFIGDIR" not in os.environ:
                own_folder()


def own_folder() -> None:
    """Make matplotlib's folder, and remove it when the program ends."""
    import atexit
    import shutil
    import tempfile

    folder = tempfile.mkdtemp(prefix="fracview-")
    os.environ["MPLCONFIGDIR"] = folder
    atexit.register(shutil.rmtree, folder, ignore_errors=True)


if getattr(sys, "frozen", False):
    be_a_helper(sys.argv[1:])
    sys.meta_path.insert(0, BeforeMatplotlib())
    if sys.platform == "win32":
        os.environ["QT_PLUGIN_PATH"] = os.path.join(sys._MEIPASS, "PySide6", "plugins")  # noqa: PTH118
