// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/lab/labplan.h"

#include <set>
#include <tuple>
#include <utility>

namespace wayproof
{

Diagnostic notServedNote(const ObjectMeta &meta, Position at, std::string message, std::string mend)
{
    Diagnostic note;
    note.severity = Severity::Info;
    note.category = Category::Practice;
    note.code = "lab-not-served";
    note.message = std::move(message);
    note.mend = std::move(mend);
    note.location = meta.at(at);
    note.subject = meta.id();
    return note;
}

void removeRepeated(Diagnostics &notes)
{
    std::set<std::tuple<std::string, std::string, std::string>> seen;
    std::erase_if(notes, [&seen](const Diagnostic &note) {
        return !seen.emplace(note.subject.toText(), note.location.toText(), note.message).second;
    });
}

} // namespace wayproof
