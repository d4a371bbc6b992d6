// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The quoting of a POSIX shell, as far as one simple command needs it. Expands nothing.
#pragma once

#include "model/base/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace wayproof
{

/// One word that a shell reads back as exactly these bytes. NUL cannot be in a word; it and what follows it is left
/// out.
std::string shellQuoted(std::string_view text);
/// The words of one simple command: '…', "…", \x, $'…' and continued lines. Fails on an open quote, on what a shell
/// would expand
/// ($NAME, `…`), and on a second command.
Result<std::vector<std::string>> shellWords(std::string_view command);

} // namespace wayproof
