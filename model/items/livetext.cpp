// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/items/livetext.h"

#include <QString>

namespace wayproof
{

std::string durationText(double milliseconds)
{
    const bool isLong = milliseconds >= 1000;
    return QString::number(isLong ? milliseconds / 1000 : milliseconds, 'f', 1).toStdString() + (isLong ? " s" : " ms");
}

AnswerText liveText(const Observation &observation)
{
    AnswerText text;
    text.notes = observation.notes;
    if (observation.error && !observation.status) {
        text.headline = isRefusal(observation.error->kind) ? "refused" : "no answer";
        text.reason = observation.error->text;
        text.detail = observation.error->text;
        return text;
    }
    text.headline = observation.status ? std::to_string(*observation.status) : std::string("no status");
    // The target first: where there is little room, it says the most.
    const auto append = [&text](const std::string &part) { text.detail += (text.detail.empty() ? "" : " · ") + part; };
    if (observation.received && observation.received->target)
        append("received " + *observation.received->target);
    if (observation.backend) {
        const ObservedBackend &backend = *observation.backend;
        std::string name = backend.service.empty() ? backend.endpoint : backend.service;
        if (!backend.service.empty() && backend.port)
            name += ':' + std::to_string(*backend.port);
        append(name);
    }
    if (const std::vector<std::string> targets = observation.headerValues("location"); !targets.empty())
        append("to " + targets.front());
    if (observation.timings.total)
        append(durationText(*observation.timings.total));
    if (observation.error)
        text.reason = observation.error->text;
    return text;
}

} // namespace wayproof
