// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Whether a JSON value says at least what another one says.
#pragma once

#include <QJsonValue>

#include <string>
#include <vector>

namespace wayproof::test
{

/// One field that is not as expected. Values are compact JSON.
struct Mismatch {
    std::string field; ///< "backends[0].share"
    std::string expected;
    std::string actual;
    std::string toText() const;
};

/// What `expected` says and `actual` does not. Objects: every member that is expected; lists: equally long, entry by
/// entry, but of a `trace` the expected steps in their order; numbers within 1e-9; null also fits an absent member.
std::vector<Mismatch> mismatches(const QJsonValue &expected, const QJsonValue &actual, const std::string &field);

} // namespace wayproof::test
