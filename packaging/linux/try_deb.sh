#!/bin/sh
# Install the .deb with apt, look at what the system makes of it, run the smoke test on what was installed, remove
# it, and look for what is left. As root, in a machine or container that may be changed.
# usage: try_deb.sh [PACKAGE.deb] [smoke test's options, such as --dicom FOLDER]
set -eu
cd "$(dirname "$0")/../.."

package=
case "${1-}" in *.deb) package=$1; shift ;; esac
if [ -z "$package" ]; then
    package=$(ls -t dist/fracview*.deb | head -n 1)
fi
name=$(dpkg-deb --field "$package" Package)
[ "$(id -u)" -eq 0 ] || { echo "This installs a package: run it as root." >&2; exit 1; }
sh scripts/install_packages.sh lintian desktop-file-utils shared-mime-info xdg-utils xvfb util-linux

echo "== lintian, desktop-file-validate"
lintian --allow-root --fail-on error "$package"
trace=$(mktemp -d)
dpkg-deb --extract "$package" "$trace/files"
desktop-file-validate "$trace/files/usr/share/applications/fracview.desktop"
rm -r "$trace/files"

echo "== install"
snapshot() { find /usr /etc /opt -xdev \( -ipath '*fracview*' \) 2>/dev/null | sort; }
snapshot >"$trace/before"
export DEBIAN_FRONTEND=noninteractive
apt-get install -y -qq --no-install-recommends "$(realpath "$package")" >/dev/null
answer=$(xdg-mime query default application/dicom)
echo "application/dicom opens with $answer"
[ "$answer" = fracview.desktop ]
man -w fracview >/dev/null 2>&1 || [ -f /usr/share/man/man1/fracview.1.gz ] || echo "man pages are left out on this system"

echo "== smoke test"
work=$(mktemp -d)
good=yes
.venv/bin/python packaging/smoke_test.py /usr/bin/fracview --against .venv/bin/fracview --work "$work" "$@" || good=no

echo "== remove"
apt-get purge -y -qq "$name" >/dev/null
snapshot >"$trace/after"
diff "$trace/before" "$trace/after" || { echo "left behind by the package" >&2; good=no; }
[ -s "$work/kept/data/store.sqlite" ] || { echo "the user's store is gone" >&2; good=no; }
rm -r "$trace"
[ "$good" = yes ] || exit 1
echo "Installed, tried and removed; the user's store is still there: $work/kept/data"
