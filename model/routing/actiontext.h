// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// One-line texts of what rules do: for golden files, traces and debugging. Total: every field that alters an answer is
// shown.
#pragma once

#include "model/routing/routingtable.h"

#include <string>

namespace wayproof
{

std::string toText(const PathChange &change);     ///< "keep", "full → /x", "prefix /a → /b"
std::string toText(const HeaderEdits &edits);     ///< "set x-a=1, add x-b=2, remove x-c"
std::string toText(const Filter &filter);         ///< "request headers: set x-a=1"
std::string toText(const Redirect &redirect);     ///< "301 scheme https host shop.example port of scheme"
std::string toText(const Dependency &dependency); ///< "code (field): text"
std::string toText(const Origin &origin);         ///< "HTTPRoute shop/cart rule 2 match 0"
std::string toText(const RetryPolicy &retry);     ///< "up to 2 times more after a failed connection or 503"
std::string toText(const StickySession &session); ///< "by a cookie named cart"
std::string toText(const IdleTimeouts &timeouts); ///< "connecting 5 s, silence in sending 60 s, in receiving 60 s"
/// "404, 503 of the backend: instead forward to shop/errors:80"
std::string toText(const ErrorInterception &interception);
std::string toText(const PathPolicy &policy);
std::string toText(const RequestPolicy &policy);
/// The share's target: "shop/cart:80", "StorageBucket.example.com shop/assets", "(invalid reference)".
std::string targetText(const WeightedBackend &backend);
std::string toText(const WeightedBackend &backend);
/// "redirect 302 https://…", "respond 404", "forward to shop/errors:80"
std::string shortText(const Action &action);
/// Several lines, each behind `indent` and ended by a line feed.
std::string toText(const Action &action, const std::string &indent);

} // namespace wayproof
