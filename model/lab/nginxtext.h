// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// What the writers of nginx.conf share: what they write from, quoting, request headers, and where the lab's echo server
// stands in for a URL.
#pragma once

#include "model/lab/nginxservers.h"

#include <string>
#include <utility>
#include <vector>

namespace wayproof
{

struct NginxContext {
    const ServerModel &model;
    const EchoPlan &echo;
    const NginxSettings &settings;
    const LocationAuth &globalAuth;
    Diagnostics &notServed;
};

using NginxHeaders = std::vector<std::pair<std::string, std::string>>;

/// The request headers that ingress-nginx sets for every upstream; `host` is the value of Host.
NginxHeaders upstreamHeaders(const NginxSettings &settings, const std::string &host = "$best_http_host");
/// `directive` is proxy_set_header or grpc_set_header.
std::string headerLines(const std::string &indent, const char *directive, const NginxHeaders &headers);

/// Whether the text can stand between double quotes in nginx.conf.
bool canBeQuoted(const std::string &text);
/// A pattern as it stands between double quotes so that nginx reads it unchanged.
std::string quotedPattern(const std::string &pattern);
/// A literal inside such a pattern.
std::string literalPattern(const std::string &text);
std::string escapedDots(const std::string &text);
/// The name in the variables that nginx makes of headers and cookies.
std::string variableName(std::string name);

/// Where a URL of an annotation leads in the lab: an endpoint of the Service of the configuration that its host names
/// (name.namespace, with or without .svc and .svc.cluster.local), or any other endpoint of the echo server.
struct NginxUrl {
    std::string host;    ///< without port, as the URL has it
    std::string address; ///< "127.0.0.1:40001"; empty where the lab has no endpoint at all
    std::string rest;    ///< path and query, variables included
    bool isOfService = false;
};
NginxUrl standIn(const EchoPlan &echo, const std::string &url);

} // namespace wayproof
