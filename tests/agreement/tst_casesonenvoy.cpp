// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The decision cases of the Gateway side, each fired at real Envoy in the lab. What is observed must be what the case
// expects or what profile envoy predicts (the lab follows the specification where Envoy Gateway's translation does not;
// that is tests/live/envoy-gateway's matter). A case whose own expectation is observed is witnessed, and
// docs/gateway-coverage.md says so.
// WAYPROOF_UPDATE_GOLDENS=1 writes the page's witness column anew.
#include "app/labtargets.h"
#include "model/lab/lab.h"
#include "model/probe/probejob.h"
#include "tests/support/decisioncases.h"
#include "tests/support/requiredpeers.h"

#include <QFile>
#include <QMap>
#include <QRegularExpression>
#include <QSet>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace wayproof;

namespace
{

const QString page = QStringLiteral(WAYPROOF_SOURCE_DIR "/docs/gateway-coverage.md");

/// What the lab's Envoy is known to do otherwise than both, each with its reason.
const QSet<QString> knownToDiffer{
    // Envoy's HTTP/1.1 parser knows a list of methods, and "get" is none: it answers 400 before it routes.
    u"`match-details`: methods are case-sensitive"_s,
    // The lab's echo server closes connections of bytes that come in the policy's TLS; not looked into.
    u"`backend-tls-details`: what was terminated is encrypted anew"_s,
    u"`backend-tls-details`: the bytes of a TCPRoute are encrypted too"_s,
    // The Service there declares a TCP port, so the lab's echo server has no UDP socket for it.
    u"`backend-tls-details`: datagrams know no TLS"_s,
    // The lab's listeners of one port share their filter chains: a broader listener's route takes the name.
    u"`tls-routes`: a name that the listener covers and no route has is refused"_s,
    // The Services there declare TCP ports, so the lab's echo server has no UDP socket for them.
    u"`tcp-udp`: only the oldest UDPRoute of a listener gets flows"_s,
};

/// "`path-matching`: an exact path is the whole path", as the page has it.
QString nameOf(const test::DecisionCase &one)
{
    const QString row = one.row.mid(one.row.indexOf(u'/') + 1);
    const qsizetype colon = row.indexOf(u": "_s);
    return u'`' + row.left(colon) + u"`: "_s + row.mid(colon + 2);
}

QString differencesOf(const Agreement &agreement)
{
    QStringList parts;
    for (const PredictionDifference &difference : agreement.differences) {
        parts.append(u"%1: predicted %2, observed %3"_s.arg(QString::fromStdString(difference.field),
                                                            QString::fromStdString(difference.predicted),
                                                            QString::fromStdString(difference.observed)));
    }
    return parts.join(u"; "_s);
}

} // namespace

class TestCasesOnEnvoy : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void envoyAnswersAsPredicted_data();
    void envoyAnswersAsPredicted();
    void thePageNamesEnvoyWhereItWitnesses();

private:
    QMap<QString, std::vector<test::DecisionCase>> m_folders;
    QSet<QString> m_witnessed;
    int m_observed = 0;
};

void TestCasesOnEnvoy::initTestCase()
{
    for (const test::DecisionCase &one : test::allDecisionCases()) {
        // What Envoy Gateway's translation alone does is fired at in tests/live/envoy-gateway.
        if (one.row.startsWith(u"gateway/"_s) && !one.row.startsWith(u"gateway/envoy-gateway:"_s))
            m_folders[one.folder].push_back(one);
    }
    QVERIFY(m_folders.size() > 30);
}

void TestCasesOnEnvoy::envoyAnswersAsPredicted_data()
{
    QTest::addColumn<QString>("folder");
    for (auto folder = m_folders.cbegin(); folder != m_folders.cend(); ++folder)
        QTest::newRow(qPrintable(folder.key().section(u'/', -1))) << folder.key();
}

