// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// TLS as the client sees it: address, Host, SNI and the verified name each for itself; certificates; HTTP/2.
#include "model/probe/prober.h"
#include "rawserver.h"

#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace wayproof;

namespace
{

std::string errorCode(const Observation &observation)
{
    return observation.error ? std::string(toText(observation.error->kind)) : "none";
}

void write(const QString &path, const std::string &text)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(QByteArray::fromStdString(text)) < 0)
        qFatal("cannot write the test's files");
}

int freePort()
{
    const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    ::bind(fd, reinterpret_cast<sockaddr *>(&address), size);
    ::getsockname(fd, reinterpret_cast<sockaddr *>(&address), &size);
    ::close(fd);
    return ntohs(address.sin_port);
}

} // namespace

class tst_ProberTls : public QObject
{
    Q_OBJECT

    QTemporaryDir m_directory;
    Certificate m_authority;
    std::string m_caFile;

    static RawServer::Answer ok()
    {
        return [](const Received &) { return httpAnswer(200, "ok"); };
    }

    ProbeTarget target(const std::string &address) const
    {
        ProbeTarget target;
        target.address = address;
        target.caFile = m_caFile;
        return target;
    }

    static Request request(const std::string &host)
    {
        Request made;
        made.scheme = "https";
        made.host = host;
        made.path = "/x";
        return made;
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_authority = makeAuthority();
        m_caFile = m_directory.filePath(QStringLiteral("ca.pem")).toStdString();
        write(QString::fromStdString(m_caFile), m_authority.certificate);
    }

