// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Weights, counted live: 20,000 requests against a 90/10 route in the lab's real Envoy, and a route of which one
// reference is broken.
#include "app/labtargets.h"
#include "model/analysis/simulator.h"
#include "model/lab/lab.h"
#include "model/load/fileloader.h"
#include "model/probe/sharesample.h"
#include "model/routing/compile.h"
#include "tests/support/requiredpeers.h"

#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace wayproof;

class TestWeights : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void ninetyToTen();
    void aBrokenReferenceKeepsItsShare();

private:
    /// A true share leaves its 99.9 % interval once in a thousand samples. Judged again by a second sample, a right
    /// prediction fails this test once in a million runs; a wrong one by several percent practically always.
    ShareSample sampled(const std::string &path) const;

    Lab m_lab;
    std::unique_ptr<Simulator> m_gateway;
};

void TestWeights::initTestCase()
{
    const SnapshotPtr snapshot = loadFiles({{WAYPROOF_SOURCE_DIR "/tests/data/weights"}});
    m_gateway = std::make_unique<Simulator>(std::make_shared<const RoutingTable>(compileGateway(*snapshot)));
    QSignalSpy ready(&m_lab, &Lab::ready);
    QSignalSpy failed(&m_lab, &Lab::failed);
    LabOptions options;
    options.supervisorProgram = WAYPROOF_LABD;
    m_lab.start(snapshot, options);
    QTRY_VERIFY_WITH_TIMEOUT(!ready.isEmpty() || !failed.isEmpty(), 30'000);
    if (!failed.isEmpty() || !m_lab.status()->hasSide(LabAddress::Side::Gateway))
        WAYPROOF_SKIP_WITHOUT_PEER("Envoy is not installed here");
}

ShareSample TestWeights::sampled(const std::string &path) const
{
    Request request;
    request.host = "shop.example";
    request.path = path;
    const Decision predicted = m_gateway->decide(request);
    const auto target = gatewayTarget(*m_lab.status(), request, &predicted);
    if (!target)
        return {};
    SampleOptions options;
    options.requests = 20'000;
    options.agreement.areBackendsRecognisable = true;
    const ShareSample first = sampleShares(*target, request, predicted, options);
    return first.agrees == true ? first : sampleShares(*target, request, predicted, options);
}

void TestWeights::ninetyToTen()
{
    const ShareSample sample = sampled("/cart");
    qInfo("%s in %.1f s: %.2f %% and %.2f %%", sample.reason.c_str(), sample.seconds,
          sample.shares.at(0).observed * 100, sample.shares.at(1).observed * 100);
    QCOMPARE(sample.answers, std::uint64_t(20'000));
    QCOMPARE(sample.shares.size(), std::size_t(2));
    QCOMPARE(*sample.shares[0].predicted, 0.9);
    QCOMPARE(*sample.shares[1].predicted, 0.1);
    QVERIFY2(sample.agrees == true, sample.reason.c_str());
    // The interval says something: it would hold no share that is 2 % off.
    QVERIFY(!sample.shares[0].interval.holds(0.92));
    QVERIFY(!sample.shares[0].interval.holds(0.88));
}

void TestWeights::aBrokenReferenceKeepsItsShare()
{
    const ShareSample sample = sampled("/broken");
    QCOMPARE(sample.shares.size(), std::size_t(2));
    QCOMPARE(sample.shares[1].name, std::string("status 500"));
    QCOMPARE(*sample.shares[1].predicted, 0.25);
    QCOMPARE(sample.statuses.at("500"), sample.shares[1].count);
    QVERIFY2(sample.agrees == true, sample.reason.c_str());
}

QTEST_GUILESS_MAIN(TestWeights)
#include "tst_weights.moc"
