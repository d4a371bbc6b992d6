// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/live/ingress-nginx/controlleranswers.h"

#include "model/probe/comparison.h"
#include "tests/live/ingress-nginx/knowndifferences.h"

#include <QJsonDocument>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace wayproof::test
{

namespace
{

QString text(const std::string &value)
{
    return QString::fromStdString(value);
}

/// Whether it is predicted that there is no answer at all, for this reason.
bool predicts(const Decision &predicted, std::string_view code)
{
    return predicted.outcome == Outcome::Undetermined &&
           std::any_of(predicted.dependsOn.begin(), predicted.dependsOn.end(),
                       [code](const Dependency &dependency) { return dependency.code == code; });
}

constexpr std::string_view reloadFails = "nginx-reload-fails";
constexpr std::string_view controllerCrashes = "nginx-controller-crashes";

/// What the proxy sets by itself, as the backend got it; where the prediction knows the value.
QStringList systematicDifferences(const Decision &predicted, const Observation &observed)
{
    QStringList wrong;
    if (!predicted.upstream || !observed.received || !observed.received->headers)
        return wrong;
    for (const auto &[name, value] : predicted.upstream->systematicValues) {
        if (isYoungerHeader(name))
            continue;
        QString seen; // a header without a value is left out
        for (const auto &[key, got] : *observed.received->headers)
            if (text(key).compare(text(name), Qt::CaseInsensitive) == 0)
                seen = text(got);
        if (seen != text(value))
            wrong.append(u"%1 upstream: predicted %2, observed %3"_s.arg(text(name), text(value), seen));
    }
    return wrong;
}

struct Judged {
    std::optional<bool> agrees;
    QStringList differences;
};

Judged judge(const Decision &predicted, const Request &request, const Observation &observed)
{
    AgreementOptions options;
    options.areBackendsRecognisable = true;
    const Agreement agreed = agreement(predicted, request, observed, options);
    Judged judged{agreed.agrees, {}};
    for (const PredictionDifference &difference : agreed.differences)
        judged.differences.append(u"%1: predicted %2, observed %3"_s.arg(
            text(difference.field), text(difference.predicted), text(difference.observed)));
    if (const QStringList wrong = systematicDifferences(predicted, observed); !wrong.isEmpty()) {
        judged.agrees = false;
        judged.differences += wrong;
    }
    return judged;
}

/// What a request asks of the surroundings: where it comes from, and what others answer.
Request forTheController(Request request)
{
    if (!request.sourceAddress.empty())
        request.headers.emplace_back("X-Wayproof-Client", request.sourceAddress);
    if (request.authStatus)
        request.headers.emplace_back("X-Wayproof-Auth-Status", std::to_string(*request.authStatus));
    if (request.backendStatus)
        request.headers.emplace_back("X-Wayproof-Status", std::to_string(*request.backendStatus));
    return request;
}

/// Nothing is served: that is the answer to every question.
void answerNotServed(const std::vector<Question> &questions, const ServedController &served,
                     const std::function<void(std::size_t, const Answer &)> &onAnswer)
{
    const std::string_view code = served.isCrashed() ? controllerCrashes : reloadFails;
    for (std::size_t i = 0; i < questions.size(); ++i) {
        Answer answer;
        // A request that no nginx reads is refused whatever was loaded.
        const Decision &predicted = questions[i].predicted;
        const bool isUnreadable = predicted.outcome == Outcome::Respond && predicted.status == 400;
        answer.agrees = isUnreadable ? std::nullopt : std::optional(predicts(predicted, code));
        answer.agreesWithWritten = predicts(questions[i].asWritten, code);
        answer.text = u"%1\n      predicted: %2; nothing is served: %3"_s.arg(
            QString::fromUtf8(QJsonDocument(toJson(questions[i].request)).toJson(QJsonDocument::Compact)),
            text(summary(questions[i].predicted)), served.problem());
        onAnswer(i, answer);
    }
}

} // namespace

void askController(const std::vector<Question> &questions, const ServedController &served,
                   const std::function<void(std::size_t, const Answer &)> &onAnswer)
{
    if (!served.isStarted()) {
        for (std::size_t i = 0; i < questions.size(); ++i)
            onAnswer(i, {{}, {}, served.problem()});
        return;
    }
    if (served.isRefused() || served.isCrashed())
        return answerNotServed(questions, served, onAnswer);
    std::vector<Shot> shots;
    for (const Question &question : questions)
        shots.push_back({served.target(), forTheController(question.request), 0});
    ProbeOptions options;
    options.totalTimeout = std::chrono::milliseconds(10'000);
    probeAll(shots, options, {}, [&](std::size_t i, Observation observed) {
        for (auto &[name, value] : observed.headers)
            if (text(name).compare(u"Location"_s, Qt::CaseInsensitive) == 0)
                value = served.declared(value);
        const Request &request = shots[i].request;
        Answer answer;
        const std::string &entrance = questions[i].predicted.entrance;
        if (!entrance.empty() && !entrance.starts_with("ingress-nginx ")) {
            answer.text = u"another controller is predicted to answer: "_s + text(entrance);
        } else if (predicts(questions[i].predicted, reloadFails) ||
                   predicts(questions[i].predicted, controllerCrashes)) {
            answer.agrees = false;
            answer.text = u"it is served, and was predicted not to be"_s;
        } else {
            const Judged judged = judge(questions[i].predicted, request, observed);
            answer.agrees = judged.agrees;
            answer.agreesWithWritten = judge(questions[i].asWritten, request, observed).agrees;
            answer.text = u"%1\n      predicted: %2; observed: %3\n      %4"_s.arg(
                QString::fromUtf8(QJsonDocument(toJson(questions[i].request)).toJson(QJsonDocument::Compact)),
                text(summary(questions[i].predicted)), text(summary(observed)), judged.differences.join(u"\n      "_s));
        }
        onAnswer(i, answer);
    });
}

} // namespace wayproof::test
