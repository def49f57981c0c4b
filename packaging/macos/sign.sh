#!/bin/sh
# Sign the application and its disk image, and make the image anew. CERTIFICATE (base64), PASSWORD and IDENTITY come
# from the workflow's secrets.
set -eu
cd "$(dirname "$0")/../.."

chain="$RUNNER_TEMP/signing.keychain-db"
secret=$(uuidgen)
printf '%s' "$CERTIFICATE" | base64 --decode >"$RUNNER_TEMP/key.p12"
security create-keychain -p "$secret" "$chain"
security unlock-keychain -p "$secret" "$chain"
security import "$RUNNER_TEMP/key.p12" -k "$chain" -P "$PASSWORD" -T /usr/bin/codesign
security set-key-partition-list -S apple-tool:,apple: -s -k "$secret" "$chain" >/dev/null
security list-keychains -d user -s "$chain" login.keychain-db
rm "$RUNNER_TEMP/key.p12"

stage=build/installers/cpu/dmg
codesign --force --deep --options runtime --timestamp --keychain "$chain" --sign "$IDENTITY" "$stage/FracView.app"
image=$(ls dist/FracView-*.dmg)
hdiutil create -volname FracView -srcfolder "$stage" -ov -format UDZO "$image"
codesign --timestamp --keychain "$chain" --sign "$IDENTITY" "$image"
(cd dist && shasum -a 256 -- *.dmg *.cdx.json >SHA256SUMS)
