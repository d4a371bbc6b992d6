// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The API server's rules between and on the fields of one object, as findings of category `rejected`. A type without
// rules of its own has none here. Field types, missing fields and enumerations are the decoder's (schema.h).
#pragma once

#include "model/load/report.h"
#include "model/resources/snapshot.h"

namespace wayproof
{

void validateMeta(const ObjectMeta &meta, Report &report);

void validate(const Ingress &ingress, Report &report);
void validate(const IngressClass &ingressClass, Report &report);
void validate(const GatewayClass &gatewayClass, Report &report);
void validate(const Gateway &gateway, Report &report);
void validate(const ListenerSet &set, Report &report);
void validate(const HttpRoute &route, Report &report);
void validate(const GrpcRoute &route, Report &report);
void validate(const TlsRoute &route, Report &report);
void validate(const TcpRoute &route, Report &report);
void validate(const UdpRoute &route, Report &report);
void validate(const ReferenceGrant &grant, Report &report);
void validate(const BackendTlsPolicy &policy, Report &report);
void validate(const NetworkPolicy &policy, Report &report);
void validate(const Service &service, Report &report);
void validate(const EndpointSlice &slice, Report &report);
void validate(const Secret &secret, Report &report);

} // namespace wayproof
