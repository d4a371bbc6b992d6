// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Walks the hosts and rules of one channel and says which rules can win. Knows the order, not what rules do.
#pragma once

#include "model/analysis/decision.h"
#include "model/analysis/requestview.h"
#include "model/analysis/simulatorindex.h"

#include <string_view>
#include <vector>

namespace wayproof
{

/// One way in which a walk may end.
struct WalkEnd {
    const VirtualHost *host = nullptr;   ///< null: no host pattern matched
    const Rule *rule = nullptr;          ///< null: no rule of the host matched
    std::vector<Dependency> because;     ///< why this end is not certain
    const VirtualHost *chosen = nullptr; ///< the host that the name chose; `host` may be one that it falls back to
};

/// What is walked: a channel's hosts for one name and one path.
struct Walk {
    const Channel &channel;
    const HostIndex &index;
    const RequestView &view;
    std::string_view host; ///< lower case, without port
    std::string_view path; ///< as matched
};

/// Every end that is possible; exactly one when the answer is certain. With `trace`, every host and rule is looked at
/// and explained.
std::vector<WalkEnd> walk(const Walk &walk, std::vector<TraceStep> *trace);

/// The ends that VirtualHost::alternative has instead of its host's. It falls back to no other host.
std::vector<WalkEnd> walkAlternative(const VirtualHost &alternative, const RequestView &view, std::string_view path);

/// The end of a walk where there is only one, without allocating; `isCertain` is false where there may be several.
struct QuickEnd {
    const VirtualHost *host = nullptr;
    const Rule *rule = nullptr;
    bool isCertain = false;
};
QuickEnd quickWalk(const Walk &walk);

} // namespace wayproof
