// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Settings of an Ingress controller as a person gives them. Knows no setting's meaning.
#pragma once

#include <map>
#include <string>

namespace wayproof
{

/// Names and values.
struct ControllerValues {
    std::map<std::string, std::string> flags;
    std::map<std::string, std::string> config; ///< of the ConfigMap
    bool operator==(const ControllerValues &) const = default;
};

} // namespace wayproof
