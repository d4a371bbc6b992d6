// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Loads the files named on its command line and prints how much was loaded; load.py measures it from outside.
#include "model/load/fileloader.h"

#include <chrono>
#include <iostream>

int main(int argc, char **argv)
{
    const auto begin = std::chrono::steady_clock::now();
    const wayproof::SnapshotPtr snapshot = wayproof::loadFiles({{argv + 1, argv + argc}});
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    std::cout << snapshot->objectCount() << " objects, " << snapshot->findings().size() << " findings, " << took.count()
              << " s\n";
    return snapshot->objectCount() > 0 ? 0 : 1;
}
