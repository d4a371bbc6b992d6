// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// What real nginx and real Envoy answer for the resources of the writers' own tests: the configurations mean what the
// specifications say, not only load.
#include "model/lab/lab.h"
#include "model/lab/labprograms.h"
#include "tests/lab/labsupport.h"

#include <QDir>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace wayproof;
using namespace Qt::StringLiterals;

namespace
{

/// "503", "308 location" or "200 backend received host".
std::string summary(const RawAnswer &answer)
{
    const std::string status = std::to_string(answer.status);
    if (!answer.header("location").empty())
        return status + " " + answer.header("location");
    if (answer.header("x-wayproof-backend").empty())
        return status;
    return status + " " + answer.header("x-wayproof-backend") + " " + answer.header("x-wayproof-received") + " " +
           answer.header("x-wayproof-received-host");
}

void addRow(const char *host, const char *request, const char *expected, const char *headers = "")
{
    const QByteArray sent = QByteArray(headers).replace("\r\n", "; ");
    QTest::addRow("%s %s %s", host, request, sent.constData())
        << QByteArray(host) << QByteArray(request) << QByteArray(headers) << QByteArray(expected);
}

} // namespace

class TestLabAnswers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("XDG_RUNTIME_DIR", m_runtime.path().toUtf8());
        qputenv("WAYPROOF_LABD", LAB_SUPERVISOR);
        if (findNginx().empty() || findEnvoy().empty())
            QSKIP("nginx or Envoy is not installed (packaging/install-envoy.sh)");
        for (const QString &name : {u"nginx/hosts"_s, u"nginx/annotations"_s, u"envoy/filters"_s, u"envoy/tls"_s}) {
            auto lab = std::make_unique<Lab>();
            QSignalSpy ready(lab.get(), &Lab::ready);
            lab->start(snapshotOfFile(dataFile(u"lab/"_s + name + u".in.yaml"_s).toStdString()));
            QTRY_COMPARE_WITH_TIMEOUT(ready.count(), 1, 20000);
            m_labs[name.toStdString()] = std::move(lab);
        }
    }

    void answersByHosts_data()
    {
        columns();
        addRow("shop.example", "GET /cart/x", "200 b/blog:80 GET /cart/x shop.example");
        addRow("SHOP.example:81", "GET /cart", "200 b/blog:80 GET /cart SHOP.example:81");
        addRow("shop.example", "GET /cart/pay", "200 a/shop:81 GET /cart/pay shop.example");
        addRow("shop.example", "GET /cart/pay/", "200 b/blog:80 GET /cart/pay/ shop.example");
        addRow("shop.example", "GET /cartx", "404");
        addRow("shop.example", "GET /blog", "301 http://shop.example/blog/");
        addRow("shop.example", "GET /blog?q", "301 http://shop.example/blog/?q");
        addRow("shop.example", "GET /gone/x", "503");
        addRow("shop.example", "GET /", "302 http://shop.example/start");
        addRow("www.shop.example", "GET /cart", "200 b/blog:80 GET /cart www.shop.example");
        addRow("any.example", "GET /x//y/%2e%2e/z?a=%2F", "200 b/blog:80 GET /x//y/%2e%2e/z?a=%2F any.example");
        addRow("two.labels.example", "GET /x", "200 b/blog:80 GET /x two.labels.example");
        addRow("nobody", "GET /x", "200 b/blog:80 GET /x nobody");
        addRow("nobody", "GET /healthz", "200");
        addRow("shop.example", "GET /x/%2e%2e/cart/a", "200 b/blog:80 GET /x/%2e%2e/cart/a shop.example");
    }
    void answersByHosts() { check("nginx/hosts", LabAddress::Side::Ingress); }

    void answersByAnnotations_data()
    {
        columns();
        addRow("tls.example", "GET /a/b/?c=/", "308 https://tls.example/a/b/?c=");
        addRow("tls.example:81", "GET /a", "308 https://tls.example/a");
        addRow("api.example", "GET /API/v1/x%2Fy?q=1", "200 a/one:80 GET /v1/x/y?q=1 inner.example");
        addRow("api.example", "GET /apix", "404");
        addRow("www.api.example", "GET /a/", "308 http://api.example:80/a");
        addRow("moved.example", "GET /old", "308 https://new.example/there");
        addRow("moved.example", "GET /nothing", "308 https://new.example/there");
        addRow("canary.example", "GET /", "200 c/trial:80 GET / canary.example", "X-Trial: always\r\n");
        addRow("canary.example", "GET /", "200 c/main:80 GET / canary.example", "X-Trial: never\r\n");
        addRow("canary.example", "GET /", "200 c/trial:80 GET / canary.example",
               "X-Trial: other\r\nCookie: trial=always\r\n");
        addRow("canary.example", "OPTIONS /", "204", "Origin: https://a.example.org\r\n");
        addRow("canary.example", "OPTIONS /", "200 c/main:80 OPTIONS / canary.example",
               "Origin: https://example.org\r\nX-Trial: never\r\n");
        addRow("canary.example", "GET /p?q", "200 c/main:80 GET /p?q canary.example",
               "Origin: https://a.example.org\r\nX-Trial: never\r\n");
        addRow("snippet.example", "GET /", "404");
    }
    void answersByAnnotations() { check("nginx/annotations", LabAddress::Side::Ingress); }

    void answersByFilters_data()
    {
        columns();
        addRow("shop.example", "POST /exact", "200 other/near:80 POST /exact shop.example");
        addRow("shop.example:81", "POST //exact", "200 other/near:80 POST /exact shop.example:81");
        addRow("shop.example", "GET /r12?q=abc", "200 other/near:80 GET /r12?q=abc shop.example", "x-a: 1\r\n");
        addRow("shop.example", "GET /old/a?b", "301 https://new.example/new/a?b");
        addRow("shop.example", "GET /old", "301 https://new.example/new");
        addRow("shop.example", "GET /cut", "200 app/one:90 GET / inner.example");
        addRow("shop.example", "GET /cut/x/?y", "200 app/one:90 GET /x/?y inner.example");
        addRow("shop.example", "GET /full/x?y", "200 app/one:90 GET /whole?y shop.example");
        addRow("shop.example", "OPTIONS /cors", "200",
               "Origin: https://a.example.org\r\nAccess-Control-Request-Method: GET\r\n");
        addRow("a.shop.example", "GET /cutx/../cors", "200 app/one:80 GET /cors a.shop.example");
        addRow("shop.example", "GET /none", "500");
        addRow("shop.example", "GET /ext", "500");
        addRow("b.shop.example", "GET /cors", "404");
        addRow("shop.example", "GET /a%2Fb", "307 /a/b");
        addRow("shop.example", "GET /cors", "400", "X_A: 1\r\n");
    }
    void answersByFilters()
    {
        QFETCH(QByteArray, expected);
        // Half of the shares of /exact and /r12 are an invalid reference: 500, and the other backend else.
        if (expected.contains("other/near"))
            checkShares(expected.toStdString(), "500");
        else
            check("envoy/filters", LabAddress::Side::Gateway);
    }

    void headersAreModified()
    {
        for (int i = 0; i < 50; ++i) {
            const RawAnswer answer = fire(port("envoy/filters", LabAddress::Side::Gateway), "POST", "/exact",
                                          "shop.example", "X-Gone: 1\r\nX-Add: a\r\nX-Set: old\r\n");
            if (answer.status != 200)
                continue;
            const QByteArray body = QByteArray::fromStdString(answer.body).toLower();
            QVERIFY2(body.contains(R"(["x-set","100%"])"), body);
            QVERIFY2(body.contains(R"(["x-add","b"])") && body.contains(R"(["x-add","a"])"), body);
            QVERIFY2(!body.contains("x-gone"), body);
            QCOMPARE(answer.header("x-answer"), std::string("yes it is"));
            return;
        }
        QFAIL("no answer came from the backend");
    }

    void weightsSplitTraffic()
    {
        std::map<std::string, int> counts;
        for (int i = 0; i < 400; ++i)
            ++counts[fire(port("envoy/filters", LabAddress::Side::Gateway), "GET", "/", "shop.example")
                         .header("x-wayproof-backend")];
        // 90 to 10: the chance of being outside of these bounds is below one in a million.
        QVERIFY2(counts["app/two:80"] > 10 && counts["app/two:80"] < 80, std::to_string(counts["app/two:80"]).c_str());
        QCOMPARE(counts["app/one:80"] + counts["app/two:80"], 400);
    }

    void listenerSetAndTcpRouteAreServed()
    {
        const LabStatus &status = *m_labs.at("envoy/tls")->status();
        std::map<std::string, std::uint16_t> ports;
        for (const LabAddress &address : status.addresses)
            ports[address.listener] = address.port;
        QCOMPARE(summary(fire(ports["plain"], "GET", "/x", "set.example")),
                 std::string("200 a/web:80 GET /x set.example"));
        QCOMPARE(summary(fire(ports["tcp"], "GET", "//x", "any")), std::string("200 a/web:80 GET //x any"));
        QVERIFY(!ports.contains("through"));
        QVERIFY(!ports.contains("twice"));
        QCOMPARE(ports["https"], ports["one"]);
    }

    void tlsIsAnsweredWithTheLabsOwnCertificates()
    {
        const LabStatus &ingress = *m_labs.at("nginx/annotations")->status();
        const std::uint16_t nginx = ingress.ingressAddress("https")->port;
        QCOMPARE(fireTls(nginx, "tls.example", ingress.caFile), std::string("200 a/one:80 GET /"));
        // Without a tls entry the controller serves its default certificate, which is for no host.
        QCOMPARE(fireTls(nginx, "moved.example", ingress.caFile), std::string("hostname mismatch"));
        const LabStatus &gateway = *m_labs.at("envoy/tls")->status();
        const std::uint16_t envoy = portOfListener(gateway, "one");
        QCOMPARE(fireTls(envoy, "one.a.example", gateway.caFile), std::string("200 a/web:80 GET /"));
        QCOMPARE(fireTls(envoy, "deep.er.a.example", gateway.caFile), std::string("hostname mismatch"));
        QCOMPARE(fireTls(envoy, "x.a.example", gateway.caFile), std::string("200 a/web:80 GET /"));
        QCOMPARE(fireTls(envoy, "a.example", gateway.caFile), std::string("refused"));
        QCOMPARE(fireTls(portOfListener(gateway, "tls"), "t.example", gateway.caFile),
                 std::string("200 a/web:80 GET /"));
    }

    void everySampleStartsWithoutComplaint_data()
    {
        QTest::addColumn<QString>("folder");
        const QDir samples(QStringLiteral(WAYPROOF_SOURCE_DIR "/resources/samples"));
        const QStringList folders = samples.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name);
        for (const QString &folder : folders)
            QTest::newRow(qPrintable(folder)) << samples.filePath(folder);
    }
    void everySampleStartsWithoutComplaint()
    {
        QFETCH(QString, folder);
        Lab lab;
        QSignalSpy ready(&lab, &Lab::ready);
        lab.start(snapshotOfFile(folder.toStdString()));
        QTRY_COMPARE_WITH_TIMEOUT(ready.count(), 1, 20000);
        QVERIFY(lab.status()->problems.empty());
    }

