#!/bin/sh
# What building the installers needs beyond Python: its shared library, the packers, and the system libraries
# that Qt's own libraries link against, so that PyInstaller can follow them.
set -eu
cd "$(dirname "$0")/.."

[ "$(uname -s)" = Linux ] || exit 0
missing=
need() { # program or file, package
    command -v "$1" >/dev/null 2>&1 || [ -e "$1" ] || missing="$missing $2"
}
need objdump binutils
need strip binutils
need dpkg-deb dpkg
need makensis nsis
need lintian lintian
need desktop-file-validate desktop-file-utils
need update-mime-database shared-mime-info
need xdg-mime xdg-utils
need Xvfb xvfb
shared=$(.venv/bin/python -c 'import sys, sysconfig; print(bool(sysconfig.get_config_var("Py_ENABLE_SHARED")) and "yes" or "libpython%d.%d" % sys.version_info[:2])')
if [ "$shared" != yes ] && ! ls /usr/lib/*/"$shared".so* >/dev/null 2>&1; then
    missing="$missing $shared"
fi
libraries="libGL.so.1 libEGL.so.1 libgthread-2.0.so.0 libdbus-1.so.3 libfontconfig.so.1 libfreetype.so.6 libxkbcommon.so.0
libxkbcommon-x11.so.0 libxcb-cursor.so.0 libxcb-icccm.so.4 libxcb-image.so.0 libxcb-keysyms.so.1 libxcb-render-util.so.0
libxcb-xkb.so.1 libxcb-randr.so.0 libxcb-shape.so.0 libxcb-sync.so.1 libxcb-xfixes.so.0 libX11-xcb.so.1 libwayland-client.so.0
libwayland-cursor.so.0 libwayland-egl.so.1"
if ! .venv/bin/python -c 'import ctypes, sys; [ctypes.CDLL(name) for name in sys.argv[1].split()]' "$libraries" 2>/dev/null; then
    missing="$missing libgl1 libegl1 libglib2.0-0 libdbus-1-3 libfontconfig1 libfreetype6 libxkbcommon0 libxkbcommon-x11-0
libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-render-util0 libxcb-xkb1 libxcb-randr0 libxcb-shape0
libxcb-sync1 libxcb-xfixes0 libx11-xcb1 libwayland-client0 libwayland-cursor0 libwayland-egl1"
fi
# shellcheck disable=SC2086 # names of packages, apart
[ -z "$missing" ] || sh scripts/install_packages.sh $(printf '%s\n' $missing | sort -u)
