// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Paths → the texts of the files behind them. Knows nothing of what the texts hold.
#pragma once

#include "model/load/fileloader.h"

namespace wayproof
{

struct SourceFiles {
    std::vector<NamedText> texts;
    Diagnostics findings;                 ///< missing or unreadable paths, loops, limits
    std::vector<std::string> directories; ///< all that were searched through, for watching
};

/// Reads files, directories and "-". A directory's entries that begin with a dot are passed over.
SourceFiles readSources(const std::vector<std::string> &paths);

} // namespace wayproof
