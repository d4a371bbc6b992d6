// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// What is typed becomes a request, or a sentence that says why not; a request becomes what would be typed.
#include "model/items/livetext.h"
#include "model/items/requestdraft.h"

#include <QTest>

using namespace wayproof;

class tst_RequestDraft : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aUrlWithoutSchemeIsHttp()
    {
        RequestDraft draft;
        draft.url = "shop.example/cart?x=1";
        const Result<Request> request = requestOf(draft);
        QVERIFY(request.hasValue());
        QCOMPARE(request->scheme, std::string("http"));
        QCOMPARE(request->host, std::string("shop.example"));
        QCOMPARE(request->path, std::string("/cart?x=1"));
    }
    void anotherHostReplacesTheUrls()
    {
        RequestDraft draft;
        draft.url = "http://127.0.0.1:8080/";
        draft.host = "shop.example";
        draft.method = "POST";
        draft.headers = {{"X-Env", "canary"}};
        draft.sni = "";
        const Result<Request> request = requestOf(draft);
        QVERIFY(request.hasValue());
        QCOMPARE(request->host, std::string("shop.example"));
        QCOMPARE(request->port.value_or(0), 8080);
        QCOMPARE(request->method, std::string("POST"));
        QCOMPARE(request->headers, draft.headers);
        QVERIFY(!request->effectiveSni());
    }
    void aConnectionSaysItsProtocol()
    {
        RequestDraft draft;
        draft.url = "tcp://:5432";
        draft.gateway = "edge/public";
        const Result<Request> request = requestOf(draft);
        QVERIFY(request.hasValue());
        QCOMPARE(request->protocol, std::string("tcp"));
        QCOMPARE(request->port.value_or(0), 5432);
        QVERIFY(request->host.empty());
        QCOMPARE(request->gateway, std::string("edge/public"));
        draft.url = "tls://broker.example:8883";
        QCOMPARE(requestOf(draft)->effectiveSni().value_or(""), std::string("broker.example"));
    }
    void whatIsNoUrlSaysWhy()
    {
        RequestDraft draft;
        draft.url = "http://";
        const Result<Request> request = requestOf(draft);
        QVERIFY(!request.hasValue());
        QVERIFY(!request.diagnostics().front().message.empty());
    }
    void aRequestGoesThereAndBack_data()
    {
        QTest::addColumn<std::string>("url");
        QTest::newRow("plain") << std::string("http://localhost/healthz");
        QTest::newRow("port") << std::string("http://localhost:8080/");
        QTest::newRow("gRPC") << std::string("grpcs://shop.example:8443/shop.Cart/Add");
        QTest::newRow("TLS") << std::string("tls://broker.example:8883");
        QTest::newRow("TCP") << std::string("tcp://:5432");
        QTest::newRow("UDP") << std::string("udp://:53");
        QTest::newRow("query") << std::string("https://shop.example/a%2Fb?c=d&e");
    }
    void aRequestGoesThereAndBack()
    {
        QFETCH(std::string, url);
        RequestDraft draft;
        draft.url = url;
        const Result<Request> request = requestOf(draft);
        QVERIFY(request.hasValue());
        QCOMPARE(draftOf(*request).url, url);
    }
    void anObservationFitsIntoACell()
    {
        Observation seen;
        seen.status = 200;
        seen.timings.total = 3.14;
        seen.backend = ObservedBackend{"shop", "cart", 80, "10.0.0.1:8080", "echo"};
        seen.received = ReceivedRequest{};
        seen.received->target = "/healthz";
        QCOMPARE(liveText(seen).headline, std::string("200"));
        QCOMPARE(liveText(seen).detail, std::string("received /healthz · cart:80 · 3.1 ms"));
        Observation redirected;
        redirected.status = 308;
        redirected.headers = {{"Location", "https://shop.example"}};
        QCOMPARE(liveText(redirected).detail, std::string("to https://shop.example"));
        Observation refused;
        refused.error = ProbeError{ProbeError::Kind::ConnectionRefused, "nobody listens there"};
        QCOMPARE(liveText(refused).headline, std::string("refused"));
        QCOMPARE(liveText(refused).detail, std::string("nobody listens there"));
        QCOMPARE(durationText(1234), std::string("1.2 s"));
    }
};

QTEST_APPLESS_MAIN(tst_RequestDraft)
#include "tst_requestdraft.moc"
