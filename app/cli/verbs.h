// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// One function a verb, each in a file of its own name. `arguments` begins with "wayproof-cli VERB".
#pragma once

#include <QStringList>

namespace wayproof::cli
{

int runResources(const QStringList &arguments);
int runGraph(const QStringList &arguments);
int runSimulate(const QStringList &arguments);
int runProbe(const QStringList &arguments);
int runLint(const QStringList &arguments);
int runStatus(const QStringList &arguments);
int runLab(const QStringList &arguments);

} // namespace wayproof::cli
