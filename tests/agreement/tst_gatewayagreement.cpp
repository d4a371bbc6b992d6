// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Prediction = observation for random Gateway configurations: the lab's Envoy, configured from the resources and not
// from the routing table, answers what the simulator said. A sample by default; WAYPROOF_SOAK: 2,000 configurations.
// WAYPROOF_SEED=N begins elsewhere; WAYPROOF_KEEP=FOLDER keeps the configurations that disagreed.
#include "app/labtargets.h"
#include "model/analysis/simulator.h"
#include "model/lab/lab.h"
#include "model/load/fileloader.h"
#include "model/probe/probejob.h"
#include "model/routing/compile.h"
#include "tests/support/boundaryrequests.h"
#include "tests/support/randomgateways.h"

#include <QFile>
#include <QJsonDocument>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>
#include <map>
#include <set>

using namespace Qt::StringLiterals;
using namespace wayproof;
using namespace wayproof::test;

namespace
{

constexpr int requestsPerConfiguration = 50;
/// Starting a lab costs more than serving a configuration, so that many share one.
constexpr int configurationsPerLab = 40;

int configurations()
{
    return qEnvironmentVariableIsSet("WAYPROOF_SOAK") ? 2000 : configurationsPerLab;
}

unsigned firstSeed()
{
    bool isNumber = false;
    const int seed = qEnvironmentVariableIntValue("WAYPROOF_SEED", &isNumber);
    return isNumber && seed > 0 ? static_cast<unsigned>(seed) : 1U;
}

struct Configuration {
    std::string text;
    SnapshotPtr snapshot;
    std::unique_ptr<Simulator> simulator;
};

QString textOf(const Request &request)
{
    return QString::fromUtf8(QJsonDocument(toJson(request)).toJson(QJsonDocument::Compact));
}

} // namespace

class TestGatewayAgreement : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void predictionIsObservation();

private:
    void serve(unsigned seed, int count);
    void fire(const LabStatus &status, const std::vector<Configuration> &batch, unsigned seed);
    void disagree(const Configuration &configuration, const QString &name, const Request &request, QString text);

    int m_agreed = 0;
    int m_disagreed = 0;
    int m_unsettled = 0;
    std::map<std::string, int> m_open; ///< why predictions stayed open
    QStringList m_texts;               ///< the first disagreement of each configuration
    std::set<QString> m_seen;
};

void TestGatewayAgreement::disagree(const Configuration &configuration, const QString &name, const Request &request,
                                    QString text)
{
    ++m_disagreed;
    if (!m_seen.insert(name).second)
        return;
    text = name + u": "_s + textOf(request) + u"\n      "_s + text;
    const QString keep = qEnvironmentVariable("WAYPROOF_KEEP");
    if (!keep.isEmpty()) {
        QFile file(keep + u'/' + name + u".yaml"_s);
        if (file.open(QIODevice::WriteOnly))
            file.write(QByteArray::fromStdString(configuration.text));
    }
    m_texts.append(text);
}

