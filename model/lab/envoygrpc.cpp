// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/lab/envoygrpc.h"

#include "model/lab/envoymatch.h"
#include "model/lab/envoytext.h"

namespace wayproof
{

using namespace Qt::StringLiterals;

namespace
{

bool isRegex(const GrpcRouteMatch &match)
{
    return match.method && *match.method->type == "RegularExpression";
}

QJsonObject regex(const std::string &pattern)
{
    return {{u"regex"_s, envoyText(pattern)}};
}

void addPath(QJsonObject &object, const GrpcRouteMatch &match)
{
    const std::string service = match.method ? *match.method->service : std::string();
    const std::string method = match.method ? *match.method->method : std::string();
    constexpr const char *anything = "[^/]+";
    if (service.empty() && method.empty())
        object.insert(u"prefix"_s, u"/"_s);
    else if (isRegex(match))
        object.insert(u"safe_regex"_s,
                      regex("/" + (service.empty() ? anything : service) + "/" + (method.empty() ? anything : method)));
    else if (service.empty())
        object.insert(u"safe_regex"_s, regex("/" + std::string(anything) + "/" + quotedRegex(method)));
    else if (method.empty())
        object.insert(u"prefix"_s, envoyText("/" + service + "/"));
    else
        object.insert(u"path"_s, envoyText("/" + service + "/" + method));
}

} // namespace

std::tuple<int, std::size_t, std::size_t, std::size_t> weightOf(const GrpcRouteMatch &match)
{
    return {isRegex(match) ? 0 : 1, match.method ? match.method->service->size() : 0,
            match.method ? match.method->method->size() : 0, headerMatches(*match.headers, {}).size()};
}

QJsonObject envoyMatch(const GrpcRouteMatch &match)
{
    // An ordinary request is none for a GRPCRoute.
    QJsonObject object{{u"grpc"_s, QJsonObject()}};
    addPath(object, match);
    const QJsonArray headers = headerMatches(*match.headers, {});
    if (!headers.isEmpty())
        object.insert(u"headers"_s, headers);
    return object;
}

} // namespace wayproof
