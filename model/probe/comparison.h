// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Predicted × observed: whether a live answer is what the simulator said. Three-valued: what cannot be known is neither
// yes nor no.
#pragma once

#include "model/analysis/decision.h"
#include "model/probe/observation.h"

#include <optional>
#include <string>
#include <vector>

namespace wayproof
{

struct PredictionDifference {
    std::string field; ///< "outcome", "status", "grpcStatus", "tls", "backend", "redirect.location", "upstream.path",
                       ///< "response.headers.NAME", …
    std::string predicted;
    std::string observed;
    bool operator==(const PredictionDifference &) const = default;
};

struct Agreement {
    std::optional<bool> agrees; ///< absent: undetermined prediction, or nothing that could confirm it was observed
    std::string reason;         ///< one sentence
    std::vector<PredictionDifference> differences;
    std::vector<std::string> unsettled; ///< fields that the prediction leaves open or the answer does not show
};

struct AgreementOptions {
    /// Every backend says who it is (the lab): an answer that nobody signed did not come from a backend.
    bool areBackendsRecognisable = false;
};

/// Whether a share of more than nothing goes to this backend.
bool isServedBy(const BackendShare &share, const ObservedBackend &backend);
/// Whether the answer, which names no backend, is what the data plane gives for this share: its error or redirect.
bool isOwnAnswerOf(const BackendShare &share, const Observation &observed);

Agreement agreement(const Decision &predicted, const Request &request, const Observation &observed,
                    const AgreementOptions &options = {});
QJsonObject toJson(const Agreement &agreement);

} // namespace wayproof
