// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// What combinations of filters leave to the implementation (spec/gateway.md §6 "in listed order where possible", §12).
#include "model/routing/gatewaycompiler_rules.h"

#include <algorithm>

namespace wayproof
{

namespace
{

template<class T>
bool has(const std::vector<Filter> &filters)
{
    return std::any_of(filters.begin(), filters.end(),
                       [](const Filter &filter) { return std::holds_alternative<T>(filter); });
}

bool touchesCors(const HeaderEdits &edits)
{
    const auto isCors = [](const std::string &name) { return lowerCase(name).starts_with("access-control-"); };
    const auto names = [&](const auto &field) { return isCors(field.first); };
    return std::any_of(edits.set.begin(), edits.set.end(), names) ||
           std::any_of(edits.add.begin(), edits.add.end(), names) ||
           std::any_of(edits.remove.begin(), edits.remove.end(), isCors);
}

} // namespace

std::vector<Dependency> openFilterPoints(const std::vector<Filter> &filters)
{
    std::vector<Dependency> open;
    const bool editsCors = std::any_of(filters.begin(), filters.end(), [](const Filter &filter) {
        const auto *response = std::get_if<ResponseHeaderFilter>(&filter);
        return response && touchesCors(response->edits);
    });
    if (has<CorsHeaders>(filters) && editsCors) {
        open.push_back({"filter-order",
                        "The rule's CORS filter and its header modifier write the same headers; which of them comes "
                        "last is up to the implementation.",
                        "response"});
    }
    return open;
}

} // namespace wayproof
