// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/items/verdict.h"

#include "model/items/answertext.h"

#include <algorithm>

namespace wayproof
{

namespace
{

std::string onBoth(const std::string &left, const std::string &right)
{
    return left + " on the left, " + right + " on the right";
}

/// An answer as part of a sentence.
std::string answerClause(const Decision &decision)
{
    const AnswerText text = answerText(decision);
    switch (decision.outcome) {
    case Outcome::Forward:
        return text.headline + (decision.backends.size() > 1 ? " answer" : " answers");
    case Outcome::Redirect:
        return text.headline + ' ' + text.detail;
    default:
        return text.headline;
    }
}

std::string editsText(const HeaderEdits &edits)
{
    std::string text;
    const auto append = [&](const std::string &part) { text += (text.empty() ? "" : ", ") + part; };
    for (const auto &[name, value] : edits.set)
        append(name + '=' + value);
    for (const auto &[name, value] : edits.add)
        append('+' + name + '=' + value);
    for (const std::string &name : edits.remove)
        append('-' + name);
    return text.empty() ? "unchanged" : text;
}

void compareUpstreams(std::vector<std::string> &differences, const Upstream &left, const Upstream &right)
{
    if (left.path != right.path)
        differences.push_back("the backend receives " + onBoth(left.path, right.path));
    if (left.host != right.host)
        differences.push_back("the backend sees the Host " + onBoth(left.host, right.host));
    if (left.headers != right.headers)
        differences.push_back("the backend receives headers " +
                              onBoth(editsText(left.headers), editsText(right.headers)));
    if (left.tlsSni != right.tlsSni)
        differences.push_back("the backend is spoken to " + onBoth(left.tlsSni ? "in TLS" : "in plain text",
                                                                   right.tlsSni ? "in TLS" : "in plain text"));
}

std::string evidenceOf(const VerdictInput &input)
{
    if (input.confirmations.empty())
        return "simulated";
    const bool isConfirmed = std::all_of(input.confirmations.begin(), input.confirmations.end(),
                                         [](const Confirmation &each) { return each.agrees.value_or(false); });
    if (!isConfirmed)
        return "simulated; what came back live does not settle it";
    return std::string("simulated, and confirmed live on ") +
           (input.confirmations.size() > 1 ? "both sides" : "one side");
}

void addNotes(Verdict &verdict, const Decision &decision, const char *side)
{
    for (const Dependency &dependency : decision.dependsOn) {
        std::string note = std::string(side) + ": " + dependency.text;
        if (verdict.sentence.ends_with(dependency.text))
            continue;
        if (std::find(verdict.details.begin(), verdict.details.end(), note) == verdict.details.end())
            verdict.details.push_back(std::move(note));
    }
}

bool contradict(Verdict &verdict, const VerdictInput &input)
{
    for (const Confirmation &confirmation : input.confirmations) {
        if (confirmation.agrees.value_or(true))
            continue;
        const std::string where = confirmation.side == Side::Ingress ? "Ingress side" : "Gateway side";
        const std::string said = where + ": " + confirmation.reason;
        if (verdict.kind == Verdict::Kind::Contradicted) {
            verdict.details.push_back(said);
            continue;
        }
        verdict.kind = Verdict::Kind::Contradicted;
        verdict.sentence = said;
    }
    return verdict.kind == Verdict::Kind::Contradicted;
}

} // namespace

std::string_view toText(Verdict::Kind kind)
{
    switch (kind) {
    case Verdict::Kind::Nothing:
        return "NOTHING LOADED";
    case Verdict::Kind::Same:
        return "SAME";
    case Verdict::Kind::SameRefusal:
        return "SAME REFUSAL";
    case Verdict::Kind::Different:
        return "DIFFERENT";
    case Verdict::Kind::NotKnown:
        return "NOT KNOWN";
    case Verdict::Kind::OneSided:
        return "ONE SIDE ONLY";
    case Verdict::Kind::Contradicted:
        return "PREDICTION WRONG";
    }
    return {};
}

std::vector<std::string> differencesBetween(const Decision &left, const Decision &right)
{
    std::vector<std::string> differences;
    if (left.outcome != right.outcome || left.status != right.status) {
        differences.push_back(onBoth(answerClause(left), answerClause(right)));
        return differences;
    }
    if (left.redirect != right.redirect)
        differences.push_back(onBoth(answerClause(left), answerClause(right)));
    const std::string leftBackends = backendsText(left);
    const std::string rightBackends = backendsText(right);
    if (leftBackends != rightBackends)
        differences.push_back("the request reaches " + onBoth(leftBackends, rightBackends));
    if (left.upstream && right.upstream)
        compareUpstreams(differences, *left.upstream, *right.upstream);
    if (left.response != right.response)
        differences.push_back("the answer's headers are changed: " +
                              onBoth(editsText(left.response), editsText(right.response)));
    if (left.tls != right.tls)
        differences.push_back("TLS is " + onBoth(std::string(toText(left.tls)), std::string(toText(right.tls))));
    if (left.grpcStatus != right.grpcStatus)
        differences.push_back("the gRPC status is " + onBoth(left.grpcStatus, right.grpcStatus));
    if (left.mirrors != right.mirrors)
        differences.push_back("copies of the request go to other backends");
    if (differences.empty() && !sameAnswer(left, right))
        differences.push_back("single shares of the traffic are treated differently");
    return differences;
}

Verdict verdictOf(const VerdictInput &input)
{
    Verdict verdict;
    verdict.evidence = evidenceOf(input);
    if (!input.ingress && !input.gateway) {
        verdict.sentence = "Open files, or drop them on the window.";
        verdict.evidence.clear();
        return verdict;
    }
    if (contradict(verdict, input))
        return verdict;
    if (!input.ingress || !input.gateway) {
        const Decision &only = input.ingress ? *input.ingress : *input.gateway;
        verdict.kind = Verdict::Kind::OneSided;
        verdict.sentence = answerClause(only) + (input.ingress ? "; no Gateway is loaded to compare it with"
                                                               : "; no Ingress is loaded to compare it with");
        addNotes(verdict, only, input.ingress ? "Ingress" : "Gateway");
        return verdict;
    }
    const Decision &left = *input.ingress;
    const Decision &right = *input.gateway;
    const bool isOpen = left.outcome == Outcome::Undetermined || right.outcome == Outcome::Undetermined;
    std::vector<std::string> differences = isOpen ? std::vector<std::string>() : differencesBetween(left, right);
    if (!differences.empty()) {
        verdict.kind = Verdict::Kind::Different;
        verdict.sentence = differences.front();
        verdict.details.assign(differences.begin() + 1, differences.end());
    } else if (isOpen || !left.dependsOn.empty() || !right.dependsOn.empty()) {
        verdict.kind = Verdict::Kind::NotKnown;
        if (!isOpen) {
            verdict.sentence = "alike as far as it is modelled; the rest is not known";
        } else {
            const Decision &open = left.outcome == Outcome::Undetermined ? left : right;
            verdict.sentence = left.outcome == right.outcome           ? "neither side's answer is known"
                               : left.outcome == Outcome::Undetermined ? "the Ingress side's answer is not known"
                                                                       : "the Gateway side's answer is not known";
            const std::string why = open.dependsOn.empty() ? open.reason : open.dependsOn.front().text;
            if (!why.empty())
                verdict.sentence += ": " + why;
        }
    } else {
        const bool isRefused =
            left.outcome == Outcome::Refuse || (left.outcome == Outcome::Respond && left.status.value_or(0) >= 400);
        verdict.kind = isRefused ? Verdict::Kind::SameRefusal : Verdict::Kind::Same;
        verdict.sentence = answerClause(left) + " on both sides";
        if (left.upstream && !left.upstream->path.empty())
            verdict.sentence += " and receives " + left.upstream->path;
        if (input.areAnswersAlike && !*input.areAnswersAlike)
            verdict.details.push_back("the observed answers differ in what does not come from the resources");
    }
    addNotes(verdict, left, "Ingress");
    addNotes(verdict, right, "Gateway");
    return verdict;
}

} // namespace wayproof
