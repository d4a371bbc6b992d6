// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Predictions of profile `envoy` against Envoy Gateway's own translation: egctl writes the route tables, real Envoy
// serves them, our echo servers stand behind. This settles what a proxy configured by us cannot: the order of routes,
// which of them are attached, and what becomes of broken ones. Needs WAYPROOF_EGCTL, WAYPROOF_EGTRANSLATE (suite.sh
// builds both) and WAYPROOF_ENVOY. WAYPROOF_CONFIGURATIONS=N (300), WAYPROOF_SEED=N (1).
#include "model/analysis/simulator.h"
#include "model/lab/echoserver.h"
#include "model/lab/freeports.h"
#include "model/lab/labprograms.h"
#include "model/load/fileloader.h"
#include "model/probe/probejob.h"
#include "model/routing/compile.h"
#include "tests/live/envoy-gateway/translation.h"
#include "tests/support/boundaryrequests.h"
#include "tests/support/randomgateways.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <set>

using namespace Qt::StringLiterals;
using namespace wayproof;
using namespace wayproof::test;

namespace
{

constexpr int configurationsPerBatch = 30;
constexpr int requestsPerConfiguration = 50;

int numberFrom(const char *variable, int otherwise)
{
    bool isNumber = false;
    const int value = qEnvironmentVariableIntValue(variable, &isNumber);
    return isNumber && value > 0 ? value : otherwise;
}

std::string base64Of(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll().toBase64().toStdString() : std::string();
}

/// One configuration by itself, as the simulator reads it.
struct Configuration {
    std::string text;
    SnapshotPtr snapshot;
    std::unique_ptr<Simulator> simulator;
};

/// Envoy Gateway's translation of several configurations, served on loopback until this goes out of scope.
class ServedTranslation
{
public:
    ~ServedTranslation()
    {
        m_envoy.kill();
        m_envoy.waitForFinished();
    }

