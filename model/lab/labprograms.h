// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Where the programs are that the lab runs.
#pragma once

#include "model/base/diagnostic.h"

#include <string>

namespace wayproof
{

/// Paths of executables; empty when not found.
/// WAYPROOF_ENVOY; the newest virtual environment made by packaging/install-envoy.sh in the user's cache directory;
/// PATH.
std::string findEnvoy();
/// WAYPROOF_NGINX; PATH; the sbin directories, which are not on an ordinary user's PATH.
std::string findNginx();
/// WAYPROOF_LABD; beside this program; its libexec directory; the build tree that this program lies in.
std::string findSupervisor();

/// What is missing on that account, and how to get it.
Diagnostic envoyMissing();
Diagnostic nginxMissing();
Diagnostic supervisorMissing();

} // namespace wayproof
