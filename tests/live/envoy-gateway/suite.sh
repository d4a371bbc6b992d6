#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The Wayproof authors
# SPDX-License-Identifier: Apache-2.0
# suite.sh BUILD_FOLDER: predictions against Envoy Gateway's own translation, served by real Envoy. Builds Envoy Gateway's
# egctl and our translate/main.go inside its module, once for each version (5 to 10 minutes); later runs find them in the cache.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=$1
version=v1.9.1
module=github.com/envoyproxy/gateway

cache="${XDG_CACHE_HOME:-$HOME/.cache}/wayproof/envoy-gateway-$version"
mkdir -p "$cache"
export GOFLAGS=-mod=mod GOTOOLCHAIN=auto
sum=$(sha256sum "$here/translate/main.go" | cut -c1-12)
if [ ! -x "$cache/egctl" ] || [ ! -x "$cache/translate-$sum" ]; then
  echo "envoy-gateway: building egctl and the translator $version with Go, up to ten minutes the first time"
  source=$(mktemp -d "$cache/source.XXXXXX")
  trap 'rm -rf "$source"' EXIT
  folder=$(cd "$source" && go mod download -json "$module@$version" | sed -n 's/^\t"Dir": "\(.*\)",\{0,1\}$/\1/p')
  cp -r "$folder/." "$source"
  chmod -R u+w "$source"
  # Internal packages can be used from inside their module only.
  mkdir "$source/cmd/wayproof-translate"
  cp "$here/translate/main.go" "$source/cmd/wayproof-translate/"
  (cd "$source" && go build -o "$cache/egctl.new" ./cmd/egctl && go build -o "$cache/translate.new" ./cmd/wayproof-translate)
  mv "$cache/egctl.new" "$cache/egctl"
  rm -f "$cache"/translate-*
  mv "$cache/translate.new" "$cache/translate-$sum"
fi

envoy=$("$here/../../../packaging/install-envoy.sh")
export WAYPROOF_ENVOY="$envoy" WAYPROOF_EGCTL="$cache/egctl" WAYPROOF_EGTRANSLATE="$cache/translate-$sum"
export QT_QPA_PLATFORM=offscreen QTEST_FUNCTION_TIMEOUT=3600000
"$build/tests/live/envoy-gateway/tst_envoygateway"
