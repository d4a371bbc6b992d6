// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// One side of a configuration as a graph: from the class to the endpoints, every reference an edge, held or refused.
// Plain values with a stable text form. Knows nothing of how it is drawn.
#pragma once

#include "model/analysis/graphlayout.h"
#include "model/base/diagnostic.h"
#include "model/routing/routingtable.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wayproof
{

/// In the order of the layers, from where traffic comes in to where it ends.
enum class NodeKind {
    IngressClass,
    Ingress,
    HostPath, ///< one path of one host of an Ingress, or its default backend
    GatewayClass,
    Gateway,
    ListenerSet,
    Listener,
    Route,
    Rule,
    Service,
    Resource, ///< a backend that is not a Service
    Endpoint,
    Missing, ///< something referred to that does not exist
};
std::string_view toText(NodeKind kind); ///< "IngressClass", "HostPath", …

struct GraphNode {
    /// The same for the same thing after every reload: made from names and contents, not from indices where there is a
    /// name.
    std::string id;
    NodeKind kind = NodeKind::Service;
    std::string kindLabel; ///< as people say it: "HTTPRoute", "host and path", "missing Service"
    std::string title;
    std::string subtitle;           ///< the namespace, an address, …; may be empty
    std::string ns;                 ///< for filtering by namespace; empty for cluster-scoped things
    std::vector<std::string> hosts; ///< host patterns that it declares; empty: none of its own
    /// The object that it is, or the part of one: a listener (section), a rule, a match or path. Null for what has no
    /// object.
    Anchor anchor;
    Location location;
    std::optional<Severity> badge; ///< the worst finding about it
    int findingCount = 0;
    /// What becomes of TLS here: "TLS ends here", "TLS passes through", "new TLS to here"; empty: nothing.
    std::string tls;
    bool isLoaded = true; ///< false: referred to and taken to exist, but not among the sources
    std::string note;     ///< for people: what the badge is about, a sentence for each finding, one a line
    int rank = 0;         ///< the layer
};

struct GraphEdge {
    int from = 0; ///< index into Graph::nodes
    int to = 0;
    LinkState state = LinkState::Held;
    std::string code;            ///< the API's reason where there is one
    std::string reason;          ///< for people; set where the state is not held
    std::optional<double> share; ///< 0–1, of a weighted backend; absent where it is the only one
    bool isMirror = false;       ///< copies of requests go there; their answers are dropped
    std::string label;           ///< short, beside the edge; may be empty ("90 %" is made from the share)
    Location location;
};

struct Graph {
    Side side = Side::Ingress;
    std::vector<GraphNode> nodes; ///< by rank, then in the order of the sources
    std::vector<GraphEdge> edges;
    /// Index of the node with that id; -1 when there is none. Linear.
    int indexOf(std::string_view id) const;
};

/// "listener · TLS ends here"
std::string kindLine(const GraphNode &node);
/// The subtitle, and "not loaded" where that is so; may be empty.
std::string subtitleLine(const GraphNode &node);

/// "90 %", "33.3 %", "0 %"; `share` 0–1.
std::string percentText(double share);

/// One line a node, its edges indented below it: for golden files and the command line.
std::string toText(const Graph &graph);

/// Sizes of the cards, in pixels at zoom 1, from the length of their texts; and the edges.
LayoutInput layoutInput(const Graph &graph);

} // namespace wayproof
