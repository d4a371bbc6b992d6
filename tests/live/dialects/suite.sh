#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The Wayproof authors
# SPDX-License-Identifier: Apache-2.0
# suite.sh BUILD_FOLDER: predictions of dialects traefik and contour against the controllers' own code. Builds one small
# program inside each module, once for each version; later runs find them in the cache.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=$1
cache="${XDG_CACHE_HOME:-$HOME/.cache}/wayproof/dialects"
mkdir -p "$cache"
export GOFLAGS=-mod=mod GOTOOLCHAIN=auto

# program NAME MODULE VERSION: prints the program's path; builds it where the cache has none.
program() {
  local sum made source folder
  sum=$(cat "$here/$1"/*.go | sha256sum | cut -c1-12)
  made="$cache/$1-$3-$sum"
  if [ ! -x "$made" ]; then
    echo "dialects: building $1 $3 with Go, some minutes the first time" >&2
    source=$(mktemp -d "$cache/source.XXXXXX")
    folder=$(cd "$source" && go mod download -json "$2@$3" | sed -n 's/^\t"Dir": "\(.*\)",\{0,1\}$/\1/p')
    cp -r "$folder/." "$source"
    chmod -R u+w "$source"
    # What is not exported can be used from inside its module, or its package, only.
    mkdir "$source/cmd/wayproof-ask"
    cp "$here/$1/main.go" "$source/cmd/wayproof-ask/"
    [ -e "$here/$1/ask.go" ] && cp "$here/$1/ask.go" "$source/pkg/provider/kubernetes/ingress/wayproof.go"
    (cd "$source" && nice go build -p 2 -o "$made.new" ./cmd/wayproof-ask)
    rm -rf "$source"
    rm -f "$cache/$1"-*-????????????
    mv "$made.new" "$made"
  fi
  echo "$made"
}

WAYPROOF_TRAEFIK=$(program traefik github.com/traefik/traefik/v3 v3.6.7)
WAYPROOF_CONTOUR=$(program contour github.com/projectcontour/contour v1.33.8)
export WAYPROOF_TRAEFIK WAYPROOF_CONTOUR QT_QPA_PLATFORM=offscreen QTEST_FUNCTION_TIMEOUT=3600000
"$build/tests/live/dialects/tst_dialects"
