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
    d.systematicHeaders = {"X-Request-ID",
                           "X-Real-IP",
                           "X-Forwarded-For",
                           "X-Forwarded-Host",
                           "X-Forwarded-Port",
                           "X-Forwarded-Proto",
                           "X-Forwarded-Scheme",
                           "X-Scheme",
                           "X-Original-Forwarded-For",
                           "X-Original-Forwarded-Host"};
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
    d.hasResourceBackends = false;
    return d;
}

/// HAProxy matches and forwards the bytes as they came (`path`, no normalize-uri).
void readAsHaproxy(Dialect &d)
{
    d.request.path = PathPolicy();
    d.request.isTrailingDotUnspecified = false;
    d.noEndpoints = BackendLoss::Status503;
}

/// Envoy's path normalisation, as both its control planes switch it on.
void readAsEnvoy(Dialect &d, bool mergesSlashes)
{
    PathPolicy path;
    path.escapes = PathPolicy::Escapes::DecodeUnreserved;
    path.resolvesDotSegments = true;
    path.mergesSlashes = mergesSlashes;
    path.keepsPairOfSlashes = mergesSlashes;
    path.forwarded = PathPolicy::Forwarded::AsMatched;
    d.request.path = path;
    d.request.isTrailingDotUnspecified = false;
    d.noEndpoints = BackendLoss::Status503;
}

/// From the source of v3.6.7 (provider kubernetesingress, its muxer and its entry points).
Dialect traefik()
{
    Dialect d = other("traefik", "Traefik", {"traefik.io/ingress-controller"}, {"traefik"});
    d.servesClassless = true;
    d.hostChoice = HostChoice::ByRule;
    d.wildcardLabel = "[a-zA-Z0-9-]+";
    d.prefix = PrefixReading::Characters;
    d.specific = SpecificPath::ByPathMatcherAnnotation;
    d.order = PathOrder::RuleTextLength;
    d.conflict = ConflictRule::Open;
    d.repeat = RepeatRule::Last;
    d.defaultBackend = DefaultBackendRule::RulelessLast;
    d.https = HttpsRule::ByRouter;
    d.missingService = BackendLoss::LosesRoute;
    d.missingPort = BackendLoss::LosesRoute;
    d.noEndpoints = BackendLoss::Lost503OrRoute;
    d.resourceBackend = BackendLoss::LosesRoute;
    PathPolicy path;
    path.escapes = PathPolicy::Escapes::DecodeUnreserved;
    path.resolvesDotSegments = true;
    path.mergesSlashes = true;
    path.cleansAsGo = true;
    path.forwarded = PathPolicy::Forwarded::AsMatched;
    d.request.path = path;
    d.request.isTrailingDotUnspecified = false;
    d.request.stripsTrailingDot = true;
    d.systematicHeaders = {"X-Forwarded-For",   "X-Forwarded-Host",   "X-Forwarded-Port",
                           "X-Forwarded-Proto", "X-Forwarded-Server", "X-Real-Ip"};
    return d;
}

/// From the source of haproxytech/kubernetes-ingress (maps host, path-exact, path-prefix-exact, path-prefix) and its
/// documentation of 3.2.
Dialect haproxyTech()
{
    Dialect d = other("haproxytech", "HAProxy Technologies' controller", {"haproxy.org/ingress-controller"}, {});
    readAsHaproxy(d);
    d.specific = SpecificPath::TextPrefix;
    d.order = PathOrder::ExactThenLongest;
    d.conflict = ConflictRule::Open;
    d.defaultBackend = DefaultBackendRule::Oldest;
    d.systematicHeaders = {"X-Forwarded-For", "X-Forwarded-Proto"};
    d.unsettled = {{Unsettled::RedirectPort,
                    "Which port the redirect to https names hangs on ssl-redirect-port and the version's default."}};
    return d;
}

/// From the source of jcmoraisjr/haproxy-ingress (converter, host maps) and its documentation of keys.
Dialect haproxyIngress()
{
    Dialect d = other("haproxy-ingress", "HAProxy Ingress", {"haproxy-ingress.github.io/controller"}, {"haproxy"});
    readAsHaproxy(d);
    d.prefersAnnotation = true;
    d.hostChoice = HostChoice::ByRule;
    d.prefix = PrefixReading::ElementsUnderPlainHosts;
    d.specific = SpecificPath::ByPathTypeAnnotation;
    d.order = PathOrder::MapFiles;
    d.conflict = ConflictRule::Oldest;
    d.repeat = RepeatRule::First;
    d.defaultBackend = DefaultBackendRule::HostlessRoot;
    d.readsClassParameters = true;
    d.missingService = BackendLoss::LosesRoute;
    d.missingPort = BackendLoss::LosesRoute;
    d.resourceBackend = BackendLoss::LosesRoute;
    d.systematicHeaders = {"X-Forwarded-For", "X-Forwarded-Proto"};
    return d;
}

