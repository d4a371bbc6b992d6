// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Holds the library that carries the bundled files; the files themselves are registered when it is linked.
#include <QtGlobal>

namespace wayproof {

/// The build's version of what is bundled.
const char *bundleVersion()
{
    return WAYPROOF_VERSION;
}

} // namespace wayproof
