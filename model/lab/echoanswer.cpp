// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/lab/echoanswer.h"

#include "model/lab/echoauthorization.h"
#include "model/lab/echoprotocol.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>

namespace wayproof
{

using namespace Qt::StringLiterals;

namespace
{

constexpr std::size_t rememberedRequests = 10000;
constexpr long longestDelay = 60000;

QString text(const std::string &value)
{
    return QString::fromStdString(value);
}

std::string pathOf(const std::string &target)
{
    return target.substr(0, target.find('?'));
}

std::string tutorialAnswer(const std::string &path)
{
    QJsonObject object;
    if (path == "/healthz")
        object.insert(u"status"_s, u"ok"_s);
    else
        object.insert(u"version"_s, u"1.0.0"_s);
    object.insert(u"timestamp"_s, QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs));
    return QJsonDocument(object).toJson(QJsonDocument::Compact).toStdString();
}

QJsonObject echoed(const EchoSocket &self, const EchoRequest &request)
{
    QJsonArray headers;
    for (const auto &[name, value] : request.headers)
        headers.append(QJsonArray{text(name), text(value)});
    QJsonObject object{{u"backend"_s, text(self.backend)},
                       {u"endpoint"_s, text(self.endpoint)},
                       {u"method"_s, text(request.method)},
                       {u"target"_s, text(request.target)},
                       {u"host"_s, text(request.host)},
                       {u"protocol"_s, text(request.protocol)},
                       {u"headers"_s, headers},
                       {u"bodyBytes"_s, static_cast<qint64>(request.bodyBytes)}};
    if (request.tls) {
        object.insert(u"sni"_s, text(request.tls->sni));
        object.insert(u"alpn"_s, text(request.tls->alpn));
        object.insert(u"client"_s, text(request.tls->client));
    }
    return object;
}

HeaderList identity(const EchoSocket &self, const EchoRequest &request)
{
    HeaderList headers{
        {echo::backendHeader, self.backend},
        {echo::endpointHeader, self.endpoint},
        {echo::receivedHeader, headerSafe(request.method, true) + " " + headerSafe(request.target, true)}};
    if (!request.host.empty())
        headers.emplace_back(echo::receivedHostHeader, headerSafe(request.host, true));
    headers.emplace_back(echo::receivedProtocolHeader, request.protocol);
    if (request.tls && !request.tls->sni.empty())
        headers.emplace_back(echo::receivedSniHeader, headerSafe(request.tls->sni, true));
    if (request.tls && !request.tls->client.empty())
        headers.emplace_back(echo::receivedClientHeader, headerSafe(request.tls->client, true));
    return headers;
}

int statusOf(std::string_view word)
{
    const int status = std::atoi(std::string(word).c_str());
    return status >= 200 && status <= 599 ? status : 200;
}

std::chrono::milliseconds delayOf(const EchoRequest &request)
{
    const std::string *asked = request.header(echo::delayHeader);
    return std::chrono::milliseconds(asked ? std::clamp(std::atol(asked->c_str()), 0L, longestDelay) : 0L);
}

/// gRPC has the message behind a flag byte and its length, most significant byte first.
std::string grpcFrame(const std::string &message)
{
    std::string frame(1, '\0');
    for (const int shift : {24, 16, 8, 0})
        frame += static_cast<char>((message.size() >> shift) & 0xff);
    return frame + message;
}

std::string percentEncoded(const std::string &text)
{
    return QByteArray::fromStdString(text).toPercentEncoding().toStdString();
}

} // namespace

const std::string *EchoRequest::header(std::string_view name) const
{
    const auto isThis = [name](const auto &entry) {
        return std::equal(entry.first.begin(), entry.first.end(), name.begin(), name.end(), [](char a, char b) {
            return static_cast<char>(std::tolower(static_cast<unsigned char>(a))) == b;
        });
    };
    const auto found = std::find_if(headers.begin(), headers.end(), isThis);
    return found == headers.end() ? nullptr : &found->second;
}

bool EchoRequest::isGrpc() const
{
    const std::string *type = header("content-type");
    return protocol == "HTTP/2" && type && type->starts_with("application/grpc");
}

EchoAnswers::EchoAnswers(const std::string &receivedFile)
    : m_received(receivedFile.empty() ? nullptr : std::fopen(receivedFile.c_str(), "ae"))
{
}

