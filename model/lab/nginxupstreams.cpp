// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/lab/nginxupstreams.h"

#include "model/lab/nginxtext.h"

#include <QRegularExpression>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>

namespace wayproof
{

namespace
{

const UpstreamBlock *canaryOf(const ServerModel &model, const UpstreamBlock &upstream)
{
    if (upstream.alternatives.empty())
        return nullptr;
    const UpstreamBlock *canary = model.upstream(upstream.alternatives.front());
    // spec/ingress.md §2.2: a canary without endpoints gives way to the main upstream.
    return canary && canary->isServed() ? canary : nullptr;
}

std::string percentage(int weight, int total)
{
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.2f%%", 100.0 * weight / total);
    return text.data();
}

/// An empty value decides nothing, whatever a pattern says to it.
std::string headerMap(const NginxCanary &rule, const std::string &variable)
{
    std::string text = "    map $http_" + variableName(rule.header) + " " + variable + " {\n        \"\" \"\";\n";
    if (!rule.headerValue.empty()) {
        text += "        default \"\";\n        \"~^" + literalPattern(rule.headerValue) + "$\" 1;\n";
    } else if (!rule.headerPattern.empty()) {
        const QRegularExpression pattern(QString::fromStdString(rule.headerPattern));
        // spec/ingress.md §2.2: a broken pattern leaves whoever sends the header to the main upstream.
        text += pattern.isValid() ? "        default \"\";\n        \"~" + quotedPattern(rule.headerPattern) + "\" 1;\n"
                                  : std::string("        default 0;\n");
    } else {
        text += "        default \"\";\n        \"~^always$\" 1;\n        \"~^never$\" 0;\n";
    }
    return text + "    }\n";
}

std::string cookieMap(const NginxCanary &rule, const std::string &variable)
{
    const bool isWord = std::all_of(rule.cookie.begin(), rule.cookie.end(), [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
    });
    if (isWord)
        return "    map $cookie_" + rule.cookie + " " + variable +
               " {\n        default \"\";\n        \"~^always$\" 1;\n        \"~^never$\" 0;\n    }\n";
    // nginx.conf can't name such a cookie in a variable.
    const std::string head = "        \"~(?:^|; *)(?i:" + literalPattern(rule.cookie) + ") *= *";
    return "    map $http_cookie " + variable + " {\n        default \"\";\n" + head + "always(?:;|$)\" 1;\n" + head +
           "never(?:;|$)\" 0;\n    }\n";
}

std::string weightMap(const NginxCanary &rule, const std::string &variable)
{
    if (rule.weight <= 0 || rule.weight >= rule.weightTotal)
        return "    map \"\" " + variable + " {\n        default " + (rule.weight <= 0 ? "0" : "1") + ";\n    }\n";
    return "    split_clients $request_id " + variable + " {\n        " + percentage(rule.weight, rule.weightTotal) +
           " 1;\n        * 0;\n    }\n";
}

/// Header, then cookie, then weight (spec/ingress.md §2.2); each map says 1 canary, 0 main, empty: the next one
/// decides.
std::string canaryMaps(const UpstreamBlock &upstream, const UpstreamBlock &canary)
{
    const std::string id = variableName(upstream.name);
    const NginxCanary &rule = canary.canary;
    std::string text;
    std::string header;
    if (!rule.header.empty()) {
        header = "$canary_header_" + id;
        text += headerMap(rule, header);
    }
    std::string cookie;
    if (!rule.cookie.empty()) {
        cookie = "$canary_cookie_" + id;
        text += cookieMap(rule, cookie);
    }
    const std::string dice = "$canary_weight_" + id;
    text += weightMap(rule, dice);
    text += "    map \"" + header + ":" + cookie + ":" + dice + "\" $upstream_" + id + " {\n" + "        \"~^1:\" " +
            canary.name + ";\n        \"~^0:\" " + upstream.name + ";\n        \"~^:1:\" " + canary.name +
            ";\n        \"~^:0:\" " + upstream.name + ";\n        \"~^::1$\" " + canary.name + ";\n        default " +
            upstream.name + ";\n    }\n";
    return text;
}

} // namespace

std::string nginxUpstreams(const ServerModel &model)
{
    std::string text;
    for (const auto &[name, upstream] : model.upstreams) {
        if (!upstream.isServed())
            continue;
        text += "    upstream " + name + " {\n";
        for (const EchoEndpoint *endpoint : upstream.endpoints)
            text += "        server 127.0.0.1:" + std::to_string(endpoint->port) + " max_fails=0;\n";
        if (upstream.endpoints.empty())
            text += "        server 127.0.0.1:1 max_fails=0; # refuses connections\n";
        text += "        keepalive 32;\n    }\n";
    }
    for (const auto &[name, upstream] : model.upstreams) {
        const UpstreamBlock *canary = upstream.isServed() ? canaryOf(model, upstream) : nullptr;
        if (canary)
            text += canaryMaps(upstream, *canary);
    }
    return text;
}

std::string passTarget(const ServerModel &model, const UpstreamBlock *upstream)
{
    if (!upstream)
        return "lab-default-backend";
    return canaryOf(model, *upstream) ? "$upstream_" + variableName(upstream->name) : upstream->name;
}

} // namespace wayproof
