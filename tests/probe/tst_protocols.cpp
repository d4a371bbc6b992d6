// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Shots of every protocol but plain HTTP: gRPC with its trailers, TLS by SNI, TCP and UDP; what each answer means, and
// that every shot ends.
#include "grpcpeer.h"
#include "model/probe/prober.h"
#include "rawserver.h"

#include <QElapsedTimer>
#include <QFile>
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

/// Answers each datagram by `answer`; "" means not at all.
class DatagramServer
{
public:
    explicit DatagramServer(std::string answer)
        : m_fd(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0))
    {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        if (::bind(m_fd, reinterpret_cast<sockaddr *>(&address), size) != 0)
            std::abort();
        ::getsockname(m_fd, reinterpret_cast<sockaddr *>(&address), &size);
        m_port = ntohs(address.sin_port);
        m_thread = std::thread([this, answer = std::move(answer)] { serve(answer); });
    }
    ~DatagramServer()
    {
        ::shutdown(m_fd, SHUT_RDWR);
        m_thread.join();
        ::close(m_fd);
    }
    DatagramServer(const DatagramServer &) = delete;
    DatagramServer &operator=(const DatagramServer &) = delete;

    std::string address() const { return "127.0.0.1:" + std::to_string(m_port); }
    int received() const { return m_received; }

private:
    void serve(const std::string &answer)
    {
        char buffer[2048];
        sockaddr_in from{};
        socklen_t size = sizeof from;
        for (;;) {
            const long got = ::recvfrom(m_fd, buffer, sizeof buffer, 0, reinterpret_cast<sockaddr *>(&from), &size);
            // A shut-down socket reads as an empty datagram from nobody.
            if (got < 0 || from.sin_port == 0)
                return;
            ++m_received;
            const std::string bytes = answer + std::string(buffer, static_cast<std::size_t>(got));
            if (!answer.empty())
                ::sendto(m_fd, bytes.data(), bytes.size(), 0, reinterpret_cast<sockaddr *>(&from), size);
            from = {};
        }
    }

    int m_fd;
    int m_port = 0;
    std::atomic<int> m_received = 0;
    std::thread m_thread;
};

Request requestOf(const std::string &protocol, const std::string &body = {})
{
    Request request;
    request.id = "r1";
    request.protocol = protocol;
    request.host = "db.example";
    request.body = body;
    return request;
}

Request callOf(const std::string &service, const std::string &method)
{
    Request request = requestOf("grpc");
    request.host = "rpc.example:8080";
    request.grpcService = service;
    request.grpcMethod = method;
    return request;
}

ProbeTarget at(const std::string &address, const std::string &caFile = {})
{
    ProbeTarget target;
    target.side = Side::Gateway;
    target.address = address;
    target.caFile = caFile;
    return target;
}

const std::string echoLine = "wayproof-backend shop/db:5432 endpoint 10.0.0.1:5432";

/// As the lab's echo server: a line when the first bytes or the end come, then what was received.
void echo(ServedStream &stream)
{
    char buffer[4096];
    bool hasGreeted = false;
    for (;;) {
        const long size = stream.read(buffer, sizeof buffer);
        if (!hasGreeted)
            stream.write(echoLine +
                         (stream.sni.empty()
                              ? ""
                              : " sni " + stream.sni + " client " + (stream.client.empty() ? "-" : stream.client)) +
                         '\n');
        hasGreeted = true;
        if (size <= 0)
            return;
        stream.write({buffer, static_cast<std::size_t>(size)});
    }
}

} // namespace

class tst_Protocols : public QObject
{
    Q_OBJECT

    QTemporaryDir m_directory;
    Certificate m_authority;
    std::string m_caFile;

