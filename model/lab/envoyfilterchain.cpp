// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/lab/envoyfilterchain.h"

#include "model/lab/envoytext.h"

#include <algorithm>

namespace wayproof
{

using namespace Qt::StringLiterals;

namespace
{

QString authorizationName(std::ptrdiff_t number)
{
    return u"envoy.filters.http.ext_authz/%1"_s.arg(number);
}

} // namespace

QString EnvoyFilterChain::useAuthorization(const QJsonObject &config)
{
    auto found = std::find(m_authorizations.begin(), m_authorizations.end(), config);
    if (found == m_authorizations.end())
        found = m_authorizations.insert(found, config);
    return authorizationName(found - m_authorizations.begin());
}

QJsonArray EnvoyFilterChain::toJson() const
{
    QJsonArray filters;
    if (m_hasCors)
        filters.append(
            envoyExtension(u"envoy.filters.http.cors"_s, envoyTyped("extensions.filters.http.cors.v3.Cors"_L1, {})));
    std::ptrdiff_t number = 0;
    for (const QJsonObject &config : m_authorizations) {
        QJsonObject filter = envoyExtension(authorizationName(number++), config);
        filter.insert(u"disabled"_s, true);
        filters.append(filter);
    }
    if (m_hasSessions)
        filters.append(
            envoyExtension(u"envoy.filters.http.stateful_session"_s,
                           envoyTyped("extensions.filters.http.stateful_session.v3.StatefulSession"_L1, {})));
    filters.append(
        envoyExtension(u"envoy.filters.http.router"_s, envoyTyped("extensions.filters.http.router.v3.Router"_L1,
                                                                  {{u"suppress_envoy_headers"_s, true}})));
    return filters;
}

} // namespace wayproof
