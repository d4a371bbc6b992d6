// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Holds an observation against a decision, field by field.
#include "model/probe/comparison.h"

#include "model/analysis/answerparts.h"
#include "model/probe/observedfields.h"

#include <QJsonArray>
#include <QString>

#include <algorithm>
#include <cctype>

namespace wayproof
{

using namespace Qt::Literals::StringLiterals;

namespace
{

bool equalsIgnoringCase(std::string_view a, std::string_view b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

std::string lowerCase(std::string_view text)
{
    std::string lower(text);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return lower;
}

std::string toText(const BackendShare &share)
{
    return share.service.path() + (share.port > 0 ? ':' + std::to_string(share.port) : std::string());
}

std::string joined(const std::vector<std::string> &values)
{
    std::string text;
    for (const std::string &value : values)
        text += (text.empty() ? "" : ", ") + value;
    return text.empty() ? "none" : text;
}

std::string trimmed(const std::string &text)
{
    const std::size_t start = text.find_first_not_of(' ');
    return start == std::string::npos ? std::string() : text.substr(start, text.find_last_not_of(' ') - start + 1);
}

/// The values, and the elements where a proxy joined several lines into one (RFC 9110 §5.3).
bool holds(const std::vector<std::string> &values, const std::string &wanted)
{
    for (const std::string &value : values) {
        if (trimmed(value) == trimmed(wanted))
            return true;
        for (std::size_t start = 0; start <= value.size();) {
            const std::size_t end = std::min(value.find(',', start), value.size());
            if (trimmed(value.substr(start, end - start)) == trimmed(wanted))
                return true;
            start = end + 1;
        }
    }
    return false;
}

/// As an echo spells it in a header: bytes that cannot stand there are percent-encoded.
std::string inHeader(const std::string &text)
{
    static constexpr std::string_view digits = "0123456789ABCDEF";
    std::string spelt;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte > 0x20 && byte < 0x7f)
            spelt += c;
        else
            (spelt += '%').append({digits[byte >> 4], digits[byte & 15]});
    }
    return spelt;
}

std::vector<std::string> valuesOf(const HeaderList &headers, std::string_view name)
{
    std::vector<std::string> values;
    for (const auto &[key, value] : headers) {
        if (equalsIgnoringCase(key, name))
            values.push_back(value);
    }
    return values;
}

class Judgement
{
public:
    Judgement(const Decision &predicted, const Request &request, const Observation &observed,
              const AgreementOptions &options)
        : m_predicted(predicted)
        , m_request(request)
        , m_observed(observed)
        , m_options(options)
    {
    }

    Agreement run()
    {
        if (m_predicted.outcome == Outcome::Undetermined)
            return unknown("The prediction is undetermined: " + undeterminedReason());
        if (m_observed.error)
            return judgeError(*m_observed.error);
        if (!m_observed.isAnswered())
            return unknown("Nothing was observed.");
        switch (m_predicted.outcome) {
        case Outcome::Refuse:
            differ("outcome", "refused",
                   m_observed.status ? "answered with status " + std::to_string(*m_observed.status)
                                     : std::string("answered"));
            break;
        case Outcome::Redirect:
            judgeRedirect();
            break;
        case Outcome::Respond:
            judgeResponse();
            break;
        case Outcome::Forward:
            judgeForward();
            break;
        case Outcome::Undetermined:
            break;
        }
        return verdict();
    }

private:
    std::string undeterminedReason() const
    {
        if (!m_predicted.dependsOn.empty())
            return m_predicted.dependsOn.front().text;
        return m_predicted.reason.empty() ? "no reason is given." : m_predicted.reason;
    }

    Agreement unknown(const std::string &reason)
    {
        m_result.agrees.reset();
        m_result.reason = reason;
        return std::move(m_result);
    }

    /// Whether the prediction leaves the field, or everything, open.
    bool isOpen(const std::string &field) const
    {
        return std::any_of(m_predicted.dependsOn.begin(), m_predicted.dependsOn.end(),
                           [&](const Dependency &dependency) {
                               const std::string &open = dependency.field;
                               const bool isSame = open == field || (open == "backends" && field == "backend");
                               return open.empty() || isSame || field.compare(0, open.size() + 1, open + '.') == 0;
                           });
    }

    void differ(const std::string &field, const std::string &predicted, const std::string &observed)
    {
        if (isOpen(field))
            m_result.unsettled.push_back(field);
        else
            m_result.differences.push_back({field, predicted, observed});
    }

