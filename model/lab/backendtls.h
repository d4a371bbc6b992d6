// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// BackendTLSPolicy as the lab reads it (spec/gateway.md §10): which one holds for a Service port, whether it can be
// kept, and what the stand-in's certificate has to name. An independent reading of the resources.
#pragma once

#include "model/lab/echoplan.h"
#include "model/resources/snapshot.h"

#include <QJsonObject>

#include <string>
#include <vector>

namespace wayproof
{

/// Null when the traffic is not encrypted. `portName` may be empty.
const BackendTlsPolicy *backendTlsPolicy(const Snapshot &snapshot, const std::string &ns, const std::string &service,
                                         const std::string &portName);

/// Whether at least one CA is good; without one nothing may be sent, and never in plain.
bool hasUsableAuthority(const Snapshot &snapshot, const BackendTlsPolicy &policy);

/// ConfigMaps with a readable ca.crt, of the references that may be followed; one that may exist although it was not
/// loaded counts. `pem` gets the texts.
bool hasUsableCa(const Snapshot &snapshot, const std::vector<ObjectReference> &refs, const std::string &fromKind,
                 const std::string &fromNamespace, std::string *pem = nullptr);

/// What the certificate of an endpoint has to name besides the server name that it is asked for.
std::vector<std::string> certificateNames(const Snapshot &snapshot, const EchoEndpoint &endpoint);

/// Envoy's transport socket: the lab's authority stands in for the policy's. `clientFile`: the Gateway's client
/// certificate, or empty.
QJsonObject upstreamTls(const BackendTlsPolicy &policy, const std::string &caFile, const std::string &clientFile,
                        const QString &alpn);

} // namespace wayproof
