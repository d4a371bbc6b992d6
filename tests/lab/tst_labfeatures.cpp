// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// What HTTPRoutes ask of real Envoy besides choosing a backend: retries, timeouts, sessions, authorisation, mirrors,
// filters of a single backend.
#include "model/lab/labprograms.h"
#include "tests/lab/labsupport.h"
#include "tests/lab/runninglab.h"
#include "tests/lab/wire.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <set>

using namespace wayproof;
using namespace Qt::StringLiterals;

class TestLabFeatures : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("XDG_RUNTIME_DIR", m_runtime.path().toUtf8());
        qputenv("WAYPROOF_LABD", LAB_SUPERVISOR);
        if (findEnvoy().empty())
            QSKIP("Envoy is not installed (packaging/install-envoy.sh)");
        m_lab = std::make_unique<RunningLab>(u"envoy/features.in.yaml"_s);
        QVERIFY2(m_lab->problem().isEmpty(), qPrintable(m_lab->problem()));
        m_port = m_lab->port("http");
    }

    void failedTriesAreRepeated()
    {
        QCOMPARE(ask("/retry", "X-Wayproof-Status: 503,500,200\r\n").status, 200);
        // Two tries beyond the first: the last error is the answer.
        QCOMPARE(ask("/retry", "X-Wayproof-Status: 503,503,500,200\r\n").status, 500);
        QCOMPARE(ask("/retry", "X-Wayproof-Status: 502,200\r\n").status, 502);
        QCOMPARE(ask("/patient", "X-Wayproof-Status: 503,200\r\n").status, 503);
    }

    void slowBackendsTimeOut()
    {
        QCOMPARE(ask("/slow", "X-Wayproof-Delay: 1000\r\n").status, 504);
        QCOMPARE(ask("/slow").status, 200);
        QCOMPARE(ask("/patient", "X-Wayproof-Delay: 150\r\n").status, 200);
        // Three tries of 200 ms each.
        QElapsedTimer clock;
        clock.start();
        QCOMPARE(ask("/retry", "X-Wayproof-Delay: 1000\r\n").status, 504);
        QVERIFY(clock.elapsed() >= 600);
    }

    void sessionsStayWithTheirEndpoint()
    {
        const RawAnswer first = ask("/cookie");
        const std::string cookie = first.header("set-cookie");
        QVERIFY2(cookie.starts_with("lab=") && cookie.find("Max-Age=3600") != std::string::npos, cookie.c_str());
        const std::string pair = cookie.substr(0, cookie.find(';'));
        const std::string session = ask("/header").header("x-session");
        QVERIFY(!session.empty());
        std::set<std::string> byCookie;
        std::set<std::string> byHeader;
        std::set<std::string> without;
        for (int i = 0; i < 40; ++i) {
            byCookie.insert(ask("/cookie", "Cookie: " + pair + "\r\n").header("x-wayproof-backend"));
            byHeader.insert(ask("/header", "x-session: " + session + "\r\n").header("x-wayproof-backend"));
            without.insert(ask("/cookie").header("x-wayproof-backend"));
        }
        QCOMPARE(byCookie, (std::set<std::string>{first.header("x-wayproof-backend")}));
        QCOMPARE(byHeader.size(), std::size_t(1));
        QCOMPARE(without.size(), std::size_t(2));
        QVERIFY(ask("/nameless").header("set-cookie").starts_with("wayproof-session="));
    }

    void authorisationIsAskedFirst_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("headers");
        QTest::addColumn<int>("status");
        QTest::newRow("http, granted") << QByteArray("/auth-http") << QByteArray() << 200;
        QTest::newRow("http, denied") << QByteArray("/auth-http") << QByteArray("X-Wayproof-Auth-Status: 403\r\n")
                                      << 403;
        QTest::newRow("http, 401") << QByteArray("/auth-http") << QByteArray("X-Wayproof-Auth-Status: 401\r\n") << 401;
        QTest::newRow("grpc, granted") << QByteArray("/auth-grpc") << QByteArray() << 200;
        QTest::newRow("grpc, denied") << QByteArray("/auth-grpc") << QByteArray("X-Wayproof-Auth-Status: 403\r\n")
                                      << 403;
        QTest::newRow("grpc, 401") << QByteArray("/auth-grpc") << QByteArray("X-Wayproof-Auth-Status: 401\r\n") << 401;
        QTest::newRow("nobody to ask") << QByteArray("/auth-missing") << QByteArray() << 500;
        QTest::newRow("not asked") << QByteArray("/patient") << QByteArray("X-Wayproof-Auth-Status: 403\r\n") << 200;
    }
    void authorisationIsAskedFirst()
    {
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, headers);
        QFETCH(int, status);
        const RawAnswer answer = ask(path.toStdString(), headers.toStdString());
        QCOMPARE(answer.status, status);
        if (status == 200)
            QCOMPARE(answer.header("x-wayproof-backend"), std::string("f/one:80"));
    }

    void mirroredRequestsAreRecorded()
    {
        QCOMPARE(ask("/mirror-all", "X-Wayproof-Record: all\r\n").header("x-wayproof-backend"),
                 std::string("f/one:80"));
        QTRY_COMPARE(mirrored("all"), std::size_t(1));
        QCOMPARE(recorded("all"), std::size_t(2));
        QCOMPARE(lastMirrored().value("backend"_L1).toString(), u"f/two:80"_s);
        QCOMPARE(lastMirrored().value("target"_L1).toString(), u"/mirror-all"_s);
        constexpr int fired = 400;
        for (int i = 0; i < fired; ++i)
            ask("/mirror-half", "X-Wayproof-Record: half\r\n");
        // Half of them: the chance of being outside of these bounds is below one in a million.
        QTRY_VERIFY(mirrored("half") >= 150);
        QCOMPARE(recorded("half") - mirrored("half"), std::size_t(fired));
        QVERIFY(mirrored("half") <= 250);
    }

    void filtersOfOneBackendActWhenItIsChosen()
    {
        std::map<std::string, int> seen;
        for (int i = 0; i < 400; ++i) {
            const RawAnswer answer = ask("/own/x");
            const std::string where = answer.header("location").empty() ? answer.header("x-wayproof-received") + " " +
                                                                              answer.header("x-wayproof-received-host")
                                                                        : answer.header("location");
            ++seen[std::to_string(answer.status) + " " + where];
            if (answer.status == 200)
                QVERIFY(answer.body.find(R"(["x-rule","1"])") != std::string::npos);
        }
        // Shares of 2 : 1 : 1; the chance of being outside of these bounds is below one in a million.
        const int rewritten = seen["200 GET /mine/x own.internal"];
        const int redirected = seen["307 http://elsewhere.example/own/x"];
        const int refused = seen["500  "];
        QVERIFY2(rewritten > 145 && rewritten < 255, std::to_string(rewritten).c_str());
        QVERIFY2(redirected > 55 && redirected < 150, std::to_string(redirected).c_str());
        QVERIFY2(refused > 55 && refused < 150, std::to_string(refused).c_str());
        QCOMPARE(rewritten + redirected + refused, 400);
    }

    void whatIsNotServedIsNamed()
    {
        QCOMPARE(ask("/extension").status, 500);
        std::string all;
        for (const Diagnostic &note : m_lab->status().notServed)
            all += note.message + "\n";
        QCOMPARE(all, std::string("filter ExtensionRef: the lab does not serve it; the rule answers 500.\n"
                                  "sessionPersistence.idleTimeout: the lab does not keep it.\n"));
    }

