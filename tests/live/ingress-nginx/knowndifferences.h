// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// What the snapshot of July 2024, or Debian's nginx, is known to do otherwise than the version that is modelled.
#pragma once

#include <QString>

#include <string>

namespace wayproof::test
{

/// The reason for which the answer to this question differs; empty where none is known.
QString knownDifference(const QString &question, const QString &disagreement);

/// Whether a header of requests to backends came after the snapshot.
bool isYoungerHeader(const std::string &name);

} // namespace wayproof::test
