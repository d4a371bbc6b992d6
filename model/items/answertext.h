// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// A predicted answer in the few words that fit into a cell. Decides nothing: it only puts a Decision into words.
#pragma once

#include "model/analysis/decision.h"

#include <string>
#include <vector>

namespace wayproof
{

struct AnswerText {
    std::string headline;           ///< "go-app:80", "404 by the data plane", "301 redirect", "refused", "not known"
    std::string detail;             ///< "receives /healthz", the Location, …; may be empty
    std::string reason;             ///< one sentence; may be empty
    std::vector<std::string> notes; ///< what is not modelled or left to the implementation, one sentence each
};

AnswerText answerText(const Decision &decision);
/// "go-app:80", or "go-app:80 90 %, canary:80 10 %". Namespaces are left out.
std::string backendsText(const Decision &decision);
/// "go-app:80" of one share, "500" of one that ends in an error.
std::string shareText(const BackendShare &share);

} // namespace wayproof
