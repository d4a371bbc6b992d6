// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Small YAML or JSON files of our own (expectations, test cases) as JSON values. Not for Kubernetes objects.
#pragma once

#include "model/base/result.h"

#include <QJsonValue>

#include <string>
#include <string_view>

namespace wayproof
{

struct YamlValue {
    QJsonValue value;
    /// Where each element of a list at the top stands; empty for another value.
    std::vector<Position> elements;
};

/// The first document of `text`. `name` is used in findings. Fails on text that cannot be parsed and on aliases beyond
/// the limits of node.h.
Result<YamlValue> yamlToJson(const std::string &name, std::string_view text);

} // namespace wayproof
