// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Graphs written in other people's formats, as text, without any painting library. Knows nothing of the window.
#pragma once

#include "model/analysis/graph.h"

#include <QJsonObject>

#include <string>
#include <vector>

namespace wayproof
{

/// Graphviz' language. Several graphs become clusters of one digraph.
std::string toDot(const std::vector<Graph> &graphs);
/// Mermaid's flowchart language. Several graphs become subgraphs.
std::string toMermaid(const std::vector<Graph> &graphs);
/// {"schema":"wayproof/graph/v1","graphs":[{"side","nodes","edges"}]}
QJsonObject toJson(const std::vector<Graph> &graphs);
/// A standalone drawing, laid out by ourselves, graphs beside each other; follows the viewer's light or dark
/// preference. `lit`: for each graph the ids of the nodes on the way of a request (graphpath.h); may be empty.
std::string toSvg(const std::vector<Graph> &graphs, const std::vector<std::vector<std::string>> &lit = {});

} // namespace wayproof
