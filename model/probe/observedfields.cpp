// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Naming of fields, and the headers that say nothing about routing.
#include "model/probe/observedfields.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QString>

#include <algorithm>
#include <array>
#include <cctype>

namespace wayproof
{

namespace
{

std::string lowerCase(std::string_view text)
{
    std::string lower(text);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return lower;
}

bool startsWith(std::string_view text, std::string_view start)
{
    return text.substr(0, start.size()) == start;
}

QJsonValue qt(const std::string &text)
{
    return QString::fromStdString(text);
}

std::string escaped(const QString &member)
{
    std::string name;
    for (const char c : member.toStdString()) {
        if (c == '~')
            name += "~0";
        else if (c == '.')
            name += "~1";
        else
            name += c;
    }
    return name;
}

void flatten(const QJsonValue &value, const std::string &name, ObservedFields &fields)
{
    if (value.isObject() && !value.toObject().isEmpty()) {
        const QJsonObject object = value.toObject();
        for (auto it = object.begin(); it != object.end(); ++it)
            flatten(*it, name + '.' + escaped(it.key()), fields);
    } else if (value.isArray() && !value.toArray().isEmpty()) {
        const QJsonArray array = value.toArray();
        for (qsizetype i = 0; i < array.size(); ++i)
            flatten(array.at(i), name + '.' + std::to_string(i), fields);
    } else {
        fields[name] = value;
    }
}

/// Expiry moves with the clock; the rest of a cookie is compared.
std::string withoutExpiry(const std::string &cookie)
{
    std::string kept;
    std::size_t start = 0;
    while (start <= cookie.size()) {
        const std::size_t end = std::min(cookie.find(';', start), cookie.size());
        const std::string part = cookie.substr(start, end - start);
        const std::string name = lowerCase(part.substr(std::min(part.find_first_not_of(' '), part.size())));
        if (!startsWith(name, "expires=") && !startsWith(name, "max-age="))
            kept += (start == 0 ? "" : ";") + part;
        start = end + 1;
    }
    return kept;
}

using GroupedHeaders = std::map<std::string, QJsonArray>;

void addHeaders(const GroupedHeaders &headers, const std::string &prefix, ObservedFields &fields)
{
    for (const auto &[name, values] : headers)
        fields[prefix + name] = values.size() == 1 ? values.first() : QJsonValue(values);
}

} // namespace

BodyForm bodyForm(const Observation &observation)
{
    if (!observation.isAnswered() || (observation.received && observation.received->isWholeBody))
        return BodyForm::None;
    if (observation.body.bytes == 0)
        return BodyForm::PlainText;
    if (observation.body.json())
        return BodyForm::Json;
    return observation.body.text() && !observation.body.isTruncated() ? BodyForm::PlainText : BodyForm::Bytes;
}

ObservedFields observedFields(const Observation &observation, bool withJsonBody)
{
    ObservedFields fields;
    if (observation.error)
        fields["error"] = qt(std::string(toText(observation.error->kind)));
    if (observation.status)
        fields["status"] = *observation.status;
    if (!observation.grpcStatus.empty())
        fields["grpcStatus"] = qt(observation.grpcStatus);
    if (!observation.grpcMessage.empty())
        fields["grpcMessage"] = qt(observation.grpcMessage);
    if (observation.backend)
        fields["backend"] = qt(observation.backend->toText());
    if (observation.received) {
        const ReceivedRequest &received = *observation.received;
        if (received.method)
            fields["upstream.method"] = qt(*received.method);
        if (received.target)
            fields["upstream.path"] = qt(*received.target);
        if (received.host)
            fields["upstream.host"] = qt(*received.host);
        if (received.sni)
            fields["upstream.tls.sni"] = qt(*received.sni);
        GroupedHeaders headers;
        for (const auto &[name, value] : received.headers.value_or(HeaderList())) {
            if (!isSystematicRequestHeader(lowerCase(name)))
                headers[lowerCase(name)].append(qt(value));
        }
        addHeaders(headers, "upstream.headers.", fields);
    }
    GroupedHeaders headers;
    for (const auto &[name, value] : observation.headers) {
        const std::string lower = lowerCase(name);
        if (!startsWith(lower, "x-wayproof-")) // the lab's echo: stands under backend and upstream already
            headers[lower].append(qt(lower == "set-cookie" ? withoutExpiry(value) : value));
    }
    addHeaders(headers, "headers.", fields);
    switch (bodyForm(observation)) {
    case BodyForm::Json:
        if (withJsonBody)
            flatten(*observation.body.json(), "body", fields);
        break;
    case BodyForm::Bytes:
        fields["body"] = qt("sha256 " + observation.body.sha256);
        break;
    case BodyForm::None:
    case BodyForm::PlainText:
        break;
    }
    return fields;
}

bool isIncidentalHeader(std::string_view name)
{
    // Framing (RFC 9112 §6), hop-by-hop (RFC 9110 §7.6.1), clocks, and what proxies sign answers with.
    static constexpr std::array<std::string_view, 16> names{
        "date",       "server",           "via",         "connection",  "keep-alive", "transfer-encoding",
        "age",        "content-length",   "trailer",     "upgrade",     "te",         "proxy-connection",
        "tracestate", "x-correlation-id", "traceparent", "x-request-id"};
    return std::find(names.begin(), names.end(), name) != names.end() || startsWith(name, "x-envoy-") ||
           startsWith(name, "x-b3-");
}

bool isSystematicRequestHeader(std::string_view name)
{
    static constexpr std::array<std::string_view, 8> names{
        "host",      "x-real-ip",         "x-scheme", "x-original-uri",
        "forwarded", "x-original-method", "cookie2",  "x-original-forwarded-for"};
    return std::find(names.begin(), names.end(), name) != names.end() || startsWith(name, "x-forwarded-") ||
           isIncidentalHeader(name);
}

} // namespace wayproof
