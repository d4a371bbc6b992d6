// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// How each Ingress controller reads the same Ingress, as data. Read by the compiler and by nothing downstream of it.
#pragma once

#include "model/routing/routingtable.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wayproof
{

/// What a path of type ImplementationSpecific means (spec/ingress.md §3).
enum class SpecificPath {
    Open,                    ///< nobody says: undetermined where the readings differ
    AsPrefix,                ///< like pathType Prefix of the same dialect
    Glob,                    ///< AWS: `*` and `?`
    ExactUnlessWildcardEnd,  ///< Istio: exact, unless it ends in `/*` or `.*`: then a prefix
    ExactUnlessSlashStar,    ///< GCE: `/x/*` is everything below `/x/`, else exact
    RegexAfterTilde,         ///< Kong: `/~…` is a regular expression, else a prefix of the text
    RegexIfItLooksLikeOne,   ///< Contour: regular expression when it has its characters, else a prefix of the text
    ByPathTypeAnnotation,    ///< haproxy-ingress: begin (default), exact, prefix, regex
    ByPathMatcherAnnotation, ///< Traefik: PathPrefix unless router.pathmatcher says otherwise
};

/// In which order the paths of one host are tried.
enum class PathOrder {
    LongestThenExact,    ///< the API text: longest path, Exact wins ties
    ExactThenLongest,    ///< every Exact before every prefix
    ExactPrefixManifest, ///< AWS: Exact, then longest Prefix, then ImplementationSpecific as written
    RuleTextLength,      ///< Traefik: length of "Host(`…`) && PathPrefix(`…`)"; crosses hosts
    Open,                ///< not settled: rules that could both match are unranked
};

/// Who wins when two objects claim the same host, path and type.
enum class ConflictRule { OldestByConvention, Oldest, Open };

/// An aspect that is known from memory only (marked "(m)" in spec/ingress.md §3), with what to say about it.
struct UnsettledAspect {
    enum class Kind { WildcardHost, SpecificPath, PathOrder, TlsRedirect, UpstreamPath, DefaultBackend, AllPrefixes };
    Kind kind;
    std::string text;
};

struct Dialect {
    std::string name;                     ///< as --dialect takes it
    std::string title;                    ///< for people
    std::vector<std::string> controllers; ///< strings of IngressClass spec.controller
    std::vector<std::string>
        annotationClasses;          ///< values of the annotation kubernetes.io/ingress.class that it answers to
    bool prefersAnnotation = false; ///< the annotation is looked at before the field (Contour)

    HostPattern::Kind wildcard = HostPattern::Kind::WildcardOne;
    PathMatch::Kind prefix = PathMatch::Kind::ElementPrefix;
    SpecificPath specific = SpecificPath::Open;
    PathOrder order = PathOrder::LongestThenExact;
    ConflictRule conflict = ConflictRule::OldestByConvention;
    RequestPolicy request;
    bool hasResourceBackends = true;
    bool mergesIngresses = true; ///< false: an entrance for each Ingress (AWS without group.name)
    bool losesRouteOfMissingService = false;
    bool hasDefaultCertificate = false; ///< https answers for every host, tls entry or not
    int noMatchStatus = 404;
    std::optional<int> missingServiceStatus; ///< absent: not said
    std::optional<int> noEndpointsStatus;    ///< absent: not said
    std::vector<std::string> systematicHeaders;
    std::vector<UnsettledAspect> unsettled;

    const UnsettledAspect *find(UnsettledAspect::Kind kind) const;
};

/// Every dialect; "generic" first.
const std::vector<Dialect> &dialects();
/// By the name that --dialect takes; null when there is none.
const Dialect *dialectByName(std::string_view name);
/// By an IngressClass' controller string; the generic dialect for a string that nobody is known by.
const Dialect &dialectByController(std::string_view controller);
/// By the value of the old annotation; null when no dialect answers to it.
const Dialect *dialectByAnnotation(std::string_view value);

} // namespace wayproof