void TestCasesOnEnvoy::envoyAnswersAsPredicted()
{
    QFETCH(QString, folder);
    std::vector<test::DecisionCase> names;
    std::vector<test::GatewayCase> cases;
    for (const test::DecisionCase &one : m_folders[folder]) {
        if (auto asked = test::gatewayCase(one)) {
            names.push_back(one);
            cases.push_back(std::move(*asked));
        }
    }
    if (cases.empty())
        return;

    Lab lab;
    QSignalSpy ready(&lab, &Lab::ready);
    QSignalSpy failed(&lab, &Lab::failed);
    LabOptions options;
    options.ingressSide = false;
    options.supervisorProgram = WAYPROOF_LABD;
    lab.start(cases.front().snapshot, options);
    QTRY_VERIFY_WITH_TIMEOUT(!ready.isEmpty() || !failed.isEmpty(), 30'000);
    if (!failed.isEmpty())
        return; // no listener that could be served; the cases of refusals need none
    const LabStatus status = *lab.status();
    if (!status.hasSide(LabAddress::Side::Gateway))
        return;

    std::vector<ProbePlan> plans;
    for (const test::GatewayCase &one : cases) {
        ProbePlan plan;
        plan.request = one.request;
        plan.request.via = Request::Via::Gateway;
        if (one.request.authStatus) // what the lab's authorisation service is to answer
            plan.request.headers.emplace_back("X-Wayproof-Auth-Status", std::to_string(*one.request.authStatus));
        plan.predictedGateway = one.onEnvoy;
        plan.gateway = gatewayTarget(status, plan.request, &one.onEnvoy);
        plans.push_back(std::move(plan));
    }
    ProbeJobOptions job;
    job.shots = 1;
    job.probe.totalTimeout = std::chrono::milliseconds(5000);
    job.agreement.areBackendsRecognisable = true;
    QStringList disagreements;
    runProbes(plans, job, {}, [&](std::size_t i, const ProbeResult &result) {
        if (!result.gateway.agreement || result.gateway.observations.empty())
            return;
        // Which of several shares a connection meets is chance, and a bad one only closes it.
        const bool isHttp = cases[i].request.protocol == "http" || cases[i].request.protocol == "grpc";
        if (!isHttp && cases[i].asWritten.backends.size() > 1)
            return;
        const QString name = nameOf(names[i]);
        Observation observed = result.gateway.observations.front();
        if (cases[i].request.authStatus.value_or(200) != 200 && observed.status != 200)
            observed.backend.reset(); // the authorisation service signs its refusal as every echo does
        const auto judged = [&](const Decision &predicted) {
            return agreement(predicted, plans[i].request, observed, job.agreement);
        };
        const Agreement own = judged(cases[i].asWritten);
        const Agreement envoy = judged(cases[i].onEnvoy);
        if (own.agrees == false && envoy.agrees == false && !knownToDiffer.contains(name))
            disagreements.append(name + u": "_s + differencesOf(envoy));
        m_observed += own.agrees.has_value() || envoy.agrees.has_value() ? 1 : 0;
        if (own.agrees == true)
            m_witnessed.insert(name);
    });
    QVERIFY2(disagreements.isEmpty(), qPrintable(disagreements.join(u"\n    "_s)));
}

/// A row says Envoy exactly where at least one of its cases was observed to be so.
void TestCasesOnEnvoy::thePageNamesEnvoyWhereItWitnesses()
{
    qInfo("%d predictions observed, %d cases witnessed", m_observed, static_cast<int>(m_witnessed.size()));
    // A run in which labs do not come up would otherwise pass.
    QVERIFY2(m_observed == 0 || m_observed >= 600, "most cases were not observed");
    if (m_observed == 0)
        WAYPROOF_SKIP_WITHOUT_PEER("Envoy was not there to be asked");
    QFile file(page);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QStringList lines = QString::fromUtf8(file.readAll()).split(u'\n');
    file.close();
    static const QRegularExpression row(u"^(\\| .* \\| )(.*)( \\| )([^|]*)( \\|)$"_s);
    QStringList wrong;
    for (QString &line : lines) {
        const QRegularExpressionMatch match = row.match(line);
        if (!match.hasMatch() || !match.captured(2).startsWith(u'`'))
            continue;
        bool isWitnessed = false;
        for (const QString &name : match.captured(2).split(u"<br>"_s))
            isWitnessed = isWitnessed || m_witnessed.contains(name.trimmed());
        QStringList witnesses = match.captured(4).split(u", "_s, Qt::SkipEmptyParts);
        if (witnesses.contains(u"Envoy"_s) == isWitnessed)
            continue;
        wrong.append(match.captured(1) + match.captured(4));
        witnesses.removeAll(u"Envoy"_s);
        if (isWitnessed)
            witnesses.insert(std::min<qsizetype>(1, witnesses.size()), u"Envoy"_s);
        line = match.captured(1) + match.captured(2) + match.captured(3) + witnesses.join(u", "_s) + match.captured(5);
    }
    if (qEnvironmentVariableIsSet("WAYPROOF_UPDATE_GOLDENS")) {
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(lines.join(u'\n').toUtf8());
        return;
    }
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong.mid(0, 20).join(u"\n    "_s)));
}

QTEST_GUILESS_MAIN(TestCasesOnEnvoy)
#include "tst_casesonenvoy.moc"
