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

/// What a path of type Prefix means.
enum class PrefixReading {
    Elements,                ///< the API: whole segments
    Characters,              ///< Traefik: a plain prefix of the text
    ElementsUnderPlainHosts, ///< haproxy-ingress: segments, but a plain prefix of the text under a wildcard host
};

/// What a path of type ImplementationSpecific means (spec/ingress.md §3).
enum class SpecificPath {
    Open,                    ///< nobody says: undetermined where the readings differ
    AsPrefix,                ///< like pathType Prefix of the same dialect
    TextPrefix,              ///< haproxytech: a prefix of the text, whose trailing slash does not count
    Glob,                    ///< AWS: `*` and `?`
    ExactUnlessWildcardEnd,  ///< Istio: exact, unless it ends in `/*` or `.*`: then segments
    ExactUnlessSlashStar,    ///< GCE: `/x/*` is everything below `/x/`, else exact
    RegexAfterTilde,         ///< Kong: `/~…` is a regular expression, else a prefix of the text
    RegexIfItLooksLikeOne,   ///< Contour: regular expression when it has its characters, else a prefix of the text
    ByPathTypeAnnotation,    ///< haproxy-ingress: begin (default), exact, prefix, regex
    ByPathMatcherAnnotation, ///< Traefik: PathPrefix unless router.pathmatcher says otherwise
};

/// In which order the paths of one host are tried.
enum class PathOrder {
    LongestThenExact, ///< the API text: longest path, Exact wins ties
    ExactThenLongest, ///< every Exact before every prefix
    ExactRegexPrefix, ///< Contour: Exact, then the longest regular expression, then the longest prefix
    AsListed,         ///< AWS: rules as written; in one rule Exact, longest Prefix, ImplementationSpecific as written
    RuleTextLength,   ///< Traefik: priority, else length of "Host(`…`) && PathPrefix(`…`)"
    MapFiles,         ///< haproxy-ingress: Exact, the longer of two that overlap, then path-type-order
    RoutePriority,    ///< Kong: number of criteria, plain host, headers, regular expression, length
};

/// Which hosts are asked for one request.
enum class HostChoice {
    MostSpecific, ///< the most specific host that matches decides; no other is asked where none of its paths match
    ByRule,       ///< rules of all hosts that match stand in the one order of PathOrder
};

/// Who wins when two Ingresses claim the same host, path and type.
enum class ConflictRule { OldestByConvention, Oldest, Open };
/// Who wins when one Ingress has the same host, path and type twice.
enum class RepeatRule { FirstByConvention, First, Last };

/// Whose defaultBackend answers what.
enum class DefaultBackendRule {
    Convention,   ///< the oldest one's, by convention; whether for other Ingresses' hosts is open
    Oldest,       ///< the oldest one's, for everything
    Only,         ///< that of the one Ingress that has one; where several have, nothing of theirs is known
    HostlessRoot, ///< each is a rule for `/` without a host
    RulelessLast, ///< Traefik: of an Ingress without rules, behind everything
    Ignored,      ///< Istio
};

/// What a backend without a Service, port or endpoints costs.
enum class BackendLoss {
    Open,           ///< not said
    Status503,      ///< the path answers 503
    LosesRoute,     ///< as though the path were not written
    Lost503OrRoute, ///< one of the two, by a setting of the controller
    StopsUpdates,   ///< the controller gives up on the whole entrance, which stays as it was
};

/// What https serves.
enum class HttpsRule {
    TlsEntries,      ///< the names of tls entries, each by its certificate; beyond them it is open
    TlsEntryHosts,   ///< Contour: those names of tls entries that rules also name, and nothing else
    Everything,      ///< every host, with a default certificate where there is no better
    EverythingIfTls, ///< GCE: the same, where the Ingress has a certificate at all
    ByRouter,        ///< Traefik: routers with TLS; entry points decide about the others
    ByListener,      ///< AWS: where a listener on HTTPS is asked for
};

/// An aspect that neither documentation, source nor a real peer settles here, with what to say about it.
struct UnsettledAspect {
    enum class Kind { RedirectPort };
    Kind kind;
    std::string text;
};

struct Dialect {
    std::string name;                     ///< as --dialect takes it
    std::string title;                    ///< for people
    std::vector<std::string> controllers; ///< strings of IngressClass spec.controller
    std::vector<std::string>
        annotationClasses;             ///< values of the annotation kubernetes.io/ingress.class that it answers to
    bool prefersAnnotation = false;    ///< the annotation is looked at before the field
    bool needsClassObject = true;      ///< the field alone is not enough
    bool readsClassParameters = false; ///< spec.parameters of the class changes routing; what it says is not read here
    bool servesClassless = false;      ///< also serves Ingresses that name no class at all
    bool ignoresClassField = false;    ///< an Ingress that names a class by the field is left to others (GCE)

    HostPattern::Kind wildcard = HostPattern::Kind::WildcardOne;
    std::string wildcardLabel; ///< regular expression of what a wildcard stands for; empty: anything without a dot
    bool isWildcardCaseSensitive = false;  ///< names under a wildcard are compared as they came
    bool wildcardHidesDeeperHosts = false; ///< more labels than one meet the wildcard and none of its rules (Contour)
    HostChoice hostChoice = HostChoice::MostSpecific;
    PrefixReading prefix = PrefixReading::Elements;
    SpecificPath specific = SpecificPath::Open;
    PathOrder order = PathOrder::LongestThenExact;
    bool isTrailingSlashCounted = false; ///< a Prefix's own trailing slash counts for its length
    ConflictRule conflict = ConflictRule::OldestByConvention;
    RepeatRule repeat = RepeatRule::FirstByConvention;
    RequestPolicy request;
    DefaultBackendRule defaultBackend = DefaultBackendRule::Convention;
    HttpsRule https = HttpsRule::TlsEntries;
    BackendLoss missingService = BackendLoss::Open;
    BackendLoss missingPort = BackendLoss::Open;
    BackendLoss noEndpoints = BackendLoss::Open;
    BackendLoss resourceBackend = BackendLoss::Open;
    bool hasResourceBackends = true;
    enum class Merging { All, ByGroup, None };
    Merging merging = Merging::All;   ///< into one entrance; AWS by group.name, GCE never
    std::string certificateNamespace; ///< where Secrets of tls entries are read; empty: in the Ingress' own
    int noMatchStatus = 404;
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
