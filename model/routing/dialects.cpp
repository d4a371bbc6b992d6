// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/routing/dialects.h"

#include "model/routing/compile.h"

#include <algorithm>

namespace wayproof
{

namespace
{

using Unsettled = UnsettledAspect::Kind;

/// spec/ingress.md §1: the API text alone.
Dialect generic()
{
    Dialect d;
    d.name = "generic";
    d.title = "the Ingress API's own text";
    d.request.path.isUnspecified = true;
    d.request.isTrailingDotUnspecified = true;
    return d;
}

/// spec/ingress.md §2. Only what the driver and the entrances need is data here: the model of servers and locations is
/// ingresscompiler_nginx*.
Dialect ingressNginx()
{
    Dialect d;
    d.name = "ingress-nginx";
    d.title = "ingress-nginx (v1.15.1)";
    d.controllers = {"k8s.io/ingress-nginx"};
    d.annotationClasses = {"nginx"};
    d.specific = SpecificPath::AsPrefix;
    d.conflict = ConflictRule::Oldest;
    PathPolicy &path = d.request.path;
    path.escapes = PathPolicy::Escapes::DecodeAll;
    path.escapedSlashes = PathPolicy::EscapedSlashes::Decode;
    path.resolvesDotSegments = true;
    path.mergesSlashes = true;
    path.forwarded = PathPolicy::Forwarded::AsSent;
    path.reescapesRewritten = true;
    d.request.stripsTrailingDot = true;
    d.request.headers = RequestPolicy::Repeated::JoinedByCommaSpace;
    d.request.queryParams = RequestPolicy::Repeated::First;
    d.request.dropsUnderscoreHeaders = true;
    d.request.dropsOddHeaders = true;
    d.request.hasLooseCookies = true;
    d.request.refusesOddRequests = true;
    d.request.takesAbsoluteTargets = true;
    d.hasResourceBackends = false;
    d.hasDefaultCertificate = true;
    d.missingServiceStatus = 503;
    d.noEndpointsStatus = 503;
    d.systematicHeaders = {"X-Request-ID",       "X-Real-IP",        "X-Forwarded-For",
                           "X-Forwarded-Host",   "X-Forwarded-Port", "X-Forwarded-Proto",
                           "X-Forwarded-Scheme", "X-Scheme",         "X-Original-Forwarded-For"};
    return d;
}

Dialect other(std::string name, std::string title, std::vector<std::string> controllers,
              std::vector<std::string> annotationClasses)
{
    Dialect d = generic();
    d.name = std::move(name);
    d.title = std::move(title);
    d.controllers = std::move(controllers);
    d.annotationClasses = std::move(annotationClasses);
    return d;
}

Dialect traefik()
{
    Dialect d = other("traefik", "Traefik", {"traefik.io/ingress-controller"}, {"traefik"});
    d.prefix = PathMatch::Kind::StringPrefix;
    d.specific = SpecificPath::ByPathMatcherAnnotation;
    d.order = PathOrder::RuleTextLength;
    d.conflict = ConflictRule::Open;
    d.unsettled = {{Unsettled::WildcardHost, "How many labels a wildcard host spans in Traefik is not settled here."}};
    return d;
}

Dialect haproxyTech()
{
    Dialect d = other("haproxytech", "HAProxy Technologies' controller", {"haproxy.org/ingress-controller"}, {});
    d.order = PathOrder::ExactThenLongest;
    d.conflict = ConflictRule::Open;
    d.unsettled = {{Unsettled::WildcardHost, "Whether a wildcard host spans several labels here is not settled."},
                   {Unsettled::SpecificPath, "ImplementationSpecific is probably a prefix of the text; not settled."},
                   {Unsettled::PathOrder, "The order of this controller's path maps is not settled."}};
    return d;
}

Dialect haproxyIngress()
{
    Dialect d = other("haproxy-ingress", "HAProxy Ingress", {"haproxy-ingress.github.io/controller"}, {"haproxy"});
    d.specific = SpecificPath::ByPathTypeAnnotation;
    d.order = PathOrder::Open;
    d.conflict = ConflictRule::Oldest;
    d.unsettled = {{Unsettled::WildcardHost, "How many labels a wildcard host spans here is not settled."},
                   {Unsettled::PathOrder, "The order exact, regex, prefix, begin is documented but not verified."},
                   {Unsettled::TlsRedirect, "This controller probably redirects hosts with TLS to https by default."}};
    return d;
}

Dialect istio()
{
    Dialect d = other("istio", "Istio", {"istio.io/ingress-controller"}, {"istio"});
    d.wildcard = HostPattern::Kind::WildcardMany;
    d.specific = SpecificPath::ExactUnlessWildcardEnd;
    d.order = PathOrder::ExactThenLongest;
    d.conflict = ConflictRule::Open;
    return d;
}

Dialect aws()
{
    Dialect d = other("aws", "AWS Load Balancer Controller", {"ingress.k8s.aws/alb"}, {"alb"});
    d.wildcard = HostPattern::Kind::WildcardMany;
    d.specific = SpecificPath::Glob;
    d.order = PathOrder::ExactPrefixManifest;
    d.conflict = ConflictRule::Open;
    d.hasResourceBackends = false;
    d.mergesIngresses = false;
    return d;
}

Dialect contour()
{
    Dialect d =
        other("contour", "Contour", {"projectcontour.io/ingress-controller", "projectcontour.io/contour"}, {"contour"});
    d.prefersAnnotation = true;
    d.specific = SpecificPath::RegexIfItLooksLikeOne;
    d.order = PathOrder::ExactThenLongest;
    d.conflict = ConflictRule::Open; // spec/ingress.md §2.4: settled by map order, hence at random
    d.losesRouteOfMissingService = true;
    d.unsettled = {{Unsettled::SpecificPath,
                    "Where a regular expression stands among Contour's exact and prefix routes is not settled."}};
    return d;
}

Dialect kong()
{
    Dialect d = other("kong", "Kong", {"ingress-controllers.konghq.com/kong"}, {"kong"});
    d.specific = SpecificPath::RegexAfterTilde;
    d.order = PathOrder::Open;
    d.conflict = ConflictRule::Open;
    d.unsettled = {{Unsettled::WildcardHost, "How many labels a wildcard host spans in Kong is not settled."},
                   {Unsettled::PathOrder, "The priority of Kong's regular expressions is not settled."},
                   {Unsettled::UpstreamPath,
                    "Whether strip-path cuts the matched prefix depends on the version and on annotations."}};
    return d;
}

Dialect gce()
{
    Dialect d = other("gce", "Google Cloud's load balancer", {"k8s.io/ingress-gce"}, {"gce", "gce-internal"});
    d.specific = SpecificPath::ExactUnlessSlashStar;
    d.order = PathOrder::ExactThenLongest;
    d.conflict = ConflictRule::Open;
    d.unsettled = {{Unsettled::WildcardHost, "How many labels a wildcard host spans here is not settled."},
                   {Unsettled::AllPrefixes, "How this load balancer reads pathType Prefix is not settled."},
                   {Unsettled::DefaultBackend, "Without a default backend this load balancer supplies its own."}};
    return d;
}

} // namespace

const UnsettledAspect *Dialect::find(UnsettledAspect::Kind kind) const
{
    const auto found = std::find_if(unsettled.begin(), unsettled.end(),
                                    [kind](const UnsettledAspect &aspect) { return aspect.kind == kind; });
    return found == unsettled.end() ? nullptr : &*found;
}

const std::vector<Dialect> &dialects()
{
    static const std::vector<Dialect> all = {generic(), ingressNginx(), traefik(), haproxyTech(), haproxyIngress(),
                                             istio(),   aws(),          contour(), kong(),        gce()};
    return all;
}

const Dialect *dialectByName(std::string_view name)
{
    for (const Dialect &dialect : dialects())
        if (dialect.name == name)
            return &dialect;
    return nullptr;
}

const Dialect &dialectByController(std::string_view controller)
{
    for (const Dialect &dialect : dialects())
        if (std::find(dialect.controllers.begin(), dialect.controllers.end(), controller) != dialect.controllers.end())
            return dialect;
    return dialects().front();
}

const Dialect *dialectByAnnotation(std::string_view value)
{
    for (const Dialect &dialect : dialects()) {
        const std::vector<std::string> &names = dialect.annotationClasses;
        if (std::find(names.begin(), names.end(), value) != names.end())
            return &dialect;
    }
    return nullptr;
}

std::vector<std::string> dialectNames()
{
    std::vector<std::string> names;
    for (const Dialect &dialect : dialects())
        names.push_back(dialect.name);
    return names;
}

} // namespace wayproof
