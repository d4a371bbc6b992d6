// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Which of a running lab's addresses stands in for the entrance that a request meets. Joins the lab, which knows no
// routing, to the prober, which knows no lab.
#pragma once

#include "model/analysis/decision.h"
#include "model/lab/labstatus.h"
#include "model/probe/prober.h"

#include <optional>

namespace wayproof
{

/// Absent when the lab does not serve the Ingress side.
std::optional<ProbeTarget> ingressTarget(const LabStatus &lab);

/// Of the Gateway side's addresses that fit the request's scheme, port, gateway and listener: that of the listener
/// which the prediction names, else the first. Absent when none fits: no listener of the lab would take the request.
std::optional<ProbeTarget> gatewayTarget(const LabStatus &lab, const Request &request, const Decision *predicted);

} // namespace wayproof
