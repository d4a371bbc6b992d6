// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// One request fired many times at one side: which backends answered, how often, and whether that fits the predicted
// shares. Its JSON form is wayproof/share-sample/v1.
#pragma once

#include "model/probe/comparison.h"
#include "model/probe/prober.h"
#include "model/probe/shareinterval.h"

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

namespace wayproof
{

struct SampledShare {
    std::string name;                ///< "shop/v2:80", or what was answered without a backend: "status 500"
    std::optional<double> predicted; ///< 0–1; absent: no prediction
    std::uint64_t count = 0;
    double observed = 0;          ///< of the answers, 0–1
    ShareInterval interval;       ///< that holds the true share at `ShareSample::confidence`
    std::optional<bool> isWithin; ///< whether the predicted share lies in the interval; absent without a prediction
};

struct ShareSample {
    std::string id; ///< the request's
    Side side = Side::Ingress;
    std::string address;
    std::uint64_t requests = 0; ///< fired
    std::uint64_t answers = 0;
    double confidence = 0.999;
    double seconds = 0;
    std::vector<SampledShare> shares; ///< the predicted ones in the prediction's order, then the others
    /// Answers by "200", or by "NOT_FOUND" of gRPC; "-" where the protocol has none.
    std::map<std::string, std::uint64_t> statuses;
    std::map<std::string, std::uint64_t> errors; ///< requests without an answer, by the error's code
    std::optional<bool> agrees;                  ///< absent: not predicted, or it cannot be told
    std::string reason;                          ///< one sentence
    std::vector<std::string> notes;
};

/// Counts answers against a prediction. Fires nothing.
class ShareCount
{
public:
    /// `options` as for agreement().
    ShareCount(const Request &request, std::optional<Decision> predicted, AgreementOptions options);

    void add(const Observation &observed);
    /// The sample so far; its `seconds` are left to the caller.
    ShareSample sample() const;

private:
    std::string nameOf(const Observation &observed) const;
    std::optional<bool> verdict(const ShareSample &sample, std::string &reason) const;

    Request m_request;
    std::optional<Decision> m_predicted;
    AgreementOptions m_options;
    ShareSample m_counted;
    std::map<std::string, std::uint64_t> m_names;
    std::set<std::string> m_cookies; ///< names that answers set
    std::uint64_t m_unsigned = 0;    ///< answers that may be of any backend
};

struct SampleOptions {
    std::uint64_t requests = 1000;
    int inFlight = 32;
    ProbeOptions probe; ///< HTTP requests share connections; every other protocol makes one for each
    AgreementOptions agreement;
};

/// `onProgress(done)` is called on this thread, at most some fifty times.
ShareSample sampleShares(const ProbeTarget &target, const Request &request, const std::optional<Decision> &predicted,
                         const SampleOptions &options, std::stop_token stop = {},
                         const std::function<void(std::uint64_t)> &onProgress = {});

QJsonObject toJson(const ShareSample &sample);

} // namespace wayproof
