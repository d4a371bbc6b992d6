#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The Wayproof authors
# SPDX-License-Identifier: Apache-2.0
# suite.sh BUILD_FOLDER: predictions against the configurations that ingress-nginx' own controller writes, served by
# Debian's nginx with the controller's own Lua. Builds writer/*.go inside the controller's module, once for each state of
# those sources (about five minutes); later runs find it in the cache.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=$1
# The one version of this module that the Go module proxy serves.
version=v0.0.0-20240708192948-52c50467d67d
module=k8s.io/ingress-nginx

missing=""
for file in /usr/sbin/nginx /usr/lib/nginx/modules/ngx_http_lua_module.so \
  /usr/lib/nginx/modules/ngx_http_headers_more_filter_module.so /usr/share/lua/5.1/resty/core.lua; do
  [ -e "$file" ] || missing="$missing $file"
done
if [ -n "$missing" ]; then
  echo "ingress-nginx: left out, these are missing (packaging/install-packages.sh live installs them):$missing"
  [ "${CI:-}" = true ] && exit 1
  exit 0
fi

cache="${XDG_CACHE_HOME:-$HOME/.cache}/wayproof/ingress-nginx-$version"
mkdir -p "$cache"
export GOFLAGS=-mod=mod GOTOOLCHAIN=auto GOWORK=off
sum=$(cat "$here"/writer/*.go | sha256sum | cut -c1-12)
if [ ! -x "$cache/write-$sum" ] || [ ! -d "$cache/rootfs" ]; then
  echo "ingress-nginx: building the configuration's writer $version with Go, about five minutes the first time"
  source=$(mktemp -d "$cache/source.XXXXXX")
  trap 'rm -rf "$source"' EXIT
  folder=$(cd "$source" && go mod download -json "$module@$version" | sed -n 's/^\t"Dir": "\(.*\)",\{0,1\}$/\1/p')
  cp -r "$folder/." "$source"
  chmod -R u+w "$source"
  # Internal packages can be used from inside their module only, and what they do not export only from inside themselves.
  cp "$here/writer/store.go" "$source/internal/ingress/controller/store/wayproof.go"
  cp "$here/writer/controller.go" "$source/internal/ingress/controller/wayproof.go"
  mkdir "$source/cmd/wayproof-write"
  cp "$here/writer/main.go" "$source/cmd/wayproof-write/"
  # Certificates and password files go below the working directory instead of the system's folders.
  sed -i 's#"/etc/ingress-controller/#"ingress-controller/#' "$source/pkg/util/file/structure.go" \
    "$source/internal/ingress/annotations/auth/main.go"
  (cd "$source" && nice go build -o "$cache/write.new" ./cmd/wayproof-write)
  rm -rf "$cache"/write-* "$cache/rootfs"
  cp -r "$source/rootfs" "$cache/rootfs"
  mv "$cache/write.new" "$cache/write-$sum"
fi

export WAYPROOF_NGINXWRITER="$cache/write-$sum" WAYPROOF_NGINXROOT="$cache/rootfs"
export QT_QPA_PLATFORM=offscreen QTEST_FUNCTION_TIMEOUT=3600000
"$build/tests/live/ingress-nginx/tst_ingressnginx"
