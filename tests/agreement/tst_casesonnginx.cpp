// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The decision cases of the Ingress side, each fired at real nginx in the lab, which is configured from the resources
// as ingress-nginx lays them out. What is observed must be what dialect ingress-nginx predicts: the answer, and the
// request as the backend got it. A case whose own expectation is observed is witnessed, and the page says so.
// WAYPROOF_UPDATE_GOLDENS=1 writes the page's witness column anew.
#include "app/labtargets.h"
#include "model/lab/echoprotocol.h"
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

#include <algorithm>
#include <map>
#include <memory>
#include <vector>

using namespace Qt::StringLiterals;
using namespace wayproof;

namespace
{

/// What the lab's nginx is known to do otherwise, each with its reason.
const QSet<QString> knownToDiffer{
    // The lab's nginx is 1.22: only from 1.23 on are repeated headers one, joined, and the controller's is newer.
    u"`nginx-canary-choice`: repeated headers are joined"_s,
    u"`nginx-canary-choice`: repeated headers are joined by comma and space"_s,
    u"`nginx-tls-redirect`: nor are several headers"_s,
    // Who connects to the lab is 127.0.0.1, whatever address the request says, and trust hangs on that.
    u"`nginx-headers`: the full list is computed"_s,
    u"`nginx-headers`: a client that is no proxy speaks for itself"_s,
    u"`nginx-headers`: only addresses behind trusted proxies are believed"_s,
    // The lab keeps connections to its backends whatever the setting says, and its ports are its own.
    u"`nginx-headers`: without kept connections Connection says close"_s,
    u"`nginx-tls-redirect`: and shows another"_s,
    // nginx puts the variable's value into the name; the prediction shows the name as written.
    u"`nginx-reload-values`: a variable that nginx or the template sets is known"_s,
    // What invalid values beside auth-url and auth-tls-secret cost is the controller's own doing (seen on it).
    u"`nginx-auth`: an invalid cache duration switches the check off"_s,
    u"`nginx-auth`: an invalid always-set-cookie switches the check off"_s,
    u"`nginx-auth`: an invalid request-redirect switches the check off"_s,
    u"`nginx-client-certificates`: an invalid error page drops the Ingress"_s,
    u"`nginx-client-certificates`: a name without CN= drops the Ingress"_s,
    u"`nginx-client-certificates`: an invalid pass-certificate drops the Ingress"_s,
    // The lab asks for no client certificates on the Ingress side.
    u"`nginx-client-certificates`: a Secret of another namespace is none"_s,
    u"`nginx-client-certificates`: a missing Secret answers 403 for the whole host"_s,
    u"`nginx-client-certificates`: a name is wanted in plain text too"_s,
    u"`nginx-client-certificates`: a name without namespace is none"_s,
    u"`nginx-client-certificates`: an error page is redirected to"_s,
    u"`nginx-client-certificates`: an invalid verify-client is on"_s,
    u"`nginx-client-certificates`: in TLS too"_s,
    u"`nginx-client-certificates`: without a certificate"_s,
};

/// The lab's nginx keeps no sessions, so that chance decides these.
const QSet<QString> byChance{
    u"`nginx-canary`: an affinity cookie of the main upstream keeps a client there"_s,
    u"`nginx-canary`: an affinity cookie of the canary keeps a client there"_s,
};

QString pagePath()
{
    for (const QString &name : {u"ingress-coverage.md"_s, u"ingress-coverage-draft.md"_s}) {
        const QString path = QStringLiteral(WAYPROOF_SOURCE_DIR) + u"/docs/"_s + name;
        if (QFile::exists(path))
            return path;
    }
    return {};
}

/// "`nginx-tls`: a host with a certificate", as the page has it.
QString nameOf(const test::DecisionCase &one)
{
    const QString row = one.row.mid(one.row.indexOf(u'/') + 1);
    const qsizetype colon = row.indexOf(u": "_s);
    return u'`' + row.left(colon) + u"`: "_s + row.mid(colon + 2);
}

bool isSameName(const std::string &a, const std::string &b)
{
    return QString::fromStdString(a).compare(QString::fromStdString(b), Qt::CaseInsensitive) == 0;
}

/// The headers that the proxy sets by itself, as the backend says that it got them. Their values are judged where the
/// prediction knows them.
QStringList systematicDifferences(const Decision &predicted, const Observation &observed)
{
    QStringList wrong;
    if (!predicted.upstream || !observed.received || !observed.received->headers)
        return wrong;
    const HeaderList &got = *observed.received->headers;
    for (const auto &[name, value] : predicted.upstream->systematicValues) {
        const auto found =
            std::find_if(got.begin(), got.end(), [&name](const auto &entry) { return isSameName(entry.first, name); });
        const std::string seen = found == got.end() ? std::string() : found->second;
        if (seen != value)
            wrong.append(u"upstream header %1: predicted %2, observed %3"_s.arg(
                QString::fromStdString(name), QString::fromStdString(value), QString::fromStdString(seen)));
    }
    return wrong;
}

QString differencesOf(const Agreement &agreement, const QStringList &more)
{
    QStringList parts;
    for (const PredictionDifference &difference : agreement.differences) {
        parts.append(u"%1: predicted %2, observed %3"_s.arg(QString::fromStdString(difference.field),
                                                            QString::fromStdString(difference.predicted),
                                                            QString::fromStdString(difference.observed)));
    }
    return (parts + more).join(u"; "_s);
}

/// As a lab that serves one class only would be given the resources.
SnapshotPtr ofClass(const SnapshotPtr &snapshot, const std::string &ingressClass)
{
    if (ingressClass.empty())
        return snapshot;
    SnapshotParts parts = snapshot->parts();
    std::erase_if(std::get<std::vector<Ingress>>(parts.objects), [&ingressClass](const Ingress &ingress) {
        return !ingress.ingressClassName || *ingress.ingressClassName != ingressClass;
    });
    return std::make_shared<const Snapshot>(std::move(parts));
}

/// The lab's nginx in the place of the controller that the request is for: any that claims as ingress-nginx does.
std::map<std::string, std::string> controllerFlags(const test::IngressCase &asked)
{
    std::map<std::string, std::string> flags = asked.options.controllerFlags;
    const IngressClass *wanted = asked.snapshot->find<IngressClass>("", asked.request.ingressClass);
    if (wanted)
        flags.try_emplace("controller-class", *wanted->controller);
    return flags;
}

/// What a request asks of the lab beyond itself: where it comes from, and what others answer.
Request forTheLab(Request request)
{
    if (request.authStatus)
        request.headers.emplace_back("X-Wayproof-Auth-Status", std::to_string(*request.authStatus));
    if (request.backendStatus)
        request.headers.emplace_back("X-Wayproof-Status", std::to_string(*request.backendStatus));
    if (!request.sourceAddress.empty())
        request.headers.emplace_back("X-Wayproof-Source-Address", request.sourceAddress);
    return request;
}

struct NamedCase {
    QString name;
    test::IngressCase asked;
};

} // namespace

