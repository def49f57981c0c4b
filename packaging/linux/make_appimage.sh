#!/bin/sh
# An AppImage from the .deb: the same files, with a start script. The tool carries the runtime, which is in no
# package index, so this is for the workflow. It uses the system's X11, font and graphics libraries as the .deb does.
# usage: make_appimage.sh APPIMAGETOOL PACKAGE.deb
set -eu

tool=$1 package=$2
stage=$(mktemp -d)
dpkg-deb --extract "$package" "$stage"
ln -s usr/lib/fracview/fracview "$stage/AppRun"
cp "$stage/usr/share/applications/fracview.desktop" "$stage/"
sed -i '/^TryExec=/d' "$stage/fracview.desktop"
cp "$stage/usr/share/icons/hicolor/256x256/apps/fracview.png" "$stage/"
version=$(dpkg-deb --field "$package" Version)
ARCH=$(uname -m) "$tool" --appimage-extract-and-run "$stage" "dist/FracView-${version%-*}-$(uname -m).AppImage"
rm -r "$stage"
