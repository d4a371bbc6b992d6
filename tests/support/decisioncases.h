// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Folders of resources and requests with the decisions they must lead to: in.yaml and cases.yaml, one row a case.
//
// cases.yaml is a list of
//     - name: what is shown
//       clause: "5 Exact"                       # of the specification
//       request: {url: "http://a.example/x"}    # or the members of design/cli.md
//       options: {profile: envoy}               # dialect, profile, gateway, listener, ingressClass,
//                                               # controllerFlags, controllerConfig
//       ingress: {outcome: forward}             # a part of the decision's JSON (see mismatches())
//       gateway: {backends: [{service: web}]}
#pragma once

#include "model/analysis/decision.h"
#include "model/resources/snapshot.h"
#include "model/routing/compile.h"

#include <QString>

#include <optional>
#include <vector>

namespace wayproof::test
{

struct DecisionCase {
    QString row;    ///< "gateway/path-matching: an exact path is the whole path"
    QString folder; ///< absolute
    int index = 0;  ///< in cases.yaml, from 0
};

/// The cases of every folder below tests/data/gateway and tests/data/ingress. A folder whose cases.yaml cannot be read
/// gives one case that fails.
std::vector<DecisionCase> allDecisionCases();

/// Runs one case. Empty when it passes; otherwise expected and actual decision, and the trace.
QString runDecisionCase(const DecisionCase &decisionCase);

/// A case as a real data plane can be asked it.
struct GatewayCase {
    SnapshotPtr snapshot; ///< of the folder; the same for all its cases
    Request request;
    Decision asWritten; ///< by the case's own options
    Decision onEnvoy;   ///< by profile envoy
};
/// Nothing for cases that expect nothing of the Gateway side, for those of another implementation's profile, and for
/// those that narrow the configuration down by options.
std::optional<GatewayCase> gatewayCase(const DecisionCase &decisionCase);

/// A case as an ingress-nginx can be asked it.
struct IngressCase {
    SnapshotPtr snapshot;   ///< of the folder; the same for all its cases
    IngressOptions options; ///< the case's own
    Request request;
    Decision asWritten; ///< by the case's own options
    Decision onNginx;   ///< by dialect ingress-nginx
};
/// Nothing for cases that expect nothing of the Ingress side.
std::optional<IngressCase> ingressCase(const DecisionCase &decisionCase);

} // namespace wayproof::test
