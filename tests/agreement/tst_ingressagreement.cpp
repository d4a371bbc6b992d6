// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Prediction = observation for random Ingress sets: the lab's nginx, configured from the resources and not from the
// routing table, answers what the simulator said. A sample by default; WAYPROOF_SOAK: 2,000 sets. What the lab says
// that it cannot serve is fired too, and counted apart. WAYPROOF_SEED=N begins elsewhere; WAYPROOF_KEEP=FOLDER keeps
// the sets that disagreed.
#include "app/labtargets.h"
#include "model/analysis/simulator.h"
#include "model/lab/lab.h"
#include "model/load/fileloader.h"
#include "model/probe/probejob.h"
#include "model/routing/compile.h"
#include "tests/support/ingressboundaries.h"
#include "tests/support/randomingresses.h"

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

constexpr int requestsPerSet = 50;
/// Starting a lab costs more than serving a set, so that many share one nginx: each has its own hosts and namespaces,
/// and only the first has what meets every host.
constexpr int setsPerLab = 40;
constexpr int examplesOfEach = 3;

int sets()
{
    return qEnvironmentVariableIsSet("WAYPROOF_SOAK") ? 2000 : 2 * setsPerLab;
}

unsigned firstSeed()
{
    bool isNumber = false;
    const int seed = qEnvironmentVariableIntValue("WAYPROOF_SEED", &isNumber);
    return isNumber && seed > 0 ? static_cast<unsigned>(seed) : 1U;
}

struct IngressSet {
    QString name; ///< "seed-number"
    std::string prefix;
    std::string classText;
    std::string text;
    SnapshotPtr snapshot;
    unsigned seed = 0;     ///< of its requests
    bool isForAny = false; ///< has what meets hosts that nobody names
};

std::vector<IngressSet> batchOf(unsigned seed, int count)
{
    RandomIngresses generator(seed, IngressMix());
    std::vector<IngressSet> batch;
    for (int i = 0; i < count; ++i) {
        IngressSet set;
        set.name = u"%1-%2"_s.arg(seed).arg(i);
        set.prefix = "c" + std::to_string(i) + "-";
        set.classText = generator.classText();
        set.isForAny = i % setsPerLab == 0;
        generator.setCatchAll(set.isForAny);
        set.text = generator.next(set.prefix);
        set.snapshot = loadText("in.yaml", set.classText + set.text);
        set.seed = seed * 1000 + static_cast<unsigned>(i);
        batch.push_back(std::move(set));
    }
    return batch;
}

void keep(const IngressSet &set)
{
    const QString folder = qEnvironmentVariable("WAYPROOF_KEEP");
    QFile file(folder + u'/' + set.name + u".yaml"_s);
    if (!folder.isEmpty() && file.open(QIODevice::WriteOnly))
        file.write(QByteArray::fromStdString(set.classText + set.text));
}

struct Tally {
    int agreed = 0;
    int disagreed = 0;
    int unsettled = 0;
};

/// Some notes only say what the controller itself leaves out, or what is served with a reservation.
bool isGap(const Diagnostic &note)
{
    for (const char *word : {": served, ", "the controller ignores", "not to ingress-nginx", "ingress-nginx drops"}) {
        if (note.message.find(word) != std::string::npos)
            return false;
    }
    return true;
}

QString textOf(Request request)
{
    if (request.body.size() > 20)
        request.body = std::to_string(request.body.size()) + " bytes";
    return QString::fromUtf8(QJsonDocument(toJson(request)).toJson(QJsonDocument::Compact));
}

} // namespace

class TestIngressAgreement : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void predictionIsObservation();

private:
    void serve(const std::vector<IngressSet> &batch);
    void fire(const LabStatus &status, const std::vector<IngressSet> &batch, const Simulator &simulator);
    void disagree(const IngressSet &set, const Request &request, const ProbedSide &side);

    Tally m_served;
    Tally m_unserved; ///< sets of which the lab says that it cannot serve a part
    int m_unservedSets = 0;
    int m_refusedSets = 0; ///< with which nginx did not start
    int m_foreignSets = 0; ///< of which the controller claims nothing
    QStringList m_refusals;
    std::map<std::string, int> m_notServed;         ///< in the lab's words
    std::map<std::string, int> m_open;              ///< why predictions stayed open
    std::map<QString, QStringList> m_disagreements; ///< by sort; texts of the first ones
    std::set<QString> m_seen;
};

void TestIngressAgreement::disagree(const IngressSet &set, const Request &request, const ProbedSide &side)
{
    ++m_served.disagreed;
    if (m_seen.insert(set.name).second)
        keep(set);
    const QString predicted = QString::fromStdString(summary(*side.predicted));
    const QString observed = QString::fromStdString(summary(side.observations.front()));
    QString fields;
    QString text =
        set.name + u": "_s + textOf(request) + u"\n      predicted: "_s + predicted + u"; observed: "_s + observed;
    for (const PredictionDifference &difference : side.agreement->differences) {
        fields += QString::fromStdString(difference.field) + u' ';
        text += u"\n      %1: predicted %2, observed %3"_s.arg(QString::fromStdString(difference.field),
                                                               QString::fromStdString(difference.predicted),
                                                               QString::fromStdString(difference.observed));
    }
    // One line for each sort of disagreement, with a few examples.
    QStringList &examples =
        m_disagreements[fields + predicted.section(u' ', 0, 1).section(u':', 0, 0) + u" / "_s + observed.left(3)];
    examples.append(examples.size() < examplesOfEach ? text : QString());
}

