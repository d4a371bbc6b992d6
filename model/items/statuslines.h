// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The status of one object or listener as it is shown: what it earns beside what was reported, by part. Meaning only:
// no colours, no markup.
#pragma once

#include "model/resources/snapshot.h"
#include "model/routing/statuscomparison.h"

#include <QString>

#include <vector>

namespace wayproof
{

struct StatusLine {
    enum class Standing { Good, Bad, Open, Plain }; ///< of what is computed; Plain: a count or a list
    QString type;
    QString computed; ///< "True · Accepted"; empty when it is not computed
    QString reported; ///< empty when it was not reported
    QString message;  ///< why, where it is not as it should be
    Standing standing = Standing::Plain;
    StatusAgreement agreement = StatusAgreement::ComputedOnly;
};

struct StatusPart {
    QString title; ///< "listener http", "parent Gateway shop/edge"; empty for the object itself
    std::vector<StatusLine> lines;
    int hidden = 0; ///< lines left out, as they say that all is well
};

struct StatusLines {
    std::vector<StatusPart> parts;
    std::vector<QString> notes; ///< what has no entry, and why
    bool isReported = false;    ///< whether the object carries a status at all
    bool isEmpty() const { return parts.empty() && notes.empty(); }
};

/// Of a selected listener only what is about it. Where there is much to say, of parts that are well only a count.
StatusLines statusLines(const Snapshot &snapshot, const RoutingTable &gateway, const Anchor &anchor);

} // namespace wayproof
