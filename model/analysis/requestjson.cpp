// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Requests from and to JSON, as design/cli.md has them. Every fault names its member; nothing is dropped in silence.
#include "model/analysis/request.h"

#include <QJsonArray>
#include <QJsonValue>

#include <algorithm>
#include <array>
#include <cmath>

#include <arpa/inet.h>

namespace wayproof
{

namespace
{

constexpr std::array<const char *, 21> memberNames{
    "id",
    "via",
    "scheme",
    "host",
    "port",
    "method",
    "path",
    "headers",
    "body",
    "sni",
    "sourceAddress",
    "protocol",
    "grpcService",
    "grpcMethod",
    "authStatus",
    "backendStatus",
    "clientCertificate",
    "gateway",
    "listener",
    "ingressClass",
    "url",
};

/// Edit distance, for "did you mean"; the words are short.
std::size_t distance(const std::string &a, const std::string &b)
{
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) {
        row[j] = j;
    }
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
        }
    }
    return row.back();
}

bool isToken(const std::string &text)
{
    static const std::string others = "!#$%&'*+-.^_`|~";
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               others.find(c) != std::string::npos;
    });
}

bool hasControl(const std::string &text, bool spaceToo)
{
    return std::any_of(text.begin(), text.end(), [spaceToo](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte == 0x7f || (byte < 0x20 && (spaceToo || c != '\t')) || (spaceToo && c == ' ');
    });
}

bool isAddress(const std::string &text)
{
    std::array<unsigned char, sizeof(in6_addr)> buffer{};
    return inet_pton(AF_INET, text.c_str(), buffer.data()) == 1 ||
           inet_pton(AF_INET6, text.c_str(), buffer.data()) == 1;
}

/// Reads the members one by one and collects what is wrong with them.
class Reader
{
public:
    explicit Reader(const QJsonObject &object)
        : m_object(object)
    {
    }

    bool has(const char *name) const
    {
        return !m_object.value(QLatin1String(name)).isUndefined() && !m_object.value(QLatin1String(name)).isNull();
    }

    void fail(const std::string &name, const std::string &problem, const std::string &mend)
    {
        Diagnostic diagnostic;
        diagnostic.code = "request-member-invalid";
        diagnostic.message = "The request's \"" + name + "\" " + problem;
        diagnostic.mend = mend;
        m_failures.push_back(std::move(diagnostic));
    }

    std::string text(const char *name, const std::string &fallback)
    {
        const QJsonValue value = m_object.value(QLatin1String(name));
        if (!has(name)) {
            return fallback;
        }
        if (!value.isString()) {
            fail(name, "is not a string.", "Put it in quotes.");
            return fallback;
        }
        return value.toString().toStdString();
    }

    std::string oneOf(const char *name, const std::string &fallback, const std::vector<std::string> &words)
    {
        const std::string value = text(name, fallback);
        if (std::find(words.begin(), words.end(), value) == words.end()) {
            std::string list;
            for (const std::string &word : words) {
                list += list.empty() ? word : ", " + word;
            }
            fail(name, "is \"" + value + "\", which is none of its values.", "Use one of: " + list + ".");
            return fallback;
        }
        return value;
    }

    std::optional<int> number(const char *name, int least, int most)
    {
        if (!has(name)) {
            return std::nullopt;
        }
        const QJsonValue value = m_object.value(QLatin1String(name));
        const double number = value.toDouble();
        if (!value.isDouble() || std::floor(number) != number || number < least || number > most) {
            fail(name, "is not a whole number from " + std::to_string(least) + " to " + std::to_string(most) + ".",
                 "Mend the number.");
            return std::nullopt;
        }
        return static_cast<int>(number);
    }

    /// [["Name","value"],…], or {"Name":"value"} where order and repetition don't matter.
    HeaderList headers()
    {
        HeaderList result;
        const QJsonValue value = m_object.value(QLatin1String("headers"));
        if (value.isObject()) {
            const QJsonObject object = value.toObject();
            for (auto it = object.begin(); it != object.end(); ++it) {
                addHeader(result, QJsonValue(it.key()), it.value());
            }
        } else if (value.isArray()) {
            const QJsonArray list = value.toArray();
            for (const QJsonValue &entry : list) {
                const QJsonArray pair = entry.toArray();
                addHeader(result, pair.size() == 2 ? pair.at(0) : QJsonValue(),
                          pair.size() == 2 ? pair.at(1) : QJsonValue());
            }
        } else if (has("headers")) {
            fail("headers", "is not a list.", "Write [[\"Name\",\"value\"]].");
        }
        return result;
    }

