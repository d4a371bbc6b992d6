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

PathCondition regex(const std::string &pattern, RegexAnchoring anchoring)
{
    PathCondition reading;
    reading.match.kind = PathMatch::Kind::Regex;
    reading.match.text = pattern;
    reading.match.regex =
        std::make_shared<const Regex>(pattern, std::vector<RegexReading>{{RegexEngine::Re2, anchoring, false}});
    return reading;
}

/// Nothing where the controller's engine refuses the pattern.
std::vector<PathCondition> regexReadings(const std::string &pattern, RegexAnchoring anchoring)
{
    PathCondition reading = regex(pattern, anchoring);
    if (!reading.match.regex->error().empty())
        return {};
    return {std::move(reading)};
}

std::vector<PathCondition> prefixReadings(const PathReader &reader, const std::string &text)
{
    const PrefixReading prefix = reader.dialect.prefix;
    // Contour takes "/" for a prefix of the text, so that it is the same route as ImplementationSpecific "/".
    if (text == "/" && reader.dialect.specific == SpecificPath::RegexIfItLooksLikeOne)
        return {certain(PathMatch::Kind::StringPrefix, text)};
    const bool isText = (prefix == PrefixReading::Characters && !reader.isPrefixStrict) ||
                        (prefix == PrefixReading::ElementsUnderPlainHosts && reader.isUnderWildcardHost);
    return {isText ? certain(PathMatch::Kind::StringPrefix, text)
                   : certain(PathMatch::Kind::ElementPrefix, elementPrefix(text))};
}

/// HAProxy searches regular expressions behind the host, so that they begin where the path does and end where they
/// like.
std::vector<PathCondition> byPathTypeAnnotation(const PathReader &reader, const std::string &text)
{
    const std::string &type = reader.annotations.pathType;
    if (type.empty() || type == "begin")
        return {certain(PathMatch::Kind::StringPrefix, text, !reader.isUnderWildcardHost)};
    if (type == "exact")
        return {certain(PathMatch::Kind::Exact, text)};
    if (type == "prefix")
        return prefixReadings(reader, text);
    if (type == "regex") {
        PathCondition reading = regex(text, RegexAnchoring::Start);
        reading.match.regex = std::make_shared<const Regex>(
            text, std::vector<RegexReading>{{RegexEngine::Pcre2, RegexAnchoring::Start, false},
                                            {RegexEngine::Re2, RegexAnchoring::Start, false}});
        return {std::move(reading)};
    }
    return openReadings(text, "dialect-not-settled",
                        "What " + reader.dialect.title + " makes of path-type " + type + " is not settled.");
}

std::vector<PathCondition> byPathMatcherAnnotation(const PathReader &reader, const std::string &text)
{
    const std::string &matcher = reader.annotations.pathType;
    if (matcher.empty() || matcher == "PathPrefix")
        return prefixReadings(reader, text);
    if (matcher == "Path")
        return {certain(PathMatch::Kind::Exact, text)};
    if (matcher == "PathRegexp")
        return regexReadings(text, RegexAnchoring::Search);
    // Matchers that take one value, which is no path to them; any other makes a rule that Traefik refuses.
    for (const char *known : {"Host", "HostRegexp", "Method", "ClientIP", "Query", "QueryRegexp"})
        if (matcher == known)
            return {perhaps(certain(PathMatch::Kind::Any, {}), "annotation-not-modelled",
                            "Annotation router.pathmatcher with the matcher " + matcher + " is not modelled.")};
    return {};
}

/// Istio and GCE: "/x/*" without its star, and what else ends a prefix.
std::string withoutEnd(const std::string &text, std::size_t count)
{
    return text.substr(0, text.size() - count);
}

std::vector<PathCondition> exactUnlessWildcardEnd(const std::string &path)
{
    if (path == "/*" || path == ".*" || path == "*")
        return {certain(PathMatch::Kind::Any, {})};
    if (path.ends_with(".*") || path.ends_with("/*"))
        return {certain(PathMatch::Kind::ElementPrefix, elementPrefix(withoutEnd(path, 2)))};
    return {certain(PathMatch::Kind::Exact, path)};
}

