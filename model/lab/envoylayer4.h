// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// TLSRoute, TCPRoute and UDPRoute as Envoy's proxies of bytes and datagrams (spec/gateway.md §9): the first rule's
// backends by weight.
#pragma once

#include "model/lab/envoyclusters.h"

#include <QJsonObject>

#include <string>
#include <vector>

namespace wayproof
{

/// A network filter; where nothing may be forwarded it closes every connection.
QJsonObject tcpProxyFilter(const BackendUser &user, const std::vector<L4RouteRule> &rules, const std::string &name,
                           EnvoyClusters &clusters, const QJsonObject &accessLog);

/// A listener filter; shares that lead nowhere are dropped.
QJsonObject udpProxyFilter(const BackendUser &user, const std::vector<L4RouteRule> &rules, const std::string &name,
                           EnvoyClusters &clusters);

} // namespace wayproof
