// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Random Gateway configurations, profile `spec`: compiler and simulator against a naive reading of the whole of
// spec/gateway.md for HTTP requests. Where the text leaves the answer open, the simulator must say so, or give one that
// it allows; where it doesn't, the simulator must be certain. WAYPROOF_SOAK: a million decisions; WAYPROOF_SEED=N.
#include "model/analysis/simulator.h"
#include "model/load/fileloader.h"
#include "model/routing/compile.h"
#include "tests/support/boundaryrequests.h"
#include "tests/support/randomgateways.h"
#include "tests/support/specreference.h"

#include <QTest>

#include <algorithm>
#include <cctype>

using namespace wayproof;
using namespace wayproof::test;

namespace
{

constexpr int requestsPerConfiguration = 200;

std::string withLowerAuthority(std::string location)
{
    const std::size_t begin = location.find("://");
    if (begin == std::string::npos)
        return location;
    const std::size_t end = std::min(location.find('/', begin + 3), location.size());
    std::transform(location.begin(), location.begin() + static_cast<std::ptrdiff_t>(end), location.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return location;
}

/// The decision in the words of SpecReference.
std::string answerText(const Decision &decision, const Request &request)
{
    switch (decision.outcome) {
    case Outcome::Undetermined:
        return "undetermined";
    case Outcome::Refuse:
        return "refused";
    case Outcome::Redirect:
        return redirectText(decision.redirect->status, withLowerAuthority(decision.redirect->location));
    case Outcome::Respond:
        return statusText(decision.status.value_or(0));
    case Outcome::Forward:
        break;
    }
    std::vector<std::pair<std::string, double>> shares;
    for (const BackendShare &share : decision.backends) {
        if (share.status) {
            shares.emplace_back(statusText(*share.status), share.share);
            continue;
        }
        const Upstream upstream = share.upstream ? *share.upstream : decision.upstream.value_or(Upstream());
        FlatHeaders headers = flat(request.headers);
        applyEdits(headers, upstream.headers);
        FlatHeaders response = answeredHeaders();
        applyEdits(response, share.response ? *share.response : decision.response);
        std::erase_if(response, [](const auto &entry) { return entry.first.starts_with("access-control-"); });
        shares.emplace_back(forwardText(share.service.path() + ":" + std::to_string(share.port), upstream.host,
                                        upstream.path, headers, response),
                            share.share);
    }
    std::vector<std::string> mirrors;
    for (const MirrorShare &mirror : decision.mirrors)
        mirrors.push_back(mirrorText(mirror.service.path() + ":" + std::to_string(mirror.port), mirror.share));
    std::sort(mirrors.begin(), mirrors.end());
    return sharesText(shares, mirrors);
}

} // namespace

class TestGatewaySpecReference : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void simulatorAgreesWithTheText();
};

void TestGatewaySpecReference::simulatorAgreesWithTheText()
{
    const bool isSoak = qEnvironmentVariableIsSet("WAYPROOF_SOAK");
    const int configurations = isSoak ? 5500 : 500;
    bool isNumber = false;
    const int chosen = qEnvironmentVariableIntValue("WAYPROOF_SEED", &isNumber);
    const auto seed = static_cast<unsigned>(isNumber && chosen > 0 ? chosen : 1);
    RequestMix requestMix;
    requestMix.encodedPaths = false; // open in every way; tst_normalisation has them
    requestMix.trailingDots = false;
    requestMix.cors = false;
    int certain = 0;
    int open = 0;
    int allowed = 0; // said to be open though the readings tried agree
    std::map<std::string, int> outcomes;
    int wrong = 0;
    std::set<int> seen; ///< configurations with a wrong answer
    for (int c = 0; c < configurations; ++c) {
        // One generator for each configuration, so that each can be made again by its seed.
        RandomGateways generator(seed * 100'000 + static_cast<unsigned>(c), GatewayMix());
        const std::string text = generator.classText() + generator.next("n-");
        const SnapshotPtr snapshot = loadText("in.yaml", text);
        const SpecReference reference(*snapshot);
        const Simulator simulator(std::make_shared<const RoutingTable>(compileGateway(*snapshot)));
        BoundaryRequests requests(*snapshot, seed * 100'000 + static_cast<unsigned>(c), requestMix);
        for (int i = 0; i < requestsPerConfiguration && !requests.isEmpty(); ++i) {
            const Request request = requests.next();
            const SpecAnswers expected = reference.answers(request);
            const Decision decision = simulator.decide(request);
            const std::string actual = answerText(decision, request);
            const bool isOpen = expected.answers.size() > 1;
            // Headers of what the gateway answers by itself are not in the texts compared.
            const bool saysOpen =
                decision.outcome == Outcome::Undetermined ||
                std::any_of(decision.dependsOn.begin(), decision.dependsOn.end(), [&](const Dependency &dependency) {
                    return decision.outcome != Outcome::Respond || !dependency.field.starts_with("response");
                });
            bool isRight = false;
            if (!saysOpen) {
                isRight = expected.answers.contains(actual) && (!isOpen || expected.isDoubtful);
            } else {
                isRight = (isOpen || !expected.openPoints.empty()) &&
                          (actual == "undetermined" || expected.answers.contains(actual));
            }
            isRight ? (isOpen ? ++open : saysOpen ? ++allowed : ++certain) : ++wrong;
            ++outcomes[std::string(toText(decision.outcome))];
            if (isRight || !seen.insert(c).second || seen.size() > 12)
                continue;
            std::string message = "configuration " + std::to_string(c) + "\n" + request.method + " " + request.scheme +
                                  "://" + request.host + request.path + " port " + std::to_string(*request.port) +
                                  " gateway " + request.gateway + (request.sni ? " sni " + *request.sni : "");
            for (const auto &[name, value] : request.headers)
                message += "\n    " + name + ": " + value;
            message += "\n  simulator: " + actual;
            for (const Dependency &dependency : decision.dependsOn)
                message += "\n     depends on " + dependency.code + " " + dependency.field;
            for (const std::string &answer : expected.answers)
                message += "\n  reference: " + answer;
            for (const std::string &point : expected.openPoints)
                message += "\n     open: " + point;
            qInfo("%s", message.c_str());
            const QString keep = qEnvironmentVariable("WAYPROOF_KEEP");
            if (!keep.isEmpty()) {
                QFile file(keep + QStringLiteral("/%1.yaml").arg(c));
                if (file.open(QIODevice::WriteOnly))
                    file.write(QByteArray::fromStdString(text));
            }
        }
    }
    qInfo("%d certain, %d open, %d where an open point made no difference, %d wrong", certain, open, allowed, wrong);
    for (const auto &[outcome, count] : outcomes)
        qInfo("  %s: %d", outcome.c_str(), count);
    QCOMPARE(wrong, 0);
    // The generator must not have gone idle.
    QVERIFY(certain > configurations * requestsPerConfiguration / 2);
    QVERIFY(open > configurations);
    QVERIFY(outcomes["forward"] > configurations * requestsPerConfiguration / 10);
}

QTEST_GUILESS_MAIN(TestGatewaySpecReference)
#include "tst_gatewayspecreference.moc"
