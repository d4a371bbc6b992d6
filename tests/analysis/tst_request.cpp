// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Requests from URLs and JSON: the target byte for byte, every fault named.
#include "model/analysis/request.h"

#include <QJsonDocument>
#include <QTest>

using namespace wayproof;

namespace
{

QJsonObject object(const char *json)
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(QByteArray(json), &error);
    if (error.error != QJsonParseError::NoError) {
        qFatal("the test's JSON is broken: %s", json);
    }
    return document.object();
}

} // namespace

class TestRequest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void urlIsTakenApart_data();
    void urlIsTakenApart();
    void badUrlIsRefused_data();
    void badUrlIsRefused();
    void sniFollowsHostAndScheme();
    void jsonWithOnlyAPathHasDefaults();
    void jsonRoundTrips();
    void noClientCertificateIsNotAnUnsaidOne();
    void jsonFaultsNameTheMember_data();
    void jsonFaultsNameTheMember();
    void everyFaultIsReported();
    void hostHeaderIsTheHost();
    void grpcFillsTheTarget();
};

void TestRequest::urlIsTakenApart_data()
{
    QTest::addColumn<QByteArray>("url");
    QTest::addColumn<QByteArray>("scheme");
    QTest::addColumn<QByteArray>("host");
    QTest::addColumn<int>("port");
    QTest::addColumn<QByteArray>("path");
    const auto row = [](const char *url, const char *scheme, const char *host, int port, const char *path) {
        QTest::newRow(url) << QByteArray(url) << QByteArray(scheme) << QByteArray(host) << port << QByteArray(path);
    };
    row("http://localhost/healthz?x=1", "http", "localhost", 0, "/healthz?x=1");
    row("http://localhost", "http", "localhost", 0, "/");
    row("http://localhost?x=1", "http", "localhost", 0, "/?x=1");
    row("HTTPS://Shop.Example:8443/a", "https", "Shop.Example:8443", 8443, "/a");
    row("http://a.example:80/", "http", "a.example", 80, "/");
    row("https://a.example:443/", "https", "a.example", 443, "/");
    row("https://a.example:80/", "https", "a.example:80", 80, "/");
    row("http://a.example:/", "http", "a.example", 0, "/");
    row("http://[::1]:8080/x", "http", "[::1]:8080", 8080, "/x");
    row("http://[2001:db8::1]/x", "http", "[2001:db8::1]", 0, "/x");
    row("ws://a.example/chat", "ws", "a.example", 0, "/chat");
    row("http://a.example//b/../c/./%2F%41;p=1?q=%zz&?", "http", "a.example", 0, "//b/../c/./%2F%41;p=1?q=%zz&?");
    row("http://a.example/\xc3\xa9", "http", "a.example", 0, "/\xc3\xa9");
    row("http://b\xc3\xbc"
        "cher.example/",
        "http", "xn--bcher-kva.example", 0, "/");
}

void TestRequest::urlIsTakenApart()
{
    QFETCH(QByteArray, url);
    QFETCH(QByteArray, scheme);
    QFETCH(QByteArray, host);
    QFETCH(int, port);
    QFETCH(QByteArray, path);
    const Result<Request> request = requestFromUrl(url.toStdString());
    QVERIFY(request);
    QCOMPARE(QByteArray::fromStdString(request->scheme), scheme);
    QCOMPARE(QByteArray::fromStdString(request->host), host);
    QCOMPARE(request->port.value_or(0), port);
    QCOMPARE(QByteArray::fromStdString(request->path), path);
}

void TestRequest::badUrlIsRefused_data()
{
    QTest::addColumn<QByteArray>("url");
    for (const char *url :
         {"localhost/healthz", "://x/", "ftp://a.example/", "http:///x", "http://a.example/x#y", "http://a.example/x y",
          "http://user@a.example/", "http://a.example:0/", "http://a.example:65536/", "http://a.example:80x/",
          "http://::1/", "http://[::1/", "http://[::1]x/", "", "http://:80/"}) {
        QTest::newRow(url) << QByteArray(url);
    }
}

void TestRequest::badUrlIsRefused()
{
    QFETCH(QByteArray, url);
    const Result<Request> request = requestFromUrl(url.toStdString());
    QVERIFY(!request);
    QCOMPARE(request.diagnostics().front().code, "request-url-invalid");
}

void TestRequest::sniFollowsHostAndScheme()
{
    Request request;
    request.host = "Shop.Example:8443";
    QCOMPARE(request.effectiveSni(), std::nullopt);
    QCOMPARE(request.hostName(), "shop.example");
    QCOMPARE(request.hostPort(), 8443);
    request.scheme = "wss";
    QCOMPARE(request.effectiveSni(), "Shop.Example");
    request.host = "shop.example.";
    QCOMPARE(request.effectiveSni(), "shop.example");
    QCOMPARE(request.hostName(), "shop.example.");
    request.sni = "other.example";
    QCOMPARE(request.effectiveSni(), "other.example");
    request.sni = "";
    QCOMPARE(request.effectiveSni(), std::nullopt);
    request.sni.reset();
    for (const char *address : {"10.0.0.1:443", "[::1]:443", ""}) {
        request.host = address;
        QCOMPARE(request.effectiveSni(), std::nullopt);
    }
    QCOMPARE(Request{}.hostPort(), std::nullopt);
}

void TestRequest::jsonWithOnlyAPathHasDefaults()
{
    const Result<Request> request = requestFromJson(object(R"({"path":"/cart?x=1"})"), "7");
    QVERIFY(request);
    Request expected;
    expected.id = "7";
    expected.path = "/cart?x=1";
    QVERIFY(*request == expected);
}