    void checkNames()
    {
        for (auto it = m_object.begin(); it != m_object.end(); ++it) {
            const std::string name = it.key().toStdString();
            const auto nearest =
                std::min_element(memberNames.begin(), memberNames.end(),
                                 [&](const char *a, const char *b) { return distance(name, a) < distance(name, b); });
            if (name == *nearest) {
                continue;
            }
            Diagnostic diagnostic;
            diagnostic.code = "request-member-unknown";
            diagnostic.message = "A request has no member \"" + name + "\".";
            diagnostic.mend =
                distance(name, *nearest) <= 2 ? std::string("Did you mean \"") + *nearest + "\"?" : "Remove it.";
            m_failures.push_back(std::move(diagnostic));
        }
    }

    Diagnostics takeFailures() { return std::move(m_failures); }
    void add(const Diagnostics &failures) { m_failures.insert(m_failures.end(), failures.begin(), failures.end()); }

private:
    void addHeader(HeaderList &headers, const QJsonValue &name, const QJsonValue &value)
    {
        if (!name.isString() || !value.isString()) {
            fail("headers", "holds an entry that is not a pair of strings.",
                 "Write [\"Name\",\"value\"], numbers in quotes too.");
            return;
        }
        const std::string nameText = name.toString().toStdString();
        const std::string valueText = value.toString().toStdString();
        if (!isToken(nameText)) {
            fail("headers", "holds the name \"" + nameText + "\", which no header can have.",
                 "Use letters, digits and hyphens.");
        } else if (hasControl(valueText, false)) {
            fail("headers", "holds a control character in the value of \"" + nameText + "\".",
                 "Remove line breaks from it.");
        } else {
            headers.emplace_back(nameText, valueText);
        }
    }

    const QJsonObject &m_object;
    Diagnostics m_failures;
};

void readId(Reader &reader, const QJsonObject &object, const std::string &fallbackId, Request &request)
{
    const QJsonValue id = object.value(QLatin1String("id"));
    request.id = id.isDouble() && std::floor(id.toDouble()) == id.toDouble() ? std::to_string(id.toInteger())
                                                                             : reader.text("id", fallbackId);
}

/// A Host among the headers is the host, as curl has it.
void takeHostHeader(Reader &reader, bool isHostSaid, Request &request)
{
    for (auto it = request.headers.begin(); it != request.headers.end();) {
        if (QString::fromStdString(it->first).compare(QLatin1String("host"), Qt::CaseInsensitive) != 0) {
            ++it;
            continue;
        }
        if (isHostSaid && request.host != it->second) {
            reader.fail("host", "is \"" + request.host + "\", but a Host header says \"" + it->second + "\".",
                        "Say it once.");
        }
        request.host = it->second;
        isHostSaid = true;
        it = request.headers.erase(it);
    }
}

void readGrpc(Reader &reader, Request &request)
{
    if (request.protocol != "grpc") {
        return;
    }
    if (!reader.has("method")) {
        request.method = "POST";
    }
    if (!reader.has("path") && !reader.has("url") && !request.grpcService.empty() && !request.grpcMethod.empty()) {
        request.path = "/" + request.grpcService + "/" + request.grpcMethod;
    }
    const std::size_t slash = request.path.rfind('/');
    if (request.grpcService.empty() && slash != std::string::npos && slash > 0) {
        request.grpcService = request.path.substr(1, slash - 1);
        request.grpcMethod = request.path.substr(slash + 1);
    }
}

void checkNecessary(Reader &reader, const Request &request)
{
    const bool isTransport = request.protocol == "tls" || request.protocol == "tcp" || request.protocol == "udp";
    const bool isNamedCall = request.protocol == "grpc" && !request.grpcService.empty() && !request.grpcMethod.empty();
    if (isTransport && !request.port) {
        reader.fail("port", "is missing.",
                    "Say the port connected to: " + request.protocol + " has nothing else to go by.");
    } else if (!isTransport && !isNamedCall && !reader.has("path") && !reader.has("url")) {
        reader.fail("path", "is missing.", "Say the request target, such as \"/\".");
    }
}

} // namespace

