// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Blanks the values of Secrets in a text that is kept for showing. Knows nothing of what a Secret is.
#pragma once

#include "model/load/documenttext.h"
#include "model/load/node.h"

#include <string>
#include <string_view>
#include <vector>

namespace wayproof
{

/// A stretch of a source's text that must not be kept.
struct HiddenRange {
    std::size_t begin = 0;
    std::size_t end = 0;
};

/// The stretches that the scalars `nodes` take up, given the document that they were parsed from. Rather too long than
/// too short: in block style up to the next key.
std::vector<HiddenRange> hiddenRanges(const DocumentText &document, const NodeArena &arena,
                                      const std::vector<NodeIndex> &nodes);

/// Of a document that could not be parsed: everything behind the first "data:" or "stringData:" if it may be a Secret.
std::vector<HiddenRange> hiddenRangesOfUnparsed(const DocumentText &document);

/// The text with each range replaced by "(hidden)"; line breaks stay, so that line numbers do.
std::string withoutRanges(std::string text, std::vector<HiddenRange> ranges);

} // namespace wayproof
