// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// What ingress-nginx makes of its own ConfigMap and flags: which it knows, what is wrong with those that are set, and
// which of them are not modelled.
#pragma once

#include "model/routing/ingresscompiler.h"

namespace wayproof
{

/// Findings on what the loaded Deployment and ConfigMap set, assumptions on what was set by hand or is not modelled.
void reportControllerSettings(IngressContext &context);

/// Where the controller's settings were found; either may be null.
struct SettingsPlace {
    const Workload *workload = nullptr;
    const ConfigMap *configMap = nullptr;
};
SettingsPlace settingsPlace(const Snapshot &snapshot, const IngressOptions &options);
/// The flags of a workload's containers, "--name=value", "--name value" and "--name" alike.
std::map<std::string, std::string> flagsOf(const Workload &workload);

} // namespace wayproof
