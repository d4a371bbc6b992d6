// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Requests as they arrive at a server that records bytes, and answers of every kind of brokenness.
#include "model/probe/prober.h"
#include "rawserver.h"

#include <QCryptographicHash>
#include <QElapsedTimer>
#include <QTest>

#include <future>

using namespace wayproof;

namespace
{

RawServer::Answer always(const std::string &bytes)
{
    return [bytes](const Received &) { return bytes; };
}

Request requestFor(const std::string &path)
{
    Request request;
    request.id = "r1";
    request.host = "shop.example";
    request.path = path;
    return request;
}

ProbeTarget at(const RawServer &server)
{
    ProbeTarget target;
    target.address = server.address();
    return target;
}

std::string errorCode(const Observation &observation)
{
    return observation.error ? std::string(toText(observation.error->kind)) : "none";
}

std::string sha256(const std::string &text)
{
    return QCryptographicHash::hash(QByteArray::fromStdString(text), QCryptographicHash::Sha256).toHex().toStdString();
}

} // namespace

class tst_Prober : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void targetGoesOutByteForByte_data()
    {
        QTest::addColumn<QByteArray>("target");
        QTest::newRow("dots, double slash, escaped slash") << QByteArray("//a/../b%2F?x");
        QTest::newRow("root") << QByteArray("/");
        QTest::newRow("empty query") << QByteArray("/?");
        QTest::newRow("fragment sign") << QByteArray("/a#b");
        QTest::newRow("broken escape") << QByteArray("/%zz%");
        QTest::newRow("brackets") << QByteArray("/[a]{b}|^`\\");
        QTest::newRow("raw bytes") << QByteArray("/\xc3\xa4\xff");
        QTest::newRow("asterisk") << QByteArray("*");
        QTest::newRow("absolute form") << QByteArray("http://other.example/x");
        QTest::newRow("no leading slash") << QByteArray("a/b");
        QTest::newRow("dot segments at the end") << QByteArray("/a/./b/..");
        QTest::newRow("space") << QByteArray("/a b");
        QTest::newRow("8 KiB") << QByteArray("/") + QByteArray(8192, 'x');
    }
    void targetGoesOutByteForByte()
    {
        QFETCH(QByteArray, target);
        RawServer server(always(httpAnswer(200, "ok")));
        const Observation observation = probe(at(server), requestFor(target.toStdString()));
        QCOMPARE(errorCode(observation), std::string("none"));
        QCOMPARE(QByteArray::fromStdString(server.last().target()), target);
    }

    void nothingButTheRequestsOwnHeadersIsSent()
    {
        RawServer server(always(httpAnswer(200, "ok")));
        Request request = requestFor("/x");
        request.host = "Shop.Example:8080";
        request.headers = {{"X-Env", "a"}, {"X-Empty", ""}, {"x-env", "b"}, {"X-Env", "a"}, {"Cookie", "k=v; l=\"w\""}};
        QVERIFY(!probe(at(server), request).error);
        QCOMPARE(server.last().head,
                 std::string("GET /x HTTP/1.1\r\nHost: Shop.Example:8080\r\nX-Env: a\r\nX-Empty:\r\n"
                             "x-env: b\r\nX-Env: a\r\nCookie: k=v; l=\"w\"\r\n\r\n"));
    }

    void headersThatCurlHasOpinionsOnGoOutWhenAsked()
    {
        RawServer server(always(httpAnswer(200, "ok")));
        Request request = requestFor("/");
        request.headers = {{"Accept", "text/plain"}, {"User-Agent", "me"}, {"Connection", "close"}};
        QVERIFY(!probe(at(server), request).error);
        QCOMPARE(server.last().head, std::string("GET / HTTP/1.1\r\nHost: shop.example\r\nAccept: text/plain\r\n"
                                                 "User-Agent: me\r\nConnection: close\r\n\r\n"));
    }

    void anEmptyHostIsSentEmpty()
    {
        RawServer server(always(httpAnswer(200, "ok")));
        Request request = requestFor("/");
        request.host.clear();
        QVERIFY(!probe(at(server), request).error);
        QCOMPARE(server.last().head, std::string("GET / HTTP/1.1\r\nHost:\r\n\r\n"));
    }

    void methodsAndBodies_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("lengthLine");
        QTest::newRow("GET") << QByteArray("GET") << QByteArray() << QByteArray();
        QTest::newRow("GET with body") << QByteArray("GET") << QByteArray("a=b") << QByteArray("Content-Length: 3\r\n");
        QTest::newRow("HEAD") << QByteArray("HEAD") << QByteArray() << QByteArray();
        QTest::newRow("POST empty") << QByteArray("POST") << QByteArray() << QByteArray("Content-Length: 0\r\n");
        QTest::newRow("POST") << QByteArray("POST") << QByteArray("x\0y", 3) << QByteArray("Content-Length: 3\r\n");
        QTest::newRow("PUT") << QByteArray("PUT") << QByteArray("@x") << QByteArray("Content-Length: 2\r\n");
        QTest::newRow("DELETE") << QByteArray("DELETE") << QByteArray() << QByteArray();
        QTest::newRow("OPTIONS") << QByteArray("OPTIONS") << QByteArray() << QByteArray();
        QTest::newRow("own method") << QByteArray("purge-All") << QByteArray() << QByteArray();
        QTest::newRow("2 MiB, no Expect")
            << QByteArray("POST") << QByteArray(2 << 20, 'b') << QByteArray("Content-Length: 2097152\r\n");
    }
    void methodsAndBodies()
    {
        QFETCH(QByteArray, method);
        QFETCH(QByteArray, body);
        QFETCH(QByteArray, lengthLine);
        RawServer server(
            always("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n" + std::string(method == "HEAD" ? "" : "ok")));
        Request request = requestFor("/m");
        request.method = method.toStdString();
        request.body = body.toStdString();
        const Observation observation = probe(at(server), request);
        QCOMPARE(errorCode(observation), std::string("none"));
        QCOMPARE(QByteArray::fromStdString(server.last().head),
                 method + " /m HTTP/1.1\r\nHost: shop.example\r\n" + lengthLine + "\r\n");
        QCOMPARE(QByteArray::fromStdString(server.last().body), body);
        QCOMPARE(observation.body.bytes, method == "HEAD" ? 0U : 2U);
    }

    void theEnvironmentsProxyIsNotUsed()
    {
        RawServer server(always(httpAnswer(200, "ok")));
        qputenv("http_proxy", "http://127.0.0.1:1");
        const Observation observation = probe(at(server), requestFor("/"));
        qunsetenv("http_proxy");
        QCOMPARE(errorCode(observation), std::string("none"));
    }

    void theAnswerIsKeptAsItCame()
    {
        RawServer server(
            always("HTTP/1.1 100 Continue\r\nX-Interim: 1\r\n\r\nHTTP/1.1 207 Multi\r\nX-A: 1\r\nSet-Cookie: a=b\r\n"
                   "set-cookie: c=d\r\nX-Empty:\r\nTransfer-Encoding: chunked\r\nTrailer: X-T\r\n\r\n"
                   "3\r\nabc\r\n2\r\n{}\r\n0\r\nX-T: late\r\n\r\n"));
        const Observation observation = probe(at(server), requestFor("/"));
        QCOMPARE(errorCode(observation), std::string("none"));
        QCOMPARE(*observation.status, 207);
        QCOMPARE(observation.httpVersion, std::string("1.1"));
        const HeaderList expected{{"X-A", "1"},
                                  {"Set-Cookie", "a=b"},
                                  {"set-cookie", "c=d"},
                                  {"X-Empty", ""},
                                  {"Transfer-Encoding", "chunked"},
                                  {"Trailer", "X-T"}};
        QCOMPARE(observation.headers, expected);
        QCOMPARE(observation.trailers, (HeaderList{{"X-T", "late"}}));
        QCOMPARE(observation.body.kept, std::string("abc{}"));
        QCOMPARE(observation.body.sha256, sha256("abc{}"));
        QCOMPARE(observation.remoteAddress, server.address());
        QVERIFY(observation.timings.total && *observation.timings.total > 0);
        QVERIFY(observation.timings.firstByte && *observation.timings.firstByte <= *observation.timings.total);
        QVERIFY(!observation.timings.tls);
    }

    void aHugeBodyIsCountedAndHashedButNotKept()
    {
        const std::string body(5 * 1024 * 1024 + 3, 'h');
        RawServer server(always(httpAnswer(200, body)));
        const Observation observation = probe(at(server), requestFor("/"));
        QCOMPARE(errorCode(observation), std::string("none"));
        QCOMPARE(observation.body.bytes, body.size());
        QCOMPARE(observation.body.kept.size(), std::size_t(1024 * 1024));
        QVERIFY(observation.body.isTruncated());
        QCOMPARE(observation.body.sha256, sha256(body));
    }

    void brokenAnswers_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<bool>("isReset");
        QTest::addColumn<QByteArray>("code");
        QTest::addColumn<QByteArray>("kept");
        QTest::newRow("nothing") << QByteArray() << false << QByteArray("connection-closed") << QByteArray();
        QTest::newRow("nothing, reset") << QByteArray() << true << QByteArray("connection-closed") << QByteArray();
        QTest::newRow("within the headers") << QByteArray("HTTP/1.1 200 OK\r\nX-A: 1\r\nX-B") << false
                                            << QByteArray("answer-truncated") << QByteArray();
        QTest::newRow("within the body") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc") << false
                                         << QByteArray("answer-truncated") << QByteArray("abc");
        QTest::newRow("within a chunk") << QByteArray("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc")
                                        << false << QByteArray("answer-truncated") << QByteArray("abc");
        QTest::newRow("not HTTP") << QByteArray("SSH-2.0-OpenSSH_9.2\r\n") << false << QByteArray("answer-not-http")
                                  << QByteArray();
        QTest::newRow("up to the end of the connection")
            << QByteArray("HTTP/1.1 200 OK\r\n\r\nabc") << false << QByteArray("none") << QByteArray("abc");
    }
    void brokenAnswers()
    {
        QFETCH(QByteArray, answer);
        QFETCH(bool, isReset);
        QFETCH(QByteArray, code);
        QFETCH(QByteArray, kept);
        RawServer server(always(answer.toStdString()), isReset ? RawServer::After::Reset : RawServer::After::Close);
        const Observation observation = probe(at(server), requestFor("/"));
        QCOMPARE(QByteArray::fromStdString(errorCode(observation)), code);
        QCOMPARE(QByteArray::fromStdString(observation.body.kept), kept);
    }

    void timeouts_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<bool>("isMute");
        QTest::addColumn<QByteArray>("scheme");
        QTest::addColumn<QByteArray>("code");
        QTest::newRow("no answer") << QByteArray() << false << QByteArray("http") << QByteArray("timeout");
        QTest::newRow("half an answer") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc") << false
                                        << QByteArray("http") << QByteArray("timeout");
        QTest::newRow("no handshake") << QByteArray() << true << QByteArray("https") << QByteArray("connect-timeout");
    }
    void timeouts()
    {
        QFETCH(QByteArray, answer);
        QFETCH(bool, isMute);
        QFETCH(QByteArray, scheme);
        QFETCH(QByteArray, code);
        RawServer server(always(answer.toStdString()), RawServer::After::Hold);
        if (isMute)
            server.stayMute();
        ProbeOptions options;
        options.connectTimeout = std::chrono::milliseconds(200);
        options.totalTimeout = std::chrono::milliseconds(300);
        Request request = requestFor("/");
        request.scheme = scheme.toStdString();
        QElapsedTimer timer;
        timer.start();
        const Observation observation = probe(at(server), request, options);
        QCOMPARE(QByteArray::fromStdString(errorCode(observation)), code);
        QVERIFY2(timer.elapsed() < 5000, "the time-out must end the probe");
        if (answer.startsWith("HTTP"))
            QCOMPARE(*observation.status, 200);
    }

    void aStopRequestEndsTheProbeAtOnce()
    {
        RawServer server(always(""), RawServer::After::Hold);
        std::stop_source stop;
        auto result =
            std::async(std::launch::async, [&] { return probe(at(server), requestFor("/"), {}, stop.get_token()); });
        QTRY_COMPARE(server.received().size(), 1U);
        QElapsedTimer timer;
        timer.start();
        stop.request_stop();
        QCOMPARE(errorCode(result.get()), std::string("cancelled"));
        QVERIFY(timer.elapsed() < 5000);
    }

    void aBulkIsFiredWithBoundedConcurrencyInRounds()
    {
        std::atomic<int> open = 0;
        std::atomic<int> most = 0;
        RawServer server([&](const Received &) {
            most = std::max(most.load(), ++open);
            --open;
            return httpAnswer(200, "ok");
        });
        std::vector<Shot> shots;
        for (int i = 0; i < 60; ++i)
            shots.push_back({at(server), requestFor("/" + std::to_string(i)), i / 30});
        ProbeOptions options;
        options.concurrency = 4;
        std::vector<std::size_t> order;
        probeAll(shots, options, {}, [&](std::size_t index, const Observation &observation) {
            QVERIFY(!observation.error);
            order.push_back(index);
        });
        QCOMPARE(order.size(), 60U);
        QVERIFY(most <= 4);
        QVERIFY(std::all_of(order.begin(), order.begin() + 30, [](std::size_t index) { return index < 30; }));
    }

    void whatCannotBeSentIsSaidSo_data()
    {
        QTest::addColumn<QByteArray>("what");
        QTest::addColumn<QByteArray>("code");
        for (const char *what : {"line break in target", "line break in header", "colon in name", "second host",
                                 "HEAD with body", "empty method", "NUL in host"})
            QTest::newRow(what) << QByteArray(what) << QByteArray("request-not-sendable");
        for (const char *what : {"quic", "sctp"})
            QTest::newRow(what) << QByteArray(what) << QByteArray("protocol-not-probed");
        for (const char *what : {"http://127.0.0.1", "127.0.0.1:x", "127.0.0.1:70000", "", "a b", "[::1", "::1]:80"})
            QTest::newRow(qPrintable(QLatin1StringView("address ") + QLatin1StringView(what)))
                << QByteArray("@") + what << QByteArray("address-invalid");
        QTest::newRow("client certificate") << QByteArray("certificate") << QByteArray("client-certificate");
    }
    void whatCannotBeSentIsSaidSo()
    {
        QFETCH(QByteArray, what);
        QFETCH(QByteArray, code);
        RawServer server(always(httpAnswer(200, "ok")));
        Request request = requestFor("/");
        ProbeTarget target = at(server);
        if (what == "line break in target")
            request.path = "/a\r\nX-Smuggled: 1";
        else if (what == "line break in header")
            request.headers = {{"X-A", "b\nc"}};
        else if (what == "colon in name")
            request.headers = {{"X:A", "b"}};
        else if (what == "second host")
            request.headers = {{"host", "other"}};
        else if (what == "HEAD with body") {
            request.method = "HEAD";
            request.body = "x";
        } else if (what == "empty method")
            request.method.clear();
        else if (what == "NUL in host")
            request.host = std::string("a\0b", 3);
        else if (what.startsWith('@'))
            target.address = what.mid(1).toStdString();
        else if (what == "certificate")
            request.clientCertificate = "shop/client";
        else
            request.protocol = what.toStdString();
        const Observation observation = probe(target, request);
        QCOMPARE(QByteArray::fromStdString(errorCode(observation)), code);
        QVERIFY(!observation.error->text.empty());
        QVERIFY(server.received().empty());
    }

    void unreachableAddresses()
    {
        ProbeTarget target;
        {
            const RawServer gone(always(""));
            target.address = gone.address();
        }
        QCOMPARE(errorCode(probe(target, requestFor("/"))), std::string("connection-refused"));
        target.address = "no-such-name.invalid:80";
        QCOMPARE(errorCode(probe(target, requestFor("/"))), std::string("name-not-found"));
    }

    void anAddressWithoutPortTakesTheRequests()
    {
        RawServer server(always(httpAnswer(200, "ok")));
        ProbeTarget target;
        target.address = "localhost";
        Request request = requestFor("/");
        request.port = server.port();
        const Observation observation = probe(target, request);
        QCOMPARE(errorCode(observation), std::string("none"));
        QCOMPARE(observation.address, "localhost:" + std::to_string(server.port()));
    }

    void aWebSocketHandshakeIsAnswered()
    {
        RawServer server(
            always("HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n\x81\x02hi"),
            RawServer::After::Hold);
        Request request = requestFor("/chat");
        request.scheme = "ws";
        const Observation observation = probe(at(server), request);
        QCOMPARE(errorCode(observation), std::string("none"));
        QCOMPARE(*observation.status, 101);
        QVERIFY(server.last().head.find("Upgrade: websocket\r\n") != std::string::npos);
    }

    void redirectsAreFollowedOnDemandOnly()
    {
        RawServer server([](const Received &request) {
            if (request.target() == "/a")
                return httpAnswer(302, "", "Location: b/../c?x=1#f\r\n");
            if (request.target() == "/b/../c?x=1")
                return httpAnswer(303, "", "Location: http://other.example:81//d\r\n");
            return httpAnswer(200, "end");
        });
        Request request = requestFor("/a");
        request.method = "PUT";
        request.body = "x";
        QCOMPARE(*probe(at(server), request).status, 302);
        QCOMPARE(server.received().size(), 1U);

        ProbeOptions options;
        options.followsRedirects = true;
        const Observation observation = probe(at(server), request, options);
        QCOMPARE(errorCode(observation), std::string("none"));
        QCOMPARE(*observation.status, 200);
        QCOMPARE(observation.redirects.size(), 2U);
        QCOMPARE(observation.redirects[0].location, std::string("b/../c?x=1#f"));
        const std::vector<Received> received = server.received();
        QCOMPARE(received.size(), 4U);
        QCOMPARE(received[2].requestLine(), std::string("PUT /b/../c?x=1 HTTP/1.1"));
        QCOMPARE(received[3].head, std::string("GET //d HTTP/1.1\r\nHost: other.example:81\r\n\r\n"));
    }

    void aRedirectLoopEnds()
    {
        RawServer server(always(httpAnswer(301, "", "Location: /again\r\n")));
        ProbeOptions options;
        options.followsRedirects = true;
        options.maxRedirects = 3;
        QCOMPARE(errorCode(probe(at(server), requestFor("/"), options)), std::string("too-many-redirects"));
        QCOMPARE(server.received().size(), 4U);
    }

    void aRedirectToTlsNeedsAnAddressForIt()
    {
        RawServer server(always(httpAnswer(301, "", "Location: https://shop.example/\r\n")));
        ProbeOptions options;
        options.followsRedirects = true;
        const Observation observation = probe(at(server), requestFor("/"), options);
        QCOMPARE(*observation.status, 301);
        QCOMPARE(observation.notes.size(), 1U);
    }

    void theContractsJson()
    {
        RawServer server(always(httpAnswer(200, "{\"a\":[1]}", "Content-Type: application/json\r\n")));
        const QJsonObject json = toJson(probe(at(server), requestFor("/")));
        QCOMPARE(json[QStringLiteral("schema")].toString(), QStringLiteral("wayproof/observation/v1"));
        QCOMPARE(json[QStringLiteral("id")].toString(), QStringLiteral("r1"));
        QCOMPARE(json[QStringLiteral("side")].toString(), QStringLiteral("ingress"));
        QCOMPARE(json[QStringLiteral("status")].toInt(), 200);
        QVERIFY(json[QStringLiteral("error")].isNull());
        QVERIFY(json[QStringLiteral("backend")].isNull());
        const QJsonObject body = json[QStringLiteral("body")].toObject();
        QCOMPARE(body[QStringLiteral("bytes")].toInt(), 9);
        QVERIFY(body[QStringLiteral("json")].isObject());
        for (const QString &phase : {QStringLiteral("dns"), QStringLiteral("connect"), QStringLiteral("tls"),
                                     QStringLiteral("firstByte"), QStringLiteral("total")})
            QVERIFY(json[QStringLiteral("timings")].toObject().contains(phase));
    }
};

QTEST_GUILESS_MAIN(tst_Prober)
#include "tst_prober.moc"
