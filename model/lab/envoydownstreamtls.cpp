// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/lab/envoydownstreamtls.h"

#include "model/lab/envoytext.h"

#include <QJsonArray>

#include <algorithm>

namespace wayproof
{

using namespace Qt::StringLiterals;

namespace
{

std::vector<std::string> namesFor(const LabListener &listener)
{
    std::vector<std::string> names = listener.certificateNames;
    const auto addName = [&names](const std::string &name) {
        if (!name.empty() && name != "*" && std::find(names.begin(), names.end(), name) == names.end())
            names.push_back(name);
    };
    const auto addRoutes = [&addName](const auto &routes) {
        for (const auto &attached : routes)
            std::for_each(attached.hostnames.begin(), attached.hostnames.end(), addName);
    };
    if (names.empty()) {
        addName(listener.hostname);
        addRoutes(listener.httpRoutes);
        addRoutes(listener.grpcRoutes);
        addRoutes(listener.tlsRoutes);
    }
    if (names.empty())
        names.emplace_back("localhost");
    return names;
}

} // namespace

QJsonObject downstreamTls(const LabListener &listener, const std::string &directory, EnvoyConfig &config)
{
    const std::string file = directory + "/gateway-" + std::to_string(config.certificates.size()) + ".pem";
    config.certificates.push_back({file, namesFor(listener)});
    const QJsonObject source{{u"filename"_s, envoyText(file)}};
    QJsonObject common{
        {u"tls_certificates"_s, QJsonArray{QJsonObject{{u"certificate_chain"_s, source}, {u"private_key"_s, source}}}}};
    if (listener.protocol == "HTTPS")
        common.insert(u"alpn_protocols"_s, QJsonArray{u"h2"_s, u"http/1.1"_s});
    QJsonObject context;
    if (!listener.clientValidation.empty()) {
        const std::string bundle = directory + "/clients-" + std::to_string(config.caBundles.size()) + ".pem";
        config.caBundles.push_back({bundle, listener.clientCaPem});
        QJsonObject validation{{u"trusted_ca"_s, QJsonObject{{u"filename"_s, envoyText(bundle)}}}};
        const bool isStrict = listener.clientValidation == "AllowValidOnly";
        if (!isStrict)
            validation.insert(u"trust_chain_verification"_s, u"ACCEPT_UNTRUSTED"_s);
        common.insert(u"validation_context"_s, validation);
        context.insert(u"require_client_certificate"_s, isStrict);
    }
    context.insert(u"common_tls_context"_s, common);
    return envoyExtension(u"envoy.transport_sockets.tls"_s,
                          envoyTyped("extensions.transport_sockets.tls.v3.DownstreamTlsContext"_L1, context));
}

} // namespace wayproof
