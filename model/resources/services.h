// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Service, Endpoints, EndpointSlice, and of Namespace, Secret, ConfigMap, Deployment and Pod what routing needs.
// No value of a Secret is ever held here.
#pragma once

#include "model/resources/meta.h"

namespace wayproof
{

/// A port that may be a number or a name (targetPort, probes).
struct PortOrName {
    std::int64_t number = 0; ///< 0 when it is a name
    std::string name;
    bool operator==(const PortOrName &) const = default;
};

struct ServicePort {
    Text name;
    Text protocol;    ///< TCP (default), UDP, SCTP
    Text appProtocol; ///< kubernetes.io/h2c, kubernetes.io/ws, …
    Number port;
    Field<PortOrName> targetPort; ///< unset: equal to port
    Number nodePort;
    Position at;
};

struct Service {
    ObjectMeta meta;
    Text type; ///< ClusterIP (default), NodePort, LoadBalancer, ExternalName
    Text clusterIP;
    Text externalName;
    TextMap selector;
    List<ServicePort> ports;
    std::vector<std::string> statusAddresses; ///< load balancer IPs and host names
};

struct EndpointPort {
    Text name;
    Text protocol;
    Text appProtocol;
    Number port;
};

struct Endpoint {
    List<Text> addresses;
    Flag ready; ///< unset counts as ready
    Flag serving;
    Flag terminating;
    std::string targetRefKind;
    std::string targetRefName;
    Position at;
};

struct EndpointSlice {
    ObjectMeta meta;
    Text addressType;
    std::vector<Endpoint> endpoints;
    std::vector<EndpointPort> ports;
    /// label kubernetes.io/service-name; empty when there is none.
    std::string serviceName() const
    {
        const auto found = meta.labels.find("kubernetes.io/service-name");
        return found == meta.labels.end() ? std::string() : found->second.value;
    }
};

struct EndpointsSubset {
    std::vector<std::string> addresses;
    std::vector<std::string> notReadyAddresses;
    std::vector<EndpointPort> ports;
};

/// The older core/v1 form of what an EndpointSlice says; named like its Service.
struct Endpoints {
    ObjectMeta meta;
    std::vector<EndpointsSubset> subsets;
};

struct Namespace {
    ObjectMeta meta;
};

/// What a PEM text was found to hold. Never the text itself.
struct CertificateFacts {
    bool isPresent = false;         ///< the key exists
    bool isWellFormed = false;      ///< at least one X.509 certificate could be parsed
    std::vector<std::string> names; ///< DNS subject alternative names (else the common name), lower case
    std::string problem;            ///< why it is not well-formed; empty otherwise
    Position at;
};

struct Secret {
    ObjectMeta meta;
    Text type;
    std::vector<std::string> keys; ///< the names of the entries of data and stringData
    CertificateFacts tlsCrt;
    CertificateFacts caCrt;
    bool isContentKnown = true; ///< false when only metadata was fetched (from a cluster)
};

struct ConfigMap {
    ObjectMeta meta;
    TextMap data;
    CertificateFacts caCrt;
};

struct ContainerPort {
    Text name;
    Number containerPort;
};

/// A Deployment's or Pod's labels, ports and probe paths, as far as findings need them.
struct Workload {
    ObjectMeta meta; ///< kind Deployment or Pod
    TextMap podLabels;
    std::vector<ContainerPort> ports;
    std::vector<Text> arguments; ///< of all containers, in order: a controller's own flags
    Number replicas;
    bool isReady = true;
    bool isReadinessKnown = false;
};

} // namespace wayproof
