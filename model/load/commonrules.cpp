// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/load/commonrules.h"

#include "model/load/syntax.h"

#include <algorithm>

namespace wayproof
{

void checkRange(const Number &number, std::int64_t least, std::int64_t most, std::string_view what, Report &report)
{
    if (number.isSet && (*number < least || *number > most))
        report.reject("number-out-of-range", number.at, std::string(what) + " can't be " + std::to_string(*number),
                      "Use a number from " + std::to_string(least) + " to " + std::to_string(most) + '.');
}

void checkPort(const Number &port, std::string_view what, Report &report)
{
    constexpr std::int64_t highestPort = 65535;
    if (port.isSet && (*port < 1 || *port > highestPort))
        report.reject("port-out-of-range", port.at, std::string(what) + " can't be " + std::to_string(*port),
                      "Use a number from 1 to 65535.");
}

void checkName(const Text &name, std::string_view what, Report &report)
{
    if (name.isSet && !isDnsSubdomain(*name))
        report.reject("name-invalid", name.at, std::string(what) + " can't be \"" + *name + '"',
                      "Use lower-case letters, digits, \"-\" and \".\", beginning and ending with a letter or digit.");
}

namespace
{

/// The API server reads addresses with leading zeros, as older ones were written.
std::string withoutLeadingZeros(const std::string &text)
{
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool isFirst =
            i == 0 || text[i - 1] == '.' || (text[i - 1] == '0' && (result.empty() || result.back() == '.'));
        const bool isDigitNext = i + 1 < text.size() && text[i + 1] >= '0' && text[i + 1] <= '9';
        if (text[i] != '0' || !isFirst || !isDigitNext)
            result += text[i];
    }
    return result;
}

void checkHost(const Text &host, bool isWildcardAllowed, std::string_view what, Report &report)
{
    if (!host.isSet || host->empty())
        return;
    const std::string begin = std::string(what) + " can't be \"" + *host + '"';
    if (isIpAddress(withoutLeadingZeros(*host))) {
        report.reject("host-is-address", host.at, begin + ": it is an IP address", "Use a DNS name, or leave it out.");
        return;
    }
    if (isWildcardAllowed ? isHostPattern(*host) : isDnsSubdomain(*host))
        return;
    std::string mend = "Use a lower-case DNS name";
    mend += isWildcardAllowed ? "; a wildcard is only allowed as the whole first label (*.example.com)." : ".";
    if (host->find(':') != std::string::npos)
        mend = "Leave out the port; it belongs to the entrance, not to the host.";
    else if (std::any_of(host->begin(), host->end(), [](char c) { return c >= 'A' && c <= 'Z'; }))
        mend = "Write it in lower case.";
    report.reject("host-invalid", host.at, begin, std::move(mend));
}

} // namespace

void checkHostPattern(const Text &host, std::string_view what, Report &report)
{
    checkHost(host, true, what, report);
}

void checkPreciseHost(const Text &host, std::string_view what, Report &report)
{
    checkHost(host, false, what, report);
}

void checkDuration(const Text &duration, std::string_view what, Report &report)
{
    if (duration.isSet && !parseDuration(*duration))
        report.reject("duration-invalid", duration.at, std::string(what) + " can't be \"" + *duration + '"',
                      "Use whole numbers with h, m, s or ms, such as 1m30s or 500ms.");
}

} // namespace wayproof
