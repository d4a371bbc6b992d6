// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The echo server in every protocol that model/lab/echoprotocol.h promises, on one port each.
#include "model/lab/certificates.h"
#include "model/lab/echoserver.h"
#include "model/lab/echosession.h"
#include "model/lab/freeports.h"
#include "tests/lab/labsupport.h"
#include "tests/lab/wire.h"

#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <thread>

using namespace wayproof;
using namespace Qt::StringLiterals;

namespace
{

QJsonObject json(const std::string &text)
{
    return QJsonDocument::fromJson(QByteArray::fromStdString(text)).object();
}

} // namespace

class TestEchoProtocols : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        auto free = FreePorts::reserve(1, 1);
        QVERIFY(free);
        m_port = free->ports()[0];
        m_udpPort = free->udpPorts()[0];
        free.value().release();
        const auto authority = LabAuthority::create();
        QVERIFY(authority);
        m_caFile = m_directory.filePath(u"ca.pem"_s).toStdString();
        m_clientFile = m_directory.filePath(u"client.pem"_s).toStdString();
        m_received = m_directory.filePath(u"received"_s);
        QVERIFY(authority->writeCa(m_caFile));
        QVERIFY(authority->writeLeaf({m_clientFile, {"lab-client"}, LabCertificate::Use::Client}));
        auto started = EchoServer::start(
            {{m_port, "shop/cart:8080", "10.0.0.1:80", false, false, {"also.example", "spiffe://x/y"}},
             {m_udpPort, "dns/udp:53", "10.0.0.9:53", false, true, {}}},
            {authority->toPem(), m_received.toStdString()});
        QVERIFY(started);
        m_server = std::move(started).value();
    }

    void firstBytesDecide_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("protocol");
        const auto row = [](const QByteArray &bytes, EchoProtocol protocol) {
            QTest::newRow(bytes.toPercentEncoding().constData()) << bytes << static_cast<int>(protocol);
        };
        row("GET / HTTP/1.1\r\n", EchoProtocol::Http1);
        row("PURGE /x HTTP/1.1\r\n", EchoProtocol::Http1);
        row("OPTIONS * HTTP/1.1\r\n", EchoProtocol::Http1);
        row("CONNECT a:443 HTTP/1.1\r\n", EchoProtocol::Http1);
        row("GE", EchoProtocol::Undecided);
        row("GET ", EchoProtocol::Undecided);
        row("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", EchoProtocol::Http2);
        row("PRI", EchoProtocol::Undecided);
        row("\x16\x03\x01", EchoProtocol::Tls);
        row("\x16", EchoProtocol::Undecided);
        row("PING", EchoProtocol::Lines);
        row("hello there", EchoProtocol::Lines);
        row("\r\n", EchoProtocol::Lines);
        row("", EchoProtocol::Undecided);
    }
    void firstBytesDecide()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(int, protocol);
        QCOMPARE(
            static_cast<int>(protocolOf(std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size())))),
            protocol);
    }

    void linesNameTheBackendOnceAndEcho()
    {
        Wire wire(m_port);
        wire.send("hello");
        std::string got;
        while (!QByteArray::fromStdString(got).endsWith("hello")) {
            const std::string next = wire.receive();
            QVERIFY(!next.empty());
            got += next;
        }
        QCOMPARE(got, std::string("wayproof-backend shop/cart:8080 endpoint 10.0.0.1:80\nhello"));
        wire.send(" again");
        wire.endSending();
        QCOMPARE(wire.receiveAll(), std::string(" again"));
        QCOMPARE(exchangeBytes(m_port, ""), std::string("wayproof-backend shop/cart:8080 endpoint 10.0.0.1:80\n"));
    }

    void longLinesComeBackWhole()
    {
        const std::string bytes(std::size_t(3) * 1024 * 1024, 'x');
        Wire wire(m_port);
        std::thread writer([&] {
            wire.send(bytes);
            wire.endSending();
        });
        const std::string got = wire.receiveAll();
        writer.join();
        QCOMPARE(got.substr(got.find('\n') + 1).size(), bytes.size());
    }

    void datagramsAreAnsweredOneByOne()
    {
        QCOMPARE(exchangeDatagram(m_udpPort, "query"),
                 std::string("wayproof-backend dns/udp:53 endpoint 10.0.0.9:53\nquery"));
        QCOMPARE(exchangeDatagram(m_udpPort, ""), std::string("wayproof-backend dns/udp:53 endpoint 10.0.0.9:53\n"));
    }

    void http2IsAnsweredWithPriorKnowledge()
    {
        const Http2Answer answer = fireHttp2(m_port, "PUT", "/a//b?x=%20", "Shop.Example:81", {{"x-a", "1"}}, "body");
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.header("x-wayproof-backend"), std::string("shop/cart:8080"));
        QCOMPARE(answer.header("x-wayproof-received"), std::string("PUT /a//b?x=%20"));
        QCOMPARE(answer.header("x-wayproof-received-host"), std::string("Shop.Example:81"));
        QCOMPARE(answer.header("x-wayproof-received-protocol"), std::string("HTTP/2"));
        QCOMPARE(json(answer.body).value("bodyBytes"_L1).toInt(), 4);
        QCOMPARE(fireHttp2(m_port, "HEAD", "/", "a").body, std::string());
        QCOMPARE(fireHttp2(m_port, "GET", "/", "a", {{"x-wayproof-status", "404"}}).status, 404);
    }

    void grpcIsAnsweredInHeadersMessageAndTrailers()
    {
        const Http2Answer answer = callGrpc(m_port, "grpc.example", "/shop.Cart/Add", {{"x-wayproof-record", "g1"}});
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.header("content-type"), std::string("application/grpc"));
        QCOMPARE(answer.header("x-wayproof-received"), std::string("POST /shop.Cart/Add"));
        QCOMPARE(answer.body.substr(0, 1), std::string(1, '\0'));
        QCOMPARE(json(answer.body.substr(5)).value("target"_L1).toString(), u"/shop.Cart/Add"_s);
        QCOMPARE(answer.grpcStatus(), std::string("0"));
        QCOMPARE(answer.trailers.back(),
                 std::make_pair(std::string("x-wayproof-endpoint"), std::string("10.0.0.1:80")));
        QCOMPARE(callGrpc(m_port, "a", "/s/m", {{"x-wayproof-grpc-status", "5"}}).grpcStatus(), std::string("5"));
    }

    void tlsShowsTheCertificateThatWasAskedFor()
    {
        const TlsWish wish{"db.example", m_caFile, {}, {}};
        QCOMPARE(exchangeBytes(m_port, "x", wish),
                 std::string("wayproof-backend shop/cart:8080 endpoint 10.0.0.1:80 sni db.example client -\nx"));
        QCOMPARE(exchangeBytes(m_port, "x", TlsWish{{}, {}, m_clientFile, {}}),
                 std::string("wayproof-backend shop/cart:8080 endpoint 10.0.0.1:80 sni - client lab-client\nx"));
        const Http2Answer http2 = fireHttp2(m_port, "GET", "/x", "db.example", {}, {}, wish);
        QCOMPARE(http2.header("x-wayproof-received-sni"), std::string("db.example"));
        QCOMPARE(json(http2.body).value("alpn"_L1).toString(), u"h2"_s);
        QCOMPARE(callGrpc(m_port, "db.example", "/s/m", {}, wish).grpcStatus(), std::string("0"));
    }

    void http1InsideTlsCountsBodiesAndKeepsTheConnection()
    {
        Wire wire(m_port, TlsWish{"db.example", m_caFile, m_clientFile, "http/1.1"});
        QCOMPARE(wire.alpn(), std::string("http/1.1"));
        const std::string chunked = "POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
                                    "5\r\nhello\r\n3;x\r\nabc\r\n0\r\nT: 1\r\n\r\n";
        const std::string counted = "PUT /b HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\nbody";
        wire.send(chunked + counted + "GET /c HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
        const QByteArray all = QByteArray::fromStdString(wire.receiveAll());
        QCOMPARE(all.count("HTTP/1.1 200"), 3);
        QVERIFY2(all.contains("x-wayproof-received: POST /a\r\n") && all.contains(R"("bodyBytes":8)"), all);
        QVERIFY2(all.contains("x-wayproof-received: PUT /b\r\n") && all.contains(R"("bodyBytes":4)"), all);
        QVERIFY2(all.contains("x-wayproof-received-client: lab-client\r\n"), all);
    }

    void answersCanBeChosenByTheAttempt()
    {
        const std::string headers = "X-Wayproof-Status: 503,500,200\r\nX-Request-Id: one\r\n";
        QCOMPARE(fire(m_port, "GET", "/", "a", headers).status, 503);
        QCOMPARE(fire(m_port, "GET", "/", "a", headers).status, 500);
        QCOMPARE(fire(m_port, "GET", "/", "a", headers).status, 200);
        QCOMPARE(fire(m_port, "GET", "/", "a", headers).status, 200);
        QCOMPARE(fire(m_port, "GET", "/", "a", "X-Wayproof-Status: 418\r\n").status, 418);
        QCOMPARE(fire(m_port, "GET", "/", "a", "X-Wayproof-Auth-Status: 403\r\n").status, 200);
        QCOMPARE(fire(m_port, "GET", "/", "a", "X-Wayproof-Auth-Check: 1\r\nX-Wayproof-Auth-Status: 403\r\n").status,
                 403);
    }

    void answersCanBeDelayed()
    {
        QElapsedTimer clock;
        clock.start();
        QCOMPARE(fire(m_port, "GET", "/", "a", "X-Wayproof-Delay: 60\r\n").status, 200);
        QVERIFY(clock.restart() >= 60);
        QCOMPARE(fireHttp2(m_port, "GET", "/", "a", {{"x-wayproof-delay", "60"}}).status, 200);
        QVERIFY(clock.elapsed() >= 60);
    }

    void requestsAreRecordedWhenTheyAskForItOrAreMirrored()
    {
        fire(m_port, "GET", "/quiet", "a");
        fire(m_port, "GET", "/mirrored", "a", "X-Wayproof-Mirror: 1\r\nX-Request-Id: r\r\n");
        QFile file(m_received);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QList<QByteArray> lines = file.readAll().trimmed().split('\n');
        QCOMPARE(lines.size(), 2);
        QCOMPARE(json(lines[0].toStdString()).value("record"_L1).toString(), u"g1"_s);
        const QJsonObject mirrored = json(lines[1].toStdString());
        QCOMPARE(mirrored.value("target"_L1).toString(), u"/mirrored"_s);
        QCOMPARE(mirrored.value("requestId"_L1).toString(), u"r"_s);
        QVERIFY(mirrored.value("mirrored"_L1).toBool());
    }

private:
    QTemporaryDir m_directory;
    std::string m_caFile;
    std::string m_clientFile;
    QString m_received;
    std::uint16_t m_port = 0;
    std::uint16_t m_udpPort = 0;
    std::unique_ptr<EchoServer> m_server;
};

QTEST_GUILESS_MAIN(TestEchoProtocols)
#include "tst_echoprotocols.moc"