std::vector<PathCondition> exactUnlessSlashStar(const PathReader &reader, const std::string &path)
{
    if (path.ends_with("/*") && path.find('*') == path.size() - 1)
        return {certain(PathMatch::Kind::StringPrefix, withoutEnd(path, 1))};
    if (path.find('*') == std::string::npos)
        return {certain(PathMatch::Kind::Exact, path)};
    return openReadings(path, "dialect-not-settled",
                        "A star that is not the last element is refused by " + reader.dialect.title + ".");
}

std::vector<PathCondition> regexAfterTilde(const PathReader &reader, const std::string &path)
{
    const std::string &mark = reader.annotations.regexPrefix;
    if (mark.empty() || !path.starts_with(mark))
        return {certain(PathMatch::Kind::StringPrefix, path)};
    return regexReadings(path.size() > mark.size() ? path.substr(mark.size()) : "/", RegexAnchoring::Start);
}

/// Beside what a path of a URL may hold as it is.
bool hasOtherBytes(const std::string &text)
{
    return text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/!$&'()*+,;=:@") !=
           std::string::npos;
}

std::vector<PathCondition> specificReadings(const PathReader &reader, const std::string &text)
{
    const std::string path = text.empty() ? "/" : text;
    switch (reader.dialect.specific) {
    case SpecificPath::Open:
        break;
    case SpecificPath::AsPrefix:
        return prefixReadings(reader, path);
    case SpecificPath::TextPrefix:
        return {certain(PathMatch::Kind::StringPrefix, path == "/" ? path : elementPrefix(path))};
    case SpecificPath::Glob:
        return {certain(PathMatch::Kind::Glob, text.empty() ? "/*" : text)};
    case SpecificPath::ExactUnlessWildcardEnd:
        return text.empty() ? std::vector{certain(PathMatch::Kind::Any, {})} : exactUnlessWildcardEnd(path);
    case SpecificPath::ExactUnlessSlashStar:
        return exactUnlessSlashStar(reader, text.empty() ? "/*" : path);
    case SpecificPath::RegexAfterTilde:
        return regexAfterTilde(reader, path);
    case SpecificPath::RegexIfItLooksLikeOne:
        if (path.find_first_of("^+*[]%") != std::string::npos)
            return regexReadings(path, RegexAnchoring::Full);
        return {certain(PathMatch::Kind::StringPrefix, path)};
    case SpecificPath::ByPathTypeAnnotation:
        return byPathTypeAnnotation(reader, path);
    case SpecificPath::ByPathMatcherAnnotation:
        return text.empty() ? std::vector{certain(PathMatch::Kind::Any, {})} : byPathMatcherAnnotation(reader, path);
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

std::vector<PathCondition> readingsOf(const PathReader &reader, const HttpIngressPath &path)
{
    // Traefik decodes what is neither reserved nor allowed as it is, for matching alone.
    const bool isPattern =
        pathTypeOf(path) == PathType::ImplementationSpecific && reader.annotations.pathType == "PathRegexp";
    if (reader.dialect.request.path.cleansAsGo && !isPattern && hasOtherBytes(*path.path))
        return {perhaps(certain(PathMatch::Kind::StringPrefix, literalStart(*path.path)), "dialect-not-settled",
                        "How " + reader.dialect.title +
                            " compares a path with escapes or characters that a URL does "
                            "not hold is not modelled.")};
    switch (pathTypeOf(path)) {
    case PathType::Exact: // spec/ingress.md §1.3: equal, case-sensitive, the slash matters
        return {certain(PathMatch::Kind::Exact, *path.path)};
    case PathType::Prefix: // element-wise; a trailing slash in rule or request is ignored
        return prefixReadings(reader, path.path->empty() ? "/" : *path.path);
    case PathType::ImplementationSpecific:
        break;
    }
    return specificReadings(reader, *path.path);
}

} // namespace wayproof