    /// Empty when it serves; otherwise what went wrong.
    QString start(const QStringList &command, const std::string &text, const QString &certificate, const QString &key);
    const QJsonObject &output() const { return m_output; }
    /// Loopback port of a Gateway's listener; 0 when Envoy Gateway opens none.
    std::uint16_t port(const std::string &gateway, int declared) const
    {
        const auto found = m_places.doorPorts.find({gateway, declared});
        return found == m_places.doorPorts.end() ? std::uint16_t(0) : found->second;
    }
    /// Some of the ports were taken when Envoy wanted them.
    bool lacksPorts() const;

private:
    QTemporaryDir m_directory;
    QJsonObject m_output;
    Translation::Places m_places;
    std::unique_ptr<EchoServer> m_echo;
    QProcess m_envoy;
};

QString ServedTranslation::start(const QStringList &command, const std::string &text, const QString &certificate,
                                 const QString &key)
{
    const QString input = m_directory.filePath(u"in.yaml"_s);
    QFile file(input);
    if (!file.open(QIODevice::WriteOnly))
        return u"cannot write %1"_s.arg(input);
    file.write(text.data(), static_cast<qint64>(text.size()));
    file.close();
    QProcess translate;
    translate.setStandardInputFile(input);
    translate.start(command.front(), command.mid(1));
    if (!translate.waitForFinished(600'000) || translate.exitCode() != 0)
        return command.front() + u": "_s + QString::fromUtf8(translate.readAllStandardError());
    m_output = QJsonDocument::fromJson(translate.readAllStandardOutput()).object();
    const Translation translation(m_output);

    auto ports = FreePorts::reserve(translation.backends().size() + translation.doors().size() + 1);
    if (!ports)
        return u"no free ports"_s;
    std::size_t next = 0;
    std::vector<EchoSocket> sockets;
    for (const BackendName &backend : translation.backends()) {
        const std::uint16_t port = ports->ports()[next++];
        m_places.echoPorts.emplace(backend, port);
        sockets.push_back({port, backend, "assumed", false});
    }
    for (const GatewayDoor &door : translation.doors())
        m_places.doorPorts.emplace(door, ports->ports()[next++]);
    const int admin = ports->ports()[next];
    ports.value().release();
    m_places.certificateFile = certificate;
    m_places.keyFile = key;
    m_places.adminPort = static_cast<std::uint16_t>(admin);
    auto echo = EchoServer::start(sockets);
    if (!echo)
        return u"the echo server did not start"_s;
    m_echo = std::move(echo.value());

    m_envoy.setStandardErrorFile(m_directory.filePath(u"envoy.log"_s));
    m_envoy.setStandardOutputFile(QProcess::nullDevice());
    m_envoy.start(QString::fromStdString(findEnvoy()),
                  {u"-c"_s, translation.write(m_directory.path(), m_places), u"--concurrency"_s, u"1"_s,
                   u"--disable-hot-restart"_s, u"-l"_s, u"warning"_s});
    // Ready when every listener has left its warming, refused ones apart: then the administration page says LIVE.
    ProbeTarget target;
    target.address = "127.0.0.1:" + std::to_string(admin);
    Request isReady;
    isReady.path = "/ready";
    isReady.host = target.address;
    const bool isOver = QTest::qWaitFor(
        [&] { return m_envoy.state() == QProcess::NotRunning || probe(target, isReady).status == 200; }, 60'000);
    if (isOver && m_envoy.state() == QProcess::Running)
        return {};
    QFile log(m_directory.filePath(u"envoy.log"_s));
    return u"Envoy did not get ready:\n"_s + (log.open(QIODevice::ReadOnly) ? QString::fromUtf8(log.readAll()) : u""_s);
}

bool ServedTranslation::lacksPorts() const
{
    QFile log(m_directory.filePath(u"envoy.log"_s));
    return log.open(QIODevice::ReadOnly) && log.readAll().contains("Address already in use");
}

QString textOf(const Request &request)
{
    QString text = QString::fromUtf8(QJsonDocument(toJson(request)).toJson(QJsonDocument::Compact));
    return text;
}

struct Count {
    int agreed = 0;
    int unsettled = 0;
    QStringList disagreements; ///< the first of each configuration
    int disagreed = 0;
    std::map<std::string, int> open; ///< why predictions stayed open
};

} // namespace

class TestEnvoyGateway : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void predictionIsWhatEnvoyGatewayServes_data();
    void predictionIsWhatEnvoyGatewayServes();

private:
    void fire(const std::vector<Configuration> &batch, const ServedTranslation &served, unsigned seed, Count &count);

    QTemporaryDir m_directory;
    QString m_certificate;
    QString m_key;
};

void TestEnvoyGateway::initTestCase()
{
    for (const char *program : {"WAYPROOF_EGCTL", "WAYPROOF_EGTRANSLATE"})
        QVERIFY2(QFile::exists(qEnvironmentVariable(program)), program);
    QVERIFY2(!findEnvoy().empty(), "Envoy is missing");
    m_certificate = m_directory.filePath(u"cert.pem"_s);
    m_key = m_directory.filePath(u"key.pem"_s);
    const int made = QProcess::execute(
        u"openssl"_s, {u"req"_s, u"-x509"_s, u"-newkey"_s, u"ec"_s, u"-pkeyopt"_s, u"ec_paramgen_curve:prime256v1"_s,
                       u"-nodes"_s, u"-days"_s, u"30"_s, u"-subj"_s, u"/CN=any.example"_s, u"-addext"_s,
                       u"subjectAltName=DNS:*.example,DNS:*.x.example,DNS:*.b.x.example"_s, u"-keyout"_s, m_key,
                       u"-out"_s, m_certificate});
    QCOMPARE(made, 0);
}

void TestEnvoyGateway::fire(const std::vector<Configuration> &batch, const ServedTranslation &served, unsigned seed,
                            Count &count)
{
    std::vector<ProbePlan> plans;
    std::vector<std::size_t> owners;
    std::set<std::size_t> seen;
    const QString keep = qEnvironmentVariable("WAYPROOF_KEEP");
    const auto disagree = [&](std::size_t configuration, const Request &request, QString text) {
        ++count.disagreed;
        if (!seen.insert(configuration).second)
            return;
        text = textOf(request) + u"\n      "_s + text;
        if (!keep.isEmpty()) {
            QFile file(u"%1/%2-%3.yaml"_s.arg(keep).arg(seed).arg(configuration));
            if (file.open(QIODevice::WriteOnly))
                file.write(QByteArray::fromStdString(batch[configuration].text));
            text += u"\n      "_s + file.fileName();
        }
        count.disagreements.append(text);
    };
    for (std::size_t c = 0; c < batch.size(); ++c) {
        RequestMix mix;
        BoundaryRequests requests(*batch[c].snapshot, seed + static_cast<unsigned>(c), mix);
        for (int i = 0; i < requestsPerConfiguration && !requests.isEmpty(); ++i) {
            ProbePlan plan;
            plan.request = requests.next();
            plan.predictedGateway = batch[c].simulator->decide(plan.request);
            const std::uint16_t port = served.port(plan.request.gateway, *plan.request.port);
            if (port == 0) {
                // Envoy Gateway opens no such port.
                if (plan.predictedGateway->outcome == Outcome::Refuse)
                    ++count.agreed;
                else
                    disagree(c, plan.request,
                             u"no such listener, predicted: "_s +
                                 QString::fromStdString(summary(*plan.predictedGateway)));
                continue;
            }
            ProbeTarget target;
            target.side = Side::Gateway;
            target.address = "127.0.0.1:" + std::to_string(port);
            target.isInsecure = true;
            plan.gateway = target;
            plans.push_back(std::move(plan));
            owners.push_back(c);
        }
    }
    ProbeJobOptions job;
    job.shots = 1;
    job.agreement.areBackendsRecognisable = true;
    runProbes(plans, job, {}, [&](std::size_t i, const ProbeResult &result) {
        if (!result.gateway.agreement || result.gateway.observations.empty())
            return;
        const Agreement &agreement = *result.gateway.agreement;
        if (agreement.agrees == true) {
            ++count.agreed;
            return;
        }
        if (!agreement.agrees) {
            ++count.unsettled;
            const Decision &predicted = *result.gateway.predicted;
            count.open[predicted.dependsOn.empty() ? "nothing that settles it was observed"
                                                   : predicted.dependsOn.front().code] += 1;
            return;
        }
        QString text =
            u"predicted: %1; observed: %2"_s.arg(QString::fromStdString(summary(*result.gateway.predicted)),
                                                 QString::fromStdString(summary(result.gateway.observations.front())));
        for (const PredictionDifference &difference : agreement.differences) {
            text += u"\n      %1: predicted %2, observed %3"_s.arg(QString::fromStdString(difference.field),
                                                                   QString::fromStdString(difference.predicted),
                                                                   QString::fromStdString(difference.observed));
        }
        disagree(owners[i], plans[i].request, text);
    });
}

void TestEnvoyGateway::predictionIsWhatEnvoyGatewayServes_data()
{
    QTest::addColumn<QStringList>("command");
    QTest::addColumn<bool>("isWhole");
    QTest::newRow("as the controller translates") << QStringList{qEnvironmentVariable("WAYPROOF_EGTRANSLATE")} << true;
    QTest::newRow("egctl x translate") << QStringList{qEnvironmentVariable("WAYPROOF_EGCTL"),
                                                      u"x"_s,
                                                      u"translate"_s,
                                                      u"--from"_s,
                                                      u"gateway-api"_s,
                                                      u"--to"_s,
                                                      u"xds,gateway-api"_s,
                                                      u"-f"_s,
                                                      u"-"_s,
                                                      u"-o"_s,
                                                      u"json"_s}
                                       << false;
}

void TestEnvoyGateway::predictionIsWhatEnvoyGatewayServes()
{
    QFETCH(QStringList, command);
    QFETCH(bool, isWhole);
    const int wanted = numberFrom("WAYPROOF_CONFIGURATIONS", 300);
    const auto firstSeed = static_cast<unsigned>(numberFrom("WAYPROOF_SEED", 1));
    GatewayMix mix;
    mix.controllerName = "gateway.envoyproxy.io/gatewayclass-controller";
    mix.certificate = base64Of(m_certificate);
    mix.key = base64Of(m_key);
    // Reading files, egctl drops ages and labels, ListenerSets and endpoints.

    mix.rejected = false; // its reader validates as the API server does
    mix.ages = mix.selectors = mix.listenerSets = mix.endpoints = isWhole;
    Count total;
    int served = 0;
    for (unsigned seed = firstSeed; served < wanted; ++seed) {
        RandomGateways generator(seed, mix);
        const std::string classText = generator.classText();
        std::string all = classText;
        std::vector<Configuration> batch;
        for (int i = 0; i < std::min(configurationsPerBatch, wanted - served); ++i) {
            Configuration made;
            const std::string text = generator.next("c" + std::to_string(i) + "-");
            all += text;
            made.text = classText + text;
            made.snapshot = loadText("in.yaml", made.text);
            made.simulator =
                std::make_unique<Simulator>(std::make_shared<const RoutingTable>(compileGateway(*made.snapshot)));
            batch.push_back(std::move(made));
        }
        auto translation = std::make_unique<ServedTranslation>();
        QString problem = translation->start(command, all, m_certificate, m_key);
        // Somebody else may take a port before Envoy does.
        for (int again = 0; again < 3 && problem.isEmpty() && translation->lacksPorts(); ++again) {
            translation = std::make_unique<ServedTranslation>();
            problem = translation->start(command, all, m_certificate, m_key);
        }
        QVERIFY2(problem.isEmpty(), qPrintable(problem));
        fire(batch, *translation, seed * 1000, total);
        served += static_cast<int>(batch.size());
    }
    qInfo("%d configurations: %d agreed, %d disagreed, %d not settled", served, total.agreed, total.disagreed,
          total.unsettled);
    for (const auto &[code, number] : total.open)
        qInfo("  not settled: %6d %s", number, code.c_str());
    for (const QString &text : total.disagreements.mid(0, 20))
        qInfo("%s", qPrintable(text));
    QVERIFY2(total.disagreements.isEmpty(), "the predictions above were wrong");
    QVERIFY2(total.agreed > 5 * total.unsettled, "too many predictions could not be settled");
}

QTEST_GUILESS_MAIN(TestEnvoyGateway)
#include "tst_envoygateway.moc"