/// From the source of pilot/pkg/config/kube/ingress (2026), served by Envoy.
Dialect istio()
{
    Dialect d = other("istio", "Istio", {"istio.io/ingress-controller"}, {"istio"});
    readAsEnvoy(d, false);
    d.prefersAnnotation = true;
    d.wildcard = HostPattern::Kind::WildcardMany;
    d.specific = SpecificPath::ExactUnlessWildcardEnd;
    d.order = PathOrder::LongestThenExact;
    d.isTrailingSlashCounted = true;
    d.certificateNamespace = "istio-system"; // of the gateway; said as an assumption
    d.conflict = ConflictRule::Oldest;
    d.repeat = RepeatRule::First;
    d.defaultBackend = DefaultBackendRule::Ignored;
    d.missingService = BackendLoss::Status503;
    d.resourceBackend = BackendLoss::LosesRoute;
    d.systematicHeaders = {"X-Forwarded-For", "X-Forwarded-Proto", "X-Request-Id", "X-Envoy-External-Address"};
    return d;
}

/// From the source of kubernetes-sigs/aws-load-balancer-controller (pkg/ingress, April 2026).
Dialect aws()
{
    Dialect d = other("aws", "AWS Load Balancer Controller", {"ingress.k8s.aws/alb"}, {"alb"});
    d.prefersAnnotation = true;
    d.wildcard = HostPattern::Kind::WildcardMany;
    d.hostChoice = HostChoice::ByRule;
    d.specific = SpecificPath::Glob;
    d.order = PathOrder::AsListed;
    d.conflict = ConflictRule::Oldest;
    d.repeat = RepeatRule::First;
    d.defaultBackend = DefaultBackendRule::Only;
    d.https = HttpsRule::ByListener;
    d.missingService = BackendLoss::Status503;
    d.missingPort = BackendLoss::StopsUpdates;
    d.noEndpoints = BackendLoss::Status503;
    d.resourceBackend = BackendLoss::StopsUpdates;
    d.merging = Dialect::Merging::ByGroup;
    d.readsClassParameters = true;
    d.systematicHeaders = {"X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Port", "X-Amzn-Trace-Id"};
    return d;
}

/// From the source of v1.33.8 (internal/dag, internal/sorter), served by Envoy.
Dialect contour()
{
    Dialect d =
        other("contour", "Contour", {"projectcontour.io/ingress-controller", "projectcontour.io/contour"}, {"contour"});
    readAsEnvoy(d, true);
    d.prefersAnnotation = true;
    d.needsClassObject = false;
    d.servesClassless = true;
    d.wildcardHidesDeeperHosts = true;
    d.wildcardLabel = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
    d.isWildcardCaseSensitive = true;
    d.specific = SpecificPath::RegexIfItLooksLikeOne;
    d.order = PathOrder::ExactRegexPrefix;
    d.conflict = ConflictRule::Open; // spec/ingress.md §2.4: settled by map order, hence at random
    d.repeat = RepeatRule::Last;
    d.defaultBackend = DefaultBackendRule::HostlessRoot;
    d.https = HttpsRule::TlsEntryHosts;
    d.missingService = BackendLoss::LosesRoute;
    d.missingPort = BackendLoss::LosesRoute;
    d.resourceBackend = BackendLoss::LosesRoute;
    d.systematicHeaders = {"X-Forwarded-For", "X-Forwarded-Proto", "X-Request-Id", "X-Request-Start"};
    return d;
}

/// From the source of Kong/kubernetes-ingress-controller 3 and Kong Gateway's documentation of its routers.
Dialect kong()
{
    Dialect d = other("kong", "Kong", {"ingress-controllers.konghq.com/kong"}, {"kong"});
    d.hostChoice = HostChoice::ByRule;
    d.wildcard = HostPattern::Kind::WildcardMany; // documented: *.example.com takes x.y.example.com
    d.specific = SpecificPath::RegexAfterTilde;
    d.order = PathOrder::RoutePriority;
    d.readsClassParameters = true;
    d.conflict = ConflictRule::Open;
    d.defaultBackend = DefaultBackendRule::Oldest;
    d.https = HttpsRule::Everything;
    d.noEndpoints = BackendLoss::Status503;
    d.resourceBackend = BackendLoss::LosesRoute;
    d.systematicHeaders = {"X-Forwarded-For",  "X-Forwarded-Host", "X-Forwarded-Port", "X-Forwarded-Proto",
                           "X-Forwarded-Path", "X-Real-IP",        "X-Kong-Request-Id"};
    return d;
}

/// From the source of kubernetes/ingress-gce (translator, URL map) and Google's documentation.
Dialect gce()
{
    Dialect d = other("gce", "Google Cloud's load balancer", {"k8s.io/ingress-gce"}, {"gce", "gce-internal"});
    d.prefersAnnotation = true;
    d.servesClassless = true;
    d.ignoresClassField = true;
    d.wildcard = HostPattern::Kind::WildcardMany; // URL maps: `*` is any run of letters, digits, hyphens and dots
    d.specific = SpecificPath::ExactUnlessSlashStar;
    d.order = PathOrder::ExactThenLongest;
    d.conflict = ConflictRule::Oldest;
    d.repeat = RepeatRule::Last;
    d.defaultBackend = DefaultBackendRule::Oldest;
    d.https = HttpsRule::EverythingIfTls;
    d.missingService = BackendLoss::StopsUpdates;
    d.missingPort = BackendLoss::StopsUpdates;
    d.resourceBackend = BackendLoss::StopsUpdates;
    d.merging = Dialect::Merging::None;
    d.systematicHeaders = {"X-Forwarded-For", "X-Forwarded-Proto", "X-Cloud-Trace-Context", "Via"};
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
