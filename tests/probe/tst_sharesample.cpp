// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Shares counted from live answers: the interval's arithmetic, the verdict, and connections that are used again.
#include "model/probe/sharesample.h"
#include "rawserver.h"

#include <QJsonArray>
#include <QTest>

#include <algorithm>
#include <random>

using namespace wayproof;

namespace
{

BackendShare share(const std::string &name, double part)
{
    BackendShare made;
    made.service = {"Service", "shop", name};
    made.port = 80;
    made.share = part;
    return made;
}

Decision forwardTo(std::vector<BackendShare> shares)
{
    Decision decision;
    decision.outcome = Outcome::Forward;
    decision.backends = std::move(shares);
    return decision;
}

Observation answerOf(const std::string &backend, int status = 200)
{
    Observation made;
    made.status = status;
    if (!backend.empty())
        made.headers = {{"X-Wayproof-Backend", "shop/" + backend + ":80"}};
    recogniseBackend(made, readyMadeRules());
    return made;
}

ShareSample counted(const Decision &predicted, const std::vector<std::pair<Observation, int>> &answers,
                    bool areBackendsRecognisable = true)
{
    ShareCount count(Request(), predicted, {areBackendsRecognisable});
    for (const auto &[answer, times] : answers) {
        for (int i = 0; i < times; ++i)
            count.add(answer);
    }
    return count.sample();
}

/// "v1 900 in, v2 100 out"
QByteArray text(const ShareSample &sample)
{
    QByteArray text;
    for (const SampledShare &one : sample.shares) {
        text += (text.isEmpty() ? "" : ", ") + QByteArray::fromStdString(one.name) + ' ' +
                QByteArray::number(static_cast<qulonglong>(one.count)) +
                (!one.isWithin   ? ""
                 : *one.isWithin ? " in"
                                 : " out");
    }
    return text;
}

/// Answers on one connection for as long as the client asks, 90 of 100 as v1.
void serveKeptAlive(ServedStream &stream, std::atomic<int> &connections, std::atomic<int> &answers)
{
    ++connections;
    std::string bytes;
    char buffer[16384];
    for (long size = 0; (size = stream.read(buffer, sizeof buffer)) > 0;) {
        bytes.append(buffer, static_cast<std::size_t>(size));
        for (std::size_t end = 0; (end = bytes.find("\r\n\r\n")) != std::string::npos; bytes.erase(0, end + 4)) {
            const bool isFirst = answers++ % 10 != 0;
            stream.write(httpAnswer(
                200, "ok", isFirst ? "X-Wayproof-Backend: shop/v1:80\r\n" : "X-Wayproof-Backend: shop/v2:80\r\n"));
        }
    }
}

} // namespace

