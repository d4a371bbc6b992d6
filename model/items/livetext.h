// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// An observed answer in the few words that fit into a cell.
#pragma once

#include "model/items/answertext.h"
#include "model/probe/observation.h"

namespace wayproof
{

/// "200", "received /healthz · go-app:80 · 3.1 ms"; the error's sentence where no answer came.
AnswerText liveText(const Observation &observation);
/// "3.1 ms", "1.2 s"
std::string durationText(double milliseconds);

} // namespace wayproof
