#!/bin/sh
# Open the viewer on the samples; where there is no screen, analyse them into out/.
set -eu
cd "$(dirname "$0")/.."

screen=no
case "$(uname -s)" in
    Linux) [ -z "${DISPLAY-}${WAYLAND_DISPLAY-}${QT_QPA_PLATFORM-}" ] || screen=yes ;;
    *) screen=yes ;;
esac
if [ "$screen" = yes ]; then
    sh scripts/viewer_libraries.sh screen
    exec .venv/bin/fracview resources/samples
fi
echo "No screen here: analysing the samples into out/."
.venv/bin/fracview analyze resources/samples --out out/findings.csv --overlays out/overlays --strips out/strips
echo "Written: out/findings.csv, out/overlays, out/strips"
