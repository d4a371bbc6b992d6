#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The Wayproof authors
# SPDX-License-Identifier: Apache-2.0
# Installs the Debian 12 packages that are missing: install-packages.sh build|test|live…
# Says which could not be installed and what works without them; fails only when a package of the build is missing.
set -u

build="build-essential cmake ninja-build pkg-config ccache qt6-base-dev qt6-svg-dev libyaml-cpp-dev libcurl4-openssl-dev
       libssl-dev libre2-dev libpcre2-dev libmicrohttpd-dev libnghttp2-dev libgl-dev libxkbcommon-dev"
run="nginx-light python3-venv fonts-dejavu-core ca-certificates"
check="clang-format clang-tidy python3-yaml python3-jsonschema curl"
live="libnginx-mod-http-lua libnginx-mod-http-headers-more-filter lua-resty-core lua-resty-lrucache lua-cjson"

wanted="$build $run"
for set in "$@"; do
  [ "$set" = test ] && wanted="$wanted $check"
  [ "$set" = live ] && wanted="$wanted $live"
done

is_installed() { dpkg-query -W -f='${db:Status-Abbrev}' "$1" 2>/dev/null | grep -q '^ii'; }
# Any of Debian's nginx flavours will do.
provides() { [ "$1" = nginx-light ] && [ -x /usr/sbin/nginx ] && return 0; is_installed "$1"; }

missing=""
for package in $wanted; do provides "$package" || missing="$missing $package"; done
[ -z "$missing" ] && exit 0

as_root=""
if [ "$(id -u)" -ne 0 ]; then
  if command -v sudo >/dev/null 2>&1; then as_root=sudo; else
    echo "wayproof: these packages are missing, and neither root nor sudo is at hand:$missing" >&2
  fi
fi
if [ "$(id -u)" -eq 0 ] || [ -n "$as_root" ]; then
  echo "wayproof: installing$missing"
  export DEBIAN_FRONTEND=noninteractive
  $as_root apt-get update -qq || echo "wayproof: the package lists could not be refreshed; trying with what is there" >&2
  # One at a time after a failure, so that one bad package does not keep the others away.
  # shellcheck disable=SC2086
  $as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null 2>&1 ||
    for package in $missing; do $as_root apt-get install -y -qq --no-install-recommends "$package" >/dev/null 2>&1; done
fi

status=0
for package in $missing; do
  provides "$package" && continue
  case " $(echo $build) " in
  *" $package "*) echo "wayproof: $package could not be installed; Wayproof cannot be built without it" >&2; status=1 ;;
  *) case "$package" in
     nginx-light) without="the lab has no Ingress side; everything else works" ;;
     python3-venv) without="Envoy cannot be fetched, so the lab has no Gateway side; everything else works" ;;
     fonts-dejavu-core) without="the bundled font is used" ;;
     clang-format | clang-tidy) without="the style checks are left out" ;;
     libnginx-mod-* | lua-*) without="ingress-nginx' own configuration is not served (tests/live/ingress-nginx)" ;;
     *) without="a few checks are left out" ;;
     esac
     echo "wayproof: $package could not be installed: $without" >&2 ;;
  esac
done
exit $status
