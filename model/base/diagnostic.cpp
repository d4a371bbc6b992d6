// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/base/diagnostic.h"

#include <algorithm>
#include <tuple>

namespace wayproof
{

std::string_view toText(Severity severity)
{
    switch (severity) {
    case Severity::Error:
        return "error";
    case Severity::Warning:
        return "warning";
    case Severity::Info:
        return "info";
    }
    return "error";
}

std::string_view toText(Category category)
{
    switch (category) {
    case Category::Parse:
        return "parse";
    case Category::Rejected:
        return "rejected";
    case Category::ConfigError:
        return "config-error";
    case Category::Reference:
        return "reference";
    case Category::Conflict:
        return "conflict";
    case Category::Shadowed:
        return "shadowed";
    case Category::Pitfall:
        return "pitfall";
    case Category::Practice:
        return "practice";
    case Category::Security:
        return "security";
    case Category::Status:
        return "status";
    }
    return "parse";
}

std::string Diagnostic::toText() const
{
    std::string text = location.toText();
    if (!text.empty())
        text += ": ";
    text += wayproof::toText(severity);
    text += ": " + message;
    if (!code.empty())
        text += " [" + code + ']';
    return text;
}

void sortDiagnostics(Diagnostics &diagnostics)
{
    const auto key = [](const Diagnostic &d) {
        return std::make_tuple(d.location.fileName(), d.location.at.line, d.location.at.column, d.code, d.message);
    };
    std::stable_sort(diagnostics.begin(), diagnostics.end(),
                     [&](const Diagnostic &a, const Diagnostic &b) { return key(a) < key(b); });
}

bool hasErrors(const Diagnostics &diagnostics)
{
    return std::any_of(diagnostics.begin(), diagnostics.end(),
                       [](const Diagnostic &d) { return d.severity == Severity::Error; });
}

} // namespace wayproof
