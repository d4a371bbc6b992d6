// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Random Ingress sets as users of ingress-nginx write them, as YAML: namespaces that share hosts, plain and regex paths
// mixed, canaries, aliases, redirects, TLS. The same seed gives the same texts. Knows the resources' shape only.
#pragma once

#include "tests/support/randomgateways.h"

#include <cstdint>
#include <map>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace wayproof::test
{

/// What may occur.
struct IngressMix {
    bool annotations = true; ///< any at all; without them the set means the same under every dialect but its own rules
    bool regex = true;       ///< use-regex and rewrite-target
    bool canaries = true;
    bool aliases = true;
    bool redirects = true;       ///< app-root, permanent and temporal redirects
    bool tls = true;             ///< tls entries and the annotations about redirects to https
    bool wwwRedirects = true;    ///< from-to-www-redirect
    bool cors = true;            ///< enable-cors and its companions
    bool access = true;          ///< allow and deny lists
    bool upstreamHeaders = true; ///< upstream-vhost, x-forwarded-prefix
    bool errorPages = true;      ///< custom-http-errors, default-backend
    bool bodySizes = true;       ///< proxy-body-size
    bool invalidValues = true;   ///< of annotations
    bool unknowable = false;     ///< snippets and annotations that nobody knows
    bool catchAll = true;        ///< rules without host and Ingresses without rules
    bool defaultBackends = true; ///< beside rules
    bool wildcards = true;
    bool implementationSpecific = true;
    bool oddPaths = true;    ///< percent signs, regex characters, dots, very long ones, …
    bool equalPaths = true;  ///< one path claimed several times
    bool ages = true;        ///< of different age, in seconds, with ties; otherwise all are equally old
    bool missingAges = true; ///< rarely: no creationTimestamp anywhere
    bool endpoints = true;   ///< Services without ready endpoints or without any
    bool missingServices = true;
    bool classAnnotation = true; ///< the class named by the old annotation, or one that is not ours
    bool reloadFailures = false; ///< what makes ingress-nginx's reload fail, for everybody
    bool rejected = false;       ///< what the API server would not have taken in
    std::string className = "nginx";
    std::string controller = "k8s.io/ingress-nginx";
    /// base64 of PEM; the key may stay empty for readers that do not look at it.
    std::string certificate = GatewayMix::publicCertificate();
    std::string key;

    /// Nothing of any controller's own: for the generic dialect.
    static IngressMix generic();
};

class RandomIngresses
{
public:
    RandomIngresses(std::uint32_t seed, IngressMix mix);

    /// The IngressClasses (ours and a foreign one) that every set uses; once in a text.
    std::string classText() const;
    /// One set. Its namespaces begin with `prefix` and its hosts end with a domain made from it, so that several fit
    /// into one text; only what has no host (IngressMix::catchAll) meets that of other sets.
    std::string next(const std::string &prefix);
    /// For the sets from now on.
    void setCatchAll(bool isWanted) { m_mix.catchAll = isWanted; }

private:
    using Texts = std::vector<std::string>;
    struct PathPlan {
        std::string path; ///< empty: not written
        std::string type; ///< empty: not written
        std::string service;
        std::string port; ///< as written: "number: 80"
    };
    struct RulePlan {
        std::string host;
        std::vector<PathPlan> paths;
        bool hasPaths = true;
    };
    struct Plan {
        std::string ns;
        std::string name;
        std::vector<std::pair<std::string, std::string>> annotations;
        std::vector<RulePlan> rules;
        bool isRegex = false;
        bool isCanary = false;
    };
    /// How often each spelling of a path was taken on a host, by type.
    struct PathUse {
        int prefix = 0;
        int exact = 0;
    };

    int below(int end) { return static_cast<int>(m_random() % static_cast<unsigned>(end)); }
    bool chance(int percent) { return below(100) < percent; }
    std::string pick(const Texts &from) { return from[static_cast<std::size_t>(below(static_cast<int>(from.size())))]; }
    void annotate(Plan &plan, const std::string &name, const std::string &value);
    std::string valueOr(const Texts &good, const Texts &bad);

    void addNamespaces();
    void addServices();
    void addSecrets();
    void planHosts();
    void addIngress(int number);
    void addCanary(int number, const Plan &main);
    std::string host();
    PathPlan path(const Plan &plan, const std::string &host);
    bool mayTake(const std::string &host, const std::string &path, const std::string &type);
    std::string servicePort();
    std::string serviceName(const std::string &ns);
    void annotatePaths(Plan &plan);
    void annotateRedirects(Plan &plan);
    void annotateTls(Plan &plan);
    void annotateCors(Plan &plan);
    void annotateRest(Plan &plan);
    void annotateCanary(Plan &plan);
    std::string tlsText(const Plan &plan);
    std::string timestamp();
    void write(const Plan &plan, const std::string &extra);

    std::mt19937 m_random;
    IngressMix m_mix;
    std::string m_prefix;
    std::string m_domain;
    std::string m_text;
    Texts m_namespaces;
    Texts m_hosts;
    Texts m_names; ///< of Ingresses, in random order
    std::vector<Plan> m_plans;
    std::map<std::string, std::map<std::string, PathUse>> m_uses; ///< by host and path
    bool m_hasAges = true;
    int m_address = 0; ///< of the Services' cluster addresses
};

} // namespace wayproof::test