void TestIngressAgreement::fire(const LabStatus &status, const std::vector<IngressSet> &batch,
                                const Simulator &simulator)
{
    std::set<std::string> unserved;
    for (const Diagnostic &note : status.notServed) {
        if (!isGap(note))
            continue;
        m_notServed[note.message] += 1;
        unserved.insert(note.subject.ns.substr(0, note.subject.ns.find('-') + 1));
    }
    m_unservedSets += static_cast<int>(unserved.size());
    std::vector<ProbePlan> plans;
    std::vector<const IngressSet *> owners;
    for (const IngressSet &set : batch) {
        IngressRequestMix requestMix;
        requestMix.unknownHosts = set.isForAny;
        IngressBoundaries requests(*set.snapshot, set.seed, requestMix);
        for (int i = 0; i < requestsPerSet; ++i) {
            ProbePlan plan;
            plan.request = requests.next();
            plan.request.ingressClass = IngressMix().className; // the lab is no other controller
            plan.predictedIngress = simulator.decide(plan.request);
            plan.ingress = ingressTarget(status);
            plan.ingress->isInsecure = true; // whatever the certificate says, routing goes by SNI and Host
            plans.push_back(std::move(plan));
            owners.push_back(&set);
        }
    }
    ProbeJobOptions job;
    job.shots = 1;
    job.agreement.areBackendsRecognisable = true;
    runProbes(plans, job, {}, [&](std::size_t i, const ProbeResult &result) {
        const ProbedSide &side = result.ingress;
        if (!side.agreement || side.observations.empty())
            return;
        const IngressSet &set = *owners[i];
        const bool isServed = !unserved.contains(set.prefix);
        Tally &tally = isServed ? m_served : m_unserved;
        if (side.agreement->agrees == true) {
            ++tally.agreed;
        } else if (!side.agreement->agrees) {
            ++tally.unsettled;
            m_open[side.predicted->dependsOn.empty() ? "nothing that settles it was observed"
                                                     : side.predicted->dependsOn.front().code] += 1;
        } else if (!isServed) {
            ++tally.disagreed;
        } else {
            disagree(set, plans[i].request, side);
        }
    });
}

void TestIngressAgreement::serve(const std::vector<IngressSet> &batch)
{
    std::string all = batch.front().classText;
    for (const IngressSet &set : batch)
        all += set.text;
    const SnapshotPtr snapshot = loadText("in.yaml", all);
    const Simulator simulator(std::make_shared<const RoutingTable>(compileIngress(*snapshot)));
    Lab lab;
    QSignalSpy ready(&lab, &Lab::ready);
    QSignalSpy failed(&lab, &Lab::failed);
    LabOptions options;
    options.supervisorProgram = WAYPROOF_LABD;
    options.gatewaySide = false;
    lab.start(snapshot, options);
    QTRY_VERIFY_WITH_TIMEOUT(!ready.isEmpty() || !failed.isEmpty(), 60'000);
    if (failed.isEmpty()) {
        fire(*lab.status(), batch, simulator);
        return;
    }
    const auto reasons = failed.at(0).at(0).value<Diagnostics>();
    const std::string reason = reasons.empty() ? std::string() : reasons.front().toText();
    if (!reasons.empty() && reasons.front().code == "lab-port-taken") {
        serve(batch); // somebody else took it between the lab's look and its listening
        return;
    }
    if (batch.size() > 1) { // one set has spoilt it for all
        qInfo("%s and its neighbours are served one by one: %s", qPrintable(batch.front().name), reason.c_str());
        for (const IngressSet &set : batch)
            serve({set});
        return;
    }
    if (!reasons.empty() && reasons.front().code == "lab-nothing-to-serve") {
        ++m_foreignSets;
        return;
    }
    ++m_refusedSets;
    m_refusals.append(batch.front().name + u": "_s + QString::fromStdString(reason));
    keep(batch.front());
}

void TestIngressAgreement::predictionIsObservation()
{
    const int wanted = sets();
    unsigned seed = firstSeed();
    for (int served = 0; served < wanted; served += setsPerLab, ++seed) {
        serve(batchOf(seed, std::min(setsPerLab, wanted - served)));
        if (QTest::currentTestFailed())
            return;
    }
    qInfo("%d sets: %d agreed, %d disagreed, %d not settled", wanted - m_unservedSets - m_refusedSets - m_foreignSets,
          m_served.agreed, m_served.disagreed, m_served.unsettled);
    qInfo("%d sets that the lab cannot wholly serve: %d agreed, %d disagreed, %d not settled", m_unservedSets,
          m_unserved.agreed, m_unserved.disagreed, m_unserved.unsettled);
    qInfo("%d sets with which the lab's nginx does not start", m_refusedSets);
    for (const QString &text : m_refusals.mid(0, 20))
        qInfo("  %s", qPrintable(text));
    for (const auto &[code, number] : m_open)
        qInfo("  not settled: %6d %s", number, code.c_str());
    for (const auto &[message, number] : m_notServed)
        qInfo("  not served: %6d %s", number, message.c_str());
    for (const auto &[sort, texts] : m_disagreements) {
        qInfo("disagreement: %6d %s", static_cast<int>(texts.size()), qPrintable(sort));
        for (const QString &text : texts.mid(0, examplesOfEach))
            qInfo("  %s", qPrintable(text));
    }
    QVERIFY2(m_refusedSets == 0, "the lab writes what nginx does not take");
    QVERIFY2(m_served.disagreed == 0, "the predictions above were wrong");
    // A comparison that settles nothing proves nothing.
    QVERIFY2(m_served.agreed >= 5 * m_served.unsettled, "too many predictions could not be settled");
    QVERIFY(m_served.agreed + m_unserved.agreed >= wanted * requestsPerSet / 2);
}

QTEST_GUILESS_MAIN(TestIngressAgreement)
#include "tst_ingressagreement.moc"
