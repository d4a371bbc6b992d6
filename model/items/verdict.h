// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The one sentence over both sides: same, different, not known; and whether reality agreed with the prediction.
#pragma once

#include "model/analysis/decision.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wayproof
{

/// How far what was observed confirms what was predicted, as the verdict needs it.
struct Confirmation {
    Side side = Side::Ingress;
    std::optional<bool> agrees; ///< absent: not known
    std::string reason;         ///< one sentence, set where it does not agree
};

struct VerdictInput {
    const Decision *ingress = nullptr; ///< null: nothing of that side was loaded
    const Decision *gateway = nullptr;
    std::vector<Confirmation> confirmations; ///< one for each side that was fired at
    std::optional<bool> areAnswersAlike;     ///< what was observed on the two sides; absent: not observed or not known
};

struct Verdict {
    enum class Kind {
        Nothing, ///< nothing was loaded
        Same,
        SameRefusal, ///< alike, but neither side lets the request through: a mistyped host looks like that, too
        Different,
        NotKnown,
        OneSided,     ///< only one side was loaded
        Contradicted, ///< an observation disagrees with the prediction: louder than everything else
    };
    Kind kind = Kind::Nothing;
    std::string sentence;
    std::vector<std::string> details; ///< further differences, or what stands behind "not known"
    std::string evidence;             ///< "simulated", "simulated and observed once on both sides", …
};

std::string_view toText(Verdict::Kind kind); ///< "SAME", "DIFFERENT", …
Verdict verdictOf(const VerdictInput &input);
/// What differs, each as one clause: "the backend receives / on the left, /healthz on the right".
std::vector<std::string> differencesBetween(const Decision &left, const Decision &right);

} // namespace wayproof
