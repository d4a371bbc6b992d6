// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Random Gateway configurations as YAML: mostly valid, sometimes broken on purpose. The same seed gives the same texts.
// Knows the resources' shape only, not what they mean.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace wayproof::test
{

/// What may occur.
struct GatewayMix {
    std::string controllerName = "example.com/unknown";
    bool https = true;
    bool listenerSets = true;
    bool grpc = true;
    bool openPoints = true;  ///< what the specification leaves open: regular expressions, equal ages, port clashes, …
    bool conflicts = true;   ///< listeners that exclude each other
    bool sharedPorts = true; ///< HTTP and HTTPS on one port
    bool wrongKinds = true;  ///< route kinds that a listener's protocol cannot carry
    bool rejected = true;    ///< what the API server would not have taken in
    bool ages = true;        ///< objects of different age; otherwise all are equally old
    bool selectors = true;   ///< namespaces chosen by their labels
    bool endpoints = true;   ///< Services without ready endpoints or without any
    bool cors = true;
    bool repeatedConditions = true; ///< on one header, in different case
    bool mirrors = true;
    bool brokenMirrors = true; ///< to what is missing or not granted, or beside a redirect
    int brokenPercent = 12;    ///< chance of a broken part where there may be one
    /// base64 of PEM; the key may stay empty for readers that do not look at it.
    std::string certificate = publicCertificate();
    std::string key;

    static std::string publicCertificate();
};

class RandomGateways
{
public:
    RandomGateways(std::uint32_t seed, GatewayMix mix);

    /// The GatewayClass that every configuration uses; once in a text.
    std::string classText() const;
    /// One configuration. Its namespaces begin with `prefix`, so that several fit into one text.
    std::string next(const std::string &prefix);

private:
    using Texts = std::vector<std::string>;
    struct ListenerPlan {
        std::string name;
        std::string protocol;
        int port = 80;
        std::string hostname;
    };
    struct ParentPlan {
        std::string kind; ///< Gateway or ListenerSet
        std::string ns;
        std::string name;
        std::vector<ListenerPlan> listeners;
    };

    int below(int end) { return static_cast<int>(m_random() % static_cast<unsigned>(end)); }
    bool chance(int percent) { return below(100) < percent; }
    bool breaks() { return chance(m_mix.brokenPercent); }
    std::string pick(const Texts &from) { return from[static_cast<std::size_t>(below(static_cast<int>(from.size())))]; }
    void shuffle(Texts &texts);
    std::string routeNamespace() { return m_namespaces[chance(10) ? 0 : chance(70) ? 1 : 2]; }

    void addNamespaces();
    void addServices();
    void addSecrets();
    void addGateways();
    void addListenerSet(const ParentPlan &gateway);
    void addGrants();
    std::string listenerText(ListenerPlan &plan, const std::string &ns);
    std::string certificateRefs(const std::string &ns);
    std::string namespaceChoice(bool isForSets);
    void addHttpRoute(int number);
    void addGrpcRoute(int number);
    std::string metaText(const std::string &name, const std::string &ns);
    std::string parentRefs(const std::string &ns);
    std::string hostnames();
    std::string matchText();
    std::string conditions(const std::string &field, const Texts &names, int percent);
    std::string backendRefs(const std::string &ns, bool mayFilter);
    std::string backendObject(const std::string &ns);
    std::string headerModifier(const std::string &type);
    std::string filtersText(const std::string &ns, const std::string &prefixMatch, bool &isRedirect);
    std::string grpcRules(const std::string &ns);
    std::string httpRule(const std::string &ns);

    std::mt19937 m_random;
    GatewayMix m_mix;
    std::string m_prefix;
    std::string m_text;
    Texts m_namespaces;
    std::vector<ParentPlan> m_parents;
    std::vector<std::pair<std::string, std::string>> m_services; ///< namespace, name
    bool m_hasAges = true;
    int m_address = 0; ///< of the Services' cluster addresses
};

} // namespace wayproof::test
