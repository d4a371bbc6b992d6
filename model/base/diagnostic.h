// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// A located, plain-language statement about the input, with a mend. Knows nothing of how it is shown.
#pragma once

#include "model/base/location.h"
#include "model/base/resourceid.h"

#include <string>
#include <string_view>
#include <vector>

namespace wayproof
{

enum class Severity { Error, Warning, Info };

/// What a finding is about; the words of the command line's contract (see toText).
enum class Category {
    Parse,       ///< the text could not be read
    Rejected,    ///< the API server or an admission check would refuse the object
    ConfigError, ///< the controller could not load it
    Reference,   ///< something referred to is missing or not permitted
    Conflict,    ///< two objects claim the same thing
    Shadowed,    ///< a rule that can never win
    Pitfall,     ///< behaves otherwise than most people expect
    Practice,    ///< works, but is not how it is done well
    Security,
    Status, ///< reported and computed status disagree
};

struct RelatedLocation {
    std::string text;
    Location location;
};

/// One finding. `code` is stable kebab-case text, explained in docs/findings.md (a test checks that each is).
struct Diagnostic {
    Severity severity = Severity::Error;
    Category category = Category::Parse;
    std::string code;
    std::string message; ///< what is wrong, one sentence, plain words
    std::string mend;    ///< what to do about it, one sentence; may be empty
    Location location;
    ResourceId subject; ///< null when the finding is about a file
    std::vector<RelatedLocation> related;
    /// "file:line:column: error: message [code]", as printed on standard error.
    std::string toText() const;
};

using Diagnostics = std::vector<Diagnostic>;

std::string_view toText(Severity severity);
std::string_view toText(Category category);

/// Stable order for output: by file, line, column, code, message.
void sortDiagnostics(Diagnostics &diagnostics);
bool hasErrors(const Diagnostics &diagnostics);

} // namespace wayproof
