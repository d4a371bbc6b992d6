// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/analysis/expectation.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QSet>
#include <QXmlStreamWriter>

#include <algorithm>
#include <cmath>
#include <memory>

using namespace Qt::StringLiterals;

namespace wayproof
{

namespace
{

const QSet<QString> &sideMembers()
{
    static const QSet<QString> members{u"backend"_s, u"backends"_s, u"outcome"_s,  u"status"_s,
                                       u"path"_s,    u"host"_s,     u"location"_s, u"grpcStatus"_s};
    return members;
}

Diagnostic problem(const QString &message, const QString &mend, const Location &where)
{
    Diagnostic diagnostic;
    diagnostic.code = "expectation-malformed";
    diagnostic.message = message.toStdString();
    diagnostic.mend = mend.toStdString();
    diagnostic.location = where;
    return diagnostic;
}

Result<Request> requestOf(const QJsonObject &written, const std::string &id)
{
    if (!written.contains(u"url"_s))
        return requestFromJson(written, id);
    auto fromUrl = requestFromUrl(written[u"url"_s].toString().toStdString());
    if (!fromUrl)
        return fromUrl;
    // The members beside the URL are said on top of what it says.
    QJsonObject merged = toJson(*fromUrl);
    for (auto it = written.begin(); it != written.end(); ++it) {
        if (it.key() != u"url"_s)
            merged[it.key()] = it.value();
    }
    merged.remove(u"id"_s);
    return requestFromJson(merged, id);
}

void readSide(const QJsonObject &expect, const QString &side, QJsonObject &into, Diagnostics &problems,
              const Location &where)
{
    if (!expect.contains(side))
        return;
    if (!expect[side].isObject()) {
        problems.push_back(
            problem(u"“%1” is not a mapping"_s.arg(side), u"Write for example {backend: shop/cart:80}"_s, where));
        return;
    }
    into = expect[side].toObject();
    const QStringList keys = into.keys();
    for (const QString &key : keys) {
        if (!sideMembers().contains(key))
            problems.push_back(
                problem(u"nothing called “%1” can be expected of a side"_s.arg(key),
                        u"Expect backend, backends, outcome, status, path, host, location or grpcStatus"_s, where));
    }
}

QString shown(const QJsonValue &value)
{
    if (value.isString())
        return value.toString();
    if (value.isNull() || value.isUndefined())
        return u"none"_s;
    return QString::fromUtf8(QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact)).mid(1).chopped(1);
}

QString backendName(const QJsonObject &backend)
{
    const QString service = backend[u"service"_s].toString();
    if (service.isEmpty())
        return {};
    QString name = backend[u"namespace"_s].toString() + u'/' + service;
    if (const int port = backend[u"port"_s].toInt(); port != 0)
        name += u":%1"_s.arg(port);
    return name;
}

/// "namespace/service" also stands for every port of it.
bool namesBackend(const QString &expected, const QString &actual)
{
    return expected == actual || (!expected.contains(u':') && actual.startsWith(expected + u':'));
}

/// Backends with their shares: of a decision all that get traffic, of an observation the one that answered.
QList<std::pair<QString, double>> backendsOf(const QJsonObject &answer)
{
    QList<std::pair<QString, double>> list;
    if (answer[u"backend"_s].isObject())
        list.append({backendName(answer[u"backend"_s].toObject()), 1.0});
    const QJsonArray backends = answer[u"backends"_s].toArray();
    for (const QJsonValue &value : backends) {
        const QJsonObject backend = value.toObject();
        if (backend[u"share"_s].toDouble() > 0 && backend[u"status"_s].isUndefined())
            list.append({backendName(backend), backend[u"share"_s].toDouble()});
    }
    return list;
}

QJsonValue headerOf(const QJsonObject &observation, const QString &name)
{
    const QJsonArray headers = observation[u"headers"_s].toArray();
    for (const QJsonValue &header : headers) {
        if (header[0].toString().compare(name, Qt::CaseInsensitive) == 0)
            return header[1];
    }
    return {};
}

bool isObservation(const QJsonObject &answer)
{
    return answer[u"schema"_s].toString() == u"wayproof/observation/v1"_s;
}

QString outcomeOf(const QJsonObject &answer)
{
    if (!isObservation(answer))
        return answer[u"outcome"_s].toString();
    if (answer[u"backend"_s].isObject())
        return u"forward"_s;
    if (answer[u"status"_s].isNull())
        return answer[u"error"_s].isObject() ? u"refuse"_s : u"forward"_s;
    return headerOf(answer, u"location"_s).isString() ? u"redirect"_s : u"respond"_s;
}

QJsonValue actualOf(const QJsonObject &answer, const QString &member)
{
    if (member == u"outcome"_s)
        return outcomeOf(answer);
    if (member == u"path"_s)
        return isObservation(answer) ? answer[u"received"_s][u"path"_s] : answer[u"upstream"_s][u"path"_s];
    if (member == u"host"_s)
        return isObservation(answer) ? answer[u"received"_s][u"host"_s] : answer[u"upstream"_s][u"host"_s];
    if (member == u"location"_s)
        return isObservation(answer) ? headerOf(answer, u"location"_s) : answer[u"redirect"_s][u"location"_s];
    if (member == u"status"_s && answer[u"redirect"_s].isObject())
        return answer[u"redirect"_s][u"status"_s];
    return answer[member];
}

/// Why nothing can be said about the whole answer; empty where something can.
QString whyUnknown(const QJsonObject &answer, const QJsonObject &expected)
{
    if (!isObservation(answer)) {
        const QString undetermined = u"undetermined"_s;
        if (answer[u"outcome"_s].toString() != undetermined || expected[u"outcome"_s].toString() == undetermined)
            return {};
        const QString reason = answer[u"dependsOn"_s][0][u"text"_s].toString();
        return reason.isEmpty() ? u"the decision is undetermined"_s : reason;
    }
    // An entrance that turned the request away before HTTP has answered in its own way; any other error is ours.
    static const QSet<QString> refusals{u"connection-refused"_s, u"tls-refused"_s, u"tls-not-spoken"_s,
                                        u"connection-closed"_s};
    const QJsonObject error = answer[u"error"_s].toObject();
    const bool isAnswer = error.isEmpty() || refusals.contains(error[u"code"_s].toString());
    return isAnswer ? QString() : error[u"text"_s].toString();
}

/// Why the decision leaves this member open; empty where it does not.
QString whyOpen(const QJsonObject &answer, const QString &member)
{
    const QJsonArray dependencies = answer[u"dependsOn"_s].toArray();
    for (const QJsonValue &value : dependencies) {
        const QString field = value[u"field"_s].toString();
        const QString name = field.section(u'.', -1);
        const bool isIt = field.isEmpty() || name == member || (name == u"backends"_s && member == u"backend"_s) ||
                          (field == u"upstream"_s && (member == u"path"_s || member == u"host"_s)) ||
                          (field == u"redirect"_s && member == u"location"_s);
        if (isIt)
            return value[u"text"_s].toString();
    }
    return {};
}

void checkBackends(const QJsonObject &expected, const QJsonObject &answer, const QString &side,
                   std::vector<std::string> &failures)
{
    const auto actual = backendsOf(answer);
    QStringList names;
    for (const auto &[name, share] : actual)
        names.append(share < 1 ? u"%1 (%2)"_s.arg(name).arg(share) : name);
    const QString got = names.isEmpty() ? u"no backend"_s : names.join(u", "_s);
    if (const QString wanted = expected[u"backend"_s].toString(); !wanted.isEmpty()) {
        const bool isIt = !actual.isEmpty() && std::all_of(actual.begin(), actual.end(), [&](const auto &one) {
            return namesBackend(wanted, one.first);
        });
        if (!isIt)
            failures.push_back(u"%1: expected backend %2, got %3"_s.arg(side, wanted, got).toStdString());
    }
    const QJsonObject shares = expected[u"backends"_s].toObject();
    bool isAmong = shares.isEmpty();
    for (auto it = shares.begin(); it != shares.end(); ++it) {
        double sum = 0;
        for (const auto &[name, share] : actual) {
            if (namesBackend(it.key(), name))
                sum += share;
        }
        // One live answer shows which backend gave it, and no share: it must be one that is to get traffic.
        if (isObservation(answer)) {
            if (sum > 0 && it.value().toDouble() <= 0)
                failures.push_back(u"%1: expected nothing at %2, got %3"_s.arg(side, it.key(), got).toStdString());
            isAmong = isAmong || (sum > 0 && it.value().toDouble() > 0);
            continue;
        }
        if (std::abs(sum - it.value().toDouble()) > 1e-9)
            failures.push_back(u"%1: expected %2 of the traffic at %3, got %4"_s.arg(side)
                                   .arg(it.value().toDouble())
                                   .arg(it.key(), got)
                                   .toStdString());
    }
    if (isObservation(answer) && !isAmong)
        failures.push_back(
            u"%1: expected one of %2, got %3"_s.arg(side, shares.keys().join(u", "_s), got).toStdString());
}

void checkSide(const QJsonObject &expected, const QJsonObject &answer, const QString &side, ExpectationCheck &check)
{
    if (expected.isEmpty())
        return;
    if (answer.isEmpty()) {
        check.failures.push_back(u"%1: this side was not asked"_s.arg(side).toStdString());
        return;
    }
    if (const QString why = whyUnknown(answer, expected); !why.isEmpty()) {
        check.unknowns.push_back(u"%1: not known: %2"_s.arg(side, why).toStdString());
        return;
    }
    const auto fail = [&](const QString &member, const std::string &sentence) {
        const QString why = whyOpen(answer, member);
        if (why.isEmpty())
            check.failures.push_back(sentence);
        else
            check.unknowns.push_back(sentence + "; not known: " + why.toStdString());
    };
    if (expected.contains(u"backend"_s) || expected.contains(u"backends"_s)) {
        std::vector<std::string> sentences;
        checkBackends(expected, answer, side, sentences);
        for (const std::string &sentence : sentences)
            fail(u"backend"_s, sentence);
    }
    for (auto it = expected.begin(); it != expected.end(); ++it) {
        if (it.key() == u"backend"_s || it.key() == u"backends"_s)
            continue;
        const QJsonValue actual = actualOf(answer, it.key());
        if (shown(actual) != shown(it.value())) {
            fail(it.key(),
                 u"%1: expected %2 %3, got %4"_s.arg(side, it.key(), shown(it.value()), shown(actual)).toStdString());
        }
    }
}

} // namespace

