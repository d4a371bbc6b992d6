#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The Wayproof authors
# SPDX-License-Identifier: Apache-2.0
# tour.sh FOLDER_OF_PROGRAMS [SOURCE…]: what the window opens on, told on the command line: both graphs, the tutorial's two
# requests predicted and probed on both sides, the verdict, and where the pictures and the report are.
set -u
programs=$1
shift
samples=${WAYPROOF_SAMPLES:-resources/samples}
# Without a source the window program opens its own copy of the tutorial, on the request that shows the difference.
shown=("$@")
[ $# -gt 0 ] || set -- "$samples/tutorial"
sources=()
for source in "$@"; do sources+=(-f "$source"); done
out=${XDG_CACHE_HOME:-$HOME/.cache}/wayproof/tour
mkdir -p "$out"

"$programs/wayproof-cli" graph "${sources[@]}" --format text || exit $?
echo
# A difference is what the tour is there to show: exit status 1 is its good end.
"$programs/wayproof-cli" probe "${sources[@]}" --lab http://localhost/healthz http://localhost/version
status=$?
[ $status -le 1 ] || echo "wayproof: the probes could not be fired (exit status $status)" >&2

echo
export QT_QPA_PLATFORM=offscreen
for theme in light dark; do
  "$programs/wayproof" --screenshot "$out/window-$theme.png" --size 1600x1000 --theme $theme --lab "${shown[@]}" 2>/dev/null &&
    echo "picture: $out/window-$theme.png"
done
"$programs/wayproof" --report "$out/report.html" --lab "${shown[@]}" 2>/dev/null && echo "report:  $out/report.html"
[ $status -le 1 ]
