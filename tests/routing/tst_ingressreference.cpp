// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The generic dialect against the second, naive reading of spec/ingress.md §1 in tests/support/ingressreference, on
// random sets of Ingresses that share hosts. A sample by default; WAYPROOF_SOAK: more than 10⁶ decisions.
#include "model/analysis/simulator.h"
#include "model/load/fileloader.h"
#include "model/routing/compile.h"
#include "tests/support/ingressboundaries.h"
#include "tests/support/ingressreference.h"
#include "tests/support/randomingresses.h"

#include <QTest>

#include <algorithm>

using namespace wayproof;
using namespace wayproof::test;

namespace
{

constexpr unsigned requestsEach = 250;

unsigned setCount()
{
    return qEnvironmentVariableIsSet("WAYPROOF_SOAK") ? 5000 : 250;
}

int hexValue(char c)
{
    const std::string digits = "0123456789abcdef";
    const std::size_t at = digits.find(static_cast<char>(std::tolower(static_cast<unsigned char>(c))));
    return at == std::string::npos ? -1 : static_cast<int>(at);
}

enum class Decoding { None, Unreserved, AllButSlashes, All };

std::string decoded(const std::string &path, Decoding decoding)
{
    std::string result;
    for (std::size_t i = 0; i < path.size(); ++i) {
        if (path[i] == '%' && i + 2 < path.size() && hexValue(path[i + 1]) >= 0 && hexValue(path[i + 2]) >= 0) {
            const char c = static_cast<char>(hexValue(path[i + 1]) * 16 + hexValue(path[i + 2]));
            const bool isUnreserved =
                std::isalnum(static_cast<unsigned char>(c)) != 0 || std::string("-._~").find(c) != std::string::npos;
            if (decoding == Decoding::All || (decoding == Decoding::AllButSlashes && c != '/') ||
                (decoding == Decoding::Unreserved && isUnreserved)) {
                result += c;
                i += 2;
                continue;
            }
        }
        result += path[i];
    }
    return result;
}

std::string merged(const std::string &path)
{
    std::string result;
    for (const char c : path) {
        if (c != '/' || result.empty() || result.back() != '/')
            result += c;
    }
    return result;
}

std::string withoutDots(const std::string &path)
{
    std::vector<std::string> kept;
    std::string segment;
    bool isFolder = false;
    for (std::size_t i = 1; i <= path.size(); ++i) {
        if (i < path.size() && path[i] != '/') {
            segment += path[i];
            continue;
        }
        isFolder = segment == "." || segment == "..";
        if (segment == "..") {
            if (!kept.empty())
                kept.pop_back();
        } else if (segment != ".") {
            kept.push_back(segment);
        }
        segment.clear();
    }
    if (isFolder)
        kept.emplace_back();
    std::string result;
    for (const std::string &part : kept)
        result += "/" + part;
    return result.empty() ? "/" : result;
}

/// Normalisation is open in the API (§1.5): every way of reading the path that a data plane might have.
std::vector<std::string> readings(const std::string &target)
{
    const std::string path = target.substr(0, target.find('?'));
    std::vector<std::string> result;
    const std::string bare = path.substr(0, path.find(';')); // without parameters of the last segment
    for (const std::string &spelling : {path, bare}) {
        for (const Decoding decoding : {Decoding::None, Decoding::Unreserved, Decoding::AllButSlashes, Decoding::All}) {
            const std::string text = decoded(spelling, decoding);
            // Who merges slashes and resolves dot segments has decoded what needs no escape before.
            const bool isTidied = decoding != Decoding::None || spelling.find('%') == std::string::npos;
            for (const std::string &slashes : {text, isTidied ? merged(text) : text}) {
                for (const std::string &made : {slashes, isTidied ? withoutDots(slashes) : slashes}) {
                    if (std::find(result.begin(), result.end(), made) == result.end())
                        result.push_back(made);
                }
            }
        }
    }
    return result;
}

std::string textOf(const IngressClaim &claim)
{
    return claim.ingress->meta.id().path() + " rule " + (claim.rule ? std::to_string(*claim.rule) : "-") + " path " +
           std::to_string(claim.path) + " " + claim.service + ":" + std::to_string(claim.port);
}

bool isThat(const Decision &decision, const IngressClaim &claim)
{
    if (!decision.match || decision.match->resource != claim.ingress->meta.id())
        return false;
    if (claim.rule && (decision.match->rule != static_cast<int>(*claim.rule) ||
                       decision.match->match != static_cast<int>(claim.path)))
        return false;
    if (!claim.rule && decision.match->rule)
        return false;
    // Without such a Service, port or endpoint the status is open.
    if (claim.port == 0)
        return decision.outcome != Outcome::Forward || !decision.dependsOn.empty();
    return decision.outcome == Outcome::Forward && decision.backends.size() == 1 &&
           decision.backends.front().service.name == claim.service &&
           decision.backends.front().service.ns == *claim.ingress->meta.ns &&
           decision.backends.front().port == claim.port && decision.upstream &&
           decision.upstream->path.empty() == false;
}

/// Why the decision is wrong; empty when it is not.
std::string objection(const Decision &decision, const std::vector<IngressReading> &readings, bool &isSettled)
{
    const bool isOpen = decision.outcome == Outcome::Undetermined || !decision.dependsOn.empty();
    std::vector<IngressClaim> possible;
    bool mayBeNothing = false;
    std::string expected;
    for (const IngressReading &reading : readings) {
        mayBeNothing = mayBeNothing || reading.claims.empty();
        for (const IngressClaim &claim : reading.claims) {
            possible.push_back(claim);
            expected += "\n    " + textOf(claim);
        }
    }
    const bool isOneBackend =
        std::all_of(possible.begin(), possible.end(),
                    [&](const IngressClaim &claim) { return claim.sameBackend(possible.front()); }) &&
        !(mayBeNothing && !possible.empty());
    isSettled = isOneBackend && (possible.empty() || possible.front().port > 0);
    const bool isNothing = decision.outcome == Outcome::Respond && decision.status == 404 &&
                           (!decision.match || decision.match->resource.isNull());
    if (decision.outcome == Outcome::Undetermined && readings.size() > 1) {
        // The backend receives another path with every reading, even if it is the same one.
        for (const Decision &alternative : decision.alternatives) {
            if (alternative.outcome != Outcome::Forward)
                continue; // 400 for such a target, or a redirect to the target that it would like
            if (std::none_of(possible.begin(), possible.end(), [&](const IngressClaim &claim) {
                    return isThat(alternative, claim) || (claim.port == 0 && alternative.match &&
                                                          alternative.match->resource == claim.ingress->meta.id());
                }))
                return "its alternative " + summary(alternative) + " is none of the possible ones:" + expected;
        }
        isSettled = false;
        return {};
    }
    if (decision.outcome == Outcome::Undetermined)
        return isSettled ? "undetermined, but the text settles it" + expected : std::string();
    if (possible.empty())
        return isNothing ? std::string() : "expected 404";
    const bool isOne = std::any_of(possible.begin(), possible.end(),
                                   [&](const IngressClaim &claim) { return isThat(decision, claim); });
    if (!isOne && !(mayBeNothing && isNothing))
        return "none of the possible ones:" + expected;
    if (!isOneBackend && !isOpen)
        return "not said to be open; possible:" + expected;
    if (readings.size() == 1 && readings.front().conventional && !isThat(decision, *readings.front().conventional))
        return "by convention " + textOf(*readings.front().conventional);
    return {};
}

} // namespace

