// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Lays two sides' fields beside each other, after what varies by itself was found among the shots of one side.
#include "model/probe/responsecomparison.h"

#include "model/probe/linediff.h"
#include "model/probe/observedfields.h"

#include <QString>

#include <algorithm>
#include <set>

namespace wayproof
{

namespace
{

constexpr std::size_t shownDifferences = 200;
constexpr std::size_t shownText = 2048;
constexpr std::size_t shownDiff = 16 * 1024;

using Shots = std::vector<Observation>;
using Lines = std::vector<std::string_view>;

QJsonValue shown(const std::string &text)
{
    std::size_t end = std::min(text.size(), shownText);
    while (end < text.size() && end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
        --end;
    return QString::fromStdString(text.substr(0, end) + (end < text.size() ? "…" : ""));
}

/// An error that says something about the entrance's configuration, as opposed to one that kept us from seeing it.
bool isTelling(ProbeError::Kind kind)
{
    switch (kind) {
    case ProbeError::Kind::TlsRefused:
    case ProbeError::Kind::CertificateExpired:
    case ProbeError::Kind::CertificateName:
    case ProbeError::Kind::CertificateUntrusted:
    case ProbeError::Kind::ConnectionClosed:
    case ProbeError::Kind::AnswerTruncated:
    case ProbeError::Kind::AnswerNotHttp:
    case ProbeError::Kind::Http2NotSpoken:
        return true;
    default:
        return false;
    }
}

/// Why the sides cannot be compared; empty when they can.
std::string obstacle(const Observation &ingress, const Observation &gateway)
{
    for (const Observation *side : {&ingress, &gateway}) {
        if (side->error && !isTelling(side->error->kind))
            return "The " + std::string(toText(side->side)) + " side could not be observed: " + side->error->text;
    }
    const auto isUnverified = [](const Observation &side) {
        return side.error && !side.status && side.error->kind != ProbeError::Kind::TlsRefused &&
               side.error->kind != ProbeError::Kind::ConnectionClosed;
    };
    if (isUnverified(ingress) && isUnverified(gateway) && ingress.error->kind == gateway.error->kind)
        return "Neither side could be observed: " + ingress.error->text;
    return {};
}

std::set<std::string> differing(const ObservedFields &a, const ObservedFields &b)
{
    std::set<std::string> names;
    for (const auto &[name, value] : a) {
        const auto other = b.find(name);
        if (other == b.end() || other->second != value)
            names.insert(name);
    }
    for (const auto &[name, value] : b) {
        if (!a.contains(name))
            names.insert(name);
    }
    return names;
}

bool isIncidental(const std::string &field)
{
    return field.compare(0, 8, "headers.") == 0 && isIncidentalHeader(std::string_view(field).substr(8));
}

/// A name inside of `field`, or the field itself.
bool isWithin(const std::string &name, const std::string &field)
{
    return name == field ||
           (name.size() > field.size() && name.compare(0, field.size(), field) == 0 && name[field.size()] == '.');
}

QJsonValue valueOf(const ObservedFields &fields, const std::string &name)
{
    const auto it = fields.find(name);
    return it == fields.end() ? QJsonValue() : it->second;
}

class Comparison
{
public:
    Comparison(const Shots &ingress, const Shots &gateway, const ResponseComparisonOptions &options)
        : m_ingress(ingress)
        , m_gateway(gateway)
        , m_options(options)
    {
        const auto isJson = [](const Observation &shot) { return bodyForm(shot) == BodyForm::Json; };
        m_isJson =
            std::all_of(ingress.begin(), ingress.end(), isJson) && std::all_of(gateway.begin(), gateway.end(), isJson);
    }

    ResponseComparison run()
    {
        findVolatile(m_ingress);
        findVolatile(m_gateway);
        compareFields();
        if (!m_isJson)
            compareBodies();
        m_result.same = m_result.differences.empty();
        m_result.volatileFields.assign(m_volatile.begin(), m_volatile.end());
        return std::move(m_result);
    }

private:
    void findVolatile(const Shots &shots)
    {
        // By field also where the other side's body is of another form: a timestamp is volatile all the same.
        const bool isJson = std::all_of(shots.begin(), shots.end(),
                                        [](const Observation &shot) { return bodyForm(shot) == BodyForm::Json; });
        for (std::size_t i = 1; i < shots.size(); ++i) {
            for (const std::string &name :
                 differing(observedFields(shots[0], isJson), observedFields(shots[i], isJson))) {
                if (!isIncidental(name))
                    m_volatile.insert(name);
            }
        }
    }

    void compareFields()
    {
        const ObservedFields ingress = observedFields(m_ingress.front(), m_isJson);
        const ObservedFields gateway = observedFields(m_gateway.front(), m_isJson);
        std::size_t hidden = 0;
        for (const std::string &name : differing(ingress, gateway)) {
            if (isVolatile(name))
                continue;
            if (isIncidental(name) || (m_options.areOwnAnswers && isOfErrorPage(name)))
                m_result.ignored.push_back(name);
            else if (!m_isJson && isWithin(name, "body"))
                continue;
            else if (m_result.differences.size() < shownDifferences)
                m_result.differences.push_back({name, valueOf(ingress, name), valueOf(gateway, name), {}});
            else
                ++hidden;
        }
        if (hidden > 0)
            m_result.reason = "There are " + std::to_string(hidden) + " more differences.";
    }

    /// Bodies that are not JSON on every shot: by their stable lines, or as a whole.
    void compareBodies()
    {
        const Observation &ingress = m_ingress.front();
        const Observation &gateway = m_gateway.front();
        const auto isEcho = [](const Observation &shot) {
            return shot.isAnswered() && bodyForm(shot) == BodyForm::None;
        };
        if (isEcho(ingress) != isEcho(gateway) && ingress.isAnswered() && gateway.isAnswered())
            addBody(ingress, gateway, {});
        if (bodyForm(ingress) == BodyForm::None || bodyForm(gateway) == BodyForm::None)
            return;
        const auto isText = [](const Observation &shot) {
            return bodyForm(shot) == BodyForm::PlainText || bodyForm(shot) == BodyForm::Json;
        };
        if (!isText(ingress) || !isText(gateway)) {
            if (ingress.body.sha256 != gateway.body.sha256 && !m_volatile.contains("body"))
                addBody(ingress, gateway, {});
            return;
        }
        const Lines left = stableLines(m_ingress);
        const Lines right = stableLines(m_gateway);
        std::string diff;
        bool differs = false;
        for (const DiffLine &line : diffLines(left, right)) {
            if (line.kind == DiffLine::Kind::Common)
                continue;
            differs = true;
            if (diff.size() < shownDiff)
                diff += (line.kind == DiffLine::Kind::Left ? "-" : "+") + std::string(line.line) + '\n';
        }
        if (differs)
            addBody(ingress, gateway, diff);
    }

    void addBody(const Observation &ingress, const Observation &gateway, const std::string &diff)
    {
        if (m_options.areOwnAnswers) {
            m_result.ignored.emplace_back("body");
            return;
        }
        const auto value = [](const Observation &side) {
            if (bodyForm(side) == BodyForm::None)
                return shown("an echo of the request");
            const auto text = side.body.text();
            return bodyForm(side) != BodyForm::Bytes && text ? shown(*text) : shown("sha256 " + side.body.sha256);
        };
        m_result.differences.push_back({"body", value(ingress), value(gateway), diff});
    }

    /// Lines that all shots at a side have in common.
    Lines stableLines(const Shots &shots)
    {
        Lines stable = linesOf(shots.front().body.kept);
        for (std::size_t i = 1; i < shots.size(); ++i) {
            Lines common;
            bool varies = false;
            for (const DiffLine &line : diffLines(stable, linesOf(shots[i].body.kept))) {
                if (line.kind == DiffLine::Kind::Common)
                    common.push_back(line.line);
                else
                    varies = true;
            }
            if (varies)
                m_volatile.insert("body");
            stable = std::move(common);
        }
        return stable;
    }

    bool isVolatile(const std::string &name) const
    {
        return std::any_of(m_volatile.begin(), m_volatile.end(),
                           [&](const std::string &field) { return isWithin(name, field); });
    }

    static bool isOfErrorPage(const std::string &name)
    {
        return name == "headers.content-type" || isWithin(name, "body");
    }

    const Shots &m_ingress;
    const Shots &m_gateway;
    const ResponseComparisonOptions &m_options;
    bool m_isJson = false; ///< every shot's body
    std::set<std::string> m_volatile;
    ResponseComparison m_result;
};

} // namespace

ResponseComparison compareResponses(const Shots &ingress, const Shots &gateway,
                                    const ResponseComparisonOptions &options)
{
    ResponseComparison result;
    if (!ingress.empty() || !gateway.empty())
        result.id = (ingress.empty() ? gateway : ingress).front().id;
    if (ingress.empty() || gateway.empty()) {
        result.reason = "Only one side was fired at.";
        return result;
    }
    const std::string reason = obstacle(ingress.front(), gateway.front());
    if (!reason.empty()) {
        result.reason = reason;
        return result;
    }
    const std::string id = result.id;
    result = Comparison(ingress, gateway, options).run();
    result.id = id;
    return result;
}

} // namespace wayproof
