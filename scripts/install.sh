#!/bin/sh
# Install FracView from this checkout into .venv, once for each state of pyproject.toml.
# usage: install.sh STAMP REQUIREMENT      for example: install.sh .venv/.installed-app .
set -eu
cd "$(dirname "$0")/.."

stamp=$1 requirement=$2
state=$(sha256sum pyproject.toml 2>/dev/null || shasum -a 256 pyproject.toml)
if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$state" ]; then
    touch "$stamp" # only its age was wrong, as after a fresh checkout: no network needed
    exit 0
fi
echo "Installing $requirement into .venv"
.venv/bin/python -m pip install --quiet --no-input --disable-pip-version-check --progress-bar off --editable "$requirement"
echo "$state" >"$stamp"
