#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The Wayproof authors
# SPDX-License-Identifier: Apache-2.0
# pictures.sh FOLDER_OF_PROGRAMS: makes every picture of the documentation anew, without a display.
set -eu
programs=$(cd "$1" && pwd)
cd "$(dirname "$0")/.."
export QT_QPA_PLATFORM=offscreen
mkdir -p docs/pictures
for theme in light dark; do
  for size in 1280x800 2560x1440; do
    "$programs/wayproof" --screenshot "docs/pictures/window-$theme-$size.png" --size $size --theme $theme --lab
  done
done
"$programs/wayproof" --screenshot docs/pictures/responses.png --size 1600x1000 --theme light --panel responses --lab
"$programs/wayproof" --screenshot docs/pictures/refused.png --size 1600x1000 --theme light --request "GET http://app.example.com/" resources/samples/reference-grant
for theme in light dark; do
  "$programs/wayproof" --screenshot docs/pictures/shares-$theme.png --size 1600x1000 --theme $theme --panel responses --lab --sample 20000 --request "GET http://app.example.com/api" resources/samples/split
done
