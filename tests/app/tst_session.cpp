// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The session: loads beside the event loop, drops what is stale, simulates at once, follows changed files.
#include "app/opening.h"
#include "app/samples.h"
#include "tests/support/requiredpeers.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QThreadPool>

using namespace wayproof;
using namespace Qt::StringLiterals;

namespace
{

RequestDraft draftOfUrl(const char *url)
{
    RequestDraft draft;
    draft.url = url;
    return draft;
}

QByteArray route(const char *host)
{
    return QByteArray(R"(apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: edge, namespace: shop}
spec:
  ingressClassName: nginx
  rules:
    - host: )") +
           host + R"(
      http:
        paths:
          - path: /
            pathType: Prefix
            backend: {service: {name: cart, port: {number: 80}}}
)";
}

void write(const QString &path, const QByteArray &text)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    file.write(text);
}

} // namespace

class tst_Session : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void samplesAreBundled()
    {
        QVERIFY(sampleNames().contains(u"tutorial"_s));
        QCOMPARE(sampleTexts(u"tutorial"_s).size(), std::size_t(3));
        QVERIFY(sampleTexts(u"nothing"_s).empty());
    }
    void theTutorialDiffersOnHealthz()
    {
        Session session;
        QSignalSpy loaded(&session, &Session::worldChanged);
        Arguments arguments;
        arguments.startsLab = false;
        openSession(session, arguments);
        QVERIFY(session.isLoading());
        QVERIFY(loaded.wait());
        const Answers &answers = session.answers();
        QVERIFY(answers.ingress.predicted && answers.gateway.predicted);
        QCOMPARE(answers.verdict.kind, Verdict::Kind::Different);
        QCOMPARE(answers.verdict.sentence, std::string("the backend receives / on the left, /healthz on the right"));
        session.setDraft(draftOfUrl("http://localhost/version"));
        QCOMPARE(session.answers().verdict.kind, Verdict::Kind::Same);
    }
    void aLaterLoadSupersedesAnEarlierOne()
    {
        Session session;
        QSignalSpy loaded(&session, &Session::worldChanged);
        session.loadSample(u"multi-protocol"_s);
        session.loadSample(u"split"_s);
        session.loadSample(u"tutorial"_s);
        QTRY_VERIFY(!session.isLoading());
        // Whatever is still under way must not arrive later.
        QThreadPool::globalInstance()->waitForDone();
        QCoreApplication::processEvents();
        QCOMPARE(loaded.count(), 1);
        QVERIFY(session.world()->snapshot->meta({"Ingress", "routing-experiment", "go-app-ingress"}));
        QCOMPARE(session.sourceName(), u"tutorial"_s);
    }
    void aHalfTypedRequestIsNoRequest()
    {
        Session session;
        QSignalSpy loaded(&session, &Session::worldChanged);
        session.loadSample(u"tutorial"_s);
        QVERIFY(loaded.wait());
        session.setDraft(draftOfUrl("http://"));
        QVERIFY(!session.request());
        QVERIFY(!session.requestProblem().isEmpty());
        QVERIFY(!session.answers().ingress.predicted);
        session.setDraft(draftOfUrl("http://localhost/"));
        QVERIFY(session.requestProblem().isEmpty());
        QVERIFY(session.answers().ingress.predicted);
    }
    void aSavedFileIsReadAgainAndMarked()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(u"edge.yaml"_s);
        write(path, route("old.example"));
        Session session;
        Arguments arguments;
        arguments.sources = {folder.path()};
        arguments.startsLab = false;
        QSignalSpy loaded(&session, &Session::worldChanged);
        openSession(session, arguments);
        QVERIFY(loaded.wait());
        QCOMPARE(session.draft().url, std::string("http://old.example/"));
        QVERIFY(session.world()->changed.empty());
        write(path, route("new.example"));
        QVERIFY(loaded.wait());
        QCOMPARE(loaded.last().first().toBool(), true);
        QVERIFY(session.world()->changed.contains(ResourceId{"Ingress", "shop", "edge"}));
        QCOMPARE(session.draft().url, std::string("http://old.example/"));
    }
    void withoutAnAddressNothingIsSent()
    {
        Session session;
        QSignalSpy loaded(&session, &Session::worldChanged);
        session.loadSample(u"tutorial"_s);
        session.setDraft(draftOfUrl("http://localhost/"));
        QVERIFY(loaded.wait());
        QVERIFY(!session.canProbe());
        session.probe();
        QVERIFY(!session.isProbing());
        session.setAddress(Side::Ingress, u"127.0.0.1:1"_s);
        QVERIFY(session.canProbe());
        QVERIFY(session.curlCommandFor(Side::Ingress).contains(u"127.0.0.1:1"_s));
    }
    void anObservationIsForgottenWithItsRequest()
    {
        Session session;
        QSignalSpy loaded(&session, &Session::worldChanged);
        session.loadSample(u"tutorial"_s);
        session.setDraft(draftOfUrl("http://localhost/healthz"));
        QVERIFY(loaded.wait());
        // Nobody listens on port 1: an answer of its own kind, and at once.
        session.setAddress(Side::Ingress, u"127.0.0.1:1"_s);
        session.setAddress(Side::Gateway, u"127.0.0.1:1"_s);
        session.probe();
        QVERIFY(session.isProbing());
        QTRY_VERIFY(session.answers().probe);
        QVERIFY(session.answers().ingress.observed && session.answers().ingress.observed->error);
        // A closed port says nothing about the routing behind it.
        QCOMPARE(session.answers().verdict.kind, Verdict::Kind::Different);
        QCOMPARE(session.answers().verdict.evidence, std::string("simulated; what came back live does not settle it"));
        RequestDraft next = session.draft();
        next.url = "http://localhost/version";
        session.setDraft(next);
        QVERIFY(!session.answers().probe);
        QVERIFY(!session.answers().ingress.observed);
        QCOMPARE(session.answers().verdict.kind, Verdict::Kind::Same);
    }
    void anAnswerToAnOlderRequestIsDropped()
    {
        Session session;
        QSignalSpy loaded(&session, &Session::worldChanged);
        session.loadSample(u"tutorial"_s);
        session.setDraft(draftOfUrl("http://localhost/healthz"));
        QVERIFY(loaded.wait());
        session.setAddress(Side::Ingress, u"127.0.0.1:1"_s);
        session.probe();
        RequestDraft next = session.draft();
        next.url = "http://localhost/version";
        session.setDraft(next);
        QTRY_VERIFY(!session.isProbing());
        QVERIFY(!session.answers().ingress.observed);
    }
    void aSampleCountsSharesUntilTheRequestChanges()
    {
        Session session;
        QSignalSpy loaded(&session, &Session::worldChanged);
        session.loadSample(u"split"_s);
        session.setDraft(draftOfUrl("http://app.example.com/api"));
        QVERIFY(loaded.wait());
        session.sample(100);
        QVERIFY(!session.isSampling()); // there is nowhere to fire at
        session.startLab();
        QTRY_VERIFY_WITH_TIMEOUT(session.labState() != Lab::State::Starting, 20000);
        if (!session.labStatus() || !session.labStatus()->hasSide(LabAddress::Side::Gateway))
            WAYPROOF_SKIP_WITHOUT_PEER("Envoy is not installed here");
        QTRY_VERIFY_WITH_TIMEOUT(session.answers().probe, 20000);
        QSignalSpy progress(&session, &Session::samplingChanged);
        session.sample(500);
        QVERIFY(session.isSampling());
        QTRY_VERIFY_WITH_TIMEOUT(!session.isSampling(), 20000);
        const auto &sample = session.answers().gateway.sample;
        QVERIFY(sample);
        QCOMPARE(sample->answers, std::uint64_t(500));
        QCOMPARE(sample->shares.size(), std::size_t(2));
        QVERIFY(!session.answers().ingress.sample);
        QVERIFY(progress.size() > 2);
        QCOMPARE(progress.last().at(1).toULongLong(), 0ULL);
        session.sample(100'000);
        session.cancelSample();
        QVERIFY(!session.isSampling());
        QVERIFY(!session.answers().gateway.sample);
        session.sample(100'000);
        session.setDraft(draftOfUrl("http://app.example.com/other"));
        QVERIFY(!session.isSampling());
        QVERIFY(!session.answers().gateway.sample);
    }
    void aReadyLabIsFiredAtUnaskedOnlyWhereItDoesNoHarm_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QString>("typed");
        QTest::addColumn<bool>("fires");
        QTest::newRow("a reading method at the lab") << QByteArray("GET") << QString() << true;
        QTest::newRow("a method that may change something") << QByteArray("POST") << QString() << false;
        QTest::newRow("an address somebody typed") << QByteArray("GET") << u"127.0.0.1:1"_s << false;
    }
    void aReadyLabIsFiredAtUnaskedOnlyWhereItDoesNoHarm()
    {
        QFETCH(QByteArray, method);
        QFETCH(QString, typed);
        QFETCH(bool, fires);
        Session session;
        QSignalSpy loaded(&session, &Session::worldChanged);
        session.loadSample(u"tutorial"_s);
        RequestDraft draft = draftOfUrl("http://localhost/healthz");
        draft.method = method.toStdString();
        draft.gatewayAddress = typed.toStdString();
        session.setDraft(draft);
        QVERIFY(loaded.wait());
        QSignalSpy probing(&session, &Session::probingChanged);
        session.startLab();
        QTRY_VERIFY_WITH_TIMEOUT(session.labState() != Lab::State::Starting, 20000);
        if (session.labState() != Lab::State::Ready)
            WAYPROOF_SKIP_WITHOUT_PEER("neither nginx nor Envoy is installed here");
        QVERIFY(session.canProbe());
        // The shot is decided on while the lab tells that it is ready, so it is under way by now or never.
        QCOMPARE(!probing.isEmpty(), fires);
        if (fires)
            QTRY_VERIFY_WITH_TIMEOUT(session.answers().probe, 20000);
        session.probe();
        QVERIFY(session.isProbing());
    }
};

QTEST_GUILESS_MAIN(tst_Session)
#include "tst_session.moc"
