// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Findings for people, on standard output.
#pragma once

#include "model/analysis/lint.h"

namespace wayproof::cli
{

/// "file:line:column: error: message [code]", the mend and the request that shows it on lines of their own.
void printFinding(const Finding &finding);

} // namespace wayproof::cli
