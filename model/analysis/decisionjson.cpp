// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// wayproof/decision/v1: the JSON form of a decision, a contract described in resources/schemas/decision.json.
#include "model/analysis/decision.h"

#include <QJsonArray>

namespace wayproof
{

namespace
{

QString text(std::string_view value)
{
    return QString::fromUtf8(value.data(), static_cast<qsizetype>(value.size()));
}

template<class T>
QJsonValue orNull(const std::optional<T> &value)
{
    return value ? QJsonValue(*value) : QJsonValue(QJsonValue::Null);
}

QJsonValue orNull(const std::string &value)
{
    return value.empty() ? QJsonValue(QJsonValue::Null) : QJsonValue(text(value));
}

QJsonArray pairs(const HeaderList &headers)
{
    QJsonArray list;
    for (const auto &[name, value] : headers) {
        list.append(QJsonArray{text(name), text(value)});
    }
    return list;
}

QJsonArray texts(const std::vector<std::string> &values)
{
    QJsonArray list;
    for (const std::string &value : values) {
        list.append(text(value));
    }
    return list;
}

QJsonObject edits(const HeaderEdits &headers)
{
    return {{QStringLiteral("set"), pairs(headers.set)},
            {QStringLiteral("add"), pairs(headers.add)},
            {QStringLiteral("remove"), texts(headers.remove)}};
}

QJsonObject upstream(const Upstream &value)
{
    QJsonObject object{{QStringLiteral("host"), text(value.host)},
                       {QStringLiteral("path"), text(value.path)},
                       {QStringLiteral("headers"), edits(value.headers)}};
    if (!value.systematic.empty()) {
        object.insert(QStringLiteral("systematic"), texts(value.systematic));
    }
    if (!value.systematicValues.empty()) {
        object.insert(QStringLiteral("systematicValues"), pairs(value.systematicValues));
    }
    if (value.tlsSni) {
        object.insert(QStringLiteral("tls"), QJsonObject{{QStringLiteral("sni"), text(*value.tlsSni)}});
    }
    return object;
}

QJsonObject response(const HeaderEdits &headers)
{
    return {{QStringLiteral("headers"), edits(headers)}};
}

QJsonValue redirect(const std::optional<Decision::RedirectTo> &to)
{
    if (!to) {
        return QJsonValue::Null;
    }
    return QJsonObject{{QStringLiteral("status"), to->status}, {QStringLiteral("location"), text(to->location)}};
}

QJsonObject backend(const BackendShare &share)
{
    QJsonObject object{{QStringLiteral("share"), share.share}};
    if (!share.resourceGroup.empty()) {
        object.insert(QStringLiteral("namespace"), text(share.service.ns));
        object.insert(QStringLiteral("resource"), QJsonObject{{QStringLiteral("apiGroup"), text(share.resourceGroup)},
                                                              {QStringLiteral("kind"), text(share.service.kind)},
                                                              {QStringLiteral("name"), text(share.service.name)}});
    } else if (!share.service.isNull()) {
        object.insert(QStringLiteral("namespace"), text(share.service.ns));
        object.insert(QStringLiteral("service"), text(share.service.name));
        object.insert(QStringLiteral("port"), share.port ? QJsonValue(share.port) : QJsonValue(QJsonValue::Null));
        object.insert(QStringLiteral("ready"), orNull(share.ready));
    }
    if (share.status) {
        object.insert(QStringLiteral("status"), *share.status);
    }
    if (!share.reason.empty()) {
        object.insert(QStringLiteral("reason"), text(share.reason));
    }
    if (share.redirect) {
        object.insert(QStringLiteral("redirect"), redirect(share.redirect));
    }
    if (share.upstream) {
        object.insert(QStringLiteral("upstream"), upstream(*share.upstream));
    }
    if (share.response) {
        object.insert(QStringLiteral("response"), response(*share.response));
    }
    return object;
}

QJsonObject mirror(const MirrorShare &share)
{
    if (!share.url.empty()) {
        return {{QStringLiteral("url"), text(share.url)}, {QStringLiteral("share"), share.share}};
    }
    return {{QStringLiteral("namespace"), text(share.service.ns)},
            {QStringLiteral("service"), text(share.service.name)},
            {QStringLiteral("port"), share.port ? QJsonValue(share.port) : QJsonValue(QJsonValue::Null)},
            {QStringLiteral("share"), share.share}};
}

QJsonValue match(const Decision &decision)
{
    if (!decision.match || decision.match->resource.isNull()) {
        return QJsonValue::Null;
    }
    const Origin &origin = *decision.match;
    QJsonObject object{
        {QStringLiteral("kind"), text(origin.resource.kind)}, {QStringLiteral("namespace"), text(origin.resource.ns)},
        {QStringLiteral("name"), text(origin.resource.name)}, {QStringLiteral("rule"), orNull(origin.rule)},
        {QStringLiteral("match"), orNull(origin.match)},      {QStringLiteral("listener"), orNull(origin.listener)},
        {QStringLiteral("source"), toJson(origin.source)}};
    if (!decision.matchText.empty()) {
        object.insert(QStringLiteral("conditions"), text(decision.matchText));
    }
    return object;
}

QJsonObject step(const TraceStep &value)
{
    return {{QStringLiteral("step"), text(value.step)},
            {QStringLiteral("subject"), text(value.subject)},
            {QStringLiteral("result"), text(value.result)},
            {QStringLiteral("reason"), text(value.reason)},
            {QStringLiteral("source"), toJson(value.source)}};
}

template<class T, class F>
QJsonArray list(const std::vector<T> &values, F toValue)
{
    QJsonArray array;
    for (const T &value : values) {
        array.append(toValue(value));
    }
    return array;
}

} // namespace

QJsonObject toJson(const Location &location)
{
    QJsonObject object;
    if (location.file) {
        object.insert(QStringLiteral("file"), text(*location.file));
    }
    if (location.file && location.at.isKnown()) {
        object.insert(QStringLiteral("line"), static_cast<qint64>(location.at.line));
        object.insert(QStringLiteral("column"), static_cast<qint64>(location.at.column));
    }
    return object;
}

QJsonObject toJson(const Decision &decision, bool withTrace)
{
    QJsonObject object{
        {QStringLiteral("schema"), QStringLiteral("wayproof/decision/v1")},
        {QStringLiteral("id"), text(decision.id)},
        {QStringLiteral("side"), text(toText(decision.side))},
        {QStringLiteral("outcome"), text(toText(decision.outcome))},
        {QStringLiteral("status"), orNull(decision.status)},
        {QStringLiteral("backends"), list(decision.backends, backend)},
        {QStringLiteral("mirrors"), list(decision.mirrors, mirror)},
        {QStringLiteral("upstream"),
         decision.upstream ? QJsonValue(upstream(*decision.upstream)) : QJsonValue(QJsonValue::Null)},
        {QStringLiteral("response"), response(decision.response)},
        {QStringLiteral("grpcStatus"), orNull(decision.grpcStatus)},
        {QStringLiteral("tls"), text(toText(decision.tls))},
        {QStringLiteral("entrance"), orNull(decision.entrance)},
        {QStringLiteral("match"), match(decision)},
        {QStringLiteral("reason"), text(decision.reason)},
        {QStringLiteral("dependsOn"), list(decision.dependsOn,
                                           [](const Dependency &dependency) {
                                               return QJsonObject{{QStringLiteral("code"), text(dependency.code)},
                                                                  {QStringLiteral("text"), text(dependency.text)},
                                                                  {QStringLiteral("field"), orNull(dependency.field)}};
                                           })},
    };
    object.insert(QStringLiteral("redirect"), redirect(decision.redirect));
    if (!decision.alternatives.empty()) {
        object.insert(QStringLiteral("alternatives"), list(decision.alternatives, [withTrace](const Decision &other) {
                          return toJson(other, withTrace && !other.trace.empty());
                      }));
    }
    if (withTrace) {
        object.insert(QStringLiteral("trace"), list(decision.trace, step));
    }
    return object;
}

} // namespace wayproof
