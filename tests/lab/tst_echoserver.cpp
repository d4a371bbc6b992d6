// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The echo server says who it is and what it received, byte for byte.
#include "model/lab/echoserver.h"
#include "model/lab/freeports.h"
#include "tests/lab/labsupport.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace wayproof;
using namespace Qt::StringLiterals;

class TestEchoServer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        auto free = FreePorts::reserve(2);
        QVERIFY(free);
        m_ports = free->ports();
        free.value().release();
        auto started = EchoServer::start({{m_ports[0], "shop/cart:8080", "10.0.0.1:80", false},
                                          {m_ports[1], "routing-experiment/go-app:80", "10.0.0.2:80", true}});
        QVERIFY(started);
        m_server = std::move(started).value();
    }

    void namesItselfByThePortThatWasAsked()
    {
        QCOMPARE(fire(m_ports[0], "GET", "/", "a").header("x-wayproof-backend"), std::string("shop/cart:8080"));
        const RawAnswer other = fire(m_ports[1], "GET", "/", "a");
        QCOMPARE(other.header("x-wayproof-backend"), std::string("routing-experiment/go-app:80"));
        QCOMPARE(other.header("x-wayproof-endpoint"), std::string("10.0.0.2:80"));
    }

    void repeatsTheTargetByteForByte()
    {
        const std::string target = "/a//b/%2F/../c;p=1?x=%20y&&z";
        const RawAnswer answer =
            fire(m_ports[0], "PUT", target, "Shop.Example:81", "X-A: 1\r\nX-B: 2\r\nx-a: 3\r\n", "hello");
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.header("x-wayproof-received"), "PUT " + target);
        QCOMPARE(answer.header("x-wayproof-received-host"), std::string("Shop.Example:81"));
        const QJsonObject body = QJsonDocument::fromJson(QByteArray::fromStdString(answer.body)).object();
        QCOMPARE(body.value("target"_L1).toString().toStdString(), target);
        QCOMPARE(body.value("method"_L1).toString(), u"PUT"_s);
        QCOMPARE(body.value("bodyBytes"_L1).toInt(), 5);
        QStringList values;
        const QJsonArray headers = body.value("headers"_L1).toArray();
        for (const QJsonValue header : headers) {
            if (header.toArray().at(0).toString().toLower() == u"x-a"_s)
                values.append(header.toArray().at(1).toString());
        }
        QCOMPARE(values, (QStringList{u"1"_s, u"3"_s}));
    }

    void tutorialApplicationAnswersHealthWithATimestamp()
    {
        const RawAnswer first = fire(m_ports[1], "GET", "/healthz", "localhost");
        const QJsonObject health = QJsonDocument::fromJson(QByteArray::fromStdString(first.body)).object();
        QCOMPARE(health.value("status"_L1).toString(), u"ok"_s);
        QVERIFY(health.value("timestamp"_L1).toString().contains(u'.'));
        QCOMPARE(first.header("x-wayproof-received"), std::string("GET /healthz"));
        const RawAnswer second = fire(m_ports[1], "GET", "/version?x", "localhost");
        QVERIFY(QJsonDocument::fromJson(QByteArray::fromStdString(second.body)).object().contains(u"version"_s));
        const RawAnswer plain = fire(m_ports[0], "GET", "/healthz", "localhost");
        QVERIFY(QJsonDocument::fromJson(QByteArray::fromStdString(plain.body)).object().contains(u"target"_s));
    }

    void headerTextIsMadeSafe()
    {
        QCOMPARE(headerSafe("/a b\n\xc3%41", true), std::string("/a%20b%0A%C3%41"));
        QCOMPARE(headerSafe("%41", false), std::string("%2541"));
    }

    void takenPortIsReported()
    {
        const auto second = EchoServer::start({{m_ports[0], "a/b:1", "x", false}});
        QVERIFY(!second);
        QCOMPARE(second.diagnostics().front().code, std::string("lab-port-taken"));
    }

private:
    std::vector<std::uint16_t> m_ports;
    std::unique_ptr<EchoServer> m_server;
};

QTEST_GUILESS_MAIN(TestEchoServer)
#include "tst_echoserver.moc"