/// The k-th status of a list for the k-th request of one id: how an attempt after a retry is told from the first.
int EchoAnswers::statusFor(const EchoRequest &request)
{
    if (request.header(echo::authCheckHeader)) {
        const std::string *verdict = request.header(echo::authStatusHeader);
        return verdict ? statusOf(*verdict) : 200;
    }
    const std::string *asked = request.header(echo::statusHeader);
    if (!asked)
        return 200;
    std::size_t attempt = 0;
    if (const std::string *id = request.header(echo::requestIdHeader); id && asked->find(',') != std::string::npos) {
        const std::lock_guard lock(m_mutex);
        if (m_attempts.size() >= rememberedRequests)
            m_attempts.clear();
        attempt = m_attempts[*id]++;
    }
    std::string_view rest = *asked;
    for (std::size_t comma = rest.find(','); attempt > 0 && comma != std::string_view::npos; comma = rest.find(',')) {
        rest.remove_prefix(comma + 1);
        --attempt;
    }
    return statusOf(rest.substr(0, rest.find(',')));
}

void EchoAnswers::record(const EchoRequest &request, const std::string &body)
{
    const std::string *wish = request.header(echo::recordHeader);
    const bool isMirrored = request.header(echo::mirrorHeader) != nullptr;
    if (!m_received || (!wish && !isMirrored))
        return;
    QJsonObject line = QJsonDocument::fromJson(QByteArray::fromStdString(body)).object();
    line.insert(u"mirrored"_s, isMirrored);
    if (wish)
        line.insert(u"record"_s, text(*wish));
    if (const std::string *id = request.header(echo::requestIdHeader))
        line.insert(u"requestId"_s, text(*id));
    const QByteArray written = QJsonDocument(line).toJson(QJsonDocument::Compact) + '\n';
    const std::lock_guard lock(m_mutex);
    std::fwrite(written.constData(), 1, static_cast<std::size_t>(written.size()), m_received.get());
    std::fflush(m_received.get());
}

EchoReply EchoAnswers::answer(const EchoSocket &self, const EchoRequest &request)
{
    EchoReply reply;
    if (const std::string *address = request.header(echo::redirectHeader)) {
        const std::string *escaped = request.header(echo::redirectEscapedHeader);
        const std::string *tail = request.header(echo::redirectTailHeader);
        reply.status = 302;
        reply.headers = {{"location", *address + (escaped ? percentEncoded(*escaped) : std::string()) +
                                          (tail ? *tail : std::string())}};
        return reply;
    }
    reply.headers = identity(self, request);
    reply.delay = delayOf(request);
    const std::string path = pathOf(request.target);
    const std::string body = QJsonDocument(echoed(self, request)).toJson(QJsonDocument::Compact).toStdString();
    record(request, body);
    if (request.isGrpc() && path == grpcAuthPath) {
        reply.headers = {{"content-type", "application/grpc"}};
        reply.body = grpcFrame(checkResponse(verdictAsked(request.body)));
        reply.trailers = {{"grpc-status", "0"}};
        return reply;
    }
    reply.status = statusFor(request);
    const bool isGrpc = request.isGrpc() && reply.status == 200;
    reply.headers.insert(reply.headers.begin(), {"content-type", isGrpc ? "application/grpc" : "application/json"});
    if (isGrpc) {
        const std::string *code = request.header(echo::grpcStatusHeader);
        reply.body = grpcFrame(body + '\n');
        reply.trailers = {{"grpc-status", std::to_string(code ? std::atoi(code->c_str()) : 0)},
                          {"grpc-message", ""},
                          {echo::backendHeader, self.backend},
                          {echo::endpointHeader, self.endpoint}};
        return reply;
    }
    const bool isManners = self.isTutorial && (path == "/healthz" || path == "/version");
    reply.body = (isManners ? tutorialAnswer(path) : body) + '\n';
    if (reply.status == 204 || reply.status == 304)
        reply.body.clear();
    return reply;
}

std::string greetingLine(const EchoSocket &self, const std::optional<EchoTls> &tls)
{
    std::string line = "wayproof-backend " + self.backend + " endpoint " + headerSafe(self.endpoint, true);
    const auto word = [](const std::string &value) {
        return value.empty() ? std::string("-") : headerSafe(value, true);
    };
    if (tls)
        line += " sni " + word(tls->sni) + " client " + word(tls->client);
    return line + '\n';
}

std::string headerSafe(const std::string &text, bool keepPercent)
{
    std::string safe;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool isPlain = byte > 0x20 && byte < 0x7f && (c != '%' || keepPercent);
        if (isPlain) {
            safe += c;
        } else {
            std::array<char, 4> code{};
            std::snprintf(code.data(), code.size(), "%%%02X", static_cast<unsigned>(byte));
            safe += code.data();
        }
    }
    return safe;
}

} // namespace wayproof
