// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Upstream groups, and the maps that choose a canary.
#pragma once

#include "model/lab/nginxservers.h"

#include <string>

namespace wayproof
{

/// A group for everything that has endpoints, and for canaries the maps behind $upstream_N.
std::string nginxUpstreams(const ServerModel &model);

/// What stands behind "http://" in proxy_pass; null: the controller's own default backend.
std::string passTarget(const ServerModel &model, const UpstreamBlock *upstream);

} // namespace wayproof
