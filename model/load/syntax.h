// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Whether a text has the form that the API server demands: names, hosts, header names, paths, durations.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace wayproof
{

/// RFC 1123 label: lower-case letters, digits and "-", at most 63, beginning and ending with a letter or digit.
bool isDnsLabel(std::string_view text);
/// Labels with dots between them, at most 253 characters.
bool isDnsSubdomain(std::string_view text);
/// A subdomain that may begin with "*.", the wildcard of one label or more.
bool isHostPattern(std::string_view text);
bool isIpAddress(std::string_view text);
/// The name of a Service port (in a Service: a label; as a reference: at most 15 characters with at least one letter).
bool isPortName(std::string_view text);
/// RFC 9110 token, at most 256 characters: a header's name.
bool isHeaderName(std::string_view text);
/// "domain/path", as in controllerName: a subdomain, a slash and at least one character of a URL's path.
bool isDomainPrefixed(std::string_view text);
/// A kind's or object's name that may stand in a URL: not empty, not "." or "..", without "/" and "%".
bool isPathSegment(std::string_view text);
/// A label's or annotation's key: "name" or "domain/name".
bool isQualifiedName(std::string_view text);
bool isLabelValue(std::string_view text);

/// GEP-2257: up to four parts of digits and h, m, s or ms ("1h30m"). Milliseconds; nothing when malformed.
std::optional<std::int64_t> parseDuration(std::string_view text);

/// What an Exact or Prefix path must not hold: "//", "/./", "/../", "%2f", "%2F", or "/.." or "/." at its end.
/// The offending piece, empty when there is none.
std::string_view forbiddenInPath(std::string_view path);

} // namespace wayproof