    void namesAreIndependentOfEachOther_data()
    {
        QTest::addColumn<QByteArray>("host");
        QTest::addColumn<QByteArray>("sni"); // "default": not said
        QTest::addColumn<QByteArray>("sentSni");
        QTest::addColumn<QByteArray>("verified");
        QTest::newRow("the host's") << QByteArray("shop.example:8443") << QByteArray("default")
                                    << QByteArray("shop.example") << QByteArray("shop.example");
        QTest::newRow("another SNI") << QByteArray("shop.example") << QByteArray("api.example")
                                     << QByteArray("api.example") << QByteArray("api.example");
        QTest::newRow("no SNI") << QByteArray("shop.example") << QByteArray("") << QByteArray("-")
                                << QByteArray("shop.example");
        QTest::newRow("an address is not sent")
            << QByteArray("127.0.0.1") << QByteArray("default") << QByteArray("-") << QByteArray("127.0.0.1");
    }
    void namesAreIndependentOfEachOther()
    {
        QFETCH(QByteArray, host);
        QFETCH(QByteArray, sni);
        QFETCH(QByteArray, sentSni);
        QFETCH(QByteArray, verified);
        RawServer server(ok(), RawServer::After::Close,
                         makeCertificate(m_authority, {"shop.example", "api.example", "127.0.0.1"}));
        Request made = request(host.toStdString());
        if (sni != "default")
            made.sni = sni.toStdString();
        const Observation observation = probe(target(server.address()), made);
        QCOMPARE(errorCode(observation), std::string("none"));
        QCOMPARE(QByteArray::fromStdString(server.last().sni), sentSni);
        QCOMPARE(QByteArray::fromStdString(server.last().head), "GET /x HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
        QCOMPARE(QByteArray::fromStdString(observation.tls->verifiedName), verified);
        QVERIFY(toJson(observation)[QStringLiteral("tls")].toObject()[QStringLiteral("verified")].toBool());
        QCOMPARE(observation.tls->certificateNames.size(), 3U);
        QVERIFY(observation.timings.tls && *observation.timings.tls > 0);
    }

    void badCertificatesAreRefusedInPlainWords_data()
    {
        QTest::addColumn<QByteArray>("fault");
        QTest::addColumn<QByteArray>("code");
        QTest::addColumn<QByteArray>("word");
        QTest::newRow("unknown authority") << QByteArray("authority") << QByteArray("certificate-untrusted")
                                           << QByteArray("does not hold its authority");
        QTest::newRow("the system's authorities")
            << QByteArray("system") << QByteArray("certificate-untrusted") << QByteArray("not trusted here");
        QTest::newRow("self-signed") << QByteArray("self") << QByteArray("certificate-untrusted")
                                     << QByteArray("signed by itself");
        QTest::newRow("expired") << QByteArray("expired") << QByteArray("certificate-expired")
                                 << QByteArray("has expired");
        QTest::newRow("not yet") << QByteArray("early") << QByteArray("certificate-expired")
                                 << QByteArray("not valid yet");
        QTest::newRow("other name") << QByteArray("name") << QByteArray("certificate-name")
                                    << QByteArray("it is for other.example");
        QTest::newRow("no CA file") << QByteArray("file") << QByteArray("ca-file-unreadable")
                                    << QByteArray("cannot be read");
    }
    void badCertificatesAreRefusedInPlainWords()
    {
        QFETCH(QByteArray, fault);
        QFETCH(QByteArray, code);
        QFETCH(QByteArray, word);
        const Certificate signer = fault == "authority" ? makeAuthority() : m_authority;
        const int start = fault == "expired" ? -10 : fault == "early" ? 10 : 0;
        const Certificate certificate =
            fault == "self" ? makeAuthority()
                            : makeCertificate(signer, {fault == "name" ? "other.example" : "shop.example"}, start);
        RawServer server(ok(), RawServer::After::Close, certificate);
        ProbeTarget to = target(server.address());
        if (fault == "file")
            to.caFile += ".missing";
        if (fault == "system")
            to.caFile.clear();
        const Observation observation = probe(to, request("shop.example"));
        QCOMPARE(QByteArray::fromStdString(errorCode(observation)), code);
        QVERIFY2(observation.error->text.find(word.toStdString()) != std::string::npos,
                 observation.error->text.c_str());
        QVERIFY(server.received().empty());
        QVERIFY(!toJson(observation)[QStringLiteral("tls")].toObject()[QStringLiteral("verified")].toBool());

        to.isInsecure = true;
        if (fault == "file")
            to.caFile = m_caFile;
        const Observation insecure = probe(to, request("shop.example"));
        QCOMPARE(errorCode(insecure), std::string("none"));
        QVERIFY(insecure.tls->isInsecure);
        QVERIFY(toJson(insecure)[QStringLiteral("tls")].toObject()[QStringLiteral("insecure")].toBool());
    }

    void aRefusedHandshakeIsARefusal()
    {
        RawServer server(ok(), RawServer::After::Close, makeCertificate(m_authority, {"shop.example"}));
        server.refuseHandshakes();
        const Observation observation = probe(target(server.address()), request("shop.example"));
        QCOMPARE(errorCode(observation), std::string("tls-refused"));
        QVERIFY(isRefusal(observation.error->kind));
        QVERIFY2(observation.error->text.find("shop.example") != std::string::npos, observation.error->text.c_str());
    }

    void aPlainPortIsNamedAsSuch()
    {
        RawServer server([](const Received &) { return std::string("SSH-2.0-x\r\n"); });
        server.speakFirst();
        const Observation observation = probe(target(server.address()), request("shop.example"));
        QCOMPARE(errorCode(observation), std::string("tls-not-spoken"));
        QVERIFY2(observation.error->text.find("does not speak TLS") != std::string::npos,
                 observation.error->text.c_str());
    }

    void plainAndTlsHaveAddressesOfTheirOwn()
    {
        RawServer plain(ok());
        RawServer secure(ok(), RawServer::After::Close, makeCertificate(m_authority, {"shop.example"}));
        ProbeTarget both = target(plain.address());
        both.tlsAddress = secure.address();
        QCOMPARE(errorCode(probe(both, request("shop.example"))), std::string("none"));
        QCOMPARE(secure.received().size(), 1U);
        RawServer redirecting(
            [](const Received &) { return httpAnswer(308, "", "Location: https://shop.example/y\r\n"); });
        both.address = redirecting.address();
        ProbeOptions options;
        options.followsRedirects = true;
        Request start = request("shop.example");
        start.scheme = "http";
        QCOMPARE(*probe(both, start, options).status, 200);
        QCOMPARE(secure.last().requestLine(), std::string("GET /y HTTP/1.1"));
        QCOMPARE(secure.last().sni, std::string("shop.example"));
    }

    void http2OverTlsAgainstARealServer()
    {
        QString nginx = QStandardPaths::findExecutable(QStringLiteral("nginx"));
        if (nginx.isEmpty())
            nginx = QStandardPaths::findExecutable(QStringLiteral("nginx"), {QStringLiteral("/usr/sbin")});
        if (nginx.isEmpty())
            QSKIP("nginx is not installed: HTTP/2 is not tried");
        const Certificate certificate = makeCertificate(m_authority, {"shop.example"});
        write(m_directory.filePath(QStringLiteral("s.pem")), certificate.certificate);
        write(m_directory.filePath(QStringLiteral("s.key")), certificate.key);
        const int port = freePort();
        const QString conf = m_directory.filePath(QStringLiteral("nginx.conf"));
        const std::string directory = m_directory.path().toStdString();
        std::string temporary;
        for (const char *what : {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"})
            temporary += std::string(what) + "_temp_path " + directory + ";\n";
        write(conf, "daemon off; master_process off; pid " + directory +
                        "/nginx.pid; error_log stderr;\nevents {}\nhttp {\n" + temporary +
                        "access_log off;\nserver { listen 127.0.0.1:" + std::to_string(port) +
                        " ssl http2; ssl_certificate s.pem; ssl_certificate_key s.key; merge_slashes off;\n"
                        "location / { return 200 "
                        "'$request_method|$request_uri|$http_host|$server_protocol|$http_x_a|$http_accept|$http_user_"
                        "agent'; } } }\n");
        QProcess server;
        server.start(nginx, {QStringLiteral("-p"), m_directory.path(), QStringLiteral("-c"), conf});
        QVERIFY(server.waitForStarted());
        Request made = request("shop.example");
        made.path = "//a/../b%2F?x=%20";
        made.headers = {{"X-A", "1"}};
        ProbeOptions options;
        options.http = ProbeOptions::Http::Two;
        Observation observation;
        const ProbeTarget to = target("127.0.0.1:" + std::to_string(port));
        QTRY_VERIFY((observation = probe(to, made, options)).status);
        QCOMPARE(errorCode(observation), std::string("none"));
        QCOMPARE(observation.httpVersion, std::string("2"));
        QCOMPARE(observation.body.kept, std::string("GET|//a/../b%2F?x=%20|shop.example|HTTP/2.0|1||"));
        QCOMPARE(probe(to, made).httpVersion, std::string("1.1"));
        made.method = "HEAD";
        QCOMPARE(*probe(to, made, options).status, 200);
        made.method = "POST";
        made.body = "abc";
        QCOMPARE(probe(to, made, options).body.kept.substr(0, 5), std::string("POST|"));
        server.terminate();
        QVERIFY(server.waitForFinished());
    }
};

QTEST_GUILESS_MAIN(tst_ProberTls)
#include "tst_probertls.moc"
