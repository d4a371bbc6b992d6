// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The whole job against two servers: volatility, comparison, predictions; and the same beside an event loop.
#include "model/lab/echoserver.h"
#include "model/probe/probejob.h"
#include "rawserver.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSignalSpy>
#include <QTest>

using namespace wayproof;

namespace
{

/// The tutorial's application behind an entrance that may rewrite: it ticks on every answer.
RawServer::Answer application(std::atomic<int> &clock, bool rewrites)
{
    return [&clock, rewrites](const Received &request) {
        const std::string target = rewrites && request.target() != "/version" ? "/" : request.target();
        return httpAnswer(
            200, R"({"status":"ok","timestamp":)" + std::to_string(++clock) + '}',
            "Content-Type: application/json\r\nX-Wayproof-Backend: demo/go-app:80\r\nX-Wayproof-Received: GET " +
                target + "\r\nX-Wayproof-Received-Host: localhost\r\n");
    };
}

Decision forward(Side side, const std::string &path)
{
    Decision decision;
    decision.side = side;
    decision.outcome = Outcome::Forward;
    BackendShare share;
    share.service = {"Service", "demo", "go-app"};
    share.port = 80;
    decision.backends = {share};
    decision.upstream = Upstream{"localhost", path, {}, {}, {}, {}};
    return decision;
}

ProbePlan plan(const RawServer &ingress, const RawServer &gateway, const std::string &path)
{
    ProbePlan made;
    made.request.id = path;
    made.request.host = "localhost";
    made.request.path = path;
    made.ingress.emplace();
    made.ingress->address = ingress.address();
    made.gateway.emplace();
    made.gateway->address = gateway.address();
    return made;
}

QJsonArray fieldsOf(const QJsonObject &comparison)
{
    QJsonArray fields;
    for (const QJsonValue &difference : comparison[QStringLiteral("differences")].toArray())
        fields.append(difference.toObject()[QStringLiteral("field")]);
    return fields;
}

/// Every member that the schema requires is there, and every member that is there the schema names.
void checkAgainst(const QString &schemaName, const QJsonObject &object)
{
    QFile file(QStringLiteral(WAYPROOF_SOURCE_DIR "/resources/schemas/") + schemaName);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QJsonObject schema = QJsonDocument::fromJson(file.readAll()).object();
    QVERIFY(!schema.isEmpty());
    for (const QJsonValue &name : schema[QStringLiteral("required")].toArray())
        QVERIFY2(object.contains(name.toString()), qPrintable(name.toString()));
    for (const QString &name : object.keys())
        QVERIFY2(schema[QStringLiteral("properties")].toObject().contains(name), qPrintable(name));
    QCOMPARE(object[QStringLiteral("schema")], schema[QStringLiteral("$id")]);
}

} // namespace

class tst_ProbeJob : public QObject
{
    Q_OBJECT

    std::atomic<int> m_clock = 0;

private Q_SLOTS:
    void theTutorialsOnlyRealDifferenceIsWhatTheBackendReceives()
    {
        RawServer ingress(application(m_clock, true));
        RawServer gateway(application(m_clock, false));
        ProbePlan healthz = plan(ingress, gateway, "/healthz");
        healthz.predictedIngress = forward(Side::Ingress, "/");
        healthz.predictedGateway = forward(Side::Gateway, "/healthz");
        const ProbeResult result = runProbe(healthz);
        const QJsonObject json = comparisonJson(result);
        checkAgainst(QStringLiteral("probe-comparison.json"), json);
        checkAgainst(QStringLiteral("observation.json"), toJson(result.gateway.observations.front()));
        QCOMPARE(json[QStringLiteral("id")].toString(), QStringLiteral("/healthz"));
        QCOMPARE(json[QStringLiteral("same")], QJsonValue(false));
        QCOMPARE(fieldsOf(json), QJsonArray{QStringLiteral("upstream.path")});
        QCOMPARE(json[QStringLiteral("volatile")].toArray(), QJsonArray{QStringLiteral("body.timestamp")});
        for (const QString &side : {QStringLiteral("ingress"), QStringLiteral("gateway")})
            QCOMPARE(json[QStringLiteral("predicted")].toObject()[side].toObject()[QStringLiteral("agrees")],
                     QJsonValue(true));
        QCOMPARE(result.gateway.observations.front().side, Side::Gateway);

        const QJsonObject version = comparisonJson(runProbe(plan(ingress, gateway, "/version")));
        QCOMPARE(version[QStringLiteral("same")], QJsonValue(true));
        QVERIFY(version[QStringLiteral("predicted")].toObject()[QStringLiteral("ingress")].isNull());
    }

