// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The order of shots, and the verdicts over what they brought.
#include "model/probe/probeassembly.h"

#include <algorithm>

namespace wayproof
{

namespace
{

/// Plans whose repeats are fired together. Large enough to keep every connection busy, small enough that results come
/// early.
constexpr std::size_t plansPerBlock = 64;

ProbedSide &sideOf(ProbeResult &result, Side which)
{
    return which == Side::Ingress ? result.ingress : result.gateway;
}

bool answersItself(const ProbedSide &probed)
{
    const bool isPredicted = probed.predicted && (probed.predicted->outcome == Outcome::Respond ||
                                                  probed.predicted->outcome == Outcome::Redirect);
    return isPredicted && probed.agreement && probed.agreement->agrees == true;
}

} // namespace

ProbeAssembly::ProbeAssembly(std::vector<ProbePlan> plans, ProbeJobOptions options)
    : m_plans(std::move(plans))
    , m_options(std::move(options))
    , m_open(m_plans.size(), 0)
{
    for (const ProbePlan &plan : m_plans) {
        ProbeResult result;
        result.request = plan.request;
        result.ingress.predicted = plan.predictedIngress;
        result.gateway.predicted = plan.predictedGateway;
        m_results.push_back(std::move(result));
    }
    const int repeats = std::max(1, m_options.shots);
    for (std::size_t block = 0; block < m_plans.size(); block += plansPerBlock) {
        const std::size_t end = std::min(block + plansPerBlock, m_plans.size());
        for (int repeat = 0; repeat < repeats; ++repeat) {
            for (std::size_t plan = block; plan < end; ++plan) {
                addShot(plan, Side::Ingress, repeat);
                addShot(plan, Side::Gateway, repeat);
            }
        }
    }
}

void ProbeAssembly::addShot(std::size_t plan, Side which, int repeat)
{
    const std::optional<ProbeTarget> &target = which == Side::Ingress ? m_plans[plan].ingress : m_plans[plan].gateway;
    const Request::Via excluded = which == Side::Ingress ? Request::Via::Gateway : Request::Via::Ingress;
    if (!target || m_plans[plan].request.via == excluded)
        return;
    Shot shot{*target, m_plans[plan].request};
    shot.target.side = which;
    // A clock that ticks between the two sides' first shots has ticked before the later side's repeat as well. So if a
    // repeat is fired only when both sides have answered, whatever differs by the clock alone also differs within one
    // side.
    shot.round = static_cast<int>(plan / plansPerBlock) * std::max(1, m_options.shots) + repeat;
    m_shots.push_back(std::move(shot));
    m_places.push_back({plan, which, repeat});
    sideOf(m_results[plan], which).observations.emplace_back();
    ++m_open[plan];
}

void ProbeAssembly::take(std::size_t shot, Observation observation, const OnResult &onResult)
{
    const Place &place = m_places[shot];
    sideOf(m_results[place.plan], place.side).observations[static_cast<std::size_t>(place.repeat)] =
        std::move(observation);
    --m_open[place.plan];
    drain(onResult);
}

void ProbeAssembly::drain(const OnResult &onResult)
{
    while (m_nextResult < m_plans.size() && m_open[m_nextResult] == 0) {
        const std::size_t plan = m_nextResult++;
        conclude(m_results[plan]);
        onResult(plan, std::move(m_results[plan]));
    }
}

void ProbeAssembly::conclude(ProbeResult &result) const
{
    for (ProbedSide *probed : {&result.ingress, &result.gateway}) {
        if (probed->predicted && !probed->observations.empty()) {
            probed->agreement =
                agreement(*probed->predicted, result.request, probed->observations.front(), m_options.agreement);
        }
    }
    if (result.ingress.observations.empty() || result.gateway.observations.empty())
        return;
    ResponseComparisonOptions options;
    options.areOwnAnswers = answersItself(result.ingress) && answersItself(result.gateway);
    result.comparison = compareResponses(result.ingress.observations, result.gateway.observations, options);
}

} // namespace wayproof
