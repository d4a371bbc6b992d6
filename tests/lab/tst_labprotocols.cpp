// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Every protocol of the Gateway side through real Envoy: gRPC, HTTP/2, TLS passed through and terminated, TCP, UDP, TLS
// to backends, client certificates.
#include "model/lab/labprograms.h"
#include "tests/lab/labsupport.h"
#include "tests/lab/runninglab.h"
#include "tests/lab/wire.h"

#include <QDir>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

#include <set>

using namespace wayproof;
using namespace Qt::StringLiterals;

namespace
{

/// "200 backend protocol sni client" of an HTTP answer; a dash for what is absent.
template<class Answer>
std::string summary(const Answer &answer)
{
    std::string words = std::to_string(answer.status);
    for (const char *name : {"x-wayproof-backend", "x-wayproof-received-protocol", "x-wayproof-received-sni",
                             "x-wayproof-received-client"})
        words += " " + (answer.header(name).empty() ? std::string("-") : answer.header(name));
    return words;
}

std::string firstLine(const std::string &text)
{
    return text.substr(0, text.find('\n'));
}

} // namespace

class TestLabProtocols : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("XDG_RUNTIME_DIR", m_runtime.path().toUtf8());
        qputenv("WAYPROOF_LABD", LAB_SUPERVISOR);
        if (findEnvoy().empty())
            QSKIP("Envoy is not installed (packaging/install-envoy.sh)");
        m_lab = std::make_unique<RunningLab>(u"envoy/protocols.in.yaml"_s);
        QVERIFY2(m_lab->problem().isEmpty(), qPrintable(m_lab->problem()));
    }

    void startsAsQuicklyAsBefore() { QVERIFY(m_lab->status().readyMilliseconds < 3000); }

    void statusNamesProtocolsModesAndCertificates()
    {
        const LabAddress &grpc = m_lab->address("grpc");
        QCOMPARE(grpc.protocol, std::string("http"));
        QVERIFY(grpc.hasGrpc);
        QVERIFY(!m_lab->address("http").hasGrpc);
        QCOMPARE(m_lab->address("udp").protocol, std::string("udp"));
        QCOMPARE(m_lab->address("udp").declaredPort, std::uint16_t(5000));
        QCOMPARE(m_lab->address("through").tlsMode, std::string("Passthrough"));
        QCOMPARE(m_lab->address("ended").tlsMode, std::string("Terminate"));
        QCOMPARE(m_lab->address("strict").clientValidation, std::string("AllowValidOnly"));
        QCOMPARE(m_lab->address("lax").clientValidation, std::string("AllowInsecureFallback"));
        QCOMPARE(m_lab->address("open").clientValidation, std::string());
        QCOMPARE(m_lab->port("broken"), std::uint16_t(0));
        QVERIFY(!m_lab->status().clientFile.empty());
        const QJsonObject json = toJson(m_lab->status());
        QCOMPARE(toJson(labStatusFromJson(json).value()), json);
    }

    void onlyWhatIsRefusedIsNamed()
    {
        std::string all;
        for (const Diagnostic &note : m_lab->status().notServed)
            all += note.subject.toText() + ": " + note.message + "\n";
        QCOMPARE(all,
                 std::string("Gateway p/edge: listener broken: no usable authority for client certificates, so it is "
                             "not accepted.\n"
                             "HTTPRoute p/clash: listener grpc: GRPCRoute p/calls is older and of the other kind, "
                             "and their hostnames intersect, so this route is not accepted there.\n"));
    }

    void grpcIsRoutedByServiceMethodAndHeader()
    {
        const std::uint16_t port = m_lab->port("grpc");
        const auto call = [port](const std::string &path,
                                 const std::vector<std::pair<std::string, std::string>> &headers = {}) {
            const Http2Answer answer = callGrpc(port, "grpc.example", path, headers);
            return summary(answer) + " grpc " + answer.grpcStatus();
        };
        QCOMPARE(call("/shop.Cart/Add"), std::string("200 p/calls:9090 HTTP/2 - - grpc 0"));
        QCOMPARE(call("/shop.Cart/Add", {{"x-new", "1"}}),
                 std::string("200 p/secure:9443 HTTP/2 sni.internal web.example grpc 0"));
        QCOMPARE(call("/other.Cart/Anywhere"), std::string("200 p/h2:80 HTTP/2 - - grpc 0"));
        QCOMPARE(call("/regex.x/GetAll"), std::string("200 p/calls:9090 HTTP/2 - - grpc 0"));
        QCOMPARE(callGrpc(port, "grpc.example", "/regex.x/GetAll").header("x-answer"), std::string("grpc"));
        // spec/gateway.md §8: UNIMPLEMENTED without a match, UNAVAILABLE for an invalid backend.
        QCOMPARE(call("/other.Cart/Add"), std::string("200 - - - - grpc 12"));
        QCOMPARE(call("/shop.cart/Add"), std::string("200 - - - - grpc 12"));
        QCOMPARE(call("/shop.Cart/Broken"), std::string("200 - - - - grpc 14"));
        QCOMPARE(call("/shop.Cart/Add", {{"x-wayproof-grpc-status", "5"}}),
                 std::string("200 p/calls:9090 HTTP/2 - - grpc 5"));
        QCOMPARE(fire(port, "POST", "/shop.Cart/Add", "grpc.example").status, 404);
    }

    void httpReachesBackendsInTheProtocolTheyAskFor()
    {
        const std::uint16_t port = m_lab->port("http");
        QCOMPARE(summary(fire(port, "GET", "/", "a")), std::string("200 p/plain:80 HTTP/1.1 - -"));
        QCOMPARE(summary(fire(port, "GET", "/h2", "a")), std::string("200 p/h2:80 HTTP/2 - -"));
        QCOMPARE(summary(fireHttp2(port, "GET", "/", "a")), std::string("200 p/plain:80 HTTP/1.1 - -"));
        QCOMPARE(summary(fireHttp2(port, "GET", "/h2", "a")), std::string("200 p/h2:80 HTTP/2 - -"));
    }

    void backendTlsIsVerifiedAndNeverPlain()
    {
        const std::uint16_t port = m_lab->port("http");
        QCOMPARE(summary(fire(port, "GET", "/tls", "a")),
                 std::string("200 p/secure:443 HTTP/1.1 secure.internal web.example"));
        QCOMPARE(summary(fire(port, "GET", "/tls-h2", "a")),
                 std::string("200 p/secure:9443 HTTP/2 sni.internal web.example"));
        QCOMPARE(fire(port, "GET", "/distrusted", "a").status, 500);
    }

    void clientCertificatesAreAskedFor()
    {
        const LabStatus &status = m_lab->status();
        const auto ask = [&](const std::string &listener, const std::string &clientFile) {
            const TlsWish wish{"web.example", status.caFile, clientFile, {}};
            const Http2Answer answer = fireHttp2(m_lab->port(listener), "GET", "/", "web.example", {}, {}, wish);
            return answer.status;
        };
        QCOMPARE(ask("strict", status.clientFile), 200);
        QCOMPARE(ask("strict", status.strangerFile), 0);
        QCOMPARE(ask("strict", {}), 0);
        QCOMPARE(ask("lax", status.clientFile), 200);
        QCOMPARE(ask("lax", status.strangerFile), 200);
        QCOMPARE(ask("lax", {}), 200);
        QCOMPARE(ask("open", {}), 200);
    }

    void tlsIsPassedThroughByServerName()
    {
        const std::uint16_t port = m_lab->port("through");
        const std::string &ca = m_lab->status().caFile;
        const auto ask = [&](const std::string &sni) {
            return firstLine(exchangeBytes(port, "x", TlsWish{sni, ca, {}, {}}));
        };
        QCOMPARE(ask("one.example"),
                 std::string("wayproof-backend p/plain:80 endpoint assumed sni one.example client -"));
        QCOMPARE(ask("a.wide.example"),
                 std::string("wayproof-backend p/plain:80 endpoint assumed sni a.wide.example client -"));
        QCOMPARE(ask("b.a.wide.example"),
                 std::string("wayproof-backend p/plain:80 endpoint assumed sni b.a.wide.example client -"));
        QCOMPARE(ask("wide.example"), std::string("refused"));
        QCOMPARE(ask("two.example"), std::string("refused"));
        // The more specific name's route is final, although it leads nowhere.
        QCOMPARE(ask("nowhere.wide.example"), std::string("refused"));
        const Http2Answer http = fireHttp2(port, "GET", "/", "one.example", {}, {}, TlsWish{"one.example", ca, {}, {}});
        QCOMPARE(summary(http), std::string("200 p/plain:80 HTTP/2 one.example -"));
        QCOMPARE(exchangeBytes(port, "plain bytes"), std::string());
    }

    void tlsIsTerminatedAndEncryptedAgainByPolicy()
    {
        const std::uint16_t port = m_lab->port("ended");
        const auto ask = [&](const std::string &sni) {
            return firstLine(exchangeBytes(port, "x", TlsWish{sni, {}, {}, {}}));
        };
        QCOMPARE(ask("plain.example"), std::string("wayproof-backend p/plain:80 endpoint assumed"));
        QCOMPARE(ask("again.example"),
                 std::string("wayproof-backend p/secure:443 endpoint assumed sni secure.internal client web.example"));
        QCOMPARE(ask("third.example"), std::string("refused"));
    }

    void tcpIsSharedByWeightAndTheOldestRouteWins()
    {
        std::set<std::string> seen;
        for (int i = 0; i < 100 && seen.size() < 3; ++i)
            seen.insert(firstLine(exchangeBytes(m_lab->port("tcp"), "ping")));
        QCOMPARE(seen, (std::set<std::string>{"", "wayproof-backend p/plain:80 endpoint assumed",
                                              "wayproof-backend p/dns:53 endpoint assumed"}));
    }

    void udpIsSharedByWeight()
    {
        std::set<std::string> seen;
        for (int i = 0; i < 100 && seen.size() < 2; ++i)
            seen.insert(exchangeDatagram(m_lab->port("udp"), "query"));
        QCOMPARE(seen, (std::set<std::string>{"wayproof-backend p/dns:53 endpoint assumed\nquery",
                                              "wayproof-backend p/dns-two:53 endpoint assumed\nquery"}));
        QCOMPARE(exchangeDatagram(m_lab->port("mute"), "query", 200), std::string());
    }

    void multiProtocolSampleIsServedWholly()
    {
        const RunningLab lab(u"../../../resources/samples/multi-protocol"_s);
        QVERIFY2(lab.problem().isEmpty(), qPrintable(lab.problem()));
        QVERIFY2(lab.status().notServed.empty(),
                 lab.status().notServed.empty() ? "" : lab.status().notServed.front().toText().c_str());
        QCOMPARE(lab.address("https").protocol, std::string("https"));
        const Http2Answer answer = callGrpc(lab.port("grpc"), "any", "/any.Service/Method");
        QCOMPARE(summary(answer) + " grpc " + answer.grpcStatus(),
                 std::string("200 routing-experiment/grpc-service:9090 HTTP/2 - - grpc 0"));
        QCOMPARE(answer.header("x-wayproof-endpoint"), std::string("10.244.2.21:9090"));
        QCOMPARE(fire(lab.port("http"), "GET", "/", "any").header("x-wayproof-backend"),
                 std::string("routing-experiment/web-service:80"));
    }

private:
    QTemporaryDir m_runtime;
    std::unique_ptr<RunningLab> m_lab;
};

QTEST_GUILESS_MAIN(TestLabProtocols)
#include "tst_labprotocols.moc"
