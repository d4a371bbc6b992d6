// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Filters in their order: headers, rewrites, mirrors, CORS, outside checks.
#include "model/analysis/filterrun.h"

#include "model/analysis/rewriting.h"

#include <algorithm>

namespace wayproof
{

namespace
{

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool isNamed(const std::string &name, std::string_view other)
{
    return name.size() == other.size() &&
           std::equal(name.begin(), name.end(), other.begin(), [](char a, char b) { return lower(a) == lower(b); });
}

std::string joined(const std::vector<std::string> &names)
{
    std::string text;
    for (const std::string &name : names) {
        text += (text.empty() ? "" : ", ") + name;
    }
    return text;
}

/// Applies filters in order to Effects.
class FilterRun
{
public:
    FilterRun(Effects &effects, const Request &request, double share)
        : m_effects(effects)
        , m_request(request)
        , m_share(share)
    {
    }

    void operator()(const RequestHeaderFilter &filter)
    {
        HeaderEdits edits = filter.edits;
        const Dependency ofHost{"host-header-edit",
                                "Whether a header filter may alter Host is up to the implementation.", "upstream.host"};
        if (std::erase_if(edits.remove, [](const std::string &name) { return isNamed(name, "host"); }) > 0) {
            depend(ofHost);
        }
        for (HeaderList *list : {&edits.set, &edits.add}) {
            const auto host = std::find_if(list->begin(), list->end(),
                                           [](const auto &header) { return isNamed(header.first, "host"); });
            if (host != list->end()) {
                m_effects.host = host->second;
                list->erase(host);
                depend(ofHost);
            }
        }
        append(m_effects.request, edits);
    }
    void operator()(const ResponseHeaderFilter &filter) { append(m_effects.response, filter.edits); }
    void operator()(const RewriteFilter &filter)
    {
        if (filter.host) {
            m_effects.host = filter.host;
        }
        if (filter.path.kind != PathChange::Kind::Keep) {
            m_effects.path = filter.path;
        }
    }
    void operator()(const MirrorFilter &filter)
    {
        const double part = filter.denominator > 0
                                ? static_cast<double>(filter.numerator) / static_cast<double>(filter.denominator)
                                : 0;
        m_effects.mirrors.push_back({filter.service, filter.port, filter.url, std::min(1.0, part) * m_share});
    }
    void operator()(const CorsHeaders &cors)
    {
        const std::string *origin = header("origin");
        if (cors.isOnEveryAnswer) {
            addToEveryAnswer(cors, origin);
            return;
        }
        if (!origin) {
            return;
        }
        const std::string allowed = allowedOrigin(cors, *origin);
        if (allowed.empty()) {
            return;
        }
        if (allowed == "*") {
            depend({"cors-origin-echo",
                    "Whether the origin is echoed or answered with \"*\" is up to the implementation.",
                    "response.headers"});
        }
        HeaderEdits edits;
        if (cors.answersPreflight) {
            addPreflightHeaders(cors, edits.set);
        }
        edits.set.emplace_back("Access-Control-Allow-Origin", allowed);
        if (cors.allowCredentials) {
            edits.set.emplace_back("Access-Control-Allow-Credentials", "true");
        }
        if (!cors.exposeHeaders.empty()) {
            edits.set.emplace_back("Access-Control-Expose-Headers", joined(cors.exposeHeaders));
        }
        append(m_effects.response, edits);
    }
    void operator()(const ExternalCheck &check) { m_effects.checks.push_back(&check); }

private:
    const std::string *header(std::string_view name) const
    {
        const auto found = std::find_if(m_request.headers.begin(), m_request.headers.end(),
                                        [name](const auto &entry) { return isNamed(entry.first, name); });
        return found == m_request.headers.end() ? nullptr : &found->second;
    }
    /// spec/ingress.md §2.3 enable-cors: whatever the method, and even where the answer is an error.
    void addToEveryAnswer(const CorsHeaders &cors, const std::string *origin)
    {
        if (cors.originPattern && (!origin || cors.originPattern->matches(*origin) != Ternary::Yes)) {
            return;
        }
        HeaderEdits edits;
        edits.set.emplace_back("Access-Control-Allow-Origin", cors.originPattern ? *origin : std::string("*"));
        if (cors.allowCredentials) {
            edits.set.emplace_back("Access-Control-Allow-Credentials", "true");
        }
        edits.set.emplace_back("Access-Control-Allow-Methods", joined(cors.allowMethods));
        edits.set.emplace_back("Access-Control-Allow-Headers", joined(cors.allowHeaders));
        if (!cors.exposeHeaders.empty()) {
            edits.set.emplace_back("Access-Control-Expose-Headers", joined(cors.exposeHeaders));
        }
        edits.set.emplace_back("Access-Control-Max-Age", std::to_string(cors.maxAgeSeconds));
        append(m_effects.response, edits);
    }
    /// spec/gateway.md §6 "CORS": with credentials "*" is no answer, what the request asks for is.
    void addPreflightHeaders(const CorsHeaders &cors, HeaderList &headers)
    {
        const auto answer = [&](const char *name, const std::vector<std::string> &allowed, const char *asked) {
            const bool isStar = std::find(allowed.begin(), allowed.end(), "*") != allowed.end();
            const bool echoes = isStar && (cors.allowCredentials || cors.echoesOrigin);
            if (isStar && !echoes) {
                depend({"cors-star-echo",
                        "Whether every method or header is answered with \"*\" or with those that the request asks for "
                        "is up to the implementation.",
                        "response.headers"});
            }
            const std::string *wanted = echoes ? header(asked) : nullptr;
            const std::string value = wanted ? *wanted : echoes ? std::string() : joined(allowed);
            if (!value.empty()) {
                headers.emplace_back(name, value);
            }
        };
        answer("Access-Control-Allow-Methods", cors.allowMethods, "access-control-request-method");
        answer("Access-Control-Allow-Headers", cors.allowHeaders, "access-control-request-headers");
        headers.emplace_back("Access-Control-Max-Age", std::to_string(cors.maxAgeSeconds));
    }
    void depend(Dependency dependency) { addDependencies(m_effects.dependsOn, {std::move(dependency)}); }

    Effects &m_effects;
    const Request &m_request;
    double m_share;
};

} // namespace

void applyFilter(const Filter &filter, const Request &request, double share, Effects &effects)
{
    std::visit(FilterRun(effects, request, share), filter);
}

void addDependencies(std::vector<Dependency> &to, const std::vector<Dependency> &from)
{
    for (const Dependency &dependency : from) {
        if (std::find(to.begin(), to.end(), dependency) == to.end()) {
            to.push_back(dependency);
        }
    }
}

} // namespace wayproof
