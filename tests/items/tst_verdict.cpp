// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The sentence over both sides names the difference, never claims more than is known, and puts a contradiction first.
#include "model/items/answertext.h"
#include "model/items/verdict.h"

#include <QTest>

using namespace wayproof;

namespace
{

Decision forward(const char *path)
{
    Decision decision;
    decision.outcome = Outcome::Forward;
    BackendShare share;
    share.service = {"Service", "shop", "cart"};
    share.port = 80;
    decision.backends = {share};
    decision.upstream = Upstream{};
    decision.upstream->path = path;
    decision.upstream->host = "shop.example";
    return decision;
}

Decision respond(int status)
{
    Decision decision;
    decision.outcome = Outcome::Respond;
    decision.status = status;
    return decision;
}

VerdictInput both(const Decision &left, const Decision &right)
{
    return {.ingress = &left, .gateway = &right, .confirmations = {}, .areAnswersAlike = {}};
}

} // namespace

class tst_Verdict : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void anotherUpstreamPathIsNamed()
    {
        const Decision left = forward("/");
        const Decision right = forward("/healthz");
        const Verdict verdict = verdictOf(both(left, right));
        QCOMPARE(verdict.kind, Verdict::Kind::Different);
        QCOMPARE(verdict.sentence, std::string("the backend receives / on the left, /healthz on the right"));
        QCOMPARE(verdict.evidence, std::string("simulated"));
        QCOMPARE(toText(verdict.kind), std::string_view("DIFFERENT"));
    }
    void equalAnswersAreTheSame()
    {
        const Decision left = forward("/version");
        const Verdict verdict = verdictOf(both(left, left));
        QCOMPARE(verdict.kind, Verdict::Kind::Same);
        QCOMPARE(verdict.sentence, std::string("cart:80 answers on both sides and receives /version"));
    }
    void twoRefusalsAreNotPraised()
    {
        const Decision refused = respond(404);
        const Verdict verdict = verdictOf(both(refused, refused));
        QCOMPARE(verdict.kind, Verdict::Kind::SameRefusal);
        QCOMPARE(toText(verdict.kind), std::string_view("SAME REFUSAL"));
        const Decision answered = respond(204);
        QCOMPARE(verdictOf(both(answered, answered)).kind, Verdict::Kind::Same);
    }
    void anotherOutcomeIsNamed()
    {
        const Decision left = forward("/x");
        const Decision right = respond(404);
        QCOMPARE(verdictOf(both(left, right)).sentence,
                 std::string("cart:80 answers on the left, 404 by the data plane on the right"));
    }
    void furtherDifferencesAreKept()
    {
        const Decision left = forward("/");
        Decision right = forward("/healthz");
        right.upstream->host = "other.example";
        right.backends.front().service.name = "basket";
        const Verdict verdict = verdictOf(both(left, right));
        QCOMPARE(verdict.sentence, std::string("the request reaches cart:80 on the left, basket:80 on the right"));
        QCOMPARE(verdict.details.size(), std::size_t(2));
    }
    void anUndeterminedSideIsNotKnown()
    {
        const Decision left = forward("/");
        Decision right;
        right.dependsOn = {{"regex-dialect", "it hangs on the regular expression's dialect", ""}};
        const Verdict verdict = verdictOf(both(left, right));
        QCOMPARE(verdict.kind, Verdict::Kind::NotKnown);
        QCOMPARE(verdict.sentence,
                 std::string("the Gateway side's answer is not known: it hangs on the regular expression's dialect"));
        QVERIFY(verdict.details.empty());
    }
    void alikeButNotWholeIsNotCalledSame()
    {
        Decision left = forward("/");
        left.dependsOn = {{"creation-order", "age decides", "backends"}};
        const Decision right = forward("/");
        QCOMPARE(verdictOf(both(left, right)).kind, Verdict::Kind::NotKnown);
    }
    void anObservationThatDisagreesComesFirst()
    {
        const Decision left = forward("/");
        VerdictInput input = both(left, left);
        input.confirmations = {{Side::Ingress, true, {}}, {Side::Gateway, false, "404 instead of 200"}};
        const Verdict verdict = verdictOf(input);
        QCOMPARE(verdict.kind, Verdict::Kind::Contradicted);
        QCOMPARE(verdict.sentence, std::string("Gateway side: 404 instead of 200"));
    }
    void aConfirmedVerdictSaysSo()
    {
        const Decision left = forward("/");
        VerdictInput input = both(left, left);
        input.confirmations = {{Side::Ingress, true, {}}, {Side::Gateway, true, {}}};
        QCOMPARE(verdictOf(input).evidence, std::string("simulated, and confirmed live on both sides"));
    }
    void whatIsNotSettledIsNotCalledConfirmed()
    {
        const Decision left = forward("/");
        VerdictInput input = both(left, left);
        input.confirmations = {{Side::Ingress, true, {}}, {Side::Gateway, {}, {}}};
        const Verdict verdict = verdictOf(input);
        QCOMPARE(verdict.kind, Verdict::Kind::Same);
        QVERIFY(verdict.evidence.find("confirmed") == std::string::npos);
    }
    void oneSideAloneIsNoDifference()
    {
        const Decision only = forward("/");
        const Verdict verdict =
            verdictOf({.ingress = nullptr, .gateway = &only, .confirmations = {}, .areAnswersAlike = {}});
        QCOMPARE(verdict.kind, Verdict::Kind::OneSided);
        QVERIFY(verdict.sentence.find("no Ingress is loaded") != std::string::npos);
        QCOMPARE(verdictOf({}).kind, Verdict::Kind::Nothing);
    }
    void sharesAreShownInPercent()
    {
        Decision decision = forward("/");
        decision.backends.front().share = 0.9;
        BackendShare canary;
        canary.service = {"Service", "shop", "canary"};
        canary.port = 80;
        canary.share = 0.1;
        decision.backends.push_back(canary);
        QCOMPARE(answerText(decision).headline, std::string("cart:80 90 %, canary:80 10 %"));
        QCOMPARE(answerText(decision).detail, std::string("receives /"));
    }
};

QTEST_APPLESS_MAIN(tst_Verdict)
#include "tst_verdict.moc"