class TestCasesOnNginx : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void nginxAnswersAsPredicted_data();
    void nginxAnswersAsPredicted();
    void thePageNamesNginxWhereItWitnesses();

private:
    QStringList ask(const std::vector<NamedCase> &cases, const LabStatus &status);

    QMap<QString, std::vector<test::DecisionCase>> m_folders;
    QSet<QString> m_witnessed;
    QStringList m_notServed;
    int m_observed = 0;
    int m_open = 0;
};

void TestCasesOnNginx::initTestCase()
{
    for (const test::DecisionCase &one : test::allDecisionCases()) {
        const bool isOfAnother = one.row.startsWith(u"ingress/dialect-"_s) || one.row.startsWith(u"ingress/classes:"_s);
        if (one.row.startsWith(u"ingress/"_s) && !isOfAnother)
            m_folders[one.folder].push_back(one);
    }
    QVERIFY(m_folders.size() >= 15);
}

void TestCasesOnNginx::nginxAnswersAsPredicted_data()
{
    QTest::addColumn<QString>("folder");
    for (auto folder = m_folders.cbegin(); folder != m_folders.cend(); ++folder)
        QTest::newRow(qPrintable(folder.key().section(u'/', -1))) << folder.key();
}

void TestCasesOnNginx::nginxAnswersAsPredicted()
{
    QFETCH(QString, folder);
    // One lab for each set of the controller's options.
    std::map<std::vector<std::map<std::string, std::string>>, std::vector<NamedCase>> groups;
    for (const test::DecisionCase &one : m_folders[folder]) {
        if (auto asked = test::ingressCase(one)) {
            const IngressOptions &options = asked->options;
            groups[{controllerFlags(*asked), options.controllerConfig, {{"class", options.ingressClass}}}].push_back(
                {nameOf(one), std::move(*asked)});
        }
    }
    // They start side by side: most of the time is spent waiting for them.
    struct Running {
        Lab lab;
        QSignalSpy ready{&lab, &Lab::ready};
        QSignalSpy failed{&lab, &Lab::failed};
    };
    std::vector<std::unique_ptr<Running>> labs;
    for (const auto &[key, cases] : groups) {
        LabOptions options;
        options.gatewaySide = false;
        options.supervisorProgram = WAYPROOF_LABD;
        options.controllerFlags = key[0];
        options.controllerConfig = key[1];
        const test::IngressCase &first = cases.front().asked;
        labs.push_back(std::make_unique<Running>());
        labs.back()->lab.start(ofClass(first.snapshot, first.options.ingressClass), options);
    }
    QStringList disagreements;
    auto running = labs.begin();
    for (const auto &[key, cases] : groups) {
        Running &one = **running++;
        QTRY_VERIFY_WITH_TIMEOUT(!one.ready.isEmpty() || !one.failed.isEmpty(), 30'000);
        if (one.failed.isEmpty()) {
            disagreements += ask(cases, *one.lab.status());
            continue;
        }
        // No Ingress that could be served, or a configuration that nginx refuses as the controller's would be.
        const auto reasons = one.failed.front().front().value<Diagnostics>();
        const QString why = reasons.empty() ? QString() : QString::fromStdString(reasons.front().message);
        for (const NamedCase &unasked : cases)
            m_notServed.append(unasked.name + u" ("_s + why.left(120) + u')');
    }
    QVERIFY2(disagreements.isEmpty(), qPrintable(disagreements.join(u"\n    "_s)));
}

/// Fires the cases, takes down which are witnessed, and returns what disagrees.
QStringList TestCasesOnNginx::ask(const std::vector<NamedCase> &cases, const LabStatus &status)
{
    std::vector<ProbePlan> plans;
    for (const NamedCase &one : cases) {
        ProbePlan plan;
        plan.request = forTheLab(one.asked.request);
        plan.request.via = Request::Via::Ingress;
        plan.predictedIngress = one.asked.onNginx;
        plan.ingress = ingressTarget(status);
        if (plan.ingress)
            plan.ingress->isInsecure = true; // which certificate is shown is another matter
        plans.push_back(std::move(plan));
    }
    ProbeJobOptions job;
    job.shots = 1;
    job.probe.totalTimeout = std::chrono::milliseconds(5000);
    job.agreement.areBackendsRecognisable = true;
    QStringList disagreements;
    runProbes(plans, job, {}, [&](std::size_t i, const ProbeResult &result) {
        if (!result.ingress.agreement || result.ingress.observations.empty())
            return;
        const QString &name = cases[i].name;
        const Observation &observed = result.ingress.observations.front();
        const auto judged = [&](const Decision &predicted) {
            return agreement(predicted, plans[i].request, observed, job.agreement);
        };
        const Agreement own = judged(cases[i].asked.asWritten);
        const Agreement nginx = judged(cases[i].asked.onNginx);
        const QStringList headers = systematicDifferences(cases[i].asked.onNginx, observed);
        const bool disagrees = nginx.agrees == false || !headers.isEmpty();
        const auto &match = cases[i].asked.onNginx.match;
        // A note without subject is about the controller's own settings and touches every case.
        const bool isNamed =
            std::any_of(status.notServed.begin(), status.notServed.end(), [&match](const Diagnostic &note) {
                return note.subject.isNull() || note.subject.name.empty() || (match && note.subject == match->resource);
            });
        if (disagrees && isNamed)
            m_notServed.append(name);
        else if (disagrees && !knownToDiffer.contains(name))
            disagreements.append(name + u": "_s + differencesOf(nginx, headers));
        m_observed += nginx.agrees.has_value() ? 1 : 0;
        m_open += nginx.agrees.has_value() ? 0 : 1;
        if (own.agrees == true && headers.isEmpty() && !byChance.contains(name))
            m_witnessed.insert(name);
    });
    return disagreements;
}

/// A row says nginx exactly where at least one of its cases was observed to be so.
void TestCasesOnNginx::thePageNamesNginxWhereItWitnesses()
{
    qInfo("%d predictions observed, %d cases witnessed, %d left open by the prediction, %d not served by the lab%s",
          m_observed, static_cast<int>(m_witnessed.size()), m_open, static_cast<int>(m_notServed.size()),
          qPrintable(m_notServed.isEmpty() ? QString() : u":\n    "_s + m_notServed.join(u"\n    "_s)));
    // A run in which labs do not come up would otherwise pass.
    QVERIFY2(m_observed == 0 || m_observed >= 200, "most cases were not observed");
    if (m_observed == 0)
        WAYPROOF_SKIP_WITHOUT_PEER("nginx was not there to be asked");
    QFile file(pagePath());
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
        if (witnesses.contains(u"nginx"_s) == isWitnessed)
            continue;
        wrong.append(match.captured(1) + match.captured(4));
        witnesses.removeAll(u"nginx"_s);
        if (isWitnessed)
            witnesses.insert(std::min<qsizetype>(1, witnesses.size()), u"nginx"_s);
        line = match.captured(1) + match.captured(2) + match.captured(3) + witnesses.join(u", "_s) + match.captured(5);
    }
    if (qEnvironmentVariableIsSet("WAYPROOF_UPDATE_GOLDENS")) {
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(lines.join(u'\n').toUtf8());
        return;
    }
    const bool isFinal = !pagePath().endsWith(u"-draft.md"_s);
    QVERIFY2(!isFinal || wrong.isEmpty(), qPrintable(wrong.mid(0, 20).join(u"\n    "_s)));
}

QTEST_GUILESS_MAIN(TestCasesOnNginx)
#include "tst_casesonnginx.moc"
