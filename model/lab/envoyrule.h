// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// One match of an HTTPRoute's or GRPCRoute's rule as Envoy routes: filters, shares, timeouts, retries, sessions
// (spec/gateway.md §6-§8), configured as Envoy Gateway 1.9 configures them (spec/peers.md).
#pragma once

#include "model/lab/envoyclusters.h"
#include "model/lab/envoyfilterchain.h"
#include "model/lab/envoymatch.h"

#include <QJsonObject>

#include <vector>

namespace wayproof
{

/// What both kinds of rule have; the last two are HTTPRoute's only.
struct RuleParts {
    const ObjectMeta *route = nullptr;
    BackendUse use = BackendUse::Http;
    const std::vector<RouteFilter> *filters = nullptr;
    const std::vector<BackendRef> *backendRefs = nullptr;
    const Field<SessionPersistence> *sessionPersistence = nullptr;
    const RouteTimeouts *timeouts = nullptr;
    const Field<RouteRetry> *retry = nullptr;
};

struct MatchParts {
    QJsonObject match;   ///< Envoy's
    EnvoyPathMatch path; ///< what a redirect or rewrite of a prefix replaces
    QString name;        ///< of the route, unique
};

struct RuleSurroundings {
    const LabListener &listener;
    EnvoyClusters &clusters;
    EnvoyFilterChain &filters;
    Diagnostics &notServed;
};

/// Usually one; several with a cascade of fractions where backends have filters of their own that one Envoy route can't
/// hold.
std::vector<QJsonObject> envoyRule(const RuleParts &rule, const MatchParts &match, const RuleSurroundings &around);

} // namespace wayproof
