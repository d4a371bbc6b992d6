// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/lab/labsupport.h"

#include "model/load/fileloader.h"

#include <QFile>
#include <QFileInfo>
#include <QProcess>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <memory>
#include <sstream>

#include <netinet/in.h>
#include <openssl/bio.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>
#include <unistd.h>

namespace wayproof
{

using namespace Qt::StringLiterals;

namespace
{

/// Whether everything that Content-Length announces is there.
bool isComplete(const std::string &received)
{
    const std::size_t end = received.find("\r\n\r\n");
    if (end == std::string::npos)
        return false;
    const QByteArray head = QByteArray::fromStdString(received.substr(0, end)).toLower();
    const qsizetype at = head.indexOf("content-length: ");
    return at >= 0 &&
           received.size() >= end + 4 + std::strtoul(head.constData() + at + qstrlen("content-length: "), nullptr, 10);
}

RawAnswer parsed(const std::string &received)
{
    RawAnswer answer;
    const std::size_t end = received.find("\r\n\r\n");
    if (end == std::string::npos)
        return answer;
    answer.body = received.substr(end + 4);
    std::istringstream lines(received.substr(0, end));
    std::string line;
    std::getline(lines, line);
    answer.status = std::atoi(line.substr(line.find(' ') + 1).c_str());
    while (std::getline(lines, line)) {
        if (!line.empty() && line.back() == '\r')
            line.pop_back();
        const std::size_t colon = line.find(": ");
        std::string name = line.substr(0, colon);
        std::transform(name.begin(), name.end(), name.begin(),
                       [](char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); });
        answer.headers[name] = colon == std::string::npos ? std::string() : line.substr(colon + 2);
    }
    return answer;
}

} // namespace

SnapshotPtr snapshotOfFile(const std::string &path)
{
    return loadFiles({{path}});
}

SnapshotPtr snapshotOfText(const std::string &yaml)
{
    return loadText("test.yaml", yaml);
}

RawAnswer fire(std::uint16_t port, const std::string &method, const std::string &target, const std::string &host,
               const std::string &headers, const std::string &body)
{
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    timeval limit{10, 0};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    std::string received;
    if (connect(fd, reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0) {
        std::string request = method + " " + target + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n";
        if (!body.empty())
            request += "Content-Length: " + std::to_string(body.size()) + "\r\n";
        request += headers + "\r\n" + body;
        if (send(fd, request.data(), request.size(), MSG_NOSIGNAL) > 0) {
            char buffer[4096];
            // Envoy keeps the connection for a second after an answer of its own, so the end is not waited for.
            for (ssize_t got = 0; !isComplete(received) && (got = recv(fd, buffer, sizeof buffer, 0)) > 0;)
                received.append(buffer, static_cast<std::size_t>(got));
        }
    }
    close(fd);
    return parsed(received);
}

std::string fireTls(std::uint16_t port, const std::string &sni, const std::string &caFile)
{
    const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context(SSL_CTX_new(TLS_client_method()), &SSL_CTX_free);
    SSL_CTX_load_verify_file(context.get(), caFile.c_str());
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
    const std::unique_ptr<BIO, decltype(&BIO_free_all)> bio(BIO_new_ssl_connect(context.get()), &BIO_free_all);
    SSL *ssl = nullptr;
    BIO_get_ssl(bio.get(), &ssl);
    SSL_set_tlsext_host_name(ssl, sni.c_str());
    SSL_set1_host(ssl, sni.c_str());
    BIO_set_conn_hostname(bio.get(), ("127.0.0.1:" + std::to_string(port)).c_str());
    if (BIO_do_connect(bio.get()) <= 0) {
        const long reason = SSL_get_verify_result(ssl);
        return reason == X509_V_OK ? "refused" : X509_verify_cert_error_string(reason);
    }
    const std::string request = "GET / HTTP/1.1\r\nHost: " + sni + "\r\nConnection: close\r\n\r\n";
    BIO_write(bio.get(), request.data(), static_cast<int>(request.size()));
    std::string received;
    char buffer[4096];
    for (int got = 0; !isComplete(received) && (got = BIO_read(bio.get(), buffer, sizeof buffer)) > 0;)
        received.append(buffer, static_cast<std::size_t>(got));
    const RawAnswer answer = parsed(received);
    return std::to_string(answer.status) + " " + answer.header("x-wayproof-backend") + " " +
           answer.header("x-wayproof-received");
}

QString dataFile(const QString &relative)
{
    return QStringLiteral(WAYPROOF_SOURCE_DIR "/tests/data/") + relative;
}

QString compareWithGolden(const QString &file, const QByteArray &actual)
{
    const QString path = dataFile(file);
    if (qEnvironmentVariableIsSet("WAYPROOF_UPDATE_GOLDENS")) {
        QFile golden(path);
        if (golden.open(QIODevice::WriteOnly))
            golden.write(actual);
        return {};
    }
    QFile golden(path);
    const QByteArray expected = golden.open(QIODevice::ReadOnly) ? golden.readAll() : QByteArray();
    if (expected == actual)
        return {};
    const QList<QByteArray> left = expected.split('\n');
    const QList<QByteArray> right = actual.split('\n');
    for (qsizetype i = 0; i < std::max(left.size(), right.size()); ++i) {
        if (left.value(i) != right.value(i))
            return u"%1:%2\n  expected: %3\n  actual:   %4"_s.arg(file).arg(i + 1).arg(
                QString::fromUtf8(left.value(i)), QString::fromUtf8(right.value(i)));
    }
    return file + u" differs"_s;
}

QString failureOf(const QString &program, const QStringList &arguments)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(program, arguments);
    if (!process.waitForFinished(30000))
        return u"did not finish"_s;
    const QString output = QString::fromUtf8(process.readAll());
    return process.exitCode() == 0 ? QString() : u"exit %1: %2"_s.arg(process.exitCode()).arg(output);
}

} // namespace wayproof
