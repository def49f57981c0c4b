#!/bin/sh
# Install Debian packages where that is possible; otherwise print the line that does it, and fail.
set -eu

if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing $*"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends "$@" >/dev/null
    exit 0
fi
echo "This needs system packages. On Debian or Ubuntu run:" >&2
echo "    sudo apt-get update && sudo apt-get install -y --no-install-recommends $*" >&2
exit 1
