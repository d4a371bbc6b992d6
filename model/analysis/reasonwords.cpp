// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// See reasonwords.h.
#include "model/analysis/reasonwords.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace wayproof
{

namespace
{

using Words = std::pair<std::string_view, std::string_view>;

/// Those whose own name does not say what is the matter.
constexpr std::array<Words, 11> Known{{
    {"RefNotPermitted", "not granted"},
    {"BackendNotFound", "no such backend"},
    {"NotAllowedByListeners", "not allowed by the listener"},
    {"NoMatchingListenerHostname", "hostname does not intersect"},
    {"NoMatchingParent", "no such listener"},
    {"NoEndpoints", "no ready endpoints"},
    {"NotReady", "not ready"},
    {"InvalidKind", "kind not supported"},
    {"InvalidCertificateRef", "certificate not usable"},
    {"InvalidClientCertificateRef", "client certificate not usable"},
    {"NoValidCACertificate", "no usable CA certificate"},
}};

bool isUpper(char c)
{
    return std::isupper(static_cast<unsigned char>(c)) != 0;
}

} // namespace

std::string plainReason(std::string_view code)
{
    const auto known =
        std::find_if(Known.begin(), Known.end(), [&](const Words &words) { return words.first == code; });
    if (known != Known.end())
        return std::string(known->second);
    std::string text;
    for (std::size_t i = 0; i < code.size(); ++i) {
        const bool isInAcronym = i + 1 < code.size() ? isUpper(code[i + 1]) : i > 0 && isUpper(code[i - 1]);
        if (isUpper(code[i]) && i > 0 && (!isUpper(code[i - 1]) || !isInAcronym))
            text += ' ';
        text += code[i] == '-' ? ' '
                : isUpper(code[i]) && !isInAcronym
                    ? static_cast<char>(std::tolower(static_cast<unsigned char>(code[i])))
                    : code[i];
    }
    return text;
}

} // namespace wayproof
