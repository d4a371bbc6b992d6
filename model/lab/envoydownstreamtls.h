// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The TLS that listeners terminate: the lab's own certificates for the names of the resources', and the client
// certificates that are asked for (spec/gateway.md §2).
#pragma once

#include "model/lab/envoyconfig.h"
#include "model/lab/gatewaylisteners.h"

#include <QJsonObject>

#include <string>

namespace wayproof
{

/// The transport socket; files that it needs are added to `config`.
QJsonObject downstreamTls(const LabListener &listener, const std::string &directory, EnvoyConfig &config);

} // namespace wayproof