void TestRequest::jsonRoundTrips()
{
    const QJsonObject json = object(
        R"({"id":"r1","via":"gateway","scheme":"https","host":"shop.example:8443","port":8443,"method":"POST","path":"/cart?x=1",
        "headers":[["X-Env","canary"],["X-Env","b"]],"body":"b","sni":"shop.example","sourceAddress":"203.0.113.9","protocol":"grpc",
        "grpcService":"a.B","grpcMethod":"C","authStatus":401,"backendStatus":502,"clientCertificate":"shop/client","gateway":"shop/edge","listener":"https",
        "ingressClass":"nginx"})");
    const Result<Request> request = requestFromJson(json, "1");
    QVERIFY(request);
    QCOMPARE(toJson(*request), json);
    QCOMPARE(request->headers.size(), std::size_t(2));
}

void TestRequest::noClientCertificateIsNotAnUnsaidOne()
{
    const Result<Request> none = requestFromJson(object(R"({"path":"/","clientCertificate":""})"), "1");
    QVERIFY(none && none->clientCertificate && none->clientCertificate->empty());
    QVERIFY(toJson(*none).contains(QStringLiteral("clientCertificate")));
    const Result<Request> unsaid = requestFromJson(object(R"({"path":"/"})"), "1");
    QVERIFY(unsaid && !unsaid->clientCertificate);
    QVERIFY(!toJson(*unsaid).contains(QStringLiteral("clientCertificate")));
}

void TestRequest::jsonFaultsNameTheMember_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QByteArray>("code");
    QTest::addColumn<QByteArray>("said");
    const auto row = [](const char *json, const char *code, const char *said) {
        QTest::newRow(json) << QByteArray(json) << QByteArray(code) << QByteArray(said);
    };
    row(R"({})", "request-member-invalid", "\"path\" is missing");
    row(R"({"protocol":"tcp"})", "request-member-invalid", "\"port\" is missing");
    row(R"({"path":7})", "request-member-invalid", "\"path\" is not a string");
    row(R"({"path":"/a b"})", "request-member-invalid", "\"path\"");
    row(R"({"path":"/","via":"proxy"})", "request-member-invalid", "\"via\" is \"proxy\"");
    row(R"({"path":"/","port":0})", "request-member-invalid", "\"port\"");
    row(R"({"path":"/","port":80.5})", "request-member-invalid", "\"port\"");
    row(R"({"path":"/","port":"80"})", "request-member-invalid", "\"port\"");
    row(R"({"path":"/","method":"GET /"})", "request-member-invalid", "\"method\"");
    row(R"({"path":"/","headers":"X"})", "request-member-invalid", "\"headers\"");
    row(R"({"path":"/","headers":[["X"]]})", "request-member-invalid", "\"headers\"");
    row(R"({"path":"/","headers":[["X y","1"]]})", "request-member-invalid", "\"headers\"");
    row(R"({"path":"/","headers":[["X","1\r\nY: 2"]]})", "request-member-invalid", "\"headers\"");
    row(R"({"path":"/","sourceAddress":"10.0.0"})", "request-member-invalid", "\"sourceAddress\"");
    row(R"({"path":"/","gateway":"edge"})", "request-member-invalid", "\"gateway\"");
    row(R"({"path":"/","authStatus":42})", "request-member-invalid", "\"authStatus\"");
    row(R"({"path":"/","host":"a b"})", "request-member-invalid", "\"host\"");
    row(R"({"url":"nowhere"})", "request-url-invalid", "nowhere");
    row(R"({"path":"/","hots":"a"})", "request-member-unknown", "\"hots\"");
}

void TestRequest::jsonFaultsNameTheMember()
{
    QFETCH(QByteArray, json);
    QFETCH(QByteArray, code);
    QFETCH(QByteArray, said);
    const Result<Request> request = requestFromJson(object(json.constData()), "1");
    QVERIFY(!request);
    QCOMPARE(QByteArray::fromStdString(request.diagnostics().front().code), code);
    QVERIFY2(QByteArray::fromStdString(request.diagnostics().front().message).contains(said),
             request.diagnostics().front().message.c_str());
    QVERIFY(!request.diagnostics().front().mend.empty());
}

void TestRequest::everyFaultIsReported()
{
    const Result<Request> request =
        requestFromJson(object(R"({"hots":"a","port":0,"scheme":"gopher","path":"/"})"), "1");
    QVERIFY(!request);
    QCOMPARE(request.diagnostics().size(), std::size_t(3));
    QCOMPARE(request.diagnostics().front().mend, "Did you mean \"host\"?");
}

void TestRequest::hostHeaderIsTheHost()
{
    const Result<Request> request =
        requestFromJson(object(R"({"path":"/","headers":[["HOST","a.example"],["X","1"]]})"), "1");
    QVERIFY(request);
    QCOMPARE(request->host, "a.example");
    QCOMPARE(request->headers, (HeaderList{{"X", "1"}}));
    QVERIFY(!requestFromJson(object(R"({"path":"/","host":"b.example","headers":[["Host","a.example"]]})"), "1"));
}

void TestRequest::grpcFillsTheTarget()
{
    const Result<Request> named =
        requestFromJson(object(R"({"protocol":"grpc","grpcService":"a.B","grpcMethod":"C"})"), "1");
    QVERIFY(named);
    QCOMPARE(named->path, "/a.B/C");
    QCOMPARE(named->method, "POST");
    const Result<Request> pathed = requestFromJson(object(R"({"protocol":"grpc","path":"/a.B/C"})"), "1");
    QVERIFY(pathed);
    QCOMPARE(pathed->grpcService, "a.B");
    QCOMPARE(pathed->grpcMethod, "C");
}

QTEST_APPLESS_MAIN(TestRequest)
#include "tst_request.moc"
