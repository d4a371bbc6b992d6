// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "app/exporting.h"

#include "app/session.h"
#include "model/analysis/graphpath.h"
#include "views/graphexport.h"

#include <QGuiApplication>

using namespace Qt::StringLiterals;

namespace wayproof
{

QString exportGraphsOf(const Session &session, const QString &side, const QString &file)
{
    std::vector<GraphPicture> pictures;
    for (const Side which : {Side::Ingress, Side::Gateway}) {
        const QString name = which == Side::Ingress ? u"ingress"_s : u"gateway"_s;
        const WorldSide &part = session.world()->side(which);
        if ((side != u"both"_s && side != name) || (side == u"both"_s && !part.isLoaded))
            continue;
        GraphPicture picture;
        picture.graph = part.graph;
        picture.order = part.order;
        picture.theme = themeOf(QGuiApplication::palette());
        picture.font = QGuiApplication::font();
        if (const auto &predicted = session.answers().side(which).predicted)
            picture.lit = litPath(*part.graph, *predicted);
        pictures.push_back(std::move(picture));
    }
    const Diagnostics problems = exportGraphs(pictures, file);
    return problems.empty() ? QString() : QString::fromStdString(problems.front().message);
}

} // namespace wayproof
