// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "app/settings.h"

#include <QSettings>

using namespace Qt::StringLiterals;

namespace wayproof::settings
{

namespace
{

constexpr qsizetype keptSources = 10;
/// Raised when panels change so that an old arrangement would hide them.
constexpr int arrangementVersion = 1;

} // namespace

QList<QStringList> recentSources()
{
    QSettings store;
    QList<QStringList> sources;
    const int count = store.beginReadArray(u"recentSources"_s);
    for (int i = 0; i < count; ++i) {
        store.setArrayIndex(i);
        if (const QStringList paths = store.value(u"paths"_s).toStringList(); !paths.isEmpty())
            sources << paths;
    }
    store.endArray();
    return sources;
}

void addRecentSource(const QStringList &paths)
{
    QList<QStringList> sources = recentSources();
    sources.removeAll(paths);
    sources.prepend(paths);
    if (sources.size() > keptSources)
        sources.resize(keptSources);
    QSettings store;
    store.beginWriteArray(u"recentSources"_s, static_cast<int>(sources.size()));
    for (int i = 0; i < sources.size(); ++i) {
        store.setArrayIndex(i);
        store.setValue(u"paths"_s, sources.at(i));
    }
    store.endArray();
}

ThemeChoice theme()
{
    const QString word = QSettings().value(u"window/theme"_s).toString();
    return word == u"light"_s ? ThemeChoice::Light : word == u"dark"_s ? ThemeChoice::Dark : ThemeChoice::Desktop;
}

void setTheme(ThemeChoice theme)
{
    QSettings().setValue(u"window/theme"_s, theme == ThemeChoice::Light  ? u"light"_s
                                            : theme == ThemeChoice::Dark ? u"dark"_s
                                                                         : u"desktop"_s);
}

Arrangement arrangement()
{
    const QSettings store;
    if (store.value(u"window/version"_s).toInt() != arrangementVersion)
        return {};
    return {store.value(u"window/geometry"_s).toByteArray(), store.value(u"window/docks"_s).toByteArray(),
            store.value(u"window/canvases"_s).toByteArray()};
}

void setArrangement(const Arrangement &arrangement)
{
    QSettings store;
    store.setValue(u"window/version"_s, arrangementVersion);
    store.setValue(u"window/geometry"_s, arrangement.geometry);
    store.setValue(u"window/docks"_s, arrangement.docks);
    store.setValue(u"window/canvases"_s, arrangement.canvases);
}

bool isZoomLinked()
{
    return QSettings().value(u"window/linkedZoom"_s, true).toBool();
}

void setZoomLinked(bool isLinked)
{
    QSettings().setValue(u"window/linkedZoom"_s, isLinked);
}

} // namespace wayproof::settings