class IngressReference : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aNaiveReadingAgreesOnSharedHosts()
    {
        IngressMix mix = IngressMix::generic();
        IngressRequestMix requestMix;
        requestMix.https = false;
        int decided = 0;
        int settled = 0;
        int wrong = 0;
        for (unsigned seed = 1; seed <= setCount(); ++seed) {
            RandomIngresses generator(seed, mix);
            const std::string text = generator.classText() + generator.next("");
            const SnapshotPtr snapshot = loadText("in.yaml", text);
            const std::vector<Ingress> &all = snapshot->all<Ingress>();
            if (std::any_of(all.begin(), all.end(), [](const Ingress &i) { return !i.ingressClassName.isSet; }))
                continue; // the API text gives the old annotation no meaning
            if (std::none_of(all.begin(), all.end(),
                             [&](const Ingress &i) { return *i.ingressClassName == mix.className; }))
                continue; // nobody answers at all
            const Simulator simulator(std::make_shared<const RoutingTable>(compileIngress(*snapshot)));
            IngressBoundaries requests(*snapshot, seed, requestMix);
            for (unsigned i = 0; i < requestsEach; ++i) {
                Request request = requests.next();
                request.ingressClass = mix.className;
                if (request.hostName().ends_with('.'))
                    continue; // open
                std::vector<IngressReading> expected;
                for (const std::string &path : readings(request.path))
                    expected.push_back(readIngresses(*snapshot, mix.className, request.host, path));
                const Decision decision = simulator.decide(request);
                bool isSettled = false;
                const std::string problem = objection(decision, expected, isSettled);
                ++decided;
                settled += isSettled ? 1 : 0;
                if (problem.empty())
                    continue;
                if (++wrong <= 20) {
                    qWarning("seed %u %s%s: %s%s\n  %s", seed, request.host.c_str(), request.path.c_str(),
                             summary(decision).c_str(),
                             decision.dependsOn.empty() ? "" : (" [" + decision.dependsOn.front().code + "]").c_str(),
                             problem.c_str());
                }
            }
        }
        qInfo("%d decisions, %d settled by the text", decided, settled);
        QCOMPARE(wrong, 0);
        QVERIFY(settled > decided / 2);
    }
};

QTEST_GUILESS_MAIN(IngressReference)
#include "tst_ingressreference.moc"