ExpectationFile expectations(const QJsonValue &file, const std::vector<Position> &positions,
                             const std::string &fileName)
{
    const auto name = std::make_shared<const std::string>(fileName);
    ExpectationFile result;
    if (!file.isArray()) {
        result.problems = {
            problem(u"an expectations file is a list"_s, u"Begin each entry with “- name: …”"_s, {name, {1, 1}})};
        return result;
    }
    auto &[list, problems] = result;
    const QJsonArray entries = file.toArray();
    for (qsizetype i = 0; i < entries.size(); ++i) {
        const QJsonObject entry = entries[i].toObject();
        const auto index = static_cast<std::size_t>(i);
        Expectation one;
        one.at = index < positions.size() ? positions[index] : Position();
        const Location where{name, one.at};
        one.name = entry[u"name"_s].toString(u"expectation %1"_s.arg(i + 1)).toStdString();
        auto request = requestOf(entry[u"request"_s].toObject(), std::to_string(i + 1));
        if (!request) {
            for (Diagnostic diagnostic : request.diagnostics()) {
                diagnostic.location = where;
                problems.push_back(std::move(diagnostic));
            }
            continue;
        }
        one.request = std::move(request).value();
        const std::size_t before = problems.size();
        const QJsonObject expect = entry[u"expect"_s].toObject();
        readSide(expect, u"ingress"_s, one.ingress, problems, where);
        readSide(expect, u"gateway"_s, one.gateway, problems, where);
        if (expect[u"same"_s].isBool())
            one.same = expect[u"same"_s].toBool();
        if (one.ingress.isEmpty() && one.gateway.isEmpty() && !one.same)
            problems.push_back(problem(u"“%1” expects nothing"_s.arg(QString::fromStdString(one.name)),
                                       u"Say what to expect: ingress, gateway, same"_s, where));
        if (problems.size() == before)
            list.push_back(std::move(one));
    }
    return result;
}

