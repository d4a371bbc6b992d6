// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Turns plans into shots, and the observations that come back into results. Fires nothing itself.
#pragma once

#include "model/probe/probejob.h"

#include <cstddef>
#include <functional>
#include <vector>

namespace wayproof
{

/// Knows which shot belongs to which plan, and which plans are complete.
class ProbeAssembly
{
public:
    using OnResult = std::function<void(std::size_t plan, ProbeResult result)>;

    ProbeAssembly(std::vector<ProbePlan> plans, ProbeJobOptions options);

    const std::vector<Shot> &shots() const { return m_shots; }
    const ProbeOptions &probeOptions() const { return m_options.probe; }
    bool isFirst(std::size_t shot) const { return m_places[shot].repeat == 0; }

    void take(std::size_t shot, Observation observation, const OnResult &onResult);
    /// Calls `onResult` for every plan that is complete, as all before it are, and was not reported yet.
    void drain(const OnResult &onResult);

private:
    struct Place {
        std::size_t plan = 0;
        Side side = Side::Ingress;
        int repeat = 0;
    };

    void addShot(std::size_t plan, Side which, int repeat);
    void conclude(ProbeResult &result) const;

    std::vector<ProbePlan> m_plans;
    ProbeJobOptions m_options;
    std::vector<Shot> m_shots;
    std::vector<Place> m_places; ///< by shot
    std::vector<int> m_open;     ///< by plan: shots that have not come back
    std::vector<ProbeResult> m_results;
    std::size_t m_nextResult = 0;
};

} // namespace wayproof
