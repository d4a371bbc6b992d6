// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The headers that a data plane gives a backend on its own, with the values that follow from the request. Knows no
// dialect.
#pragma once

#include "model/analysis/request.h"

namespace wayproof
{

/// What the backend receives in each of `headers`, in their order; an empty value: it does not receive the header.
/// Those whose value does not follow from the request (a random id, an address that it does not say) are left out.
HeaderList systematicValues(const std::vector<SystematicHeader> &headers, const Request &request,
                            const std::string &target);
/// Headers of the request that never reach a backend because of their names, each with an empty value.
HeaderList droppedHeaders(const Request &request, const RequestPolicy &policy);
/// Whether a header of this name counts, and reaches a backend.
bool isPermittedHeader(std::string_view name, const RequestPolicy &policy);

} // namespace wayproof
