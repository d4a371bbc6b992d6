#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The Wayproof authors
# SPDX-License-Identifier: Apache-2.0
# Every JSON document that the command line prints for the samples is held against its JSON Schema.
set -u
cli=$1
cd "$(dirname "$0")/.."
if ! python3 -c 'import jsonschema' 2>/dev/null; then
  echo "schemas: python3-jsonschema is not installed; the schemas were not checked" >&2
  exit 0
fi
python3 tests/check_schemas.py "$cli"
