// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The session's graphs, with the request's way lit, as a file.
#pragma once

#include <QString>

namespace wayproof
{

class Session;

/// `side`: "ingress", "gateway" or "both"; the format is the file's ending: svg, png or pdf. Returns why it failed;
/// empty: written.
QString exportGraphsOf(const Session &session, const QString &side, const QString &file);

} // namespace wayproof
