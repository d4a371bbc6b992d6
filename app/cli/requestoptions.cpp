// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The request half of arguments.h: URL, -X, -H, … and --requests.
#include "app/cli/arguments.h"

#include "app/cli/exitcode.h"
#include "app/cli/output.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <cstdio>

using namespace Qt::StringLiterals;

namespace wayproof::cli
{

namespace
{

constexpr qint64 maximumInput = 64LL * 1024 * 1024;

Diagnostic usageError(const QString &message, const QString &mend = {})
{
    Diagnostic diagnostic;
    diagnostic.code = "usage";
    diagnostic.message = message.toStdString();
    diagnostic.mend = mend.toStdString();
    return diagnostic;
}

Result<Request> requestFromOptions(const QCommandLineParser &parser, const QString &url)
{
    auto parsed = requestFromUrl(url.toStdString());
    if (!parsed)
        return parsed;
    Request request = std::move(parsed).value();
    if (parser.isSet(u"data"_s)) {
        request.body = parser.value(u"data"_s).toStdString();
        request.method = "POST";
    }
    if (parser.isSet(u"request"_s))
        request.method = parser.value(u"request"_s).toStdString();
    const QStringList headers = parser.values(u"header"_s);
    for (const QString &line : headers) {
        const auto colon = line.indexOf(u':');
        if (colon <= 0)
            return usageError(u"-H wants 'Name: value', not “%1”"_s.arg(line));
        const QString name = line.left(colon).trimmed();
        const std::string value = line.mid(colon + 1).trimmed().toStdString();
        if (name.compare(u"host"_s, Qt::CaseInsensitive) == 0)
            request.host = value;
        else
            request.headers.emplace_back(name.toStdString(), value);
    }
    if (parser.isSet(u"sni"_s))
        request.sni = parser.value(u"sni"_s).toStdString();
    if (parser.isSet(u"port"_s)) {
        bool isNumber = false;
        const int port = parser.value(u"port"_s).toInt(&isNumber);
        if (!isNumber || port < 1 || port > 65535)
            return usageError(u"--port wants a number from 1 to 65535, not “%1”"_s.arg(parser.value(u"port"_s)));
        request.port = port;
    }
    request.sourceAddress = parser.value(u"source-address"_s).toStdString();
    return request;
}

/// One line of a --requests file; its problems carry the line's number.
void readRequestLine(const QByteArray &line, const Location &where, std::vector<Request> &list, Diagnostics &problems)
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(line, &error);
    if (!document.isObject()) {
        const QString why =
            error.error == QJsonParseError::NoError ? u"it is another kind of value"_s : error.errorString();
        Diagnostic problem =
            usageError(u"this line is not a JSON object: %1"_s.arg(why), u"Write one request object a line"_s);
        problem.code = "request-malformed";
        problem.location = where;
        problem.location.at.column = static_cast<std::uint32_t>(std::max(0, error.offset)) + 1;
        problems.push_back(std::move(problem));
        return;
    }
    auto request = requestFromJson(document.object(), std::to_string(where.at.line));
    if (request) {
        list.push_back(std::move(request).value());
        return;
    }
    for (Diagnostic problem : request.diagnostics()) {
        problem.location = where;
        problems.push_back(std::move(problem));
    }
}

Result<RequestList> requestsFromFile(const QString &path)
{
    const auto input = readInput(path);
    if (!input)
        return input.diagnostics();
    RequestList list;
    const auto file = std::make_shared<const std::string>(path.toStdString());
    const QList<QByteArray> lines = input->split('\n');
    for (qsizetype i = 0; i < lines.size(); ++i) {
        const QByteArray line = lines[i].trimmed();
        if (!line.isEmpty())
            readRequestLine(line, {file, {static_cast<std::uint32_t>(i) + 1, 1}}, list.requests, list.problems);
    }
    if (list.isEmpty() && !list.problems.empty())
        return list.problems;
    return list;
}

Result<RequestList> readRequests(const QCommandLineParser &parser)
{
    RequestList list;
    if (parser.isSet(u"requests"_s)) {
        auto fromFile = requestsFromFile(parser.value(u"requests"_s));
        if (!fromFile)
            return fromFile;
        list = std::move(fromFile).value();
    }
    int number = 0;
    const QStringList urls = parser.positionalArguments();
    for (const QString &url : urls) {
        auto request = requestFromOptions(parser, url);
        if (!request)
            return request.diagnostics();
        list.requests.push_back(std::move(request).value());
        list.requests.back().id = std::to_string(++number);
    }
    if (parser.isSet(u"via"_s)) {
        const QString via = parser.value(u"via"_s);
        if (via != u"ingress"_s && via != u"gateway"_s && via != u"both"_s)
            return usageError(u"--via wants ingress, gateway or both, not “%1”"_s.arg(via));
        for (Request &request : list.requests)
            request.via = via == u"ingress"_s   ? Request::Via::Ingress
                          : via == u"gateway"_s ? Request::Via::Gateway
                                                : Request::Via::Both;
    }
    return list;
}

} // namespace

void addRequestOptions(QCommandLineParser &parser)
{
    parser.addPositionalArgument(u"URL"_s, u"The request's URL, for example http://localhost/healthz."_s, u"[URL]"_s);
    parser.addOptions({
        {{u"X"_s, u"request"_s}, u"Method (default: GET)."_s, u"METHOD"_s},
        {{u"H"_s, u"header"_s}, u"A header; repeatable. 'Host: …' sets the Host header."_s, u"NAME: VALUE"_s},
        {{u"d"_s, u"data"_s}, u"A body; the method becomes POST unless -X says otherwise."_s, u"TEXT"_s},
        {u"via"_s, u"ingress, gateway or both (default)."_s, u"SIDE"_s},
        {u"sni"_s, u"TLS server name (default: the host)."_s, u"NAME"_s},
        {u"port"_s, u"The port connected to (default: the URL's, else unsaid)."_s, u"NUMBER"_s},
        {u"source-address"_s, u"The client's address."_s, u"IP"_s},
        {u"requests"_s, u"Requests as JSON Lines; - for standard input."_s, u"FILE"_s},
    });
}

int RequestList::exitCode() const
{
    return problems.empty() ? Good : Bad;
}

std::optional<RequestList> requests(const QCommandLineParser &parser)
{
    auto list = readRequests(parser);
    printDiagnostics(list ? list->problems : list.diagnostics());
    return list ? std::optional(std::move(list).value()) : std::nullopt;
}

Result<QByteArray> readInput(const QString &path)
{
    QFile file(path);
    const bool isOpen = path == u"-"_s ? file.open(stdin, QIODevice::ReadOnly) : file.open(QIODevice::ReadOnly);
    if (!isOpen)
        return usageError(u"“%1” cannot be read: %2"_s.arg(path, file.errorString()));
    QByteArray bytes = file.read(maximumInput + 1);
    if (bytes.size() > maximumInput)
        return usageError(u"“%1” is larger than 64 MiB"_s.arg(path), u"Split it"_s);
    return bytes;
}

} // namespace wayproof::cli
