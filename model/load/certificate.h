// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Whether a PEM text holds X.509 certificates, and for which names. Keeps nothing of the text.
#pragma once

#include "model/resources/services.h"

#include <string_view>

namespace wayproof
{

/// Facts of a PEM text; `names` are those of its first certificate. `at` is where the text stands.
CertificateFacts certificateFacts(std::string_view pem, Position at);

} // namespace wayproof
