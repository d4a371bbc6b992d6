// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Nodes and edges in words, for tooltips and assistive technology.
#pragma once

#include "views/graphcanvasscene.h"

#include <QString>

namespace wayproof
{

/// "HTTPRoute go-app-route, routing-experiment. 1 finding: …. From …. To …."
QString spokenNode(const CanvasScene &scene, int node);
/// "Gateway edge → HTTPRoute cart: refused, NotAllowedByListeners: …"
QString spokenEdge(const CanvasScene &scene, int edge);

/// As rich text. `lost`: why this candidate lost the request at hand; may be empty.
QString nodeToolTip(const GraphNode &node, const QString &lost);
QString edgeToolTip(const CanvasScene &scene, int edge);

} // namespace wayproof
