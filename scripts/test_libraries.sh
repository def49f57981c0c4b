#!/bin/sh
# The system libraries that the tests need and wheels do not bring: OpenCV, which Ultralytics pulls in,
# links against OpenGL and GLib. The app itself needs none of them.
set -eu
cd "$(dirname "$0")/.."

[ "$(uname -s)" = Linux ] || exit 0
if ! .venv/bin/python -c 'import ctypes; [ctypes.CDLL(name) for name in ("libGL.so.1", "libgthread-2.0.so.0")]' 2>/dev/null; then
    sh scripts/install_packages.sh libgl1 libglib2.0-0
fi