    void expect(const std::string &field, const std::string &predicted, const std::string &observed)
    {
        m_isConfirmed = true;
        if (predicted != observed)
            differ(field, predicted, observed);
    }

    Agreement judgeError(const ProbeError &error)
    {
        if (m_predicted.outcome == Outcome::Refuse && isRefusal(error.kind)) {
            m_result.agrees = true;
            m_result.reason = "Refused, as predicted: " + error.text;
            return std::move(m_result);
        }
        if (m_observed.tls && error.kind == ProbeError::Kind::TlsRefused) {
            differ("outcome", std::string(wayproof::toText(m_predicted.outcome)), "the TLS handshake was refused");
            return verdict();
        }
        const bool isSilence = error.kind == ProbeError::Kind::NoAnswer;
        const bool isCutOff = isSilence || error.kind == ProbeError::Kind::ConnectionClosed;
        if (isBytes() && isCutOff && m_options.areBackendsRecognisable)
            return judgeSilence(error, isSilence);
        return unknown("Nothing could be observed: " + error.text);
    }

    /// Where every backend answers whatever it is sent, none has got it.
    Agreement judgeSilence(const ProbeError &error, bool isSilence)
    {
        if (m_predicted.outcome == Outcome::Refuse && isSilence && m_request.protocol != "udp") {
            differ("outcome", "refused", "the connection was accepted, and nothing came");
            return verdict();
        }
        if (m_predicted.outcome == Outcome::Refuse) {
            m_result.agrees = true;
            m_result.reason = "Nobody answers, as predicted: " + error.text;
            return std::move(m_result);
        }
        m_isConfirmed = true;
        differ("backend", shares(), isSilence ? "none; nothing came back" : "none; the connection was closed");
        return verdict();
    }

    /// Neither HTTP nor gRPC: there are a backend and TLS to be seen, and nothing else.
    bool isBytes() const
    {
        return m_request.protocol == "tls" || m_request.protocol == "tcp" || m_request.protocol == "udp";
    }

    void judgeOwnAnswer(int status)
    {
        expect("status", std::to_string(status), std::to_string(*m_observed.status));
        if (m_observed.backend)
            differ("outcome", "the data plane answers by itself", "answered by " + m_observed.backend->toText());
        judgeEdits(m_predicted.response, "response.headers.", m_observed.headers);
    }

    void judgeRedirect()
    {
        if (!m_predicted.redirect)
            return;
        judgeOwnAnswer(m_predicted.redirect->status);
        const std::vector<std::string> locations = m_observed.headerValues("Location");
        expect("redirect.location", m_predicted.redirect->location, locations.empty() ? "none" : locations.front());
    }

    void judgeResponse()
    {
        if (!m_predicted.status) {
            m_result.unsettled.emplace_back("status");
            return;
        }
        judgeOwnAnswer(*m_predicted.status);
        if (!m_predicted.grpcStatus.empty() && m_observed.protocol == "grpc")
            expect("grpcStatus", m_predicted.grpcStatus, m_observed.grpcStatus);
        else if (!m_predicted.grpcStatus.empty())
            m_result.unsettled.emplace_back("grpcStatus");
    }

    void judgeForward()
    {
        if (!m_observed.backend) {
            judgeUnsigned();
            return;
        }
        const ObservedBackend &backend = *m_observed.backend;
        m_isConfirmed = true;
        const Agreement before = m_result;
        std::optional<Agreement> best;
        for (const BackendShare &share : m_predicted.backends) {
            if (!isServedBy(share, backend))
                continue;
            judgeShare(share);
            Agreement judged = std::exchange(m_result, before);
            best = best && best->differences.size() <= judged.differences.size() ? *best : std::move(judged);
        }
        if (best)
            return void(m_result = *std::move(best));
        differ("backend", shares(), backend.toText());
        judgeUpstream(m_predicted.upstream);
    }

    void judgeShare(const BackendShare &share)
    {
        if (m_request.backendStatus)
            m_result.unsettled.emplace_back("status");
        judgeUpstream(share.upstream ? share.upstream : m_predicted.upstream);
        judgeEdits(share.response ? *share.response : m_predicted.response, "response.headers.", m_observed.headers);
    }

