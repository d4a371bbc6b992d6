// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Everything that the window shows, as one HTML file that can be sent to somebody: no scripts, nothing loaded from
// elsewhere.
#pragma once

#include <QString>

namespace wayproof
{

class Session;

QString reportHtml(const Session &session);
/// Returns why it failed; empty: written.
QString writeReport(const Session &session, const QString &file);

} // namespace wayproof
