// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/analysis/alternatives.h"

#include <algorithm>

namespace wayproof
{

namespace
{

// More alternatives than this help nobody.
constexpr std::size_t mostAlternatives = 32;

/// Collects alternatives, each once.
class Alternatives
{
public:
    explicit Alternatives(Decision &decision)
        : m_decision(decision)
    {
    }

    /// What `option` may be: itself where it is known, and its own alternatives.
    void addAll(Decision &&option)
    {
        std::vector<Decision> nested = std::move(option.alternatives);
        option.alternatives.clear();
        if (option.outcome != Outcome::Undetermined || nested.empty()) {
            add(std::move(option));
        }
        for (Decision &alternative : nested) {
            add(std::move(alternative));
        }
    }

    void add(Decision &&alternative)
    {
        const bool isKnown =
            std::any_of(m_decision.alternatives.begin(), m_decision.alternatives.end(), [&](const Decision &other) {
                return sameAnswer(other, alternative) && other.match == alternative.match &&
                       other.entrance == alternative.entrance;
            });
        if (!isKnown && m_decision.alternatives.size() == mostAlternatives) {
            ++m_left;
        } else if (!isKnown) {
            m_decision.alternatives.push_back(std::move(alternative));
        }
    }

    void finish()
    {
        if (m_left > 0) {
            addDependencies(
                m_decision.dependsOn,
                {{"more-alternatives", std::to_string(m_left) + " more answers are possible.", "alternatives"}});
        }
    }

private:
    Decision &m_decision;
    std::size_t m_left = 0;
};

/// Whether an open decision lists everything already that `other` may be.
bool isAmongAlternatives(const Decision &decision, const Decision &other)
{
    const auto isListed = [&](const Decision &option) {
        return std::any_of(decision.alternatives.begin(), decision.alternatives.end(),
                           [&](const Decision &known) { return sameAnswer(known, option); });
    };
    if (decision.outcome != Outcome::Undetermined) {
        return false;
    }
    return other.alternatives.empty() ? other.outcome != Outcome::Undetermined && isListed(other)
                                      : std::all_of(other.alternatives.begin(), other.alternatives.end(), isListed) &&
                                            (other.outcome == Outcome::Undetermined || isListed(other));
}

Decision agreed(std::vector<Decision> options)
{
    Decision first = std::move(options.front());
    Alternatives alternatives(first);
    const bool isOneEntrance = std::all_of(options.begin() + 1, options.end(),
                                           [&](const Decision &option) { return option.entrance == first.entrance; });
    for (std::size_t i = 1; i < options.size(); ++i) {
        addDependencies(first.dependsOn, options[i].dependsOn);
        for (Decision &alternative : options[i].alternatives) {
            alternatives.add(std::move(alternative));
        }
    }
    alternatives.finish();
    if (!isOneEntrance) {
        first.entrance.clear();
    }
    return first;
}

} // namespace

Decision combined(std::vector<Decision> options, std::vector<Dependency> because, const AnswerContext &context)
{
    if (options.size() == 1) {
        return std::move(options.front());
    }
    const Decision &first = options.front();
    if (std::all_of(options.begin(), options.end(),
                    [&](const Decision &option) { return sameAnswer(option, first); })) {
        return agreed(std::move(options));
    }
    Decision result = undetermined(context, std::move(because));
    result.tls = first.tls;
    const auto isCommon = [&](auto member) {
        return std::all_of(options.begin(), options.end(),
                           [&](const Decision &option) { return option.*member == first.*member; });
    };
    if (isCommon(&Decision::match)) {
        result.match = first.match;
        result.matchText = first.matchText;
    }
    if (isCommon(&Decision::entrance)) {
        result.entrance = first.entrance;
    }
    Alternatives alternatives(result);
    for (Decision &option : options) {
        if (option.outcome == Outcome::Undetermined || !option.alternatives.empty()) {
            addDependencies(result.dependsOn, option.dependsOn);
        }
        alternatives.addAll(std::move(option));
    }
    alternatives.finish();
    result.reason = result.dependsOn.empty() ? std::string() : result.dependsOn.front().text;
    return result;
}

Decision withAlternative(Decision decision, Decision other, const Dependency &when)
{
    if (sameAnswer(decision, other) || isAmongAlternatives(decision, other)) {
        return decision;
    }
    std::vector<Dependency> because;
    for (std::string &field : differingFields(decision, other)) {
        because.push_back({when.code, when.text, std::move(field)});
    }
    addDependencies(decision.dependsOn, because);
    addDependencies(other.dependsOn, {when});
    Alternatives alternatives(decision);
    alternatives.addAll(std::move(other));
    alternatives.finish();
    return decision;
}

std::vector<std::string> differingFields(const Decision &a, const Decision &b)
{
    if (a.outcome != b.outcome) {
        return {"outcome"};
    }
    std::vector<std::string> fields;
    // Each field alone: the two are alike but for it.
    const auto differs = [&](const char *name, auto... members) {
        Decision left;
        Decision right;
        left.outcome = right.outcome = a.outcome;
        ((left.*members = a.*members, right.*members = b.*members), ...);
        if (!sameAnswer(left, right)) {
            fields.emplace_back(name);
        }
    };
    differs("status", &Decision::status, &Decision::grpcStatus);
    differs("backends", &Decision::backends);
    differs("mirrors", &Decision::mirrors);
    differs("upstream", &Decision::upstream);
    differs("redirect", &Decision::redirect);
    differs("response", &Decision::response);
    differs("tls", &Decision::tls);
    if (fields.empty() && !sameAnswer(a, b)) {
        fields.emplace_back(); // both are open, to different answers
    }
    return fields;
}

void tellSideBySide(const std::vector<Decision> &options, std::vector<TraceStep> *trace)
{
    const auto isAsFirst = [&options](const Decision &option) { return sameAnswer(option, options.front()); };
    if (!trace || std::all_of(options.begin(), options.end(), isAsFirst)) {
        return;
    }
    std::vector<TraceStep> answers;
    for (const Decision &option : options) {
        TraceStep answer;
        answer.step = "answer";
        answer.subject = option.entrance;
        answer.result = "noted";
        answer.reason = summary(option);
        if (option.match) {
            answer.origin = *option.match;
            answer.source = option.match->source;
        }
        answers.push_back(std::move(answer));
    }
    trace->insert(trace->begin(), answers.begin(), answers.end());
}

} // namespace wayproof
