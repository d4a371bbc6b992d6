// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Counting, the verdict over the counts, and the sample's JSON.
#include "model/probe/sharesample.h"

#include <QJsonArray>
#include <QString>

#include <algorithm>
#include <chrono>
#include <cmath>

namespace wayproof
{

using namespace Qt::Literals::StringLiterals;

namespace
{

/// What answers by backends that say nothing of themselves are counted under.
constexpr const char *unsignedName = "a backend that does not say its name";
/// Above this part of failed requests the rest says little about routing.
constexpr double tolerableFailures = 0.01;

std::string nameOf(const BackendShare &share, bool isGrpc)
{
    if (share.redirect)
        return "redirect " + std::to_string(share.redirect->status);
    if (share.status)
        return isGrpc ? "a gRPC error of the data plane" : "status " + std::to_string(*share.status);
    return share.service.path() + (share.port > 0 ? ':' + std::to_string(share.port) : std::string());
}

/// The shares of a decision by name, in its order; a backend that is named twice counts once.
std::vector<SampledShare> predictedShares(const Decision &decision, bool isGrpc)
{
    std::vector<SampledShare> shares;
    const auto add = [&shares](const std::string &name, double share) {
        const auto it = std::find_if(shares.begin(), shares.end(), [&](const auto &one) { return one.name == name; });
        if (it != shares.end())
            it->predicted = *it->predicted + share;
        else
            shares.push_back({name, share, 0, 0, {}, {}});
    };
    if (decision.outcome == Outcome::Forward) {
        for (const BackendShare &share : decision.backends)
            add(nameOf(share, isGrpc), share.share);
    } else if (decision.outcome == Outcome::Redirect && decision.redirect) {
        add("redirect " + std::to_string(decision.redirect->status), 1);
    } else if (decision.outcome == Outcome::Respond) {
        if (isGrpc && !decision.grpcStatus.empty())
            add("status " + decision.grpcStatus, 1);
        else if (decision.status)
            add("status " + std::to_string(*decision.status), 1);
    }
    return shares;
}

bool isPredictable(const Decision &decision)
{
    return decision.outcome != Outcome::Undetermined && decision.outcome != Outcome::Refuse;
}

std::string percent(double share)
{
    return QString::number(share * 100, 'f', 2).toStdString() + " %";
}

QJsonObject countsJson(const std::map<std::string, std::uint64_t> &counts)
{
    QJsonObject object;
    for (const auto &[name, count] : counts)
        object.insert(QString::fromStdString(name), static_cast<qint64>(count));
    return object;
}

double rounded(double share)
{
    return std::round(share * 1e6) / 1e6;
}

} // namespace

ShareCount::ShareCount(const Request &request, std::optional<Decision> predicted, AgreementOptions options)
    : m_request(request)
    , m_predicted(std::move(predicted))
    , m_options(options)
{
    m_counted.id = request.id;
}

void ShareCount::add(const Observation &observed)
{
    if (m_counted.requests++ == 0) {
        m_counted.side = observed.side;
        m_counted.address = observed.address;
    }
    if (observed.error || !observed.isAnswered()) {
        ++m_counted.errors[observed.error ? std::string(toText(observed.error->kind)) : "no-answer"];
        return;
    }
    ++m_counted.answers;
    ++m_counted.statuses[!observed.grpcStatus.empty() ? observed.grpcStatus
                         : observed.status            ? std::to_string(*observed.status)
                                                      : "-"];
    for (const std::string &cookie : observed.headerValues("Set-Cookie"))
        m_cookies.insert(cookie.substr(0, cookie.find('=')));
    const std::string name = nameOf(observed);
    ++m_names[name];
    if (name == unsignedName)
        ++m_unsigned;
}

std::string ShareCount::nameOf(const Observation &observed) const
{
    const bool isGrpc = m_request.protocol == "grpc";
    if (m_predicted) {
        for (BackendShare share : m_predicted->backends) {
            share.share = 1; // one of weight 0 is known by its name all the same
            if (observed.backend ? isServedBy(share, *observed.backend) : isOwnAnswerOf(share, observed))
                return wayproof::nameOf(share, isGrpc);
        }
    }
    if (observed.backend)
        return observed.backend->toText();
    const bool isOwnAnswer =
        m_options.areBackendsRecognisable || (m_predicted && m_predicted->outcome != Outcome::Forward);
    if (!isOwnAnswer)
        return unsignedName;
    if (observed.status && *observed.status >= 300 && *observed.status < 400)
        return "redirect " + std::to_string(*observed.status);
    return "status " + (!observed.grpcStatus.empty() ? observed.grpcStatus
                        : observed.status            ? std::to_string(*observed.status)
                                                     : "unknown");
}

std::optional<bool> ShareCount::verdict(const ShareSample &sample, std::string &reason) const
{
    if (!m_predicted) {
        reason = "Nothing was predicted.";
        return {};
    }
    const auto open = std::find_if(m_predicted->dependsOn.begin(), m_predicted->dependsOn.end(), [](const auto &one) {
        return one.field.empty() || one.field == "backends" || one.field == "outcome";
    });
    if (!isPredictable(*m_predicted) || open != m_predicted->dependsOn.end()) {
        reason = open != m_predicted->dependsOn.end() ? "The prediction is not certain: " + open->text
                                                      : "No shares are predicted: " + summary(*m_predicted) + '.';
        return {};
    }
    if (sample.answers == 0) {
        reason = "Nothing was answered.";
        return {};
    }
    if (m_unsigned > 0) {
        reason = "The answers do not say which backend gave them.";
        return {};
    }
    const auto failed = static_cast<double>(sample.requests - sample.answers);
    if (failed > tolerableFailures * static_cast<double>(sample.requests)) {
        reason = "Too many requests got no answer.";
        return {};
    }
    for (const SampledShare &share : sample.shares) {
        if (share.isWithin == false) {
            reason = "Predicted " + percent(share.predicted.value_or(0)) + " for " + share.name + ", observed " +
                     percent(share.observed) + ".";
            return false;
        }
    }
    reason = sample.shares.size() == 1 ? "Every answer came from where it was predicted to."
                                       : "Every predicted share lies within its interval.";
    return true;
}

ShareSample ShareCount::sample() const
{
    ShareSample sample = m_counted;
    const bool hasPrediction = m_predicted && isPredictable(*m_predicted);
    if (hasPrediction)
        sample.shares = predictedShares(*m_predicted, m_request.protocol == "grpc");
    for (const auto &[name, count] : m_names) {
        const auto it = std::find_if(sample.shares.begin(), sample.shares.end(),
                                     [&, &key = name](const SampledShare &share) { return share.name == key; });
        if (it != sample.shares.end())
            it->count = count;
        else
            sample.shares.push_back(
                {name, hasPrediction && name != unsignedName ? std::optional(0.0) : std::nullopt, count, 0, {}, {}});
    }
    for (SampledShare &share : sample.shares) {
        share.interval = shareInterval(share.count, sample.answers, sample.confidence);
        if (sample.answers > 0)
            share.observed = static_cast<double>(share.count) / static_cast<double>(sample.answers);
        if (share.predicted && m_unsigned == 0)
            share.isWithin = share.interval.holds(*share.predicted);
    }
    sample.agrees = verdict(sample, sample.reason);
    for (const std::string &name : m_cookies) {
        sample.notes.push_back("The answers set the cookie " + name +
                               "; no request of the sample sent it back, so each began a session of its own.");
    }
    return sample;
}

ShareSample sampleShares(const ProbeTarget &target, const Request &request, const std::optional<Decision> &predicted,
                         const SampleOptions &options, std::stop_token stop,
                         const std::function<void(std::uint64_t)> &onProgress)
{
    ProbeOptions probe = options.probe;
    probe.concurrency = options.inFlight;
    probe.reusesConnections = true;
    probe.followsRedirects = false;
    ShareCount count(request, predicted, options.agreement);
    const std::uint64_t step = std::max<std::uint64_t>(1, options.requests / 50);
    std::uint64_t done = 0;
    const auto start = std::chrono::steady_clock::now();
    const std::vector<Shot> shots(options.requests, Shot{target, request});
    probeAll(shots, probe, std::move(stop), [&](std::size_t, const Observation &observed) {
        if (observed.error && observed.error->kind == ProbeError::Kind::Cancelled)
            return;
        count.add(observed);
        if (++done % step == 0 && onProgress)
            onProgress(done);
    });
    ShareSample sample = count.sample();
    sample.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    if (done < options.requests)
        sample.notes.push_back("The sample was cancelled after " + std::to_string(done) + " requests.");
    return sample;
}

QJsonObject toJson(const ShareSample &sample)
{
    QJsonArray shares;
    for (const SampledShare &share : sample.shares) {
        shares.append(
            QJsonObject{{u"name"_s, QString::fromStdString(share.name)},
                        {u"predicted"_s, share.predicted ? QJsonValue(rounded(*share.predicted)) : QJsonValue()},
                        {u"count"_s, static_cast<qint64>(share.count)},
                        {u"observed"_s, rounded(share.observed)},
                        {u"low"_s, rounded(share.interval.low)},
                        {u"high"_s, rounded(share.interval.high)},
                        {u"within"_s, share.isWithin ? QJsonValue(*share.isWithin) : QJsonValue()}});
    }
    QJsonObject object{{u"schema"_s, u"wayproof/share-sample/v1"_s},
                       {u"id"_s, QString::fromStdString(sample.id)},
                       {u"side"_s, QString::fromStdString(std::string(toText(sample.side)))},
                       {u"address"_s, QString::fromStdString(sample.address)},
                       {u"requests"_s, static_cast<qint64>(sample.requests)},
                       {u"answers"_s, static_cast<qint64>(sample.answers)},
                       {u"confidence"_s, sample.confidence},
                       {u"seconds"_s, std::round(sample.seconds * 1000) / 1000},
                       {u"shares"_s, shares},
                       {u"statuses"_s, countsJson(sample.statuses)},
                       {u"errors"_s, countsJson(sample.errors)},
                       {u"agrees"_s, sample.agrees ? QJsonValue(*sample.agrees) : QJsonValue()},
                       {u"reason"_s, QString::fromStdString(sample.reason)}};
    QJsonArray notes;
    for (const std::string &note : sample.notes)
        notes.append(QString::fromStdString(note));
    if (!notes.isEmpty())
        object[u"notes"_s] = notes;
    return object;
}

} // namespace wayproof
