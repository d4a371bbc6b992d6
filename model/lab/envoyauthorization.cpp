// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/lab/envoyauthorization.h"

#include "model/lab/echoprotocol.h"
#include "model/lab/envoytext.h"

#include <QJsonArray>

namespace wayproof
{

using namespace Qt::StringLiterals;

namespace
{

QJsonObject patterns(const std::vector<Text> &names, const char *besides)
{
    QJsonArray list;
    const auto add = [&list](const std::string &name) {
        list.append(QJsonObject{{u"exact"_s, envoyText(name)}, {u"ignore_case"_s, true}});
    };
    for (const Text &name : names)
        add(*name);
    if (besides)
        add(besides);
    return {{u"patterns"_s, list}};
}

} // namespace

QJsonObject authorizationFilter(const ExternalAuthFilter &filter, const BackendUser &user, EnvoyClusters &clusters)
{
    const bool isGrpc = *filter.protocol == "GRPC";
    const BackendUser asker{user.route, user.listener, isGrpc ? BackendUse::Grpc : BackendUse::Http};
    const std::string cluster = filter.backendRef ? clusters.clusterFor(asker, *filter.backendRef) : std::string();
    if (cluster.empty())
        return {};
    QJsonObject config{{u"transport_api_version"_s, u"V3"_s}};
    // A gRPC service is shown every header unless some are named; the one by which a probe chooses the verdict always.
    if (!isGrpc || !filter.allowedHeaders->empty())
        config.insert(u"allowed_headers"_s, patterns(*filter.allowedHeaders, echo::authStatusHeader));
    if (*filter.forwardBodyMaxSize > 0)
        config.insert(u"with_request_body"_s,
                      QJsonObject{{u"max_request_bytes"_s, static_cast<qint64>(*filter.forwardBodyMaxSize)},
                                  {u"allow_partial_message"_s, true}});
    if (isGrpc) {
        config.insert(u"grpc_service"_s,
                      // A cluster's name, which stands for it otherwise, is no authority.
                      QJsonObject{{u"envoy_grpc"_s, QJsonObject{{u"cluster_name"_s, envoyText(cluster)},
                                                                {u"authority"_s, u"authorization"_s}}},
                                  {u"timeout"_s, u"10s"_s}});
    } else {
        const QJsonObject mark{{u"key"_s, QString::fromLatin1(echo::authCheckHeader)}, {u"value"_s, u"1"_s}};
        QJsonObject service{{u"server_uri"_s, QJsonObject{{u"uri"_s, u"http://authorization"_s},
                                                          {u"cluster"_s, envoyText(cluster)},
                                                          {u"timeout"_s, u"10s"_s}}},
                            {u"authorization_request"_s, QJsonObject{{u"headers_to_add"_s, QJsonArray{mark}}}}};
        if (filter.path && !filter.path->empty())
            service.insert(u"path_prefix"_s, envoyText((filter.path->starts_with('/') ? "" : "/") + *filter.path));
        if (!filter.allowedResponseHeaders->empty())
            service.insert(
                u"authorization_response"_s,
                QJsonObject{{u"allowed_upstream_headers"_s, patterns(*filter.allowedResponseHeaders, nullptr)}});
        config.insert(u"http_service"_s, service);
    }
    return envoyTyped("extensions.filters.http.ext_authz.v3.ExtAuthz"_L1, config);
}

QJsonObject authorizationTurnedOn()
{
    const QJsonObject settings =
        envoyTyped("extensions.filters.http.ext_authz.v3.ExtAuthzPerRoute"_L1, {{u"check_settings"_s, QJsonObject()}});
    return envoyTyped("config.route.v3.FilterConfig"_L1, {{u"config"_s, settings}});
}

} // namespace wayproof
