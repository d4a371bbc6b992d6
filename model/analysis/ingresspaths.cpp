// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/analysis/ingresspaths.h"

#include "model/analysis/regexsample.h"
#include "model/routing/attachment.h"
#include "model/routing/pathtext.h"

#include <vector>

namespace wayproof
{

namespace
{

RegexPtr asGatewaysRead(const std::string &text)
{
    return std::make_shared<Regex>(text, std::vector<RegexReading>{{RegexEngine::Re2, RegexAnchoring::Full, false}});
}

WrittenPath written(const Ingress &ingress, std::size_t rule, std::size_t match)
{
    const IngressRule &ingressRule = ingress.rules->at(rule);
    const HttpIngressPath &path = ingressRule.paths->at(match);
    return {&ingress,
            lowerCase(*ingressRule.host),
            &path,
            static_cast<int>(rule),
            static_cast<int>(match),
            ingress.meta.at(path.path.isSet ? path.path.at : path.at)};
}

} // namespace

bool WrittenPath::isRegex() const
{
    return isMeantAsRegex(*path->path);
}

bool WrittenPath::isExact() const
{
    return *path->pathType == "Exact";
}

bool WrittenPath::wants(const std::string &target) const
{
    const std::string &text = *path->path;
    if (isRegex())
        return asGatewaysRead(text)->matches(target) == Ternary::Yes;
    if (isExact())
        return target == text;
    const std::string prefix = text.ends_with('/') ? text.substr(0, text.size() - 1) : text;
    return target.starts_with(prefix) && (target.size() == prefix.size() || target[prefix.size()] == '/');
}

std::vector<std::string> WrittenPath::samples() const
{
    const std::string &text = *path->path;
    if (!isRegex())
        return {text.empty() ? "/" : text};
    const std::optional<std::string> sample = sampleOf(*asGatewaysRead(text), "/");
    if (!sample)
        return {};
    return {*sample};
}

bool WrittenPath::isOrigin(const Origin &origin) const
{
    return origin.resource == ingress->meta.id() && origin.rule == rule && origin.match == match;
}

std::vector<WrittenPath> writtenPaths(const Ingress &ingress)
{
    std::vector<WrittenPath> paths;
    for (std::size_t r = 0; r < ingress.rules->size(); ++r)
        for (std::size_t p = 0; p < ingress.rules->at(r).paths->size(); ++p)
            paths.push_back(written(ingress, r, p));
    return paths;
}

std::vector<WrittenPath> writtenPathsAt(const Ingress &ingress, const Location &location)
{
    std::vector<WrittenPath> all = writtenPaths(ingress);
    std::vector<WrittenPath> here = all;
    std::erase_if(here, [&](const WrittenPath &path) { return !(path.source == location); });
    return here.empty() ? all : here;
}

std::optional<WrittenPath> writtenPath(const Snapshot &snapshot, const Origin &origin)
{
    if (origin.resource.kind != "Ingress" || !origin.rule || !origin.match || *origin.rule < 0 || *origin.match < 0)
        return std::nullopt;
    const Ingress *ingress = snapshot.find<Ingress>(origin.resource.ns, origin.resource.name);
    const auto rule = static_cast<std::size_t>(*origin.rule);
    const auto match = static_cast<std::size_t>(*origin.match);
    if (!ingress || rule >= ingress->rules->size() || match >= ingress->rules->at(rule).paths->size())
        return std::nullopt;
    return written(*ingress, rule, match);
}

std::string nameUnder(const std::string &host)
{
    if (host.empty())
        return "any.example";
    return host.starts_with("*.") ? "any" + host.substr(1) : host;
}

} // namespace wayproof
