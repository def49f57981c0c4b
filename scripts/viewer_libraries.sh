#!/bin/sh
# The system libraries that Qt needs and its wheels do not bring: for the viewer, and for tests of it.
set -eu
cd "$(dirname "$0")/.."

[ "$(uname -s)" = Linux ] || exit 0
if ! .venv/bin/python -c 'import PySide6.QtWidgets, PySide6.QtSvg' 2>/dev/null; then
    sh scripts/install_packages.sh libegl1 libgl1 libglib2.0-0 libdbus-1-3 libfontconfig1 libxkbcommon0
fi
[ -n "${1-}" ] || exit 0
# With "screen": what a window on an X server needs beyond that.
if ! .venv/bin/python -c 'import ctypes; [ctypes.CDLL(name) for name in ("libxcb-cursor.so.0", "libxkbcommon-x11.so.0", "libxcb-icccm.so.4", "libxcb-keysyms.so.1")]' 2>/dev/null; then
    sh scripts/install_packages.sh libxcb-cursor0 libxkbcommon-x11-0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-render-util0 libxcb-xkb1
fi
