// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Files, directories and texts → Snapshot. Nothing here throws or fails as a whole: what could not be read is a
// finding.
#pragma once

#include "model/resources/snapshot.h"

#include <string>
#include <vector>

namespace wayproof
{

struct SourceRequest {
    /// Files, directories (searched through for *.yaml, *.yml and *.json, in sorted order) or "-" for standard input.
    std::vector<std::string> paths;
};

/// A text and the name under which its findings and objects are shown.
struct NamedText {
    std::string name;
    std::string text;
};

SnapshotPtr loadFiles(const SourceRequest &request);
SnapshotPtr loadText(std::string name, std::string text);
SnapshotPtr loadTexts(std::vector<NamedText> texts);

/// The same before it becomes a Snapshot, for sources that are put together (files over a cluster). Documents are
/// decoded on all cores; the result is in the order of the texts. Secrets' values are in no part of it.
SnapshotParts decodeTexts(std::vector<NamedText> texts);
/// As decodeTexts, for what the request's paths hold.
SnapshotParts decodeFiles(const SourceRequest &request);

/// Keeps the first of several objects with the same kind, namespace and name; each other one becomes a finding.
void removeDuplicates(SnapshotParts &parts);

} // namespace wayproof
