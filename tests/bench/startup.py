#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Wayproof authors
# SPDX-License-Identifier: Apache-2.0
"""startup.py BUILD_FOLDER: from exec to the painted window on the tutorial, beside the smallest Qt window, interleaved; medians."""
import os
import pathlib
import statistics
import sys
import tempfile
import time

build = pathlib.Path(sys.argv[1]).resolve()
environment = dict(os.environ, QT_QPA_PLATFORM="offscreen")
picture = pathlib.Path(tempfile.mkdtemp()) / "window.png"
commands = {
    "wayproof": [build / "app/wayproof", "--screenshot", picture, "--size", "1280x800"],
    "smallest window": [build / "tests/bench/bench_window"],
}
figures = {name: [] for name in commands}
for round_ in range(6):
    for name, command in commands.items():
        start = time.monotonic()
        null = os.open(os.devnull, os.O_WRONLY)
        pid = os.posix_spawn(str(command[0]), [str(word) for word in command], environment,
                             file_actions=[(os.POSIX_SPAWN_DUP2, null, 1), (os.POSIX_SPAWN_DUP2, null, 2)])
        os.close(null)
        _, status, usage = os.wait4(pid, 0)
        wall = time.monotonic() - start
        if status != 0:
            sys.exit(f"{name} failed")
        if round_ > 0:  # the first warms the caches
            figures[name].append((usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024))
for name, rows in figures.items():
    cpu, wall, memory = (statistics.median(column) for column in zip(*rows))
    print(f"{name:16} CPU {cpu * 1000:6.0f} ms   wall {wall * 1000:6.0f} ms   peak RSS {memory:6.1f} MB")
