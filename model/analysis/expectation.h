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

/// `file` is a list. Every entry that cannot be read is a located error, and then nothing is returned: a check that was
/// silently left out would be a check that cannot fail. Members of a side: backend ("namespace/service[:port]"),
/// backends (that → share), outcome, status, path, host, location, grpcStatus.
Result<std::vector<Expectation>> expectations(const QJsonValue &file, const std::vector<Position> &positions,
                                              const std::string &fileName);

/// What both sides said to one request: decisions or observations in their JSON form; empty where a side was not asked.
struct SidesAnswered {
    QJsonObject ingress;
    QJsonObject gateway;
    std::optional<bool> same;
};

/// One sentence for each thing that is not as expected; empty when all is.
std::vector<std::string> unmet(const Expectation &expectation, const SidesAnswered &answered);

struct ExpectationResult {
    Expectation expectation;
    std::vector<std::string> failures;
};

/// JUnit's XML: one suite, one test case an expectation.
QByteArray toJunit(const std::vector<ExpectationResult> &results, const std::string &suite);

} // namespace wayproof