Result<Request> requestFromJson(const QJsonObject &object, const std::string &fallbackId)
{
    Reader reader(object);
    reader.checkNames();
    Request request;
    if (reader.has("url")) {
        Result<Request> fromUrl = requestFromUrl(reader.text("url", {}));
        if (fromUrl) {
            request = *fromUrl;
        } else {
            reader.add(fromUrl.diagnostics());
        }
    }
    readId(reader, object, fallbackId, request);
    const std::string via = reader.oneOf("via", "both", {"both", "ingress", "gateway"});
    request.via = via == "ingress"   ? Request::Via::Ingress
                  : via == "gateway" ? Request::Via::Gateway
                                     : Request::Via::Both;
    request.scheme = reader.oneOf("scheme", request.scheme, {"http", "https", "ws", "wss"});
    request.protocol = reader.oneOf("protocol", request.protocol, {"http", "grpc", "tls", "tcp", "udp"});
    request.host = reader.text("host", request.host);
    if (hasControl(request.host, true)) {
        reader.fail("host", "contains a space or control character.", "Remove it.");
    }
    if (const std::optional<int> port = reader.number("port", 1, 65535)) {
        request.port = port;
    }
    request.method = reader.text("method", request.method);
    if (!isToken(request.method)) {
        reader.fail("method", "is \"" + request.method + "\", which is no method.", "Use a word such as GET.");
    }
    request.path = reader.text("path", request.path);
    if (request.path.empty() || hasControl(request.path, true)) {
        reader.fail("path", "is empty or contains a space or control character, which cannot go over the wire.",
                    "Begin with / and escape a space as %20.");
    }
    request.headers = reader.headers();
    takeHostHeader(reader, reader.has("host"), request);
    request.body = reader.text("body", {});
    if (reader.has("sni")) {
        request.sni = reader.text("sni", {});
    }
    request.sourceAddress = reader.text("sourceAddress", {});
    if (!request.sourceAddress.empty() && !isAddress(request.sourceAddress)) {
        reader.fail("sourceAddress", "is \"" + request.sourceAddress + "\", which is no IP address.",
                    "Write an IPv4 or IPv6 address.");
    }
    request.grpcService = reader.text("grpcService", {});
    request.grpcMethod = reader.text("grpcMethod", {});
    request.authStatus = reader.number("authStatus", 100, 599);
    request.backendStatus = reader.number("backendStatus", 100, 599);
    if (reader.has("clientCertificate")) {
        request.clientCertificate = reader.text("clientCertificate", {});
    }
    request.gateway = reader.text("gateway", {});
    if (!request.gateway.empty() && request.gateway.find('/') == std::string::npos) {
        reader.fail("gateway", "is \"" + request.gateway + "\", without a namespace.", "Write namespace/name.");
    }
    request.listener = reader.text("listener", {});
    request.ingressClass = reader.text("ingressClass", {});
    readGrpc(reader, request);
    checkNecessary(reader, request);
    Diagnostics failures = reader.takeFailures();
    if (!failures.empty()) {
        return failures;
    }
    return request;
}

QJsonObject toJson(const Request &request)
{
    QJsonObject object;
    const auto text = [&object](const char *name, const std::string &value) {
        if (!value.empty()) {
            object.insert(QLatin1String(name), QString::fromStdString(value));
        }
    };
    const auto number = [&object](const char *name, const std::optional<int> &value) {
        if (value) {
            object.insert(QLatin1String(name), *value);
        }
    };
    object.insert(QLatin1String("id"), QString::fromStdString(request.id));
    text("via", request.via == Request::Via::Both      ? "both"
                : request.via == Request::Via::Ingress ? "ingress"
                                                       : "gateway");
    text("scheme", request.scheme);
    object.insert(QLatin1String("host"), QString::fromStdString(request.host));
    number("port", request.port);
    text("method", request.method);
    text("path", request.path);
    QJsonArray headers;
    for (const auto &[name, value] : request.headers) {
        headers.append(QJsonArray{QString::fromStdString(name), QString::fromStdString(value)});
    }
    object.insert(QLatin1String("headers"), headers);
    text("body", request.body);
    if (request.sni) {
        object.insert(QLatin1String("sni"), QString::fromStdString(*request.sni));
    }
    text("sourceAddress", request.sourceAddress);
    text("protocol", request.protocol);
    text("grpcService", request.grpcService);
    text("grpcMethod", request.grpcMethod);
    number("authStatus", request.authStatus);
    number("backendStatus", request.backendStatus);
    if (request.clientCertificate) {
        object.insert(QLatin1String("clientCertificate"), QString::fromStdString(*request.clientCertificate));
    }
    text("gateway", request.gateway);
    text("listener", request.listener);
    text("ingressClass", request.ingressClass);
    return object;
}

} // namespace wayproof