private:
    RawAnswer ask(const std::string &path, const std::string &headers = {}) const
    {
        return fire(m_port, "GET", path, "any", headers);
    }

    std::size_t count(const QString &record, bool mirroredOnly) const
    {
        const std::vector<QJsonObject> lines = m_lab->received();
        return static_cast<std::size_t>(std::count_if(lines.begin(), lines.end(), [&](const QJsonObject &line) {
            return line.value("record"_L1).toString() == record &&
                   (!mirroredOnly || line.value("mirrored"_L1).toBool());
        }));
    }
    std::size_t mirrored(const char *record) const { return count(QString::fromLatin1(record), true); }
    std::size_t recorded(const char *record) const { return count(QString::fromLatin1(record), false); }

    QJsonObject lastMirrored() const
    {
        const std::vector<QJsonObject> lines = m_lab->received();
        const auto found = std::find_if(lines.rbegin(), lines.rend(),
                                        [](const QJsonObject &line) { return line.value("mirrored"_L1).toBool(); });
        return found == lines.rend() ? QJsonObject() : *found;
    }

    QTemporaryDir m_runtime;
    std::unique_ptr<RunningLab> m_lab;
    std::uint16_t m_port = 0;
};

QTEST_GUILESS_MAIN(TestLabFeatures)
#include "tst_labfeatures.moc"