    void aClockThatTicksSeldomIsStillFound()
    {
        // The clock ticks once, between the two sides' first answers.
        std::atomic<int> answers = 0;
        const auto answer = [&answers](const Received &) {
            const int n = ++answers;
            return httpAnswer(200, "{\"t\":" + std::to_string(n > 1 ? 1 : 0) + '}');
        };
        RawServer ingress(answer);
        RawServer gateway(answer);
        const ProbeResult result = runProbe(plan(ingress, gateway, "/"));
        QCOMPARE(result.comparison->same, std::optional(true));
        QCOMPARE(result.comparison->volatileFields, std::vector<std::string>{"body.t"});
    }

    void theLabsOwnEchoIsUnderstood()
    {
        int port = 0;
        {
            const RawServer free([](const Received &) { return std::string(); });
            port = free.port();
        }
        EchoSocket socket;
        socket.port = static_cast<std::uint16_t>(port);
        socket.backend = "demo/go-app:80";
        socket.endpoint = "10.0.0.1:8080";
        socket.isTutorial = true;
        const auto echo = EchoServer::start({socket});
        QVERIFY(echo);
        ProbeTarget target;
        target.address = "127.0.0.1:" + std::to_string(port);
        Request request;
        request.host = "shop.example:81";
        request.path = "//a/../b%2F?x";
        request.method = "PUT";
        request.headers = {{"X-A", "1"}, {"X-A", "2"}};
        const Observation observation = probe(target, request);
        QVERIFY(!observation.error);
        QCOMPARE(observation.backend, (ObservedBackend{"demo", "go-app", 80, "10.0.0.1:8080", "lab echo"}));
        QCOMPARE(observation.received->method, std::optional<std::string>("PUT"));
        QCOMPARE(observation.received->target, std::optional<std::string>("//a/../b%2F?x"));
        QCOMPARE(observation.received->host, std::optional<std::string>("shop.example:81"));
        QVERIFY(observation.received->headers);
        const HeaderList &headers = *observation.received->headers;
        QCOMPARE(
            std::count_if(headers.begin(), headers.end(), [](const auto &header) { return header.first == "X-A"; }), 2);
        QVERIFY(observation.received->isWholeBody);
        request.path = "/healthz";
        const Observation healthz = probe(target, request);
        QVERIFY(healthz.received && !healthz.received->isWholeBody);
        QVERIFY(healthz.body.json()->toObject().contains(QStringLiteral("timestamp")));
    }

    void oneSideOnly()
    {
        RawServer server(application(m_clock, false));
        ProbePlan both = plan(server, server, "/");
        both.request.via = Request::Via::Gateway;
        ProbeJobOptions options;
        options.shots = 1;
        const ProbeResult result = runProbe(both, options);
        QVERIFY(result.ingress.observations.empty());
        QCOMPARE(result.gateway.observations.size(), 1U);
        QCOMPARE(server.received().size(), 1U);
        QVERIFY(comparisonJson(result)[QStringLiteral("same")].isNull());
    }

    void manyPlansComeBackInOrder()
    {
        RawServer ingress(application(m_clock, true));
        RawServer gateway(application(m_clock, false));
        std::vector<ProbePlan> plans;
        for (int i = 0; i < 150; ++i)
            plans.push_back(plan(ingress, gateway, "/" + std::to_string(i)));
        plans[3].ingress.reset();
        plans[3].gateway.reset();
        std::vector<std::size_t> order;
        runProbes(plans, {}, {}, [&](std::size_t index, const ProbeResult &result) {
            order.push_back(index);
            QCOMPARE(result.request.id, plans[index].request.id);
            QCOMPARE(result.comparison.has_value(), index != 3);
        });
        std::vector<std::size_t> expected(150);
        for (std::size_t i = 0; i < expected.size(); ++i)
            expected[i] = i;
        QCOMPARE(order, expected);
    }

