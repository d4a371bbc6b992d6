// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// What the window remembers from one start to the next, as typed values. The only file that sees QSettings.
#pragma once

#include <QByteArray>
#include <QStringList>

namespace wayproof
{

enum class ThemeChoice { Desktop, Light, Dark };

struct Arrangement {
    QByteArray geometry;
    QByteArray docks;
    QByteArray canvases; ///< state of the splitter between them
};

namespace settings
{

/// Newest first; each is one `load`'s paths.
QList<QStringList> recentSources();
/// Keeps the newest ten, each once.
void addRecentSource(const QStringList &paths);
ThemeChoice theme();
void setTheme(ThemeChoice theme);
Arrangement arrangement();
void setArrangement(const Arrangement &arrangement);
bool isZoomLinked();
void setZoomLinked(bool isLinked);

} // namespace settings

} // namespace wayproof
