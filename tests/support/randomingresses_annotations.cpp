// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// What users write into ingress-nginx's annotations, sound and unsound.
#include "tests/support/randomingresses.h"

#include <algorithm>

namespace wayproof::test
{

void RandomIngresses::annotate(Plan &plan, const std::string &name, const std::string &value)
{
    plan.annotations.emplace_back("nginx.ingress.kubernetes.io/" + name, value);
}

std::string RandomIngresses::valueOr(const Texts &good, const Texts &bad)
{
    return m_mix.invalidValues && chance(7) ? pick(bad) : pick(good);
}

void RandomIngresses::annotatePaths(Plan &plan)
{
    if (plan.isRegex) {
        if (chance(60))
            annotate(plan, "use-regex", valueOr({"true", "true", "true", "false"}, {"yes", ""}));
        if (chance(60))
            annotate(plan, "rewrite-target",
                     valueOr({"/", "/$1", "/$2", "/new", "/new/$1", "/api", "/$1/$2", "/$3"}, {"/$1?x=1", "", "a b"}));
    } else if (m_mix.regex && chance(6)) {
        annotate(plan, "rewrite-target", pick({"/", "/new", "/api"}));
    }
    if (m_mix.aliases && chance(12)) {
        const std::string dot = "." + m_domain;
        annotate(plan, "server-alias",
                 valueOr({"alias" + dot, "*.w" + dot, "b" + dot, "alias" + dot + ",second" + dot, "*.al" + dot,
                          "a" + dot, "x.w" + dot},
                         {"", "two words" + dot}));
    }
}

void RandomIngresses::annotateRedirects(Plan &plan)
{
    if (m_mix.redirects && chance(7))
        annotate(plan, "app-root", valueOr({"/home", "/api/", "/home/page"}, {"home", "/home?x=1", ""}));
    if (m_mix.redirects && chance(6)) {
        annotate(plan, "permanent-redirect",
                 valueOr({"https://go." + m_domain + "/there", "https://go." + m_domain + "/there?x=1"},
                         {"not a url", "https://go.example/$1"}));
        if (chance(30))
            annotate(plan, "permanent-redirect-code", valueOr({"308", "301", "302"}, {"400", "abc"}));
    }
    if (m_mix.redirects && chance(5)) {
        annotate(plan, "temporal-redirect", valueOr({"https://later." + m_domain + "/"}, {"::"}));
        if (chance(30))
            annotate(plan, "temporal-redirect-code", valueOr({"307", "302"}, {"200", "x"}));
    }
    const bool hasWildcard = std::any_of(plan.rules.begin(), plan.rules.end(),
                                         [](const RulePlan &rule) { return rule.host.rfind('*', 0) == 0; });
    if (m_mix.wwwRedirects && chance(6) && (!hasWildcard || m_mix.reloadFailures))
        annotate(plan, "from-to-www-redirect", valueOr({"true", "true", "false"}, {"www"}));
}

void RandomIngresses::annotateTls(Plan &plan)
{
    if (!m_mix.tls)
        return;
    if (chance(10))
        annotate(plan, "ssl-redirect", valueOr({"true", "false", "false"}, {"maybe"}));
    if (chance(8))
        annotate(plan, "force-ssl-redirect", valueOr({"true", "true", "false"}, {"1.5"}));
    if (chance(10))
        annotate(plan, "preserve-trailing-slash", valueOr({"true", "false"}, {"x"}));
}

void RandomIngresses::annotateCors(Plan &plan)
{
    if (!m_mix.cors || !chance(12))
        return;
    annotate(plan, "enable-cors", valueOr({"true", "true", "true", "false"}, {"on"}));
    if (chance(50))
        annotate(plan, "cors-allow-origin",
                 valueOr({"*", "https://a.example", "https://a.example, https://*.b.example", "https://b.example:8443"},
                         {"a.example", "https://*", "'"}));
    if (chance(30))
        annotate(plan, "cors-allow-methods", valueOr({"GET, PUT", "*", "DELETE"}, {"GET;PUT"}));
    if (chance(30))
        annotate(plan, "cors-allow-headers", valueOr({"X-A,X-B", "Authorization"}, {"X A;"}));
    if (chance(20))
        annotate(plan, "cors-expose-headers", valueOr({"X-C", "*"}, {"X C;"}));
    if (chance(30))
        annotate(plan, "cors-allow-credentials", valueOr({"true", "false"}, {"never"}));
    if (chance(20))
        annotate(plan, "cors-max-age", valueOr({"600"}, {"long"}));
}

void RandomIngresses::annotateRest(Plan &plan)
{
    if (m_mix.access && chance(8))
        annotate(plan, pick({"whitelist-source-range", "allowlist-source-range"}),
                 valueOr({"127.0.0.0/8", "10.0.0.0/8", "10.0.0.0/8, 127.0.0.1", "::1/128,192.0.2.0/24"},
                         {"bogus", "10.0.0.0/99"}));
    if (m_mix.access && chance(5))
        annotate(plan, "denylist-source-range", valueOr({"127.0.0.1/32", "10.0.0.0/8"}, {"bogus"}));
    if (m_mix.upstreamHeaders && chance(8))
        annotate(plan, "upstream-vhost", valueOr({"inner." + m_domain, "inner:8080"}, {"", "a;b"}));
    if (m_mix.upstreamHeaders && chance(plan.isRegex ? 15 : 4))
        annotate(plan, "x-forwarded-prefix", valueOr({"/pre", "/$1", "pre"}, {"", "a b"}));
    if (m_mix.errorPages && chance(8))
        annotate(plan, "custom-http-errors", valueOr({"404", "503", "404,503", "403,404"}, {"abc", "999"}));
    if (m_mix.errorPages && chance(8))
        annotate(plan, "default-backend", valueOr({"s2", "s1", m_mix.endpoints ? "empty" : "s2"}, {"missing"}));
    if (m_mix.bodySizes && chance(8))
        annotate(plan, "proxy-body-size", valueOr({"1k", "100", "8m", "0"}, {"many", "1q"}));
    if (m_mix.unknowable && chance(10))
        annotate(plan, pick({"configuration-snippet", "server-snippet", "nobody-knows-this"}),
                 pick({"more_set_headers \"X-A: 1\";", "return 204;", "x"}));
}

void RandomIngresses::annotateCanary(Plan &plan)
{
    annotate(plan, "canary", valueOr({"true", "true", "true", "true", "false"}, {"maybe"}));
    const int kinds = 1 + below(7);
    if ((kinds & 1) != 0) {
        annotate(plan, "canary-weight", valueOr({"0", "30", "50", "100", "100"}, {"-1", "some", "250"}));
        if (chance(25))
            annotate(plan, "canary-weight-total", valueOr({"50", "200", "100"}, {"x"}));
    }
    if ((kinds & 2) != 0) {
        annotate(plan, "canary-by-header", valueOr({"X-Canary", "x-try"}, {"X Canary", ""}));
        if (chance(40))
            annotate(plan, "canary-by-header-value", valueOr({"yes", "never"}, {""}));
        if (chance(25))
            annotate(plan, "canary-by-header-pattern", valueOr({"^v[0-9]+$", "beta|gamma", "y"}, {"(", "a b"}));
    }
    if ((kinds & 4) != 0)
        annotate(plan, "canary-by-cookie", valueOr({"try-it", "canary"}, {"a b", ""}));
    // Of its other annotations the canary keeps nothing (spec/ingress.md §2.1).
    if (m_mix.regex && chance(12))
        annotate(plan, "rewrite-target", "/canary");
    if (m_mix.redirects && chance(6))
        annotate(plan, "permanent-redirect", "https://canary." + m_domain + "/");
}

} // namespace wayproof::test
