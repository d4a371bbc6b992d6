// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/routing/ingresscompiler_paths.h"

namespace wayproof
{

namespace
{

PathCondition certain(PathMatch::Kind kind, std::string text, bool ignoresCase = false)
{
    PathCondition reading;
    reading.match.kind = kind;
    reading.match.text = std::move(text);
    reading.match.ignoresCase = ignoresCase;
    return reading;
}

PathCondition perhaps(PathCondition reading, const std::string &code, const std::string &text)
{
    reading.unknown = Dependency{code, text, {}};
    return reading;
}

/// The part of a pattern that every reading (text, glob, regular expression) takes literally.
std::string literalStart(const std::string &text)
{
    const std::size_t special = text.find_first_of("*?+{}[]()|^$.\\~");
    if (special == std::string::npos)
        return text;
    std::string literal = text.substr(0, special);
    // A quantifier makes the character before it optional.
    if (!literal.empty() && std::string_view("*?{").find(text[special]) != std::string_view::npos && literal.size() > 1)
        literal.pop_back();
    return text.find('|') == std::string::npos ? literal : "/";
}

/// Every way in which a controller could read the path agrees on an equal request where the text holds no special
/// character; beyond that exact, prefix and regular expression part company.
std::vector<PathCondition> openReadings(const std::string &text, const std::string &code, const std::string &why)
{
    if (text.empty())
        return {perhaps(certain(PathMatch::Kind::Any, {}), code, why)};
    const std::string literal = literalStart(text);
    std::vector<PathCondition> readings;
    if (literal == text)
        readings.push_back(certain(PathMatch::Kind::Exact, text));
    readings.push_back(perhaps(certain(PathMatch::Kind::StringPrefix, literal, true), code, why));
    return readings;
}

std::string annotationOf(const Ingress &ingress, const std::string &key)
{
    const Text *value = ingress.meta.annotation(key);
    return value ? **value : std::string();
}

std::vector<PathCondition> prefixReadings(const Dialect &dialect, const std::string &text)
{
    PathCondition reading = dialect.prefix == PathMatch::Kind::StringPrefix
                                ? certain(PathMatch::Kind::StringPrefix, text)
                                : certain(PathMatch::Kind::ElementPrefix, elementPrefix(text));
    if (const UnsettledAspect *aspect = dialect.find(UnsettledAspect::Kind::AllPrefixes))
        reading = perhaps(std::move(reading), "dialect-not-settled", aspect->text);
    return {std::move(reading)};
}

std::vector<PathCondition> byPathTypeAnnotation(const Dialect &dialect, const Ingress &ingress, const std::string &text)
{
    const std::string type = annotationOf(ingress, "haproxy-ingress.github.io/path-type");
    if (type.empty() || type == "begin")
        return {certain(PathMatch::Kind::StringPrefix, text, true)};
    if (type == "exact")
        return {certain(PathMatch::Kind::Exact, text)};
    if (type == "prefix")
        return prefixReadings(dialect, text);
    return openReadings(text, "dialect-not-settled",
                        "How " + dialect.title + " anchors path-type " + type + " is not settled.");
}

std::vector<PathCondition> byPathMatcherAnnotation(const Dialect &dialect, const Ingress &ingress,
                                                   const std::string &text)
{
    const std::string matcher = annotationOf(ingress, "traefik.ingress.kubernetes.io/router.pathmatcher");
    if (matcher.empty() || matcher == "PathPrefix")
        return prefixReadings(dialect, text);
    if (matcher == "Path")
        return {certain(PathMatch::Kind::Exact, text)};
    return openReadings(text, "dialect-not-settled", "Traefik's path matcher " + matcher + " is not modelled.");
}

bool endsWith(const std::string &text, std::string_view end)
{
    return text.ends_with(end);
}

std::vector<PathCondition> specificReadings(const Dialect &dialect, const Ingress &ingress, const std::string &text)
{
    const std::string notSettled = "How " + dialect.title + " reads this ImplementationSpecific path is not settled.";
    if (const UnsettledAspect *aspect = dialect.find(UnsettledAspect::Kind::SpecificPath))
        if (dialect.specific == SpecificPath::Open)
            return openReadings(text, "dialect-not-settled", aspect->text);
    const std::string path = text.empty() ? "/" : text;
    switch (dialect.specific) {
    case SpecificPath::Open:
        break;
    case SpecificPath::AsPrefix:
        return prefixReadings(dialect, path);
    case SpecificPath::Glob:
        return {certain(PathMatch::Kind::Glob, path)};
    case SpecificPath::ExactUnlessWildcardEnd:
        if (endsWith(path, ".*"))
            return {certain(PathMatch::Kind::StringPrefix, path.substr(0, path.size() - 2))};
        if (endsWith(path, "/*"))
            return {certain(PathMatch::Kind::StringPrefix, path.substr(0, path.size() - 1))};
        return {certain(PathMatch::Kind::Exact, path)};
    case SpecificPath::ExactUnlessSlashStar:
        if (endsWith(path, "/*"))
            return {certain(PathMatch::Kind::StringPrefix, path.substr(0, path.size() - 1))};
        return {certain(PathMatch::Kind::Exact, path)};
    case SpecificPath::RegexAfterTilde:
        if (path.starts_with("/~"))
            return openReadings(path.substr(2), "dialect-not-settled", notSettled);
        return {certain(PathMatch::Kind::StringPrefix, path)};
    case SpecificPath::RegexIfItLooksLikeOne:
        if (path.find_first_of("^+*[]%") != std::string::npos)
            return openReadings(path, "dialect-not-settled", notSettled);
        return {certain(PathMatch::Kind::StringPrefix, path)};
    case SpecificPath::ByPathTypeAnnotation:
        return byPathTypeAnnotation(dialect, ingress, path);
    case SpecificPath::ByPathMatcherAnnotation:
        return byPathMatcherAnnotation(dialect, ingress, path);
    }
    return openReadings(text, "implementation-specific-path",
                        "pathType ImplementationSpecific leaves the matching of " + text + " to the controller.");
}

} // namespace

PathType pathTypeOf(const HttpIngressPath &path)
{
    if (*path.pathType == "Exact")
        return PathType::Exact;
    return *path.pathType == "Prefix" ? PathType::Prefix : PathType::ImplementationSpecific;
}

std::string_view toText(PathType type)
{
    switch (type) {
    case PathType::Exact:
        return "Exact";
    case PathType::Prefix:
        return "Prefix";
    case PathType::ImplementationSpecific:
        break;
    }
    return "ImplementationSpecific";
}

std::string elementPrefix(std::string text)
{
    if (text.ends_with('/'))
        text.pop_back();
    return text;
}

std::vector<PathCondition> readingsOf(const Dialect &dialect, const Ingress &ingress, const HttpIngressPath &path)
{
    switch (pathTypeOf(path)) {
    case PathType::Exact: // spec/ingress.md §1.3: equal, case-sensitive, the slash matters
        return {certain(PathMatch::Kind::Exact, *path.path)};
    case PathType::Prefix: // element-wise; a trailing slash in rule or request is ignored
        return prefixReadings(dialect, path.path->empty() ? "/" : *path.path);
    case PathType::ImplementationSpecific:
        break;
    }
    return specificReadings(dialect, ingress, *path.path);
}

} // namespace wayproof
