// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Rules that several kinds share: ports, hosts, list sizes. Private to the validate_*.cpp files.
#pragma once

#include "model/load/report.h"
#include "model/resources/meta.h"

#include <string>
#include <string_view>

namespace wayproof
{

/// `what` names the field in the message: "the listener's port".
void checkPort(const Number &port, std::string_view what, Report &report);
void checkRange(const Number &number, std::int64_t least, std::int64_t most, std::string_view what, Report &report);
void checkName(const Text &name, std::string_view what, Report &report);
/// A host that may begin with "*."; unset and empty are left alone.
void checkHostPattern(const Text &host, std::string_view what, Report &report);
void checkPreciseHost(const Text &host, std::string_view what, Report &report);
void checkDuration(const Text &duration, std::string_view what, Report &report);

template<class T>
void checkCount(const List<T> &list, std::size_t most, std::string_view what, Report &report)
{
    if (list->size() > most)
        report.reject("list-too-long", list.at,
                      std::string(what) + " are " + std::to_string(list->size()) + ", more than the " +
                          std::to_string(most) + " that the API allows",
                      "Spread them over several objects.");
}

template<class T>
void checkNotEmpty(const List<T> &list, std::string_view what, Report &report)
{
    if (list.isSet && list->empty())
        report.reject("list-empty", list.at, "the list of " + std::string(what) + " is empty", "Add at least one.");
}

} // namespace wayproof