    /// An answer that names no backend: one of the error shares, or nothing that can be said.
    void judgeUnsigned()
    {
        const auto &backends = m_predicted.backends;
        if (std::any_of(backends.begin(), backends.end(),
                        [&](const BackendShare &share) { return isOwnAnswerOf(share, m_observed); })) {
            m_isConfirmed = true;
            return;
        }
        if (m_options.areBackendsRecognisable) {
            m_isConfirmed = true;
            const std::string answer = !m_observed.grpcStatus.empty() ? m_observed.grpcStatus
                                       : m_observed.status            ? std::to_string(*m_observed.status)
                                                                      : std::string("bytes that no backend signed");
            differ("backend", shares(), "none; the data plane answered " + answer + " by itself");
            return;
        }
        m_result.unsettled.emplace_back("backend");
    }

    void judgeUpstream(const std::optional<Upstream> &upstream)
    {
        if (m_observed.received)
            judgeBackendTls(upstream ? upstream->tlsSni : std::nullopt, *m_observed.received);
        if (!upstream || isBytes())
            return;
        if (!m_observed.received) {
            m_result.unsettled.emplace_back("upstream");
            return;
        }
        const ReceivedRequest &received = *m_observed.received;
        judgeReceived("upstream.method", m_request.protocol == "grpc" ? "POST" : m_request.method, received.method);
        judgeReceived("upstream.path", upstream->path, received.target);
        judgeReceived("upstream.host", upstream->host, received.host);
        if (received.headers)
            judgeEdits(upstream->headers, "upstream.headers.", *received.headers);
        else if (!upstream->headers.isEmpty())
            m_result.unsettled.emplace_back("upstream.headers");
    }

    /// Where TLS ends, as the backend tells it: at the entrance, at the backend, or at both in turn.
    void judgeBackendTls(const std::optional<std::string> &predictedSni, const ReceivedRequest &received)
    {
        // Silence about TLS tells something only where the backend speaks of its connection at all.
        const bool isTold = received.sni || received.protocol || (isBytes() && received.isWholeBody);
        if (!isTold)
            return;
        if (m_predicted.tls == TlsMode::Passthrough) {
            expect("tls", "passthrough", received.sni ? "passthrough" : "ended before the backend");
        } else if (m_request.protocol == "tls" && received.sni && !predictedSni) {
            expect("tls", std::string(wayproof::toText(m_predicted.tls)), "passthrough");
        } else if (predictedSni.value_or("") != received.sni.value_or("")) {
            const auto text = [](const std::optional<std::string> &sni) {
                return !sni ? std::string("no TLS") : sni->empty() ? std::string("TLS without a name") : *sni;
            };
            expect("upstream.tls.sni", text(predictedSni), text(received.sni));
        }
    }

    void judgeReceived(const std::string &field, const std::string &predicted,
                       const std::optional<std::string> &observed)
    {
        if (observed)
            expect(field, *observed == inHeader(predicted) ? *observed : predicted, *observed);
        else
            m_result.unsettled.push_back(field);
    }

    /// set, add, remove in this order: what a later edit took away is not expected.
    void judgeEdits(const HeaderEdits &edits, const std::string &prefix, const HeaderList &headers)
    {
        const auto isRemoved = [&](const std::string &name) {
            return std::any_of(edits.remove.begin(), edits.remove.end(),
                               [&](const std::string &one) { return equalsIgnoringCase(one, name); });
        };
        for (const auto *list : {&edits.set, &edits.add}) {
            for (const auto &[name, value] : *list) {
                const std::vector<std::string> values = valuesOf(headers, name);
                if (!isRemoved(name) && !holds(values, value))
                    differ(prefix + lowerCase(name), value, joined(values));
            }
        }
        for (const auto &[name, value] : edits.set) {
            const std::vector<std::string> values = valuesOf(headers, name);
            const std::size_t expected = 1 + valuesOf(edits.add, name).size();
            if (values.size() > expected && !isRemoved(name))
                differ(prefix + lowerCase(name), value, joined(values));
        }
        for (const std::string &name : edits.remove) {
            const std::vector<std::string> values = valuesOf(headers, name);
            // A data plane writes these anew on its way out.
            if (!values.empty() && isIncidentalHeader(lowerCase(name)))
                m_result.unsettled.push_back(prefix + lowerCase(name));
            else if (!values.empty())
                differ(prefix + lowerCase(name), "none", joined(values));
        }
    }

    std::string shares() const
    {
        std::string text;
        for (const BackendShare &share : m_predicted.backends) {
            if (share.share > 0 && !share.service.isNull())
                text += (text.empty() ? "" : " or ") + toText(share);
        }
        return text.empty() ? "none" : text;
    }

