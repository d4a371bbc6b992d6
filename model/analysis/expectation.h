// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// What people expect of requests, kept beside their manifests, and its checking against decisions or observations in
// their JSON form. Does not know how the file is read, nor how the answers came about.
#pragma once

#include "model/analysis/request.h"

#include <QJsonObject>
#include <QJsonValue>

#include <optional>
#include <string>
#include <vector>

namespace wayproof
{

/// One entry of an expectations file: `name`, `request` (a `url`, or the members of a request), `expect`.
struct Expectation {
    std::string name;
    Request request;
    QJsonObject ingress; ///< what is expected of the side; empty: nothing
    QJsonObject gateway;
    std::optional<bool> same;
    Position at;
};

struct ExpectationFile {
    std::vector<Expectation> list;
    /// Entries that cannot be read, each with its place. Whoever runs the rest must say so and fail: a check that was
    /// silently left out would be a check that cannot fail.
    Diagnostics problems;
};

/// `file` is a list. Members of a side: backend ("namespace/service[:port]"), backends (that → share), outcome, status,
/// path, host, location, grpcStatus.
ExpectationFile expectations(const QJsonValue &file, const std::vector<Position> &positions,
                             const std::string &fileName);

/// What both sides said to one request: decisions or observations in their JSON form; empty where a side was not asked.
struct SidesAnswered {
    QJsonObject ingress;
    QJsonObject gateway;
    std::optional<bool> same;
};

/// One sentence for each thing that is not as expected, and for each of which that is not known: an undetermined
/// decision, a part of one that is left open, an entrance that could not be observed.
struct ExpectationCheck {
    std::vector<std::string> failures;
    std::vector<std::string> unknowns;
    bool isMet() const { return failures.empty() && unknowns.empty(); }
};
ExpectationCheck checked(const Expectation &expectation, const SidesAnswered &answered);

struct ExpectationResult {
    Expectation expectation;
    ExpectationCheck check;
};

/// JUnit's XML: one suite, one test case an expectation; what is not known, and what could not be read, is an error.
QByteArray toJunit(const std::vector<ExpectationResult> &results, const Diagnostics &problems,
                   const std::string &suite);

} // namespace wayproof
