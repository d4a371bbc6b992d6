// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/base/resourceid.h"

namespace wayproof
{

std::string ResourceId::path() const
{
    return ns.empty() ? name : ns + '/' + name;
}

std::string ResourceId::toText() const
{
    return kind.empty() ? path() : kind + ' ' + path();
}

} // namespace wayproof
