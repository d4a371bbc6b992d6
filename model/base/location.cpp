// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/base/location.h"

namespace wayproof
{

std::string Location::toText() const
{
    if (!file)
        return {};
    std::string text = *file;
    if (at.isKnown()) {
        text += ':' + std::to_string(at.line);
        if (at.column != 0)
            text += ':' + std::to_string(at.column);
    }
    return text;
}

} // namespace wayproof
