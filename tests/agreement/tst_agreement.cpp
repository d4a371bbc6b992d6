// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Prediction = observation: generated requests go to real nginx and real Envoy (the lab), and every answer is held
// against what the simulator said. The lab is configured from the resources, not from the routing table, so neither can
// copy the other.
#include "app/labtargets.h"
#include "model/analysis/simulator.h"
#include "model/lab/lab.h"
#include "model/load/fileloader.h"
#include "model/probe/probejob.h"
#include "model/routing/compile.h"
#include "tests/support/requestgenerator.h"

#include <QDir>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace wayproof;

namespace
{

struct Count {
    int agreed = 0;
    int disagreed = 0;
    int unsettled = 0;
    QStringList disagreements;
};

void count(Count &total, const ProbedSide &side, const Request &request)
{
    if (!side.agreement || side.observations.empty())
        return;
    // Envoy Gateway lets plain requests into GRPCRoutes, the lab only gRPC.
    if (side.predicted && side.predicted->match && side.predicted->match->resource.kind == "GRPCRoute")
        return;
    if (!side.agreement->agrees) {
        ++total.unsettled;
        return;
    }
    if (*side.agreement->agrees) {
        ++total.agreed;
        return;
    }
    ++total.disagreed;
    QString text =
        u"%1 %2 %3 host %4"_s.arg(QString::fromStdString(request.protocol), QString::fromStdString(request.method),
                                  QString::fromStdString(request.path), QString::fromStdString(request.host));
    if (request.port)
        text += u" port %1"_s.arg(*request.port);
    if (request.sni)
        text += u" SNI %1"_s.arg(QString::fromStdString(*request.sni));
    for (const auto &[name, value] : request.headers)
        text += u" %1: %2"_s.arg(QString::fromStdString(name), QString::fromStdString(value));
    for (const PredictionDifference &difference : side.agreement->differences) {
        text += u"\n      %1: predicted %2, observed %3"_s.arg(QString::fromStdString(difference.field),
                                                               QString::fromStdString(difference.predicted),
                                                               QString::fromStdString(difference.observed));
    }
    total.disagreements.append(text);
}

int requestsPerSource()
{
    return qEnvironmentVariableIsSet("WAYPROOF_SOAK") ? 5000 : 300;
}

} // namespace

class TestAgreement : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void predictionIsObservation_data();
    void predictionIsObservation();
    void cleanupTestCase();

private:
    int m_agreed = 0;
};

void TestAgreement::predictionIsObservation_data()
{
    QTest::addColumn<QString>("source");
    for (const QString &folder : {u"resources/samples"_s, u"tests/data/agreement"_s}) {
        const QDir dir(QStringLiteral(WAYPROOF_SOURCE_DIR) + u'/' + folder);
        for (const QString &name : dir.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name))
            QTest::newRow(qPrintable(name)) << dir.filePath(name);
    }
}

void TestAgreement::predictionIsObservation()
{
    QFETCH(QString, source);
    const SnapshotPtr snapshot = loadFiles({{source.toStdString()}});
    QVERIFY(snapshot->objectCount() > 0);
    const Simulator ingress(std::make_shared<const RoutingTable>(compileIngress(*snapshot)));
    const Simulator gateway(std::make_shared<const RoutingTable>(compileGateway(*snapshot)));

    Lab lab;
    QSignalSpy ready(&lab, &Lab::ready);
    QSignalSpy failed(&lab, &Lab::failed);
    LabOptions options;
    options.supervisorProgram = WAYPROOF_LABD;
    lab.start(snapshot, options);
    QTRY_VERIFY_WITH_TIMEOUT(!ready.isEmpty() || !failed.isEmpty(), 30'000);
    if (!failed.isEmpty()) {
        const auto reasons = failed.at(0).at(0).value<Diagnostics>();
        QFAIL(reasons.empty() ? "the lab did not start" : reasons.front().toText().c_str());
    }
    const LabStatus status = *lab.status();
    for (const Diagnostic &problem : status.problems)
        QVERIFY2(problem.code.find("missing") != std::string::npos, problem.toText().c_str());
    if (!status.problems.empty())
        qWarning("%s", status.problems.front().toText().c_str());

    test::RequestGenerator generator(*snapshot, 20'261'123U);
    std::vector<ProbePlan> plans;
    for (int i = 0; i < requestsPerSource(); ++i) {
        ProbePlan plan;
        plan.request = generator.next();
        plan.predictedIngress = ingress.decide(plan.request);
        plan.predictedGateway = gateway.decide(plan.request);
        if (status.hasSide(LabAddress::Side::Ingress))
            plan.ingress = ingressTarget(status);
        plan.gateway = gatewayTarget(status, plan.request, &*plan.predictedGateway);
        plans.push_back(std::move(plan));
    }
    ProbeJobOptions job;
    job.shots = 1;
    job.agreement.areBackendsRecognisable = true;
    Count ofIngress;
    Count ofGateway;
    runProbes(plans, job, {}, [&](std::size_t i, const ProbeResult &result) {
        count(ofIngress, result.ingress, plans[i].request);
        count(ofGateway, result.gateway, plans[i].request);
    });
    qInfo("ingress: %d agreed, %d disagreed, %d not settled; gateway: %d agreed, %d disagreed, %d not settled",
          ofIngress.agreed, ofIngress.disagreed, ofIngress.unsettled, ofGateway.agreed, ofGateway.disagreed,
          ofGateway.unsettled);
    m_agreed += ofIngress.agreed + ofGateway.agreed;
    const QStringList all = ofIngress.disagreements + ofGateway.disagreements;
    QVERIFY2(all.isEmpty(), qPrintable(u"ingress:\n    "_s + ofIngress.disagreements.mid(0, 10).join(u"\n    "_s) +
                                       u"\ngateway:\n    "_s + ofGateway.disagreements.mid(0, 10).join(u"\n    "_s)));
    // A comparison that settles nothing proves nothing.
    for (const Count &side : {ofIngress, ofGateway})
        QVERIFY2(side.agreed * 2 >= side.unsettled, "most predictions could not be settled");
}

void TestAgreement::cleanupTestCase()
{
    qInfo("%d predictions were observed", m_agreed);
    QVERIFY(m_agreed >= 2000);
}

QTEST_GUILESS_MAIN(TestAgreement)
#include "tst_agreement.moc"
