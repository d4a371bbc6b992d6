// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Tests that need nginx or Envoy: left out where a developer has neither, required in continuous integration.
#pragma once

#include <QTest>

/// Ends the test function: skipped, or failed where CI is set (.ci/run sets it).
#define WAYPROOF_SKIP_WITHOUT_PEER(text)                                                                               \
    do {                                                                                                               \
        if (qEnvironmentVariableIsSet("CI"))                                                                           \
            QFAIL(text);                                                                                               \
        QSKIP(text);                                                                                                   \
    } while (false)
