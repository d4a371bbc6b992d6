// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The HTTP filters of one connection manager, collected while its routes are written: those that routes ask for, in
// Envoy Gateway's order, and the router behind them.
#pragma once

#include <QByteArray>
#include <QJsonArray>
#include <QJsonObject>

#include <vector>

namespace wayproof
{

class EnvoyFilterChain
{
public:
    void useCors() { m_hasCors = true; }
    void useSessions() { m_hasSessions = true; }
    /// The name of the authorisation filter with that configuration: off unless a route turns it on by that name.
    QString useAuthorization(const QJsonObject &config);

    QJsonArray toJson() const;

private:
    bool m_hasCors = false;
    bool m_hasSessions = false;
    std::vector<QJsonObject> m_authorizations;
};

} // namespace wayproof