private:
    static std::uint16_t portOfListener(const LabStatus &status, const std::string &listener)
    {
        for (const LabAddress &address : status.addresses) {
            if (address.listener == listener)
                return address.port;
        }
        return 0;
    }

    static void columns()
    {
        QTest::addColumn<QByteArray>("host");
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<QByteArray>("headers");
        QTest::addColumn<QByteArray>("expected");
    }

    std::uint16_t port(const std::string &lab, LabAddress::Side side) const
    {
        return m_labs.at(lab)->status()->addressesOf(side).front().port;
    }

    std::string ask(const std::string &lab, LabAddress::Side side) const
    {
        QFETCH(QByteArray, host);
        QFETCH(QByteArray, request);
        QFETCH(QByteArray, headers);
        const qsizetype space = request.indexOf(' ');
        return summary(fire(port(lab, side), request.left(space).toStdString(), request.mid(space + 1).toStdString(),
                            host.toStdString(), headers.toStdString()));
    }

    void check(const std::string &lab, LabAddress::Side side) const
    {
        QFETCH(QByteArray, expected);
        QCOMPARE(ask(lab, side), expected.toStdString());
    }

    void checkShares(const std::string &one, const std::string &other) const
    {
        std::set<std::string> seen;
        for (int i = 0; i < 60 && seen.size() < 2; ++i)
            seen.insert(ask("envoy/filters", LabAddress::Side::Gateway));
        QCOMPARE(seen, (std::set<std::string>{one, other}));
    }

    QTemporaryDir m_runtime;
    std::map<std::string, std::unique_ptr<Lab>> m_labs;
};

QTEST_GUILESS_MAIN(TestLabAnswers)
#include "tst_labanswers.moc"
