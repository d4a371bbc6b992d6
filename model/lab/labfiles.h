// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Everything a lab needs on disk and in numbers before its processes start: ports, configurations, certificates, the
// supervisor's plan, and the status that will be told when they run.
#pragma once

#include "model/base/result.h"
#include "model/lab/freeports.h"
#include "model/lab/lab.h"
#include "model/lab/labstatus.h"

#include <QJsonObject>

namespace wayproof
{

struct PreparedLab {
    FreePorts ports;  ///< held until the supervisor takes over
    QJsonObject plan; ///< for the supervisor
    LabStatus status; ///< all but the processes
};

/// Makes the lab's directory and writes into it. Fails when neither side has anything to serve or to serve it with.
Result<PreparedLab> prepareLab(const Snapshot &snapshot, const LabOptions &options);

} // namespace wayproof
