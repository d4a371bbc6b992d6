// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// A whole graph as a picture file: SVG, PNG or PDF. Not what a canvas happens to show, but all of it.
#pragma once

#include "views/graphcanvaspainter.h"

#include <QImage>

#include <string>
#include <vector>

namespace wayproof
{

struct GraphPicture {
    GraphPtr graph;
    LayerOrderPtr order; ///< made for layoutInput() of the graph
    Theme theme = Theme::Light;
    QFont font;
    Flow flow = Flow::LeftToRight;
    std::vector<std::string> lit; ///< ids of nodes on the way of a request; may be empty
};

/// At `scale` pixels for a unit, less where a side would pass 12,000 pixels.
QImage imageOf(const GraphPicture &picture, double scale = 2);

/// Writes by the file name's ending (.svg, .png, .pdf). Empty: it was written; otherwise why not.
Diagnostics exportGraph(const GraphPicture &picture, const QString &fileName);
/// Several in one drawing; in a PNG below each other, in a PDF each on a page of its own.
Diagnostics exportGraphs(const std::vector<GraphPicture> &pictures, const QString &fileName);

} // namespace wayproof