ExpectationCheck checked(const Expectation &expectation, const SidesAnswered &answered)
{
    ExpectationCheck check;
    checkSide(expectation.ingress, answered.ingress, u"ingress"_s, check);
    checkSide(expectation.gateway, answered.gateway, u"gateway"_s, check);
    if (expectation.same && !answered.same)
        check.unknowns.emplace_back("whether both sides do the same is not known");
    else if (expectation.same && *answered.same != *expectation.same)
        check.failures.emplace_back(*answered.same ? "both sides do the same, which was not expected"
                                                   : "the two sides differ");
    return check;
}

namespace
{

void writeOutcome(QXmlStreamWriter &xml, const QString &element, const std::vector<std::string> &sentences)
{
    if (sentences.empty())
        return;
    QString text;
    for (const std::string &sentence : sentences)
        text += QString::fromStdString(sentence) + u'\n';
    xml.writeStartElement(element);
    xml.writeAttribute(u"message"_s, QString::fromStdString(sentences.front()));
    xml.writeCharacters(text);
    xml.writeEndElement();
}

} // namespace

QByteArray toJunit(const std::vector<ExpectationResult> &results, const Diagnostics &problems, const std::string &suite)
{
    const auto isFailed = [](const ExpectationResult &result) { return !result.check.failures.empty(); };
    const auto isUnknown = [](const ExpectationResult &result) {
        return result.check.failures.empty() && !result.check.unknowns.empty();
    };
    const auto failed = std::count_if(results.begin(), results.end(), isFailed);
    const auto unknown = std::count_if(results.begin(), results.end(), isUnknown);
    QByteArray bytes;
    QXmlStreamWriter xml(&bytes);
    xml.setAutoFormatting(true);
    xml.writeStartDocument();
    xml.writeStartElement(u"testsuites"_s);
    xml.writeStartElement(u"testsuite"_s);
    xml.writeAttribute(u"name"_s, QString::fromStdString(suite));
    xml.writeAttribute(u"tests"_s, QString::number(results.size() + problems.size()));
    xml.writeAttribute(u"failures"_s, QString::number(failed));
    xml.writeAttribute(u"errors"_s, QString::number(unknown + static_cast<qsizetype>(problems.size())));
    for (const ExpectationResult &result : results) {
        xml.writeStartElement(u"testcase"_s);
        xml.writeAttribute(u"classname"_s, QString::fromStdString(suite));
        xml.writeAttribute(u"name"_s, QString::fromStdString(result.expectation.name));
        if (isFailed(result))
            writeOutcome(xml, u"failure"_s, result.check.failures);
        else
            writeOutcome(xml, u"error"_s, result.check.unknowns);
        xml.writeEndElement();
    }
    for (const Diagnostic &problem : problems) {
        xml.writeStartElement(u"testcase"_s);
        xml.writeAttribute(u"classname"_s, QString::fromStdString(suite));
        xml.writeAttribute(u"name"_s, QString::fromStdString(problem.location.toText()));
        writeOutcome(xml, u"error"_s, {problem.message});
        xml.writeEndElement();
    }
    xml.writeEndElement();
    xml.writeEndElement();
    xml.writeEndDocument();
    return bytes;
}

} // namespace wayproof
