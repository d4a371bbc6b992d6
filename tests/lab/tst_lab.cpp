// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The whole lab, with real nginx and real Envoy: the tutorial's answers, and that nothing outlives it.
#include "model/lab/lab.h"
#include "model/lab/labprograms.h"
#include "tests/lab/labsupport.h"
#include "tests/support/requiredpeers.h"

#include <QDir>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace wayproof;
using namespace Qt::StringLiterals;

namespace
{

const std::string tutorial = WAYPROOF_SOURCE_DIR "/resources/samples/tutorial";

bool isAlive(std::int64_t pid)
{
    QFile state(u"/proc/%1/stat"_s.arg(pid));
    if (!state.open(QIODevice::ReadOnly))
        return false;
    const QByteArray text = state.readAll();
    return text.mid(text.lastIndexOf(')') + 2, 1) != "Z";
}

bool isAnyAlive(const LabStatus &status)
{
    return std::any_of(status.processes.begin(), status.processes.end(),
                       [](const LabProcess &process) { return isAlive(process.pid); });
}

std::uint16_t portOf(const LabStatus &status, LabAddress::Side side)
{
    const auto addresses = status.addressesOf(side);
    return addresses.empty() ? std::uint16_t(0) : addresses.front().port;
}

std::string allText(const Diagnostics &diagnostics)
{
    std::string text;
    for (const Diagnostic &diagnostic : diagnostics)
        text += diagnostic.toText() + "\n";
    return text;
}

} // namespace

