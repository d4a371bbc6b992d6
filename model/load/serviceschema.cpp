// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// How Service, Endpoints, EndpointSlice, Namespace, ConfigMap, Secret and workloads are spelled.
#include "model/load/certificate.h"
#include "model/load/schemafields.h"
#include "model/resources/services.h"

#include <QByteArray>

#include <algorithm>

namespace wayproof
{

template<>
const Schema &schemaOf<ServicePort>()
{
    using Fields = FieldsOf<ServicePort>;
    static const Schema schema = Fields::schema({
        Fields::at<&ServicePort::name>("name"),
        Fields::at<&ServicePort::port>("port").required("service-port-missing"),
        Fields::at<&ServicePort::targetPort>("targetPort"),
        Fields::at<&ServicePort::protocol>("protocol").oneOf({"TCP", "UDP", "SCTP"}),
        Fields::at<&ServicePort::appProtocol>("appProtocol"),
        Fields::at<&ServicePort::nodePort>("nodePort"),
    });
    return schema;
}

namespace
{

void readIngressAddresses(Decoder &decoder, NodeIndex node, void *object)
{
    auto &addresses = static_cast<Service *>(object)->statusAddresses;
    for (const NodeIndex item : decoder.items(node)) {
        for (const std::string_view key : {"ip", "hostname"}) {
            if (const NodeIndex found = decoder.find(item, key))
                decoder.read(found, addresses.emplace_back());
        }
    }
}

std::vector<FieldRule> knownAll(std::vector<FieldRule> rules, std::initializer_list<std::string_view> names)
{
    for (const std::string_view name : names)
        rules.push_back(known(name));
    return rules;
}

} // namespace

template<>
const Schema &schemaOf<Service>()
{
    using Fields = FieldsOf<Service>;
    static const Schema schema = Fields::object({
        group(
            "spec",
            knownAll(
                {
                    Fields::at<&Service::type>("type").oneOf({"ClusterIP", "NodePort", "LoadBalancer", "ExternalName"}),
                    Fields::at<&Service::clusterIP>("clusterIP"),
                    Fields::at<&Service::externalName>("externalName"),
                    Fields::at<&Service::selector>("selector"),
                    Fields::at<&Service::ports>("ports"),
                },
                {"allocateLoadBalancerNodePorts", "clusterIPs", "externalIPs", "externalTrafficPolicy",
                 "healthCheckNodePort", "internalTrafficPolicy", "ipFamilies", "ipFamilyPolicy", "loadBalancerClass",
                 "loadBalancerIP", "loadBalancerSourceRanges", "publishNotReadyAddresses", "sessionAffinity",
                 "sessionAffinityConfig", "topologyKeys", "trafficDistribution"})),
        group("status", {group("loadBalancer", {custom("ingress", readIngressAddresses)})}).lenient(),
    });
    return schema;
}

template<>
const Schema &schemaOf<EndpointPort>()
{
    using Fields = FieldsOf<EndpointPort>;
    static const Schema schema = Fields::schema({
        Fields::at<&EndpointPort::name>("name"),
        Fields::at<&EndpointPort::protocol>("protocol"),
        Fields::at<&EndpointPort::port>("port"),
        Fields::at<&EndpointPort::appProtocol>("appProtocol"),
    });
    return schema;
}

template<>
const Schema &schemaOf<Endpoint>()
{
    using Fields = FieldsOf<Endpoint>;
    static const Schema schema = Fields::schema({
        Fields::at<&Endpoint::addresses>("addresses").required("endpoint-addresses-missing"),
        group("conditions",
              {
                  Fields::at<&Endpoint::ready>("ready"),
                  Fields::at<&Endpoint::serving>("serving"),
                  Fields::at<&Endpoint::terminating>("terminating"),
              }),
        group("targetRef", {Fields::at<&Endpoint::targetRefKind>("kind"), Fields::at<&Endpoint::targetRefName>("name")})
            .open(),
        known("nodeName"),
        known("zone"),
        known("hostname"),
        known("hints"),
        known("topology"),
        known("deprecatedTopology"),
    });
    return schema;
}

template<>
const Schema &schemaOf<EndpointSlice>()
{
    using Fields = FieldsOf<EndpointSlice>;
    static const Schema schema = Fields::object({
        Fields::at<&EndpointSlice::addressType>("addressType").required().oneOf({"IPv4", "IPv6", "FQDN"}),
        Fields::at<&EndpointSlice::endpoints>("endpoints"),
        Fields::at<&EndpointSlice::ports>("ports"),
    });
    return schema;
}

namespace
{

void readAddresses(Decoder &decoder, NodeIndex node, std::vector<std::string> &addresses)
{
    for (const NodeIndex item : decoder.items(node)) {
        if (const NodeIndex ip = decoder.find(item, "ip"))
            decoder.read(ip, addresses.emplace_back());
    }
}

void readReadyAddresses(Decoder &decoder, NodeIndex node, void *object)
{
    readAddresses(decoder, node, static_cast<EndpointsSubset *>(object)->addresses);
}

void readNotReadyAddresses(Decoder &decoder, NodeIndex node, void *object)
{
    readAddresses(decoder, node, static_cast<EndpointsSubset *>(object)->notReadyAddresses);
}

} // namespace

template<>
const Schema &schemaOf<EndpointsSubset>()
{
    using Fields = FieldsOf<EndpointsSubset>;
    static const Schema schema = Fields::schema({
        custom("addresses", readReadyAddresses),
        custom("notReadyAddresses", readNotReadyAddresses),
        Fields::at<&EndpointsSubset::ports>("ports"),
    });
    return schema;
}

template<>
const Schema &schemaOf<Endpoints>()
{
    static const Schema schema = FieldsOf<Endpoints>::object({FieldsOf<Endpoints>::at<&Endpoints::subsets>("subsets")});
    return schema;
}

template<>
const Schema &schemaOf<Namespace>()
{
    static const Schema schema = FieldsOf<Namespace>::object({known("spec"), known("status")});
    return schema;
}

namespace
{

CertificateFacts *certificateSlot(Secret &secret, std::string_view key)
{
    return key == "tls.crt" ? &secret.tlsCrt : key == "ca.crt" ? &secret.caCrt : nullptr;
}

/// Calls `function(key, value)` for each entry whose value is a scalar or null (an empty text).
template<class Function>
void forEachValue(Decoder &decoder, NodeIndex node, Function &&function)
{
    node = decoder.resolve(node);
    if (decoder.at(node).kind == SyntaxKind::Null || !decoder.expect(node, SyntaxKind::Mapping))
        return;
    const NodeIndex end = decoder.at(node).end;
    for (NodeIndex key = node + 1; key < end; key = decoder.at(decoder.at(key).end).end)
        function(key, decoder.resolve(decoder.at(key).end));
}

void readSecretText(Decoder &decoder, NodeIndex node, void *object)
{
    auto &secret = *static_cast<Secret *>(object);
    forEachValue(decoder, node, [&](NodeIndex key, NodeIndex value) {
        const std::string_view name = decoder.textOf(key);
        secret.keys.emplace_back(name);
        if (CertificateFacts *facts = certificateSlot(secret, name))
            *facts = certificateFacts(decoder.textOf(value), decoder.at(value).at);
    });
}

void readSecretBytes(Decoder &decoder, NodeIndex node, void *object)
{
    auto &secret = *static_cast<Secret *>(object);
    forEachValue(decoder, node, [&](NodeIndex key, NodeIndex value) {
        const std::string_view name = decoder.textOf(key);
        secret.keys.emplace_back(name);
        std::string text(decoder.textOf(value));
        std::erase_if(text, [](char c) { return c == '\n' || c == '\r'; });
        const auto decoded = QByteArray::fromBase64Encoding(
            QByteArray(text.data(), static_cast<qsizetype>(text.size())), QByteArray::AbortOnBase64DecodingErrors);
        if (!decoded)
            decoder.report().reject("secret-data-not-base64", decoder.at(value).at,
                                    "data." + std::string(name) + " is not base64",
                                    "Encode the value, or write it as it is below stringData.");
        CertificateFacts *facts = certificateSlot(secret, name);
        const bool isOverridden = facts && facts->isPresent && facts->at.isKnown(); // stringData wins over data
        if (facts && !isOverridden)
            *facts = certificateFacts(decoded.decoded.toStdString(), decoder.at(value).at);
    });
}

} // namespace

template<>
const Schema &schemaOf<Secret>()
{
    using Fields = FieldsOf<Secret>;
    static const Schema schema = Fields::object({
        Fields::at<&Secret::type>("type"),
        custom("data", readSecretBytes),
        custom("stringData", readSecretText),
        known("immutable"),
    });
    return schema;
}

template<>
const Schema &schemaOf<ConfigMap>()
{
    using Fields = FieldsOf<ConfigMap>;
    static const Schema schema = Fields::object({
        Fields::at<&ConfigMap::data>("data"),
        known("binaryData"),
        known("immutable"),
    });
    return schema;
}

template<>
const Schema &schemaOf<ContainerPort>()
{
    static const Schema schema = [] {
        using Fields = FieldsOf<ContainerPort>;
        Schema made = Fields::schema({
            Fields::at<&ContainerPort::name>("name"),
            Fields::at<&ContainerPort::containerPort>("containerPort"),
        });
        made.isOpen = true;
        return made;
    }();
    return schema;
}

namespace
{

void readContainers(Decoder &decoder, NodeIndex node, void *object)
{
    auto &workload = *static_cast<Workload *>(object);
    for (const NodeIndex container : decoder.items(node)) {
        std::vector<ContainerPort> ports;
        std::vector<Text> arguments;
        if (const NodeIndex found = decoder.find(container, "ports"))
            decoder.read(found, ports);
        if (const NodeIndex found = decoder.find(container, "args"))
            decoder.read(found, arguments);
        workload.ports.insert(workload.ports.end(), ports.begin(), ports.end());
        workload.arguments.insert(workload.arguments.end(), arguments.begin(), arguments.end());
    }
}

/// Of a Deployment: at least one replica is ready. Of a Pod: its condition Ready.
void readReadiness(Decoder &decoder, NodeIndex node, void *object)
{
    auto &workload = *static_cast<Workload *>(object);
    std::int64_t ready = 0;
    for (const std::string_view key : {"readyReplicas", "numberReady"}) {
        if (const NodeIndex found = decoder.find(node, key))
            decoder.read(found, ready);
    }
    workload.isReadinessKnown = decoder.at(decoder.resolve(node)).kind == SyntaxKind::Mapping;
    workload.isReady = ready > 0 || !workload.isReadinessKnown;
    const NodeIndex list = decoder.find(node, "conditions");
    std::vector<Condition> conditions;
    if (list != 0)
        decoder.read(list, conditions);
    for (const Condition &condition : conditions) {
        if (condition.type == "Ready")
            workload.isReady = condition.status == "True";
    }
}

} // namespace

template<>
const Schema &schemaOf<Workload>()
{
    using Fields = FieldsOf<Workload>;
    static const Schema schema = Fields::object({
        group("spec",
              {
                  Fields::at<&Workload::replicas>("replicas"),
                  group("template",
                        {
                            group("metadata", {Fields::at<&Workload::podLabels>("labels")}).open(),
                            group("spec", {custom("containers", readContainers)}).open(),
                        })
                      .open(),
                  custom("containers", readContainers), // of a Pod
              })
            .open(),
        [] {
            FieldRule status = custom("status", readReadiness);
            return std::move(status).lenient();
        }(),
    });
    return schema;
}

} // namespace wayproof
