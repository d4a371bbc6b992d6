// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The exit statuses of every verb (docs/command-line.md).
#pragma once

namespace wayproof::cli
{

enum ExitCode {
    Good = 0,    ///< the answer is good
    Bad = 1,     ///< a difference, a failed expectation, an error-level finding
    Usage = 2,   ///< wrong usage, or input of which nothing could be used
    Unknown = 3, ///< the answer is not known
};

/// Of two answers given in one run: a bad one outweighs one that is not known.
inline int worst(int a, int b)
{
    return a == Bad || b == Bad ? static_cast<int>(Bad) : a > b ? a : b;
}

} // namespace wayproof::cli
