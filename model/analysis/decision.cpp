// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Comparing decisions and saying them in one line.
#include "model/analysis/decision.h"

#include <algorithm>
#include <cmath>

namespace wayproof
{

namespace
{

std::string lowered(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return text;
}

/// Names without case, in an order that no longer tells which filter came first where that alters nothing.
HeaderEdits normalised(HeaderEdits edits)
{
    for (HeaderList *list : {&edits.set, &edits.add}) {
        for (auto &entry : *list) {
            entry.first = lowered(std::move(entry.first));
        }
        std::stable_sort(list->begin(), list->end(), [](const auto &a, const auto &b) { return a.first < b.first; });
    }
    for (std::string &name : edits.remove) {
        name = lowered(std::move(name));
    }
    std::sort(edits.remove.begin(), edits.remove.end());
    edits.remove.erase(std::unique(edits.remove.begin(), edits.remove.end()), edits.remove.end());
    return edits;
}

bool same(const HeaderEdits &a, const HeaderEdits &b)
{
    return normalised(a) == normalised(b);
}

bool same(const std::optional<HeaderEdits> &a, const std::optional<HeaderEdits> &b)
{
    return same(a.value_or(HeaderEdits{}), b.value_or(HeaderEdits{}));
}

/// `systematic` is left out: what a data plane always adds is no part of the answer (design/cli.md, `compare`).
bool same(const std::optional<Upstream> &a, const std::optional<Upstream> &b)
{
    if (!a || !b) {
        return a.has_value() == b.has_value();
    }
    return a->host == b->host && a->path == b->path && a->tlsSni == b->tlsSni && same(a->headers, b->headers);
}

bool same(const BackendShare &a, const BackendShare &b)
{
    return a.service == b.service && a.port == b.port && a.resourceGroup == b.resourceGroup &&
           std::abs(a.share - b.share) < 1e-12 && a.status == b.status && a.redirect == b.redirect &&
           same(a.upstream, b.upstream) && same(a.response, b.response);
}

/// Shares that get nothing are no part of the answer, nor is the order in which shares are listed.
std::vector<BackendShare> effective(const Decision &decision)
{
    std::vector<BackendShare> shares;
    std::copy_if(decision.backends.begin(), decision.backends.end(), std::back_inserter(shares),
                 [](const BackendShare &share) { return share.share > 0; });
    std::stable_sort(shares.begin(), shares.end(), [](const BackendShare &a, const BackendShare &b) {
        return std::tie(a.service, a.port, a.status, a.share) < std::tie(b.service, b.port, b.status, b.share);
    });
    return shares;
}

std::string targetOf(const BackendShare &backend)
{
    if (backend.service.isNull()) {
        return "(invalid reference)";
    }
    if (!backend.resourceGroup.empty()) {
        return backend.service.kind + "." + backend.resourceGroup + " " + backend.service.path();
    }
    return backend.service.path() + (backend.port ? ":" + std::to_string(backend.port) : std::string());
}

std::string percent(double share)
{
    std::string text = std::to_string(std::round(share * 10000) / 100);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') {
        text.pop_back();
    }
    return text + " %";
}

std::string backendsText(const Decision &decision)
{
    std::string text;
    for (const BackendShare &backend : decision.backends) {
        if (backend.share <= 0) {
            continue;
        }
        text += (text.empty() ? "" : ", ") + targetOf(backend);
        if (backend.share < 1) {
            text += " " + percent(backend.share);
        }
        if (backend.status) {
            text += " (" + std::to_string(*backend.status) + ")";
        }
        if (backend.redirect) {
            text +=
                " (redirect " + std::to_string(backend.redirect->status) + " to " + backend.redirect->location + ")";
        }
        if (backend.upstream && !backend.upstream->path.empty()) {
            text += " as " + backend.upstream->path;
        }
    }
    return text.empty() ? "nothing" : text;
}

} // namespace

std::string_view toText(Outcome outcome)
{
    switch (outcome) {
    case Outcome::Forward:
        return "forward";
    case Outcome::Redirect:
        return "redirect";
    case Outcome::Respond:
        return "respond";
    case Outcome::Refuse:
        return "refuse";
    case Outcome::Undetermined:
        return "undetermined";
    }
    return {};
}

bool sameAnswer(const Decision &a, const Decision &b)
{
    if (a.outcome != b.outcome || a.status != b.status || a.redirect != b.redirect || a.grpcStatus != b.grpcStatus ||
        a.tls != b.tls || a.mirrors != b.mirrors || !same(a.upstream, b.upstream) || !same(a.response, b.response)) {
        return false;
    }
    // An error answer is what the client sees; which backends would have been behind it is not.
    if (a.outcome == Outcome::Forward) {
        const std::vector<BackendShare> left = effective(a);
        const std::vector<BackendShare> right = effective(b);
        const auto equal = [](const BackendShare &x, const BackendShare &y) { return same(x, y); };
        if (!std::equal(left.begin(), left.end(), right.begin(), right.end(), equal)) {
            return false;
        }
    }
    // Beside a known answer, alternatives are what data planes without an optional feature do.
    return a.outcome != Outcome::Undetermined || std::equal(a.alternatives.begin(), a.alternatives.end(),
                                                            b.alternatives.begin(), b.alternatives.end(), sameAnswer);
}

std::string summary(const Decision &decision)
{
    switch (decision.outcome) {
    case Outcome::Forward: {
        std::string text = "forward to " + backendsText(decision);
        const bool eachItsOwn = std::any_of(decision.backends.begin(), decision.backends.end(),
                                            [](const BackendShare &b) { return b.upstream; });
        if (decision.upstream && !decision.upstream->path.empty() && !eachItsOwn) {
            text += " as " + decision.upstream->path;
        }
        return text;
    }
    case Outcome::Redirect:
        return decision.redirect
                   ? "redirect " + std::to_string(decision.redirect->status) + " to " + decision.redirect->location
                   : "redirect";
    case Outcome::Respond:
        return "respond " + (decision.grpcStatus.empty() ? std::to_string(decision.status.value_or(0))
                                                         : "gRPC " + decision.grpcStatus);
    case Outcome::Refuse:
        return decision.reason.empty() ? "refuse" : "refuse: " + decision.reason;
    case Outcome::Undetermined:
        return "undetermined" + (decision.dependsOn.empty() ? std::string() : ": " + decision.dependsOn.front().text);
    }
    return {};
}

} // namespace wayproof
