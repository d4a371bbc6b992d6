// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Documents → typed objects: which kind a document is, lists of objects, what each object begins with. Knows no files.
#pragma once

#include "model/load/node.h"
#include "model/load/report.h"
#include "model/resources/snapshot.h"

#include <string_view>

namespace wayproof
{

/// Decodes the document at `root` into `parts` (objects and findings). `lastLine` is the last line of the document.
/// The scalars that are a Secret's values are added to `hidden`; their text is not to be retained.
void decodeDocument(const NodeArena &arena, NodeIndex root, std::uint32_t lastLine,
                    const std::shared_ptr<const std::string> &file, SnapshotParts &parts,
                    std::vector<NodeIndex> &hidden);

/// Moves everything in `from` behind what is in `into`.
void append(SnapshotParts &into, SnapshotParts &&from);

} // namespace wayproof
