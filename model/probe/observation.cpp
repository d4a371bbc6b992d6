// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// JSON and one-line text of an observation.
#include "model/probe/observation.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QString>
#include <QStringDecoder>

#include <algorithm>
#include <cctype>
#include <cmath>

namespace wayproof
{

using namespace Qt::Literals::StringLiterals;

namespace
{

/// What one line of output carries of a text body.
constexpr std::size_t shownText = 64 * 1024;

QString qt(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

QJsonValue orNull(const std::optional<int> &value)
{
    return value ? QJsonValue(*value) : QJsonValue();
}

QJsonValue orNull(const std::optional<std::string> &value)
{
    return value ? QJsonValue(qt(*value)) : QJsonValue();
}

QJsonValue milliseconds(const std::optional<double> &value)
{
    return value ? QJsonValue(std::round(*value * 1000) / 1000) : QJsonValue();
}

QJsonArray toJson(const HeaderList &headers)
{
    QJsonArray array;
    for (const auto &[name, value] : headers)
        array.append(QJsonArray{qt(name), qt(value)});
    return array;
}

QJsonObject toJson(const ObservedBody &body)
{
    QJsonObject object{{u"bytes"_s, static_cast<qint64>(body.bytes)}, {u"sha256"_s, qt(body.sha256)}};
    if (const auto json = body.json()) {
        object[u"json"_s] = *json;
        return object;
    }
    auto text = body.text();
    if (!text)
        return object;
    bool isCut = body.isTruncated();
    if (text->size() > shownText) {
        std::size_t end = shownText;
        while (end > 0 && (static_cast<unsigned char>((*text)[end]) & 0xC0) == 0x80)
            --end;
        text->resize(end);
        isCut = true;
    }
    object[u"text"_s] = qt(*text);
    if (isCut)
        object[u"truncated"_s] = true;
    return object;
}

QJsonValue toJson(const std::optional<ObservedBackend> &backend)
{
    if (!backend)
        return {};
    return QJsonObject{{u"namespace"_s, qt(backend->ns)},
                       {u"service"_s, qt(backend->service)},
                       {u"port"_s, orNull(backend->port)},
                       {u"endpoint"_s, qt(backend->endpoint)},
                       {u"recognisedBy"_s, qt(backend->recognisedBy)}};
}

QJsonValue toJson(const std::optional<ReceivedRequest> &received)
{
    if (!received)
        return {};
    return QJsonObject{{u"method"_s, orNull(received->method)},
                       {u"path"_s, orNull(received->target)},
                       {u"host"_s, orNull(received->host)},
                       {u"headers"_s, received->headers ? QJsonValue(toJson(*received->headers)) : QJsonValue()},
                       {u"protocol"_s, orNull(received->protocol)},
                       {u"sni"_s, orNull(received->sni)},
                       {u"client"_s, orNull(received->client)}};
}

QJsonValue toJson(const std::optional<ObservedTls> &tls, bool isHandshakeDone)
{
    if (!tls)
        return {};
    QJsonArray names;
    for (const std::string &name : tls->certificateNames)
        names.append(qt(name));
    return QJsonObject{{u"sni"_s, qt(tls->sni)},         {u"verified"_s, !tls->isInsecure && isHandshakeDone},
                       {u"insecure"_s, tls->isInsecure}, {u"name"_s, qt(tls->verifiedName)},
                       {u"certificateNames"_s, names},   {u"issuer"_s, qt(tls->issuer)},
                       {u"expires"_s, qt(tls->expires)}};
}

bool equalsIgnoringCase(std::string_view a, std::string_view b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

} // namespace

std::string_view toText(ProbeError::Kind kind)
{
    switch (kind) {
    case ProbeError::Kind::RequestNotSendable:
        return "request-not-sendable";
    case ProbeError::Kind::ProtocolNotProbed:
        return "protocol-not-probed";
    case ProbeError::Kind::AddressInvalid:
        return "address-invalid";
    case ProbeError::Kind::NameNotFound:
        return "name-not-found";
    case ProbeError::Kind::ConnectionRefused:
        return "connection-refused";
    case ProbeError::Kind::ConnectTimeout:
        return "connect-timeout";
    case ProbeError::Kind::Timeout:
        return "timeout";
    case ProbeError::Kind::TlsRefused:
        return "tls-refused";
    case ProbeError::Kind::TlsNotSpoken:
        return "tls-not-spoken";
    case ProbeError::Kind::CertificateUntrusted:
        return "certificate-untrusted";
    case ProbeError::Kind::CertificateExpired:
        return "certificate-expired";
    case ProbeError::Kind::CertificateName:
        return "certificate-name";
    case ProbeError::Kind::CaFileUnreadable:
        return "ca-file-unreadable";
    case ProbeError::Kind::ClientCertificate:
        return "client-certificate";
    case ProbeError::Kind::ConnectionClosed:
        return "connection-closed";
    case ProbeError::Kind::AnswerTruncated:
        return "answer-truncated";
    case ProbeError::Kind::AnswerNotHttp:
        return "answer-not-http";
    case ProbeError::Kind::Http2NotSpoken:
        return "http2-not-spoken";
    case ProbeError::Kind::NoAnswer:
        return "no-answer";
    case ProbeError::Kind::TooManyRedirects:
        return "too-many-redirects";
    case ProbeError::Kind::Cancelled:
        return "cancelled";
    case ProbeError::Kind::TransferFailed:
        break;
    }
    return "transfer-failed";
}

bool isRefusal(ProbeError::Kind kind)
{
    return kind == ProbeError::Kind::ConnectionRefused || kind == ProbeError::Kind::TlsRefused ||
           kind == ProbeError::Kind::TlsNotSpoken || kind == ProbeError::Kind::ConnectionClosed;
}

std::optional<QJsonValue> ObservedBody::json() const
{
    if (kept.empty() || isTruncated())
        return {};
    QJsonParseError error;
    const QJsonDocument document =
        QJsonDocument::fromJson(QByteArray(kept.data(), static_cast<qsizetype>(kept.size())), &error);
    if (error.error != QJsonParseError::NoError)
        return {};
    if (document.isObject())
        return QJsonValue(document.object());
    return QJsonValue(document.array());
}

std::optional<std::string> ObservedBody::text() const
{
    std::string_view whole = kept;
    if (isTruncated()) {
        // A character that the bound cut in two says nothing about the encoding.
        std::size_t tail = 0;
        while (tail < 3 && tail < whole.size() &&
               (static_cast<unsigned char>(whole[whole.size() - 1 - tail]) & 0xC0) == 0x80)
            ++tail;
        if (tail < whole.size()) {
            const auto lead = static_cast<unsigned char>(whole[whole.size() - 1 - tail]);
            const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
            if (length > tail + 1)
                whole.remove_suffix(tail + 1);
        }
    }
    QStringDecoder decoder(QStringDecoder::Utf8);
    const QString decoded = decoder(QByteArrayView(whole.data(), static_cast<qsizetype>(whole.size())));
    if (decoder.hasError() || decoded.contains(QChar(u'\0')))
        return {};
    return std::string(whole);
}

std::string ObservedBackend::toText() const
{
    if (service.empty())
        return ns.empty() ? endpoint : ns + '/' + endpoint;
    std::string text = ns.empty() ? service : ns + '/' + service;
    if (port)
        text += ':' + std::to_string(*port);
    return text;
}

std::vector<std::string> Observation::headerValues(std::string_view name) const
{
    std::vector<std::string> values;
    for (const auto &[key, value] : headers) {
        if (equalsIgnoringCase(key, name))
            values.push_back(value);
    }
    return values;
}

QJsonObject toJson(const Observation &observation)
{
    QJsonObject object{
        {u"schema"_s, u"wayproof/observation/v1"_s},
        {u"id"_s, qt(observation.id)},
        {u"side"_s, qt(toText(observation.side))},
        {u"protocol"_s, qt(observation.protocol)},
        {u"address"_s, qt(observation.address)},
        {u"remoteAddress"_s, qt(observation.remoteAddress)},
        {u"status"_s, orNull(observation.status)},
        {u"httpVersion"_s, qt(observation.httpVersion)},
        {u"headers"_s, toJson(observation.headers)},
        {u"body"_s, toJson(observation.body)},
        {u"grpcStatus"_s, observation.grpcStatus.empty() ? QJsonValue() : QJsonValue(qt(observation.grpcStatus))},
        {u"backend"_s, toJson(observation.backend)},
        {u"received"_s, toJson(observation.received)},
        {u"tls"_s, toJson(observation.tls, observation.timings.tls.has_value())},
    };
    const ProbeTimings &timings = observation.timings;
    object[u"timings"_s] = QJsonObject{{u"dns"_s, milliseconds(timings.dns)},
                                       {u"connect"_s, milliseconds(timings.connect)},
                                       {u"tls"_s, milliseconds(timings.tls)},
                                       {u"firstByte"_s, milliseconds(timings.firstByte)},
                                       {u"total"_s, milliseconds(timings.total)}};
    if (!observation.grpcMessage.empty())
        object[u"grpcMessage"_s] = qt(observation.grpcMessage);
    if (!observation.trailers.empty())
        object[u"trailers"_s] = toJson(observation.trailers);
    QJsonArray redirects;
    for (const FollowedRedirect &hop : observation.redirects)
        redirects.append(QJsonObject{{u"status"_s, hop.status}, {u"location"_s, qt(hop.location)}});
    if (!redirects.isEmpty())
        object[u"redirects"_s] = redirects;
    QJsonArray notes;
    for (const std::string &note : observation.notes)
        notes.append(qt(note));
    if (!notes.isEmpty())
        object[u"notes"_s] = notes;
    object[u"error"_s] = QJsonValue();
    if (observation.error) {
        object[u"error"_s] =
            QJsonObject{{u"code"_s, qt(toText(observation.error->kind))}, {u"text"_s, qt(observation.error->text)}};
    }
    return object;
}

std::string summary(const Observation &observation)
{
    std::string text;
    if (observation.isAnswered()) {
        if (!observation.grpcStatus.empty())
            text = observation.grpcStatus;
        else
            text = observation.status ? std::to_string(*observation.status)
                                      : std::to_string(observation.body.bytes) + " bytes";
        if (!observation.grpcMessage.empty())
            text += " (" + observation.grpcMessage + ")";
        if (observation.backend)
            text += " from " + observation.backend->toText();
        if (observation.received && observation.received->target)
            text += ", received as " + observation.received->method.value_or("?") + ' ' + *observation.received->target;
    }
    if (observation.error)
        text += (text.empty() ? "" : "; ") + observation.error->text;
    if (observation.tls && observation.tls->isInsecure)
        text += " (certificate not verified)";
    return text;
}

} // namespace wayproof