    Agreement verdict()
    {
        std::vector<std::string> &unsettled = m_result.unsettled;
        std::sort(unsettled.begin(), unsettled.end());
        unsettled.erase(std::unique(unsettled.begin(), unsettled.end()), unsettled.end());
        if (!m_result.differences.empty()) {
            const PredictionDifference &first = m_result.differences.front();
            m_result.agrees = false;
            m_result.reason = "Predicted " + first.field + ' ' + first.predicted + ", observed " + first.observed + '.';
            return std::move(m_result);
        }
        if (!m_isConfirmed)
            return unknown("The answer does not say which backend gave it.");
        const bool isWhollyOpen = std::any_of(m_predicted.dependsOn.begin(), m_predicted.dependsOn.end(),
                                              [](const Dependency &dependency) { return dependency.field.empty(); });
        if (isWhollyOpen)
            return unknown("The prediction is not certain: " + undeterminedReason());
        m_result.agrees = true;
        m_result.reason =
            unsettled.empty() ? "Observed as predicted." : "Observed as predicted, as far as it can be seen.";
        return std::move(m_result);
    }

    const Decision &m_predicted;
    const Request &m_request;
    const Observation &m_observed;
    const AgreementOptions &m_options;
    bool m_isConfirmed = false; ///< something that the prediction says was seen
    Agreement m_result;
};

QString qt(const std::string &text)
{
    return QString::fromStdString(text);
}

} // namespace

bool isServedBy(const BackendShare &share, const ObservedBackend &backend)
{
    if (share.service.isNull() || share.share <= 0 || share.status || share.redirect)
        return false;
    if (!backend.ns.empty() && share.service.ns != backend.ns)
        return false;
    // Where only the pod is known: pods are named after what runs them, which is mostly named after the Service.
    if (backend.service.empty())
        return backend.endpoint == share.service.name ||
               backend.endpoint.compare(0, share.service.name.size() + 1, share.service.name + '-') == 0;
    return share.service.name == backend.service && (!backend.port || share.port == 0 || share.port == *backend.port);
}

bool isOwnAnswerOf(const BackendShare &share, const Observation &observed)
{
    if (share.share <= 0 || observed.backend || !observed.status)
        return false;
    if (share.redirect) {
        const std::vector<std::string> locations = observed.headerValues("Location");
        return *observed.status == share.redirect->status && !locations.empty() &&
               locations.front() == share.redirect->location;
    }
    if (!share.status)
        return false;
    // To a gRPC client a proxy tells its errors as gRPC does: 200, and a status of gRPC's own.
    // GRPCRoute gives a broken reference UNAVAILABLE (spec/gateway.md §8), an HTTPRoute what its status becomes.
    if (observed.protocol == "grpc")
        return observed.grpcStatus == "UNAVAILABLE" || observed.grpcStatus == grpcStatusOfHttp(*share.status);
    return *share.status == *observed.status;
}

Agreement agreement(const Decision &predicted, const Request &request, const Observation &observed,
                    const AgreementOptions &options)
{
    Agreement found = Judgement(predicted, request, observed, options).run();
    if (found.agrees.value_or(true))
        return found;
    // It may be the answer of a data plane without the optional feature that the prediction rests on.
    const bool isOther =
        std::any_of(predicted.alternatives.begin(), predicted.alternatives.end(), [&](Decision alternative) {
            alternative.dependsOn.clear();
            return Judgement(alternative, request, observed, options).run().agrees.value_or(false);
        });
    if (!isOther)
        return found;
    found.agrees.reset();
    found.reason = "Observed the other answer that is possible" +
                   (predicted.dependsOn.empty() ? std::string(".") : ": " + predicted.dependsOn.front().text);
    for (const PredictionDifference &difference : found.differences)
        found.unsettled.push_back(difference.field);
    found.differences.clear();
    return found;
}

QJsonObject toJson(const Agreement &agreement)
{
    QJsonObject object{{u"agrees"_s, agreement.agrees ? QJsonValue(*agreement.agrees) : QJsonValue()},
                       {u"reason"_s, qt(agreement.reason)}};
    QJsonArray differences;
    for (const PredictionDifference &difference : agreement.differences) {
        differences.append(QJsonObject{{u"field"_s, qt(difference.field)},
                                       {u"predicted"_s, qt(difference.predicted)},
                                       {u"observed"_s, qt(difference.observed)}});
    }
    object[u"differences"_s] = differences;
    QJsonArray unsettled;
    for (const std::string &field : agreement.unsettled)
        unsettled.append(qt(field));
    if (!unsettled.isEmpty())
        object[u"unsettled"_s] = unsettled;
    return object;
}

} // namespace wayproof
