// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Findings of the Ingress side that change no answer: practices, surprises, what a migration loses. Internal to the
// compiler. Some only claim that an answer may surprise; model/analysis puts those to the simulator.
#pragma once

#include "model/routing/ingresscompiler_nginx.h"

namespace wayproof
{

/// Good practice and what ends with the controller, whichever it is: classes, TLS, hosts, ports, annotations of others.
void reportIngressPractices(IngressContext &context, const ControllerGroup &group);
/// Certificates and hosts of tls entries.
void reportIngressTls(IngressContext &context, const ControllerGroup &group);
/// Annotations of ingress-nginx that are misspelt, invalid, or without effect as they stand.
void reportNginxAnnotations(IngressContext &context, const NginxModel &model);
/// Annotations of ingress-nginx to which the Gateway API has no portable counterpart, one finding for each family.
void reportNginxPortability(IngressContext &context, const NginxModel &model);
/// What the controller does to every request without being asked, and a Gateway does not.
void reportNginxDefaults(IngressContext &context, const ControllerGroup &group);

/// Every annotation of ingress-nginx that is known, without its prefix.
std::vector<std::string> nginxAnnotationNames();
/// "1 path", "3 paths".
std::string countText(std::size_t count, const std::string &noun);
/// Names of hosts for people, at most three of them: "a.example, b.example and 4 more".
std::string listText(const std::vector<std::string> &names);

} // namespace wayproof
