// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Where labs keep their files: private to the user, found again by another process of the same user.
#pragma once

#include <cstdint>
#include <string>

namespace wayproof
{

/// "$XDG_RUNTIME_DIR/wayproof", or "wayproof-UID" under the temporary path where that is unset. Made with mode 0700
/// when absent; empty when it can't be made or belongs to somebody else.
std::string labsDirectory();

/// The state file of the lab whose supervisor has this process id; empty when there is no labs directory.
std::string labStateFile(std::int64_t supervisorPid);

} // namespace wayproof
