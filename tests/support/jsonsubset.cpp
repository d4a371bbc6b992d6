// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Whether a JSON value says at least what another one says.
#include "tests/support/jsonsubset.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <cmath>

namespace wayproof::test
{

namespace
{

std::string compact(const QJsonValue &value)
{
    if (value.isUndefined())
        return "absent";
    if (value.isObject())
        return QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact).toStdString();
    // A scalar has no document of its own: wrapped in a list, then unwrapped.
    const QByteArray list = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
    return list.mid(1, list.size() - 2).toStdString();
}

std::string at(const std::string &field, const QString &member)
{
    return field.empty() ? member.toStdString() : field + "." + member.toStdString();
}

std::vector<Mismatch> &operator+=(std::vector<Mismatch> &all, std::vector<Mismatch> more)
{
    std::move(more.begin(), more.end(), std::back_inserter(all));
    return all;
}

/// A trace may say more than a case expects; the expected steps must come in their order.
std::vector<Mismatch> missingSteps(const QJsonArray &expected, const QJsonArray &actual, const std::string &field)
{
    qsizetype next = 0;
    for (qsizetype i = 0; i < expected.size(); ++i) {
        while (next < actual.size() && !mismatches(expected.at(i), actual.at(next), {}).empty())
            ++next;
        if (next == actual.size())
            return {{field + "[" + std::to_string(i) + "]", compact(expected.at(i)), "no such step in that order"}};
        ++next;
    }
    return {};
}

std::vector<Mismatch> listMismatches(const QJsonArray &expected, const QJsonArray &actual, const std::string &field)
{
    if (expected.size() != actual.size())
        return {{field, compact(expected), compact(actual)}};
    std::vector<Mismatch> result;
    for (qsizetype i = 0; i < expected.size(); ++i)
        result += mismatches(expected.at(i), actual.at(i), field + "[" + std::to_string(i) + "]");
    return result;
}

} // namespace

std::string Mismatch::toText() const
{
    return field + ": expected " + expected + ", got " + actual;
}

std::vector<Mismatch> mismatches(const QJsonValue &expected, const QJsonValue &actual, const std::string &field)
{
    if (expected.isNull() && (actual.isNull() || actual.isUndefined()))
        return {};
    if (expected.isObject() && actual.isObject()) {
        std::vector<Mismatch> result;
        const QJsonObject wanted = expected.toObject();
        const QJsonObject have = actual.toObject();
        for (const QString &name : wanted.keys()) {
            const bool isTrace = name == QLatin1String("trace") && have.value(name).isArray();
            result += isTrace ? missingSteps(wanted.value(name).toArray(), have.value(name).toArray(), at(field, name))
                              : mismatches(wanted.value(name), have.value(name), at(field, name));
        }
        return result;
    }
    if (expected.isArray() && actual.isArray())
        return listMismatches(expected.toArray(), actual.toArray(), field);
    const bool areNumbers = expected.isDouble() && actual.isDouble();
    if (areNumbers ? std::abs(expected.toDouble() - actual.toDouble()) < 1e-9 : expected == actual)
        return {};
    return {{field, compact(expected), compact(actual)}};
}

} // namespace wayproof::test