class TestLab : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("XDG_RUNTIME_DIR", m_runtime.path().toUtf8());
        qputenv("WAYPROOF_LABD", LAB_SUPERVISOR);
        m_hasNginx = !findNginx().empty();
        m_hasEnvoy = !findEnvoy().empty();
    }

    void tutorialIsServedAsItsResourcesSay()
    {
        if (!m_hasNginx || !m_hasEnvoy)
            WAYPROOF_SKIP_WITHOUT_PEER("nginx or Envoy is not installed (packaging/install-envoy.sh)");
        Lab lab;
        const LabStatus status = started(lab, snapshotOfFile(tutorial));
        QVERIFY2(status.problems.empty(), allText(status.problems).c_str());
        const std::uint16_t nginx = portOf(status, LabAddress::Side::Ingress);
        const std::uint16_t envoy = portOf(status, LabAddress::Side::Gateway);
        const auto received = [](std::uint16_t port, const std::string &target) {
            const RawAnswer answer = fire(port, "GET", target, "localhost");
            return std::to_string(answer.status) + " " + answer.header("x-wayproof-backend") + " " +
                   answer.header("x-wayproof-received");
        };
        const std::string backend = "200 routing-experiment/go-app:80 GET ";
        // rewrite-target makes the host a regex host: /healthz and all that begins so, in whatever case, becomes /.
        QCOMPARE(received(nginx, "/healthz"), backend + "/");
        QCOMPARE(received(nginx, "/HEALTHZ/x"), backend + "/");
        QCOMPARE(received(nginx, "/version"), backend + "/version");
        QCOMPARE(received(nginx, "/a//b%2Fc?q=/"), backend + "/a//b%2Fc?q=/");
        QCOMPARE(received(envoy, "/healthz"), backend + "/healthz");
        QCOMPARE(received(envoy, "/HEALTHZ/x"), backend + "/HEALTHZ/x");
        QCOMPARE(received(envoy, "/version"), backend + "/version");
        QCOMPARE(fire(nginx, "GET", "/", "other").status, 404);
        QCOMPARE(fire(envoy, "GET", "/", "other").status, 404);
        QCOMPARE(fire(envoy, "GET", "/", "LOCALHOST:81").status, 200);
        QCOMPARE(fire(envoy, "GET", "/x%2Fy", "localhost").status, 307);
    }

    void isReadyWithinASecond()
    {
        if (!m_hasNginx || !m_hasEnvoy)
            WAYPROOF_SKIP_WITHOUT_PEER("nginx or Envoy is not installed (packaging/install-envoy.sh)");
        // A machine that is busy otherwise gets three chances.
        double best = 1e9;
        for (int i = 0; i < 3 && best > 1000; ++i) {
            Lab lab;
            best = std::min(best, started(lab, snapshotOfFile(tutorial)).readyMilliseconds);
        }
        QVERIFY2(best < 1000, qPrintable(QString::number(best)));
    }

    void withoutEnvoyTheIngressSideRunsAndSaysSo()
    {
        if (!m_hasNginx)
            WAYPROOF_SKIP_WITHOUT_PEER("nginx is not installed");
        qputenv("WAYPROOF_ENVOY", "/nowhere");
        Lab lab;
        const LabStatus status = started(lab, snapshotOfFile(tutorial));
        qunsetenv("WAYPROOF_ENVOY");
        QVERIFY(status.hasSide(LabAddress::Side::Ingress));
        QVERIFY(!status.hasSide(LabAddress::Side::Gateway));
        QCOMPARE(status.problems.size(), std::size_t(1));
        QCOMPARE(status.problems.front().code, std::string("lab-envoy-missing"));
        QCOMPARE(fire(portOf(status, LabAddress::Side::Ingress), "GET", "/version", "localhost").status, 200);
    }

    void refusedConfigurationIsShownInNginxsOwnWords()
    {
        if (!m_hasNginx)
            WAYPROOF_SKIP_WITHOUT_PEER("nginx is not installed");
        // /x and /x/ as Prefix on one host: the reload fails for everybody (spec/ingress.md §2.1).
        Lab lab;
        QSignalSpy failed(&lab, &Lab::failed);
        lab.start(snapshotOfText(R"(
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: a, namespace: shop}
spec:
  ingressClassName: nginx
  rules:
    - host: a.example
      http:
        paths:
          - {path: /x, pathType: Prefix, backend: {service: {name: s, port: {number: 80}}}}
          - {path: /x/, pathType: Prefix, backend: {service: {name: s, port: {number: 80}}}}
)"));
        QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, 20000);
        const auto reasons = failed.front().front().value<Diagnostics>();
        QCOMPARE(reasons.front().code, std::string("lab-config-refused"));
        QVERIFY2(reasons.front().message.find("duplicate location \"/x/\"") != std::string::npos,
                 reasons.front().message.c_str());
        QCOMPARE(lab.state(), Lab::State::Stopped);
    }

    void nothingToServeIsSaid()
    {
        Lab lab;
        QSignalSpy failed(&lab, &Lab::failed);
        lab.start(snapshotOfText("apiVersion: v1\nkind: Namespace\nmetadata: {name: n}\n"));
        QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, 5000);
        QCOMPARE(failed.front().front().value<Diagnostics>().front().code, std::string("lab-nothing-to-serve"));
        QVERIFY(QDir(m_runtime.filePath(u"wayproof"_s)).entryList({u"run-*"_s}, QDir::Dirs).isEmpty());
    }

    void stopEndsEveryProcessAndRemovesEveryFile()
    {
        if (!m_hasNginx)
            WAYPROOF_SKIP_WITHOUT_PEER("nginx is not installed");
        Lab lab;
        QSignalSpy stopped(&lab, &Lab::stopped);
        const LabStatus status = started(lab, snapshotOfFile(tutorial));
        QVERIFY(runningLab().has_value());
        QCOMPARE(runningLab()->addresses.size(), status.addresses.size());
        lab.stop();
        QTRY_COMPARE_WITH_TIMEOUT(stopped.count(), 1, 10000);
        QVERIFY(!isAnyAlive(status));
        QVERIFY(!QDir(QString::fromStdString(status.directory)).exists());
        QVERIFY(!runningLab().has_value());
    }

    void anotherProcessCanStopIt()
    {
        if (!m_hasNginx)
            WAYPROOF_SKIP_WITHOUT_PEER("nginx is not installed");
        Lab lab;
        QSignalSpy stopped(&lab, &Lab::stopped);
        const LabStatus status = started(lab, snapshotOfFile(tutorial));
        QVERIFY(stopRunningLab());
        QTRY_COMPARE_WITH_TIMEOUT(stopped.count(), 1, 10000);
        QVERIFY(!isAnyAlive(status));
        QVERIFY(!stopRunningLab());
    }

    void killedOwnerLeavesNoProcess()
    {
        const LabStatus status = heldStatus();
        QVERIFY(isAnyAlive(status));
        ::kill(static_cast<pid_t>(m_holder->processId()), SIGKILL);
        QTRY_VERIFY_WITH_TIMEOUT(!isAnyAlive(status), 10000);
        QTRY_VERIFY_WITH_TIMEOUT(!QDir(QString::fromStdString(status.directory)).exists(), 5000);
    }

    void killedSupervisorLeavesNoProcess()
    {
        const LabStatus status = heldStatus();
        ::kill(static_cast<pid_t>(status.pid), SIGKILL);
        QTRY_VERIFY_WITH_TIMEOUT(!isAnyAlive(status), 10000);
    }

    void cleanup()
    {
        if (m_holder) {
            m_holder->kill();
            m_holder->waitForFinished();
        }
        m_holder.reset();
    }

private:
    LabStatus started(Lab &lab, const SnapshotPtr &snapshot)
    {
        QSignalSpy ready(&lab, &Lab::ready);
        QSignalSpy failed(&lab, &Lab::failed);
        lab.start(snapshot);
        if (!QTest::qWaitFor([&] { return ready.count() + failed.count() > 0; }, 20000))
            qCritical("the lab neither started nor failed");
        if (failed.count() > 0)
            qCritical("%s", allText(failed.front().front().value<Diagnostics>()).c_str());
        return lab.status().value_or(LabStatus());
    }

    LabStatus heldStatus()
    {
        m_holder = std::make_unique<QProcess>();
        m_holder->start(QStringLiteral(LAB_HOLDER), {QString::fromStdString(tutorial)});
        if (!QTest::qWaitFor([this] { return m_holder->canReadLine(); }, 20000))
            qCritical("%s", m_holder->readAllStandardError().constData());
        return labStatusFromJson(QJsonDocument::fromJson(m_holder->readLine()).object()).value_or(LabStatus());
    }

    QTemporaryDir m_runtime;
    std::unique_ptr<QProcess> m_holder;
    bool m_hasNginx = false;
    bool m_hasEnvoy = false;
};

QTEST_GUILESS_MAIN(TestLab)
#include "tst_lab.moc"
