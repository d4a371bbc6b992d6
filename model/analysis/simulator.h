// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Which backend a request reaches, and why every other rule lost. Reads one routing table and nothing else:
// pick the entrance, the channel and the host, walk the rules, stop at the first match.
#pragma once

#include "model/analysis/decision.h"

#include <memory>

namespace wayproof
{

class Simulator
{
public:
    explicit Simulator(RoutingTablePtr table);
    ~Simulator();
    Simulator(Simulator &&) noexcept;
    Simulator &operator=(Simulator &&) noexcept;

    enum class Trace { Off, On };
    /// Never fails: what cannot be known is an Undetermined decision. Safe to call from several threads.
    Decision decide(const Request &request, Trace trace = Trace::Off) const;

    /// What a request meets, without the decision that follows from it. Pointers live as long as the table.
    struct Winner {
        const Entrance *entrance = nullptr;
        const Channel *channel = nullptr;
        const VirtualHost *host = nullptr; ///< null: no host pattern matched
        const Rule *rule = nullptr;        ///< null: no rule matched
        /// False: more than one answer is possible, or the target is answered before any rule. Then only decide() can
        /// tell.
        bool isCertain = false;
    };
    /// decide() without its texts, for going through millions of requests.
    Winner winner(const Request &request) const;
    const RoutingTable &table() const;

private:
    struct Index;
    RoutingTablePtr m_table;
    std::unique_ptr<const Index> m_index;
};

} // namespace wayproof
