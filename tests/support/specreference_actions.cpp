// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/specreference_actions.h"

#include "tests/support/specreference_listeners.h"

#include <algorithm>
#include <cstdio>

namespace wayproof::test
{

namespace
{

std::string lower(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

std::string withoutTrailingSlashes(std::string text)
{
    while (!text.empty() && text.back() == '/')
        text.pop_back();
    return text;
}

std::string changedPath(const HttpPathModifier &change, const std::string &prefix, const std::string &path)
{
    if (*change.type == "ReplaceFullPath")
        return change.replaceFullPath->empty() ? "/" : *change.replaceFullPath;
    if (*change.type != "ReplacePrefixMatch")
        return path;
    const std::string rest = path.substr(withoutTrailingSlashes(prefix).size());
    const std::string made = withoutTrailingSlashes(*change.replacePrefixMatch) + rest;
    return made.empty() ? "/" : made;
}

enum class Target { Usable, Invalid, WithoutEndpoints };

Target targetOf(const ActionQuestion &question, const BackendObjectReference &ref)
{
    const Snapshot &snapshot = question.snapshot;
    if (!ref.group->empty() || (!ref.kind->empty() && *ref.kind != "Service"))
        return Target::Invalid;
    const std::string &own = *question.route.meta.ns;
    const std::string ns = ref.ns->empty() ? own : *ref.ns;
    if (ns != own && !isGranted(snapshot, "HTTPRoute", own, "Service", ns, *ref.name))
        return Target::Invalid;
    const Service *service = snapshot.find<Service>(ns, *ref.name);
    if (!service)
        return Target::Invalid;
    if (std::none_of(service->ports->begin(), service->ports->end(),
                     [&](const ServicePort &port) { return *port.port == *ref.port; }))
        return Target::Invalid;
    for (const EndpointSlice &slice : snapshot.all<EndpointSlice>()) {
        if (*slice.meta.ns != ns || slice.serviceName() != *ref.name)
            continue;
        for (const Endpoint &endpoint : slice.endpoints) {
            if (endpoint.ready.valueOr(true))
                return Target::Usable;
        }
    }
    return Target::WithoutEndpoints;
}

std::string nameOf(const ActionQuestion &question, const BackendObjectReference &ref)
{
    return (ref.ns->empty() ? *question.route.meta.ns : *ref.ns) + "/" + *ref.name + ":" + std::to_string(*ref.port);
}

void apply(FlatHeaders &headers, const HeaderModifier &modifier)
{
    for (const HttpHeader &header : *modifier.set)
        headers[lower(*header.name)] = *header.value;
    for (const HttpHeader &header : *modifier.add) {
        std::string &value = headers[lower(*header.name)];
        value += (value.empty() ? "" : ",") + *header.value;
    }
    for (const Text &name : *modifier.remove)
        headers.erase(lower(*name));
}

std::string redirectAnswer(const ActionQuestion &question, const RequestRedirectFilter &filter)
{
    const Request &request = question.request;
    const std::string scheme = filter.scheme->empty() ? request.scheme : *filter.scheme;
    const std::string host =
        filter.hostname->empty() ? request.host.substr(0, request.host.find(':')) : *filter.hostname;
    const std::int64_t wellKnown = scheme == "https" ? 443 : 80;
    std::int64_t port = *request.port;
    if (filter.port.isSet)
        port = *filter.port;
    else if (!filter.scheme->empty())
        port = wellKnown;
    const bool isHidden = port == wellKnown && (!filter.port.isSet || question.reading.hidesExplicitPort);
    const std::string path = request.path.substr(0, request.path.find('?'));
    std::string query = path.size() < request.path.size() ? request.path.substr(path.size()) : std::string();
    std::string target = path;
    if (filter.path.isSet) {
        target = changedPath(*filter.path, question.prefix, path);
        if (*filter.path->type == "ReplaceFullPath" && !question.reading.fullPathKeepsQuery)
            query.clear();
    }
    return redirectText(static_cast<int>(filter.statusCode.valueOr(302)),
                        scheme + "://" + lower(host) + (isHidden ? std::string() : ":" + std::to_string(port)) +
                            target + query);
}

} // namespace

std::string statusText(int status)
{
    return "answer " + std::to_string(status);
}

std::string redirectText(int status, std::string location)
{
    return "redirect " + std::to_string(status) + " " + std::move(location);
}

std::string forwardText(const std::string &backend, const std::string &host, const std::string &path,
                        const FlatHeaders &request, const FlatHeaders &response)
{
    std::string text = backend + " host " + host + " path " + path + " receives";
    for (const auto &[name, value] : request)
        text += " " + name + "=" + value;
    text += " answers";
    for (const auto &[name, value] : response)
        text += " " + name + "=" + value;
    return text;
}

std::string mirrorText(const std::string &backend, double share)
{
    char percent[32];
    std::snprintf(percent, sizeof percent, "%.4f", share);
    return " mirror " + backend + "*" + percent;
}

std::string sharesText(const std::vector<std::pair<std::string, double>> &shares,
                       const std::vector<std::string> &mirrors)
{
    std::map<std::string, double> sums;
    for (const auto &[text, share] : shares) {
        if (share > 0)
            sums[text] += share;
    }
    std::string text;
    for (const auto &[share, weight] : sums) {
        char percent[32];
        std::snprintf(percent, sizeof percent, "%.4f", weight);
        text += sums.size() == 1 ? share : "[" + share + "]*" + percent + " ";
    }
    const bool isForwarded =
        std::any_of(sums.begin(), sums.end(), [](const auto &entry) { return !entry.first.starts_with("answer"); });
    for (const std::string &mirror : mirrors)
        text += isForwarded ? mirror : std::string();
    return text;
}

FlatHeaders flat(const HeaderList &headers)
{
    FlatHeaders made;
    for (const auto &[name, value] : headers) {
        std::string &entry = made[lower(name)];
        entry += (entry.empty() ? "" : ",") + value;
    }
    return made;
}

void applyEdits(FlatHeaders &headers, const HeaderEdits &edits)
{
    for (const auto &[name, value] : edits.set)
        headers[lower(name)] = value;
    for (const auto &[name, value] : edits.add) {
        std::string &entry = headers[lower(name)];
        entry += (entry.empty() ? "" : ",") + value;
    }
    for (const std::string &name : edits.remove)
        headers.erase(lower(name));
}

FlatHeaders answeredHeaders()
{
    return {{"x-one", "r"}, {"x-added", "r"}, {"x-gone", "r"}, {"x-echo", "r"}};
}

std::string actionText(const ActionQuestion &question)
{
    const HttpRouteRule &rule = question.rule;
    const std::string target = question.request.path;
    const std::string path = target.substr(0, target.find('?'));
    const std::string query = target.substr(path.size());
    std::string host = question.request.host;
    std::string newPath = path;
    std::vector<std::string> mirrors;
    std::vector<const HeaderModifier *> requestEdits;
    FlatHeaders response = answeredHeaders();
    for (const RouteFilter &filter : *rule.filters) {
        if (*filter.type == "RequestMirror")
            question.openPoints.insert("mirror contents");
    }
    for (const RouteFilter &filter : *rule.filters) {
        if (*filter.type == "RequestRedirect")
            return redirectAnswer(question, *filter.requestRedirect);
        if (*filter.type == "RequestHeaderModifier")
            requestEdits.push_back(&*filter.requestHeaderModifier);
        else if (*filter.type == "ResponseHeaderModifier")
            apply(response, *filter.responseHeaderModifier);
        else if (*filter.type == "URLRewrite") {
            if (!filter.urlRewrite->hostname->empty())
                host = *filter.urlRewrite->hostname;
            if (filter.urlRewrite->path.isSet)
                newPath = changedPath(*filter.urlRewrite->path, question.prefix, path);
        } else if (*filter.type == "RequestMirror") {
            const BackendObjectReference &ref = *filter.requestMirror->backendRef;
            double share = 1;
            if (filter.requestMirror->percent.isSet)
                share = static_cast<double>(*filter.requestMirror->percent) / 100;
            else if (filter.requestMirror->fraction.isSet)
                share = static_cast<double>(*filter.requestMirror->fraction->numerator) /
                        static_cast<double>(filter.requestMirror->fraction->denominator.valueOr(100));
            if (targetOf(question, ref) != Target::Invalid)
                mirrors.push_back(mirrorText(nameOf(question, ref), share));
        }
    }
    std::sort(mirrors.begin(), mirrors.end());
    double sum = 0;
    for (const BackendRef &backend : *rule.backendRefs)
        sum += static_cast<double>(backend.weight.valueOr(1));
    if (rule.backendRefs->empty())
        return statusText(500);
    if (sum <= 0) {
        question.openPoints.insert("weights all zero");
        return statusText(500);
    }
    std::vector<std::pair<std::string, double>> shares;
    for (const BackendRef &backend : *rule.backendRefs) {
        const double share = static_cast<double>(backend.weight.valueOr(1)) / sum;
        const Target usable = targetOf(question, backend.ref);
        if (usable == Target::Invalid) {
            shares.emplace_back(statusText(500), share);
            continue;
        }
        if (usable == Target::WithoutEndpoints) {
            shares.emplace_back(statusText(question.reading.noEndpoints), share);
            continue;
        }
        std::vector<const HeaderModifier *> edits = requestEdits;
        // Also where the edits come to the same in either order.
        if (!requestEdits.empty() && !backend.filters->empty())
            question.openPoints.insert("filter order");
        for (const RouteFilter &filter : *backend.filters)
            edits.insert(question.reading.backendFiltersLast ? edits.end() : edits.begin(),
                         &*filter.requestHeaderModifier);
        FlatHeaders headers = flat(question.request.headers);
        for (const HeaderModifier *modifier : edits)
            apply(headers, *modifier);
        shares.emplace_back(forwardText(nameOf(question, backend.ref), host, newPath + query, headers, response),
                            share);
    }
    return sharesText(shares, mirrors);
}

} // namespace wayproof::test
