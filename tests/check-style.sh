#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The Wayproof authors
# SPDX-License-Identifier: Apache-2.0
# clang-format over every tracked source, and the words that must not stay in one.
set -u
cd "$(dirname "$0")/.."
status=0
sources=$(git ls-files --cached --others --exclude-standard -- 'app/*.cpp' 'app/*.h' 'model/*.cpp' 'model/*.h' 'views/*.cpp' 'views/*.h' 'tests/*.cpp' 'tests/*.h')
if command -v clang-format >/dev/null; then
  # shellcheck disable=SC2086
  clang-format --dry-run --Werror $sources || { echo "style: run clang-format -i on the files above" >&2; status=1; }
else
  echo "style: clang-format is not installed; formatting was not checked" >&2
fi
# shellcheck disable=SC2086
if grep -nE '\b(TODO|FIXME|XXX|HACK)\b' $sources; then
  echo "style: settle the left-overs above" >&2
  status=1
fi
# shellcheck disable=SC2086
for file in $sources; do
  head -n 2 "$file" | grep -q 'SPDX-License-Identifier' || { echo "style: $file has no SPDX lines" >&2; status=1; }
done
exit $status