class tst_ShareSample : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void intervalsAreThoseOfTheTables_data()
    {
        QTest::addColumn<int>("hits");
        QTest::addColumn<int>("total");
        QTest::addColumn<double>("low");
        QTest::addColumn<double>("high");
        QTest::newRow("none") << 0 << 10 << 0.0 << 0.3085;
        QTest::newRow("one") << 1 << 10 << 0.0025 << 0.4450;
        QTest::newRow("half") << 5 << 10 << 0.1871 << 0.8129;
        QTest::newRow("all") << 10 << 10 << 0.6915 << 1.0;
        QTest::newRow("nothing counted") << 0 << 0 << 0.0 << 1.0;
    }
    void intervalsAreThoseOfTheTables()
    {
        QFETCH(int, hits);
        QFETCH(int, total);
        QFETCH(double, low);
        QFETCH(double, high);
        const ShareInterval made =
            shareInterval(static_cast<std::uint64_t>(hits), static_cast<std::uint64_t>(total), 0.95);
        QVERIFY(std::abs(made.low - low) < 5e-5);
        QVERIFY(std::abs(made.high - high) < 5e-5);
    }
    /// By its definition: at either end, a result at least as extreme as the one seen has half of what is left.
    void theEndsLeaveHalfOfTheRestEach()
    {
        const auto atMost = [](int hits, int total, double share) {
            double sum = 0;
            for (int k = 0; k <= hits; ++k) {
                sum += std::exp(std::lgamma(total + 1) - std::lgamma(k + 1) - std::lgamma(total - k + 1) +
                                k * std::log(share) + (total - k) * std::log1p(-share));
            }
            return sum;
        };
        for (const auto &[hits, total] : {std::pair(1800, 2000), {200, 2000}, {3, 500}, {19'950, 20'000}}) {
            const ShareInterval made =
                shareInterval(static_cast<std::uint64_t>(hits), static_cast<std::uint64_t>(total), 0.999);
            QVERIFY(std::abs(atMost(hits, total, made.high) - 0.0005) < 1e-7);
            QVERIFY(std::abs(1 - atMost(hits - 1, total, made.low) - 0.0005) < 1e-7);
        }
    }
    /// A true share of 90 % is to lie within the interval in 99.9 % of samples at least.
    void theTrueShareIsHardlyEverOutside()
    {
        std::mt19937 random(20'261'124U);
        std::binomial_distribution<int> draw(1000, 0.9);
        int outside = 0;
        for (int i = 0; i < 5000; ++i)
            outside += shareInterval(static_cast<std::uint64_t>(draw(random)), 1000, 0.999).holds(0.9) ? 0 : 1;
        QVERIFY2(outside <= 15, "expected are at most 5 of 5,000");
    }

    void sharesAgainstCounts()
    {
        const Decision split = forwardTo({share("v1", 0.9), share("v2", 0.1), share("v3", 0)});
        ShareSample sample = counted(split, {{answerOf("v1"), 905}, {answerOf("v2"), 95}});
        QCOMPARE(text(sample), QByteArray("shop/v1:80 905 in, shop/v2:80 95 in, shop/v3:80 0 in"));
        QCOMPARE(sample.agrees, std::optional(true));
        QCOMPARE(sample.statuses.at("200"), std::uint64_t(1000));

        sample = counted(split, {{answerOf("v1"), 800}, {answerOf("v2"), 200}});
        QCOMPARE(text(sample), QByteArray("shop/v1:80 800 out, shop/v2:80 200 out, shop/v3:80 0 in"));
        QCOMPARE(sample.agrees, std::optional(false));

        sample = counted(split, {{answerOf("v1"), 900}, {answerOf("v2"), 99}, {answerOf("v3"), 1}});
        QCOMPARE(sample.agrees, std::optional(false));
        sample = counted(split, {{answerOf("v1"), 900}, {answerOf("v2"), 99}, {answerOf("v9"), 1}});
        QCOMPARE(text(sample), QByteArray("shop/v1:80 900 in, shop/v2:80 99 in, shop/v3:80 0 in, shop/v9:80 1 out"));
        QCOMPARE(sample.agrees, std::optional(false));
    }
    void anErrorShareIsCountedByItsStatus()
    {
        Decision mixed = forwardTo({share("v1", 0.8)});
        BackendShare bad;
        bad.share = 0.2;
        bad.status = 500;
        mixed.backends.push_back(bad);
        const ShareSample sample = counted(mixed, {{answerOf("v1"), 80}, {answerOf("", 500), 20}});
        QCOMPARE(text(sample), QByteArray("shop/v1:80 80 in, status 500 20 in"));
        QCOMPARE(sample.agrees, std::optional(true));
    }
    void whatCannotBeToldIsNotJudged()
    {
        const Decision split = forwardTo({share("v1", 0.9), share("v2", 0.1)});
        QCOMPARE(counted(split, {{answerOf(""), 100}}, false).agrees, std::optional<bool>());
        QCOMPARE(counted(split, {}).agrees, std::optional<bool>());
        Observation failed;
        failed.error = ProbeError{ProbeError::Kind::Timeout, "Too late."};
        const ShareSample sample = counted(split, {{answerOf("v1"), 90}, {answerOf("v2"), 10}, {failed, 5}});
        QCOMPARE(sample.agrees, std::optional<bool>());
        QCOMPARE(sample.errors.at("timeout"), std::uint64_t(5));
        Decision open = split;
        open.dependsOn = {{"x", "It depends.", "backends"}};
        QCOMPARE(counted(open, {{answerOf("v1"), 90}, {answerOf("v2"), 10}}).agrees, std::optional<bool>());
        Decision undetermined;
        QCOMPARE(counted(undetermined, {{answerOf("v1"), 90}}).agrees, std::optional<bool>());
    }
    void aSampleUsesConnectionsAgain()
    {
        std::atomic<int> connections = 0;
        std::atomic<int> answers = 0;
        RawServer server({});
        server.converse([&](ServedStream &stream) { serveKeptAlive(stream, connections, answers); });
        ProbeTarget target;
        target.address = server.address();
        SampleOptions options;
        options.requests = 1000;
        options.inFlight = 8;
        int calls = 0;
        const ShareSample sample = sampleShares(target, Request(), forwardTo({share("v1", 0.9), share("v2", 0.1)}),
                                                options, {}, [&](std::uint64_t) { ++calls; });
        QCOMPARE(sample.requests, std::uint64_t(1000));
        QCOMPARE(text(sample), QByteArray("shop/v1:80 900 in, shop/v2:80 100 in"));
        QCOMPARE(sample.agrees, std::optional(true));
        QVERIFY2(connections <= 8, "a connection was made that was not needed");
        QCOMPARE(calls, 50);
        const QJsonObject json = toJson(sample);
        QCOMPARE(json[QStringLiteral("shares")].toArray().size(), 2);
        QCOMPARE(json[QStringLiteral("agrees")].toBool(), true);
    }
    void aSampleCanBeCancelled()
    {
        std::atomic<int> connections = 0;
        std::atomic<int> answers = 0;
        RawServer server({});
        server.converse([&](ServedStream &stream) { serveKeptAlive(stream, connections, answers); });
        ProbeTarget target;
        target.address = server.address();
        SampleOptions options;
        options.requests = 5000;
        std::stop_source stop;
        const ShareSample sample = sampleShares(target, Request(), std::nullopt, options, stop.get_token(),
                                                [&](std::uint64_t) { stop.request_stop(); });
        QVERIFY(sample.requests >= 100 && sample.requests < 5000);
        QVERIFY(!sample.agrees);
        QCOMPARE(sample.notes.size(), std::size_t(1));
    }
};

QTEST_GUILESS_MAIN(tst_ShareSample)
#include "tst_sharesample.moc"
