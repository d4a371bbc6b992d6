// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Gateways, listeners, namespaces, Services and grants; the routes are in randomgateways_routes.cpp.
#include "tests/support/randomgateways.h"

#include <algorithm>

namespace wayproof::test
{

namespace
{

std::string document(const std::string &apiVersion, const std::string &kind, const std::string &meta)
{
    return "---\napiVersion: " + apiVersion + "\nkind: " + kind + "\nmetadata: {" + meta + "}\n";
}

std::string hostnameField(const std::string &hostname)
{
    return hostname.empty() ? std::string() : ", hostname: \"" + hostname + "\"";
}

const char gatewayGroup[] = "gateway.networking.k8s.io";

} // namespace

std::string GatewayMix::publicCertificate()
{
    return "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSUJzRENDQVZhZ0F3SUJBZ0lVUUtZTDUvUkRBOTJCZVJtZTJKRlljczM5"
           "a2Y0d0NnWUlLb1pJemowRUF3SXcKSFRFYk1Ca0dBMVVFQXd3U2MyVmpkWEpsTG1WNFlXMXdiR1V1WTI5dE1DQVhEVEkyTVRF"
           "eU16SXhNVGd3TjFvWQpEekl3TlRZeE1URTFNakV4T0RBM1dqQWRNUnN3R1FZRFZRUUREQkp6WldOMWNtVXVaWGhoYlhCc1pT"
           "NWpiMjB3CldUQVRCZ2NxaGtqT1BRSUJCZ2dxaGtqT1BRTUJCd05DQUFSOWM2c3FlN3E0eHBENWdReUlQOXdVUHIwQ0sybGkK"
           "NS92SEZLZmRHUjNBeVhubDB2cFkyNUVoTldoZlloV0ppZ2xxMDVhMUdob2hTSWdnV3pMeU9FQllvM0l3Y0RBZApCZ05WSFE0"
           "RUZnUVVjcmlBNllWaUc4T3IwOHJ6c1RaS014dHFPN2d3SHdZRFZSMGpCQmd3Rm9BVWNyaUE2WVZpCkc4T3IwOHJ6c1RaS014"
           "dHFPN2d3RHdZRFZSMFRBUUgvQkFVd0F3RUIvekFkQmdOVkhSRUVGakFVZ2hKelpXTjEKY21VdVpYaGhiWEJzWlM1amIyMHdD"
           "Z1lJS29aSXpqMEVBd0lEU0FBd1JRSWhBTGRNUHZFT0wxd29IWUZxMUFMMgpRV09VTlNmSVg5a3JMN2RGSThvd0RJMEdBaUFx"
           "QkpnT0pOQzVpS3JZOHB1cmk4REs0WmtQNEd6cHNFdWRkVE03ClNqNlpGQT09Ci0tLS0tRU5EIENFUlRJRklDQVRFLS0tLS0K";
}

RandomGateways::RandomGateways(std::uint32_t seed, GatewayMix mix)
    : m_random(seed)
    , m_mix(std::move(mix))
{
}

void RandomGateways::shuffle(Texts &texts)
{
    // Not std::shuffle: its result is the library's choice.
    for (std::size_t i = texts.size(); i > 1; --i)
        std::swap(texts[i - 1], texts[static_cast<std::size_t>(below(static_cast<int>(i)))]);
}

std::string RandomGateways::classText() const
{
    return document("gateway.networking.k8s.io/v1", "GatewayClass", "name: random") +
           "spec: {controllerName: " + m_mix.controllerName + "}\n";
}

std::string RandomGateways::next(const std::string &prefix)
{
    m_prefix = prefix;
    m_text.clear();
    m_parents.clear();
    m_services.clear();
    m_namespaces = {prefix + "infra", prefix + "shop", prefix + "team"};
    m_hasAges = !m_mix.openPoints || chance(92);
    addNamespaces();
    addServices();
    addSecrets();
    addGateways();
    addGrants();
    const int routes = 1 + below(6);
    for (int i = 0; i < routes; ++i)
        addHttpRoute(i);
    if (m_mix.grpc && chance(25))
        addGrpcRoute(routes);
    return m_text;
}

void RandomGateways::addNamespaces()
{
    for (const std::string &ns : m_namespaces) {
        Texts labels{"kubernetes.io/metadata.name: " + ns};
        if (chance(70))
            labels.push_back("side: " + pick({"front", "back"}));
        if (chance(30))
            labels.emplace_back("trusted: \"yes\"");
        std::string list;
        for (const std::string &label : labels)
            list += (list.empty() ? "" : ", ") + label;
        m_text += document("v1", "Namespace", "name: " + ns + ", labels: {" + list + "}");
    }
}

void RandomGateways::addServices()
{
    for (const auto &[ns, name] : std::vector<std::pair<std::string, std::string>>{{m_namespaces[1], "s0"},
                                                                                   {m_namespaces[1], "s1"},
                                                                                   {m_namespaces[1], "s2"},
                                                                                   {m_namespaces[2], "s0"},
                                                                                   {m_namespaces[2], "s3"},
                                                                                   {m_namespaces[0], "s4"}}) {
        m_services.emplace_back(ns, name);
        ++m_address;
        m_text += document("v1", "Service", "name: " + name + ", namespace: " + ns) + "spec: {clusterIP: 10.96." +
                  std::to_string(m_address / 250) + "." + std::to_string(m_address % 250 + 1) +
                  ", ports: [{name: http, port: 80, targetPort: 8080}, {name: alt, port: 8081}]}\n";
        std::string endpoints;
        const int state = m_mix.endpoints && chance(40) ? below(10) : 0;
        if (state < 9) { // 9: no slice at all
            const int count = state == 8 ? 0 : 1 + below(2);
            for (int i = 0; i < count; ++i) {
                const bool isReady = state < 6 || (state == 6 && i == 0);
                endpoints +=
                    std::string(i == 0 ? "" : ", ") + "{addresses: [10.244." + std::to_string(m_address / 250) + "." +
                    std::to_string(m_address % 250 + 1) + "]" +
                    (isReady && chance(50) ? std::string()
                                           : ", conditions: {ready: " + std::string(isReady ? "true" : "false") + "}") +
                    "}";
                if (i == 0)
                    ++m_address;
            }
            m_text += document("discovery.k8s.io/v1", "EndpointSlice",
                               "name: " + name + "-0, namespace: " + ns +
                                   ", labels: {kubernetes.io/service-name: " + name + "}") +
                      "addressType: IPv4\nendpoints: [" + endpoints +
                      "]\nports: [{name: http, port: 8080, protocol: TCP}, {name: alt, port: 8081, protocol: TCP}]\n";
        }
    }
}

void RandomGateways::addSecrets()
{
    for (const std::string &ns : m_namespaces) {
        m_text += document("v1", "Secret", "name: cert, namespace: " + ns) +
                  "type: kubernetes.io/tls\ndata: {tls.crt: " + m_mix.certificate + ", tls.key: \"" + m_mix.key +
                  "\"}\n";
    }
}

std::string RandomGateways::namespaceChoice(bool isForSets)
{
    switch (below(isForSets ? 5 : 10)) {
    case 0:
        return "{from: Same}";
    case 1:
        if (!m_mix.selectors)
            return "{from: All}";
        return "{from: Selector, selector: {matchLabels: {side: " + pick({"front", "back"}) + "}}}";
    case 2:
        if (!m_mix.selectors)
            return "{from: All}";
        return "{from: Selector, selector: {matchExpressions: [{key: side, operator: " +
               pick({"In, values: [front]", "NotIn, values: [front]", "Exists", "DoesNotExist"}) + "}]}}";
    default:
        return "{from: All}";
    }
}

std::string RandomGateways::certificateRefs(const std::string &ns)
{
    if (breaks()) {
        return pick({"[{name: missing}]", "[{kind: ConfigMap, group: \"\", name: cert}]",
                     "[{name: cert, namespace: " + pick(m_namespaces) + "}]"});
    }
    return chance(15) ? "[{name: cert, namespace: " + pick(m_namespaces) + "}]"
                      : "[{name: cert, namespace: " + ns + "}]";
}

std::string RandomGateways::listenerText(ListenerPlan &plan, const std::string &ns)
{
    std::string text = "{name: " + plan.name + ", protocol: " + plan.protocol + ", port: " + std::to_string(plan.port) +
                       hostnameField(plan.hostname);
    if (plan.protocol == "HTTPS")
        text += ", tls: {certificateRefs: " + certificateRefs(ns) + "}";
    Texts allowed;
    if (chance(92))
        allowed.push_back("namespaces: " + namespaceChoice(false));
    if (chance(12)) {
        Texts kinds{"[{kind: HTTPRoute}]", "[{kind: HTTPRoute}, {kind: GRPCRoute}]", "[{kind: GRPCRoute}]"};
        if (m_mix.wrongKinds)
            kinds.insert(kinds.end(), {"[{kind: HTTPRoute}, {kind: TCPRoute}]", "[{kind: TCPRoute}]"});
        allowed.push_back("kinds: " + pick(kinds));
    }
    if (!allowed.empty())
        text += ", allowedRoutes: {" + allowed.front() + (allowed.size() > 1 ? ", " + allowed.back() : "") + "}";
    return text + "}";
}

void RandomGateways::addGateways()
{
    const int count = 1 + (chance(30) ? 1 : 0) + (chance(10) ? 1 : 0);
    for (int g = 0; g < count; ++g) {
        ParentPlan parent{"Gateway", m_namespaces[chance(75) ? 0 : 1], "g" + std::to_string(g), {}};
        Texts names{
            "",          "",         "*.x.example", "a.x.example", "b.x.example", "a.b.x.example", "*.b.x.example",
            "w.example", "*.example"};
        shuffle(names);
        std::string list;
        const int listeners = 1 + below(4);
        for (int i = 0; i < listeners; ++i) {
            ListenerPlan plan;
            plan.name = "l" + std::to_string(i);
            plan.protocol = m_mix.https && chance(30) ? "HTTPS" : "HTTP";
            plan.port = plan.protocol == "HTTP" ? (chance(75) ? 80 : 8080) : (chance(80) ? 443 : 8443);
            plan.hostname = names[static_cast<std::size_t>(i)];
            const bool clashes = std::any_of(parent.listeners.begin(), parent.listeners.end(), [&](const auto &other) {
                return other.port == plan.port && other.hostname == plan.hostname;
            });
            if (clashes && !(m_mix.conflicts && m_mix.rejected && chance(30)))
                plan.port += 1000 * (i + 1);
            if (m_mix.openPoints && m_mix.sharedPorts && m_mix.https && chance(2))
                plan.port = plan.protocol == "HTTP" ? 443 : 80;
            list += "    - " + listenerText(plan, parent.ns) + "\n";
            parent.listeners.push_back(plan);
        }
        const bool hasSet = m_mix.listenerSets && chance(25);
        m_text +=
            document("gateway.networking.k8s.io/v1", "Gateway", "name: " + parent.name + ", namespace: " + parent.ns) +
            "spec:\n  gatewayClassName: random\n" +
            (hasSet && chance(90) ? "  allowedListeners: {namespaces: " + namespaceChoice(true) + "}\n"
                                  : std::string()) +
            "  listeners:\n" + list;
        m_parents.push_back(parent);
        if (hasSet)
            addListenerSet(parent);
        if (hasSet && chance(25))
            addListenerSet(parent);
    }
}

void RandomGateways::addListenerSet(const ParentPlan &gateway)
{
    ParentPlan set{"ListenerSet", pick(m_namespaces), "set" + std::to_string(m_parents.size()), {}};
    Texts names{"", "*.x.example", "c.x.example", "b.x.example", "*.w.example"};
    shuffle(names);
    std::string list;
    for (int i = 0; i <= below(2); ++i) {
        ListenerPlan plan;
        plan.name = "l" + std::to_string(i);
        plan.protocol = m_mix.https && chance(25) ? "HTTPS" : "HTTP";
        plan.port = plan.protocol == "HTTP" ? (chance(70) ? 80 : 8090) : 443;
        plan.hostname = names[static_cast<std::size_t>(i)];
        if (!m_mix.conflicts) {
            for (const ParentPlan &other : m_parents) {
                for (const ListenerPlan &taken : other.listeners)
                    plan.port += taken.port == plan.port && taken.hostname == plan.hostname ? 1 : 0;
            }
        }
        list += "    - " + listenerText(plan, set.ns) + "\n";
        set.listeners.push_back(plan);
    }
    m_text += document("gateway.networking.k8s.io/v1", "ListenerSet", metaText(set.name, set.ns)) +
              "spec:\n  parentRef: {name: " + gateway.name + ", namespace: " + gateway.ns +
              ", kind: Gateway, group: gateway.networking.k8s.io}\n  listeners:\n" + list;
    m_parents.push_back(set);
}

void RandomGateways::addGrants()
{
    const int count = below(4);
    for (int i = 0; i < count; ++i) {
        const std::string kind = pick({"HTTPRoute", "HTTPRoute", "HTTPRoute", "GRPCRoute", "Gateway", "ListenerSet"});
        const bool isForSecrets = kind == "Gateway" || kind == "ListenerSet";
        const std::string from = isForSecrets ? pick(m_namespaces) : routeNamespace();
        const std::string to = isForSecrets
                                   ? "{group: \"\", kind: Secret" + pick({"", ", name: cert", ", name: other"})
                                   : "{group: \"\", kind: Service" + pick({"", "", ", name: s0", ", name: s3"});
        m_text += document("gateway.networking.k8s.io/v1beta1", "ReferenceGrant",
                           "name: grant" + std::to_string(i) + ", namespace: " + pick(m_namespaces)) +
                  "spec:\n  from: [{group: " + gatewayGroup + ", kind: " + kind + ", namespace: " + from + "}" +
                  (chance(20) ? std::string(", {group: ") + gatewayGroup +
                                    ", kind: HTTPRoute, namespace: " + pick(m_namespaces) + "}"
                              : std::string()) +
                  "]\n  to: [" + to + "}]\n";
    }
}

} // namespace wayproof::test
