#!/bin/sh
# Make .venv with a Python that FracView supports; nothing to do where it is there and works.
# PYTHON=... names the interpreter, and an environment of another version is made anew; without it the
# first suitable one on the PATH is taken.
set -eu
cd "$(dirname "$0")/.."

supported='import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))'
version='import sys; print("%d.%d" % sys.version_info[:2])'

python=${PYTHON:-}
if [ -n "$python" ]; then
    "$python" -c "$supported" || { echo "$python is not Python 3.11, 3.12 or 3.13." >&2; exit 1; }
fi

if [ -x .venv/bin/python ] && .venv/bin/python -c "$supported" 2>/dev/null && .venv/bin/python -m pip --version >/dev/null 2>&1; then
    [ -n "$python" ] || exit 0
    there=$(.venv/bin/python -c "$version")
    wanted=$("$python" -c "$version")
    [ "$there" != "$wanted" ] || exit 0
    echo ".venv holds Python $there, asked for is $wanted"
fi

if [ -z "$python" ]; then
    for candidate in python3 python3.11 python3.12 python3.13; do
        if "$candidate" -c "$supported" 2>/dev/null; then python=$candidate; break; fi
    done
fi
if [ -z "$python" ]; then
    echo "FracView needs Python 3.11, 3.12 or 3.13; none was found. On Debian or Ubuntu: apt-get install python3 python3-venv" >&2
    exit 1
fi

# Debian ships venv apart from Python, under the name of the interpreter's version.
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    package=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    sh scripts/install_packages.sh "$package"
fi

echo "Making .venv with $("$python" --version)"
"$python" -m venv --clear .venv
