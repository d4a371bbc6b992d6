// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Predictions held against what a served controller answers.
#pragma once

#include "model/analysis/decision.h"
#include "tests/live/ingress-nginx/servedcontroller.h"

#include <QStringList>

#include <functional>
#include <optional>
#include <vector>

namespace wayproof::test
{

struct Question {
    QString name; ///< for people
    Request request;
    Decision predicted;
    Decision asWritten; ///< what somebody else expects, judged too; the same where nobody does
};

struct Answer {
    std::optional<bool> agrees;            ///< absent: not settled
    std::optional<bool> agreesWithWritten; ///< the same for Question::asWritten
    QString text;                          ///< of a disagreement: what was predicted and what observed
};

/// Fires every question, in any order. A configuration that nginx refuses, or that the controller breaks down over,
/// answers what predicts just that.
void askController(const std::vector<Question> &questions, const ServedController &served,
                   const std::function<void(std::size_t, const Answer &)> &onAnswer);

} // namespace wayproof::test