    void aStoppedJobReportsTheRestAsCancelled()
    {
        RawServer server([](const Received &) { return std::string(); }, RawServer::After::Hold);
        std::stop_source stop;
        stop.request_stop();
        int cancelled = 0;
        runProbes({plan(server, server, "/a"), plan(server, server, "/b")}, {}, stop.get_token(),
                  [&](std::size_t, const ProbeResult &result) {
                      QVERIFY(!result.comparison->same);
                      cancelled +=
                          result.ingress.observations.front().error->kind == ProbeError::Kind::Cancelled ? 1 : 0;
                  });
        QCOMPARE(cancelled, 2);
    }

    void signalsComeOnTheObjectsThread()
    {
        RawServer ingress(application(m_clock, true));
        RawServer gateway(application(m_clock, false));
        ProbeJob job;
        QSignalSpy finished(&job, &ProbeJob::finished);
        int firstShots = 0;
        std::vector<bool> same;
        connect(&job, &ProbeJob::observed, &job, [&](const Observation &) {
            QCOMPARE(QThread::currentThread(), thread());
            ++firstShots;
        });
        connect(&job, &ProbeJob::completed, &job,
                [&](std::size_t, const ProbeResult &result) { same.push_back(*result.comparison->same); });
        job.start({plan(ingress, gateway, "/healthz"), plan(ingress, gateway, "/version")});
        QVERIFY(job.isRunning());
        QTRY_COMPARE(finished.size(), 1);
        QCOMPARE(finished.front().front().toBool(), false);
        QCOMPARE(firstShots, 4);
        QCOMPARE(same, (std::vector<bool>{false, true}));
        QVERIFY(!job.isRunning());
    }

    void lateResultsOfASupersededJobAreDropped()
    {
        RawServer slow([](const Received &) { return std::string(); }, RawServer::After::Hold);
        RawServer quick(application(m_clock, false));
        ProbeJob job;
        QSignalSpy finished(&job, &ProbeJob::finished);
        std::vector<std::string> seen;
        connect(&job, &ProbeJob::observed, &job,
                [&](const Observation &observation) { seen.push_back(observation.id); });
        job.start({plan(slow, slow, "/old")});
        QTRY_VERIFY(!slow.received().empty());
        job.start({plan(quick, quick, "/new")});
        QTRY_COMPARE(finished.size(), 1);
        QCOMPARE(seen, (std::vector<std::string>{"/new", "/new"}));
    }

    void nothingIsSignalledAfterACancel()
    {
        RawServer slow([](const Received &) { return std::string(); }, RawServer::After::Hold);
        ProbeJob job;
        QSignalSpy finished(&job, &ProbeJob::finished);
        QSignalSpy observed(&job, &ProbeJob::observed);
        job.start({plan(slow, slow, "/")});
        QTRY_VERIFY(!slow.received().empty());
        job.cancel();
        QCOMPARE(finished.size(), 1);
        QCOMPARE(finished.front().front().toBool(), true);
        // A job that runs to its end shows that the cancelled one's events have been through the loop.
        RawServer quick(application(m_clock, false));
        job.start({plan(quick, quick, "/new")});
        QTRY_COMPARE(finished.size(), 2);
        QCOMPARE(observed.size(), 2);
    }

    void anObjectThatGoesAwayEndsItsJob()
    {
        RawServer slow([](const Received &) { return std::string(); }, RawServer::After::Hold);
        auto job = std::make_unique<ProbeJob>();
        job->start({plan(slow, slow, "/")});
        QTRY_VERIFY(!slow.received().empty());
        QElapsedTimer timer;
        timer.start();
        job.reset();
        QVERIFY(timer.elapsed() < 5000);
    }
};

QTEST_GUILESS_MAIN(tst_ProbeJob)
#include "tst_probejob.moc"
