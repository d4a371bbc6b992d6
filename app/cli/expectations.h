// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Expectation files held against the simulation or live answers, reported as text, JSON Lines or JUnit.
#pragma once

#include "model/analysis/expectation.h"

#include <QString>

#include <functional>

namespace wayproof::cli
{

/// Reads the file, asks for each expectation's request and prints the report. `code` is the exit code of what ran
/// before. A failed expectation, or an entry that cannot be read beside others that can, makes it Bad; one that hangs
/// on something that is not known Unknown; a file without a single usable entry Usage.
int checkExpectations(const QString &path, const QString &format,
                      const std::function<SidesAnswered(const Request &)> &answer, int code);

} // namespace wayproof::cli
