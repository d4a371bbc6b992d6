// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Filters of an HTTPRoute's or GRPCRoute's rule as parts of an Envoy route (spec/gateway.md §6; spec/peers.md).
#pragma once

#include "model/lab/envoyclusters.h"
#include "model/lab/envoymatch.h"
#include "model/lab/gatewaylisteners.h"

#include <QJsonObject>

#include <vector>

namespace wayproof
{

/// Adds request_headers_to_add and the like to a route or to a weighted cluster. Headers that Envoy can't be given
/// (Host, pseudo-headers) are noted.
void addHeaderModifiers(QJsonObject &target, const std::vector<RouteFilter> &filters, const ObjectMeta &route,
                        Diagnostics &notServed);

/// The redirect action; `listener` gives the port where neither port nor scheme is set.
QJsonObject redirectAction(const RequestRedirectFilter &filter, const EnvoyPathMatch &path,
                           const LabListener &listener);

/// Adds path and host rewrites to a route action.
void addRewrite(QJsonObject &action, const UrlRewriteFilter &filter, const EnvoyPathMatch &path);

/// The per-route configuration of envoy.filters.http.cors.
QJsonObject corsPolicy(const CorsFilter &filter);

/// One entry of request_mirror_policies; empty when the target is invalid, for then nothing is mirrored.
QJsonObject mirrorPolicy(const RequestMirrorFilter &filter, const BackendUser &user, EnvoyClusters &clusters);

} // namespace wayproof