    std::string file(const char *name, const std::string &text) const
    {
        const QString path = m_directory.filePath(QString::fromLatin1(name));
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(QByteArray::fromStdString(text)) < 0)
            qFatal("cannot write the test's files");
        return path.toStdString();
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_authority = makeAuthority();
        m_caFile = file("ca.pem", m_authority.certificate);
    }

    void aUnaryCallGoesOutAsGrpcHasIt()
    {
        GrpcCallReceived received;
        RawServer server({}, RawServer::After::Close);
        server.converse([&](ServedStream &stream) {
            serveGrpc(stream, [&](const GrpcCallReceived &call) {
                received = call;
                GrpcAnswer answer;
                answer.headers.emplace_back("X-Wayproof-Backend", "shop/orders:50051");
                for (auto &[name, value] : answer.headers)
                    std::transform(name.begin(), name.end(), name.begin(), ::tolower);
                answer.body = grpcMessage("{\"a\":1}");
                answer.trailers = {{"grpc-status", "5"}, {"grpc-message", "no such order%2C 7"}};
                return answer;
            });
        });
        Request call = callOf("shop.Orders", "Get");
        call.headers = {{"X-Env", "canary"}};
        ProbeOptions options;
        options.totalTimeout = std::chrono::milliseconds(5000);
        const Observation seen = probe(at(server.address()), call, options);
        QCOMPARE(errorCode(seen), std::string("none"));
        QCOMPARE(received.value(":method"), std::string("POST"));
        QCOMPARE(received.value(":path"), std::string("/shop.Orders/Get"));
        QCOMPARE(received.value(":authority"), std::string("rpc.example:8080"));
        QCOMPARE(received.value(":scheme"), std::string("http"));
        QCOMPARE(received.value("te"), std::string("trailers"));
        QCOMPARE(received.value("content-type"), std::string("application/grpc"));
        QCOMPARE(received.value("grpc-timeout"), std::string("5000m"));
        QCOMPARE(received.value("x-env"), std::string("canary"));
        QCOMPARE(received.body, std::string(5, '\0'));
        QCOMPARE(*seen.status, 200);
        QCOMPARE(seen.httpVersion, std::string("2"));
        QCOMPARE(seen.grpcStatus, std::string("NOT_FOUND"));
        QCOMPARE(seen.grpcMessage, std::string("no such order, 7"));
        QCOMPARE(seen.body.kept, std::string("{\"a\":1}"));
        QCOMPARE(seen.trailers.size(), std::size_t(2));
        QCOMPARE(seen.backend->toText(), std::string("shop/orders:50051"));
        QVERIFY(seen.timings.connect && seen.timings.firstByte && seen.timings.total);
        const QJsonObject json = toJson(seen);
        QCOMPARE(json[QStringLiteral("grpcStatus")].toString(), QStringLiteral("NOT_FOUND"));
        QCOMPARE(json[QStringLiteral("protocol")].toString(), QStringLiteral("grpc"));
    }
    void aLargeMessageGoesBothWays()
    {
        const std::string large(60'000, 'x');
        std::size_t received = 0;
        RawServer server({}, RawServer::After::Close);
        server.converse([&](ServedStream &stream) {
            serveGrpc(stream, [&](const GrpcCallReceived &call) {
                received = call.body.size();
                GrpcAnswer answer;
                answer.body = grpcMessage(large);
                return answer;
            });
        });
        Request call = callOf("a.B", "C");
        call.body = std::string(200'000, 'y');
        const Observation seen = probe(at(server.address()), call);
        QCOMPARE(errorCode(seen), std::string("none"));
        QCOMPARE(received, std::size_t(200'005));
        QCOMPARE(seen.body.kept, large);
        QCOMPARE(seen.grpcStatus, std::string("OK"));
    }
    void grpcAnswers_data()
    {
        QTest::addColumn<GrpcAnswer>("answer");
        QTest::addColumn<QByteArray>("status");
        QTest::addColumn<QByteArray>("error");
        GrpcAnswer trailersOnly;
        trailersOnly.headers.emplace_back("grpc-status", "12");
        trailersOnly.trailers = {};
        QTest::newRow("trailers only") << trailersOnly << QByteArray("UNIMPLEMENTED") << QByteArray("none");
        GrpcAnswer page;
        page.headers = {{":status", "503"}, {"content-type", "text/plain"}};
        page.body = "no healthy upstream";
        page.trailers = {};
        QTest::newRow("an HTTP error page") << page << QByteArray("UNAVAILABLE") << QByteArray("none");
        GrpcAnswer refused;
        refused.reset = 7;
        QTest::newRow("the stream reset") << refused << QByteArray() << QByteArray("connection-closed");
        GrpcAnswer odd;
        odd.trailers = {{"grpc-status", "99"}};
        QTest::newRow("a status of no name") << odd << QByteArray("99") << QByteArray("none");
        GrpcAnswer silent;
        silent.isSilent = true;
        QTest::newRow("silence") << silent << QByteArray() << QByteArray("timeout");
    }
    void grpcAnswers()
    {
        QFETCH(GrpcAnswer, answer);
        QFETCH(QByteArray, status);
        QFETCH(QByteArray, error);
        RawServer server({}, RawServer::After::Close);
        server.converse(
            [&](ServedStream &stream) { serveGrpc(stream, [&](const GrpcCallReceived &) { return answer; }); });
        ProbeOptions options;
        options.totalTimeout = std::chrono::milliseconds(answer.isSilent ? 300 : 5000);
        const Observation seen = probe(at(server.address()), callOf("a.B", "C"), options);
        QCOMPARE(QByteArray::fromStdString(seen.grpcStatus), status);
        QCOMPARE(QByteArray::fromStdString(errorCode(seen)), error);
    }
    void aServerOfHttp1IsNoGrpcServer()
    {
        RawServer server([](const Received &) { return httpAnswer(400, "bad"); });
        const Observation seen = probe(at(server.address()), callOf("a.B", "C"));
        QCOMPARE(errorCode(seen), std::string("http2-not-spoken"));
        QVERIFY(!seen.status);
    }
    void grpcOverTlsAsksForHttp2ByAlpn()
    {
        RawServer server({}, RawServer::After::Close, makeCertificate(m_authority, {"rpc.example"}));
        server.chooseProtocol("h2");
        server.converse([&](ServedStream &stream) {
            serveGrpc(stream, [&](const GrpcCallReceived &call) {
                GrpcAnswer answer;
                answer.trailers = {{"grpc-status", call.value(":scheme") == "https" ? "0" : "3"}};
                return answer;
            });
        });
        Request call = callOf("a.B", "C");
        call.scheme = "https";
        const Observation seen = probe(at(server.address(), m_caFile), call);
        QCOMPARE(errorCode(seen), std::string("none"));
        QCOMPARE(seen.grpcStatus, std::string("OK"));
        QCOMPARE(seen.tls->sni, std::string("rpc.example"));
        QCOMPARE(seen.tls->certificateNames, std::vector<std::string>{"rpc.example"});
    }

    void tlsIsChosenBySni()
    {
        RawServer server({}, RawServer::After::Close, makeCertificate(m_authority, {"db.example"}));
        server.converse(echo);
        Request request = requestOf("tls", "select 1");
        const Observation seen = probe(at(server.address(), m_caFile), request);
        QCOMPARE(errorCode(seen), std::string("none"));
        QCOMPARE(seen.body.kept, echoLine + " sni db.example client -\nselect 1");
        QCOMPARE(seen.backend->toText(), std::string("shop/db:5432"));
        QCOMPARE(seen.backend->endpoint, std::string("10.0.0.1:5432"));
        QCOMPARE(*seen.received->sni, std::string("db.example"));
        QCOMPARE(*seen.received->client, std::string());
        QVERIFY(seen.received->isWholeBody);
        request.sni = "other.example";
        QCOMPARE(errorCode(probe(at(server.address(), m_caFile), request)), std::string("certificate-name"));
        server.refuseHandshakes();
        const Observation refused = probe(at(server.address(), m_caFile), request);
        QCOMPARE(errorCode(refused), std::string("tls-refused"));
        QVERIFY(isRefusal(refused.error->kind));
    }
    void aClientCertificateIsShown()
    {
        RawServer server({}, RawServer::After::Close, makeCertificate(m_authority, {"db.example"}));
        server.demandClientCertificate(m_authority);
        server.converse(echo);
        Request request = requestOf("tls", "hello");
        const Observation without = probe(at(server.address(), m_caFile), request);
        // In TLS 1.3 the server refuses after the client's handshake is done; its alert can be overtaken by the reset.
        QVERIFY(errorCode(without) == "tls-refused" || errorCode(without) == "connection-closed");
        QVERIFY(isRefusal(without.error->kind));
        const Certificate client = makeCertificate(m_authority, {"lab-client"});
        ProbeTarget target = at(server.address(), m_caFile);
        target.clientCertificateFile = file("client.pem", client.certificate);
        target.clientKeyFile = file("client.key", client.key);
        request.clientCertificate = "shop/client";
        const Observation with = probe(target, request);
        QCOMPARE(errorCode(with), std::string("none"));
        QCOMPARE(*with.received->client, std::string("lab-client"));
    }

    void bytesOverTcp()
    {
        RawServer server({}, RawServer::After::Close);
        server.converse(echo);
        const Observation seen = probe(at(server.address()), requestOf("tcp", "ping"));
        QCOMPARE(errorCode(seen), std::string("none"));
        QCOMPARE(seen.body.kept, echoLine + "\nping");
        QVERIFY(!seen.status && seen.isAnswered());
        QVERIFY(!seen.received->sni);
        QCOMPARE(summary(seen), std::string("57 bytes from shop/db:5432"));
        // Without a body of ours the end of our side is what there is to answer to.
        const Observation silent = probe(at(server.address()), requestOf("tcp"));
        QCOMPARE(errorCode(silent), std::string("none"));
        QCOMPARE(silent.body.kept, echoLine + '\n');
    }
    void aServerThatSpeaksFirstIsHeard()
    {
        std::string heard;
        RawServer server({}, RawServer::After::Close);
        server.converse([&](ServedStream &stream) {
            stream.write("220 mail.example\r\n");
            char buffer[64];
            for (long size = 0; (size = stream.read(buffer, sizeof buffer)) > 0;)
                heard.append(buffer, static_cast<std::size_t>(size));
        });
        const Observation seen = probe(at(server.address()), requestOf("tcp"));
        QCOMPARE(seen.body.kept, std::string("220 mail.example\r\n"));
        QVERIFY(!seen.backend);
        QCOMPARE(heard, std::string());
    }
    void silenceIsNoAnswer()
    {
        RawServer server({}, RawServer::After::Close);
        server.stayMute();
        ProbeOptions options;
        options.silence = std::chrono::milliseconds(100);
        QElapsedTimer timer;
        timer.start();
        const Observation seen = probe(at(server.address()), requestOf("tcp", "ping"), options);
        // The mute server closes when we do; what matters is that nothing counts as an answer, and in bounded time.
        QVERIFY(errorCode(seen) == "no-answer" || errorCode(seen) == "connection-closed");
        QVERIFY(!seen.isAnswered());
        QVERIFY(timer.elapsed() < 3000);
    }
    void aClosedConnectionIsARefusal()
    {
        RawServer server({}, RawServer::After::Close);
        server.converse([](ServedStream &) {});
        const Observation seen = probe(at(server.address()), requestOf("tcp", "ping"));
        QCOMPARE(errorCode(seen), std::string("connection-closed"));
        QVERIFY(isRefusal(seen.error->kind));
    }

    void aDatagramIsAnsweredByOne()
    {
        DatagramServer server("wayproof-backend shop/dns:53 endpoint assumed\n");
        const Observation seen = probe(at(server.address()), requestOf("udp", "who?"));
        QCOMPARE(errorCode(seen), std::string("none"));
        QCOMPARE(seen.body.kept, std::string("wayproof-backend shop/dns:53 endpoint assumed\nwho?"));
        QCOMPARE(seen.backend->toText(), std::string("shop/dns:53"));
        QCOMPARE(seen.remoteAddress, server.address());
        QVERIFY(probe(at(server.address()), requestOf("udp")).isAnswered());
    }
    void aLostDatagramIsNoAnswer()
    {
        DatagramServer server("");
        ProbeOptions options;
        options.silence = std::chrono::milliseconds(100);
        const Observation seen = probe(at(server.address()), requestOf("udp", "who?"), options);
        QCOMPARE(errorCode(seen), std::string("no-answer"));
        QVERIFY(!isRefusal(seen.error->kind));
        QTRY_COMPARE(server.received(), 1);
    }
    void aClosedPortRefusesDatagrams()
    {
        std::string address;
        {
            const DatagramServer gone("");
            address = gone.address();
        }
        const Observation seen = probe(at(address), requestOf("udp", "who?"));
        QCOMPARE(errorCode(seen), std::string("connection-refused"));
    }

    void anyTalkCanBeCancelled()
    {
        RawServer server({}, RawServer::After::Close);
        server.stayMute();
        DatagramServer datagrams("");
        std::vector<Shot> shots;
        for (const char *protocol : {"grpc", "tcp"})
            shots.push_back({at(server.address()), requestOf(protocol, "x")});
        shots.push_back({at(datagrams.address()), requestOf("udp", "x")});
        shots[0].request.grpcService = "a";
        shots[0].request.grpcMethod = "B";
        ProbeOptions options;
        options.silence = std::chrono::seconds(60);
        std::stop_source stop;
        int cancelled = 0;
        std::jthread canceller([&] {
            while (datagrams.received() == 0)
                std::this_thread::yield();
            stop.request_stop();
        });
        probeAll(shots, options, stop.get_token(), [&](std::size_t, const Observation &observation) {
            cancelled += errorCode(observation) == "cancelled" ? 1 : 0;
        });
        QCOMPARE(cancelled, 3);
    }
    void manyProtocolsAtOnce()
    {
        RawServer stream({}, RawServer::After::Close);
        stream.converse(echo);
        RawServer http([](const Received &) { return httpAnswer(200, "ok"); });
        DatagramServer datagrams("wayproof-backend shop/dns:53 endpoint assumed\n");
        std::vector<Shot> shots;
        for (int i = 0; i < 20; ++i) {
            shots.push_back({at(stream.address()), requestOf("tcp", "ping" + std::to_string(i))});
            shots.push_back({at(http.address()), requestOf("http")});
            shots.push_back({at(datagrams.address()), requestOf("udp", std::to_string(i))});
        }
        int answered = 0;
        probeAll(shots, {}, {}, [&](std::size_t i, const Observation &observation) {
            const bool isRight = i % 3 == 1 ? observation.status == 200 : observation.backend.has_value();
            answered += isRight && !observation.error ? 1 : 0;
        });
        QCOMPARE(answered, 60);
    }
};

QTEST_GUILESS_MAIN(tst_Protocols)
#include "tst_protocols.moc"
