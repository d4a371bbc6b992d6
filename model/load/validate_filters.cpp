// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Rules of spec/gateway.md §6 and of the published schemas, for the filters of HTTPRoute and GRPCRoute.
#include "model/load/commonrules.h"
#include "model/load/routerules.h"
#include "model/load/spelling.h"
#include "model/load/syntax.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace wayproof
{

namespace
{

constexpr std::size_t maximumFilters = 16;
constexpr std::size_t maximumHeaders = 16;
constexpr std::size_t maximumCorsEntries = 64;

/// A filter's type, its member, and whether it may occur once only.
struct FilterKind {
    std::string_view type;
    std::string_view member;
    bool isSet = false;
    Position at;
    bool isOnce = true;
    bool isForGrpc = false;
};

std::array<FilterKind, 8> kindsOf(const RouteFilter &filter)
{
    const auto kind = [](std::string_view type, std::string_view member, const auto &field, bool isOnce,
                         bool isForGrpc) { return FilterKind{type, member, field.isSet, field.at, isOnce, isForGrpc}; };
    return {kind("RequestHeaderModifier", "requestHeaderModifier", filter.requestHeaderModifier, true, true),
            kind("ResponseHeaderModifier", "responseHeaderModifier", filter.responseHeaderModifier, true, true),
            kind("RequestMirror", "requestMirror", filter.requestMirror, false, true),
            kind("RequestRedirect", "requestRedirect", filter.requestRedirect, true, false),
            kind("URLRewrite", "urlRewrite", filter.urlRewrite, true, false),
            kind("CORS", "cors", filter.cors, true, false),
            kind("ExternalAuth", "externalAuth", filter.externalAuth, true, false),
            kind("ExtensionRef", "extensionRef", filter.extensionRef, false, true)};
}

void checkType(const RouteFilter &filter, bool isGrpc, Report &report)
{
    if (!filter.type.isSet)
        return;
    std::vector<std::string_view> types;
    bool isKnown = false;
    for (const FilterKind &kind : kindsOf(filter)) {
        if (isGrpc && !kind.isForGrpc) {
            if (kind.type == *filter.type || kind.isSet)
                report.reject("filter-not-for-grpc", kind.isSet ? kind.at : filter.type.at,
                              "a GRPCRoute can't have the filter " + std::string(kind.type), "Remove it.");
            isKnown = isKnown || kind.type == *filter.type;
            continue;
        }
        types.push_back(kind.type);
        const bool isNamed = kind.type == *filter.type;
        isKnown = isKnown || isNamed;
        if (isNamed && !kind.isSet)
            report.reject("filter-member-missing", filter.at,
                          "the filter of type " + *filter.type + " lacks its member " + std::string(kind.member),
                          "Add " + std::string(kind.member) + ", or change the type.");
        else if (!isNamed && kind.isSet)
            report.reject("filter-member-mismatch", kind.at,
                          std::string(kind.member) + " does not belong to a filter of type " + *filter.type,
                          "Make it a filter of its own with type: " + std::string(kind.type) + '.');
    }
    if (isKnown)
        return;
    const std::string_view meant = nearest(*filter.type, types);
    report.reject("filter-type-unknown", filter.type.at, "there is no filter of type \"" + *filter.type + '"',
                  meant.empty() ? "Use one of the types of the API." : "Did you mean " + std::string(meant) + '?');
}

std::string lowerCase(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return text;
}

/// One action for each name (spec/gateway.md §6). The server refuses only a name that stands twice in one list, spelled
/// alike; what becomes of the other cases is left to the implementation.
class ModifiedHeaders
{
public:
    explicit ModifiedHeaders(Report &report)
        : m_report(report)
    {
    }

    void beginList() { m_inList.clear(); }
    void note(const Text &name)
    {
        if (!isHeaderName(*name))
            m_report.reject("header-name-invalid", name.at, "no header can be called \"" + *name + '"',
                            "Use letters, digits and \"-\".");
        const bool isRejected = !m_inList.insert(*name).second;
        if (m_all.insert(lowerCase(*name)).second)
            return;
        m_report.add(isRejected ? Severity::Error : Severity::Warning,
                     isRejected ? Category::Rejected : Category::Pitfall, "header-modified-twice", name.at,
                     "the header " + *name + " is modified twice by one filter", "Keep one action for each header.");
    }

private:
    Report &m_report;
    std::set<std::string> m_inList;
    std::set<std::string> m_all;
};

void checkModifier(const HeaderModifier &modifier, Report &report)
{
    ModifiedHeaders headers(report);
    for (const List<HttpHeader> *list : {&modifier.set, &modifier.add}) {
        checkCount(*list, maximumHeaders, "the headers of a modifier", report);
        headers.beginList();
        for (const HttpHeader &header : **list)
            headers.note(header.name);
    }
    checkCount(modifier.remove, maximumHeaders, "the headers of a modifier", report);
    headers.beginList();
    for (const Text &name : *modifier.remove)
        headers.note(name);
}

void checkPathModifier(const Field<HttpPathModifier> &path, const FilterPlace &place, Report &report)
{
    if (!path.isSet || !path->type.isSet)
        return;
    const bool isFull = *path->type == "ReplaceFullPath";
    const Text &wanted = isFull ? path->replaceFullPath : path->replacePrefixMatch;
    const Text &other = isFull ? path->replacePrefixMatch : path->replaceFullPath;
    if (!wanted.isSet || other.isSet)
        report.reject("path-modifier-mismatch", path.at,
                      "the path of type " + *path->type + " must have " +
                          (isFull ? "replaceFullPath" : "replacePrefixMatch") + " and nothing else",
                      "Let the type and the member agree.");
    if (!isFull && !place.hasOnePrefixMatch)
        report.reject("prefix-rewrite-without-prefix", path.at,
                      "replacing a prefix needs a rule with exactly one match, of type PathPrefix",
                      "Give each prefix a rule of its own, or use ReplaceFullPath.");
}

void checkMirror(const Field<RequestMirrorFilter> &mirror, Report &report)
{
    if (!mirror.isSet)
        return;
    constexpr std::int64_t wholePercent = 100;
    if (mirror->backendRef.isSet)
        checkBackendReference(*mirror->backendRef, report);
    checkRange(mirror->percent, 0, wholePercent, "the mirror's percent", report);
    if (mirror->percent.isSet && mirror->fraction.isSet)
        report.reject("mirror-share-ambiguous", mirror->fraction.at, "the mirror has both percent and fraction",
                      "Keep one of the two.");
    if (!mirror->fraction.isSet)
        return;
    const MirrorFraction &fraction = *mirror->fraction;
    if (*fraction.numerator < 0 || (fraction.denominator.isSet && *fraction.denominator < 1) ||
        *fraction.numerator > fraction.denominator.valueOr(wholePercent))
        report.reject("mirror-fraction-invalid", mirror->fraction.at, "the mirror's fraction is not between 0 and 1",
                      "Let the numerator be at most the denominator, which is 100 unless said.");
}

void checkRedirect(const RequestRedirectFilter &redirect, Report &report)
{
    checkPreciseHost(redirect.hostname, "the redirect's hostname", report);
    checkPort(redirect.port, "the redirect's port", report);
    constexpr std::array<std::int64_t, 5> codes = {301, 302, 303, 307, 308};
    if (redirect.statusCode.isSet && std::find(codes.begin(), codes.end(), *redirect.statusCode) == codes.end())
        report.reject("redirect-status-invalid", redirect.statusCode.at,
                      "a redirect can't have the status " + std::to_string(*redirect.statusCode),
                      "Use 301, 302, 303, 307 or 308.");
}

void checkCors(const CorsFilter &cors, Report &report)
{
    for (const List<Text> *list : {&cors.allowOrigins, &cors.allowMethods, &cors.allowHeaders, &cors.exposeHeaders}) {
        checkCount(*list, maximumCorsEntries, "the entries of a CORS list", report);
        const auto isStar = [](const Text &entry) { return *entry == "*"; };
        if (list->value.size() > 1 && std::any_of((*list)->begin(), (*list)->end(), isStar))
            report.reject("cors-wildcard-mixed", list->at, "\"*\" stands in a CORS list beside other entries",
                          "Keep \"*\" alone, or list the entries without it.");
    }
    if (cors.maxAge.isSet && *cors.maxAge < 1)
        report.reject("number-out-of-range", cors.maxAge.at, "maxAge can't be " + std::to_string(*cors.maxAge),
                      "Use at least 1 second.");
}

void checkFilter(const RouteFilter &filter, const FilterPlace &place, Report &report)
{
    checkType(filter, place.isGrpc, report);
    checkModifier(*filter.requestHeaderModifier, report);
    checkModifier(*filter.responseHeaderModifier, report);
    checkMirror(filter.requestMirror, report);
    checkRedirect(*filter.requestRedirect, report);
    checkPathModifier(filter.requestRedirect->path, place, report);
    checkPreciseHost(filter.urlRewrite->hostname, "the rewritten hostname", report);
    checkPathModifier(filter.urlRewrite->path, place, report);
    checkCors(*filter.cors, report);
    if (filter.externalAuth.isSet && filter.externalAuth->backendRef.isSet)
        checkBackendReference(*filter.externalAuth->backendRef, report);
}

} // namespace

void checkFilters(const FilterPlace &place, Report &report)
{
    const List<RouteFilter> &filters = *place.filters;
    checkCount(filters, maximumFilters, "the filters", report);
    std::map<std::string_view, Position> seen;
    for (const RouteFilter &filter : *filters) {
        checkFilter(filter, place, report);
        for (const FilterKind &kind : kindsOf(filter)) {
            if (kind.type == *filter.type && !seen.try_emplace(kind.type, filter.at).second && kind.isOnce)
                report.reject("filter-repeated", filter.at,
                              "the filter " + *filter.type + " stands twice; it may occur once only",
                              "Put both into one filter.");
        }
    }
    const auto redirect = seen.find("RequestRedirect");
    if (redirect == seen.end())
        return;
    if (seen.contains("URLRewrite"))
        report.reject("filter-redirect-with-rewrite", redirect->second, "a redirect and a rewrite exclude each other",
                      "Keep one of the two; a redirect has a path of its own.");
    if (place.hasBackends)
        report.reject("redirect-with-backends", redirect->second, "a rule that redirects can't have backendRefs",
                      "Remove the backendRefs; no request reaches them.");
}

} // namespace wayproof