void TestGatewayAgreement::fire(const LabStatus &status, const std::vector<Configuration> &batch, unsigned seed)
{
    std::vector<ProbePlan> plans;
    std::vector<std::size_t> owners;
    for (std::size_t c = 0; c < batch.size(); ++c) {
        BoundaryRequests requests(*batch[c].snapshot, seed * 1000 + static_cast<unsigned>(c));
        for (int i = 0; i < requestsPerConfiguration && !requests.isEmpty(); ++i) {
            ProbePlan plan;
            plan.request = requests.next();
            plan.predictedGateway = batch[c].simulator->decide(plan.request);
            plan.gateway = gatewayTarget(status, plan.request, &*plan.predictedGateway);
            if (plan.gateway) {
                plan.gateway->isInsecure = true; // whatever the certificate says, routing goes by SNI and Host
                plans.push_back(std::move(plan));
                owners.push_back(c);
            } else if (plan.predictedGateway->outcome == Outcome::Refuse) {
                ++m_agreed;
            } else {
                disagree(batch[c], u"%1-%2"_s.arg(seed).arg(c), plan.request,
                         u"the lab has no such listener; predicted "_s +
                             QString::fromStdString(summary(*plan.predictedGateway)));
            }
        }
    }
    ProbeJobOptions job;
    job.shots = 1;
    job.agreement.areBackendsRecognisable = true;
    runProbes(plans, job, {}, [&](std::size_t i, const ProbeResult &result) {
        const ProbedSide &side = result.gateway;
        if (!side.agreement || side.observations.empty())
            return;
        if (side.agreement->agrees == true) {
            ++m_agreed;
        } else if (!side.agreement->agrees) {
            ++m_unsettled;
            m_open[side.predicted->dependsOn.empty() ? "nothing that settles it was observed"
                                                     : side.predicted->dependsOn.front().code] += 1;
        } else {
            QString text =
                u"predicted: %1; observed: %2"_s.arg(QString::fromStdString(summary(*side.predicted)),
                                                     QString::fromStdString(summary(side.observations.front())));
            for (const PredictionDifference &difference : side.agreement->differences) {
                text += u"\n      %1: predicted %2, observed %3"_s.arg(QString::fromStdString(difference.field),
                                                                       QString::fromStdString(difference.predicted),
                                                                       QString::fromStdString(difference.observed));
            }
            disagree(batch[owners[i]], u"%1-%2"_s.arg(seed).arg(owners[i]), plans[i].request, text);
        }
    });
}

void TestGatewayAgreement::serve(unsigned seed, int count)
{
    GatewayMix mix;
    mix.controllerName = "gateway.envoyproxy.io/gatewayclass-controller";
    mix.rejected = false;
    // The lab reads these as the specification does, not as Envoy Gateway (tests/live/envoy-gateway has them).
    mix.grpc = mix.sharedPorts = mix.wrongKinds = mix.brokenMirrors = mix.cors = mix.repeatedConditions = false;
    RandomGateways generator(seed, mix);
    const std::string classText = generator.classText();
    std::string all = classText;
    std::vector<Configuration> batch;
    for (int i = 0; i < count; ++i) {
        const std::string text = generator.next("c" + std::to_string(i) + "-");
        Configuration made;
        made.text = classText + text;
        made.snapshot = loadText("in.yaml", made.text);
        made.simulator =
            std::make_unique<Simulator>(std::make_shared<const RoutingTable>(compileGateway(*made.snapshot)));
        all += text;
        batch.push_back(std::move(made));
    }
    Lab lab;
    QSignalSpy ready(&lab, &Lab::ready);
    QSignalSpy failed(&lab, &Lab::failed);
    LabOptions options;
    options.supervisorProgram = WAYPROOF_LABD;
    options.ingressSide = false;
    lab.start(loadText("in.yaml", all), options);
    QTRY_VERIFY_WITH_TIMEOUT(!ready.isEmpty() || !failed.isEmpty(), 60'000);
    if (!failed.isEmpty()) {
        const auto reasons = failed.at(0).at(0).value<Diagnostics>();
        QFAIL(reasons.empty() ? "the lab did not start" : reasons.front().toText().c_str());
    }
    fire(*lab.status(), batch, seed);
}

void TestGatewayAgreement::predictionIsObservation()
{
    const int wanted = configurations();
    unsigned seed = firstSeed();
    for (int served = 0; served < wanted; served += configurationsPerLab, ++seed) {
        serve(seed, std::min(configurationsPerLab, wanted - served));
        if (QTest::currentTestFailed())
            return;
    }
    qInfo("%d configurations: %d agreed, %d disagreed, %d not settled", wanted, m_agreed, m_disagreed, m_unsettled);
    for (const auto &[code, number] : m_open)
        qInfo("  not settled: %6d %s", number, code.c_str());
    for (const QString &text : m_texts.mid(0, 20))
        qInfo("%s", qPrintable(text));
    QVERIFY2(m_disagreed == 0, "the predictions above were wrong");
    // A comparison that settles nothing proves nothing.
    QVERIFY2(m_agreed >= 10 * m_unsettled, "too many predictions could not be settled");
    QVERIFY(m_agreed >= wanted * requestsPerConfiguration / 2);
}

QTEST_GUILESS_MAIN(TestGatewayAgreement)
#include "tst_gatewayagreement.moc"
