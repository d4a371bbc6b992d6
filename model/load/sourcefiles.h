// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Paths → the files behind them, and their texts. Knows nothing of what the texts hold.
#pragma once

#include "model/load/fileloader.h"

namespace wayproof
{

struct SourcePaths {
    std::vector<std::string> files;       ///< in the order in which they are loaded; "-" is standard input
    std::vector<std::string> directories; ///< all that were searched through
    Diagnostics findings;                 ///< missing or unreadable paths, loops, limits
};

/// The files behind files, directories and "-". A directory's entries that begin with a dot are passed over.
SourcePaths findSources(const std::vector<std::string> &paths);

struct SourceFiles {
    std::vector<NamedText> texts;
    Diagnostics findings; ///< those of findSources, and files that can't be read
};

SourceFiles readSources(const std::vector<std::string> &paths);

} // namespace wayproof
