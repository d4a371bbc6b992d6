// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Resolves a Location, and changes method and body as clients do.
#include "model/probe/redirection.h"

#include "model/probe/address.h"

#include <algorithm>
#include <cctype>

namespace wayproof
{

namespace
{

bool startsWith(std::string_view text, std::string_view start)
{
    return text.substr(0, start.size()) == start;
}

/// The reference as an absolute URL. RFC 3986 §5.2, dot segments left as they are: the target goes out as the Location
/// has it.
std::string resolved(const std::string &location, const Request &request)
{
    const std::size_t colon = location.find(':');
    const std::size_t slash = location.find_first_of("/?#");
    if (colon != std::string::npos && (slash == std::string::npos || colon < slash))
        return location;
    if (startsWith(location, "//"))
        return request.scheme + ':' + location;
    const std::string origin = request.scheme + "://" + request.host;
    if (startsWith(location, "/"))
        return origin + location;
    const std::string path = request.path.substr(0, request.path.find('?'));
    if (location.empty() || location.front() == '?')
        return origin + path + location;
    return origin + path.substr(0, path.rfind('/') + 1) + location;
}

bool isAboutBody(const std::string &name)
{
    std::string lower = name;
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return startsWith(lower, "content-") || lower == "transfer-encoding";
}

} // namespace

Redirection redirection(const Request &request, const Observation &answer, const ProbeTarget &target)
{
    const int status = answer.status.value_or(0);
    const std::vector<std::string> locations = answer.headerValues("Location");
    if (locations.empty() || (status != 301 && status != 302 && status != 303 && status != 307 && status != 308))
        return {};
    std::string url = resolved(locations.front(), request);
    url.resize(std::min(url.size(), url.find('#')));
    const Result<Request> parsed = requestFromUrl(url);
    if (!parsed)
        return {{}, "The redirect to " + locations.front() + " was not followed: it is no URL that can be requested."};

    Request next = request;
    next.scheme = parsed->scheme;
    next.host = parsed->host;
    next.port = parsed->port;
    next.path = parsed->path;
    if (next.host != request.host || next.scheme != request.scheme)
        next.sni.reset();
    const bool changesScheme = next.isTls() != request.isTls();
    const std::optional<Address> address = addressFromText(target.address);
    if (changesScheme && target.tlsAddress.empty() && address && address->port) {
        return {{},
                "The redirect to " + locations.front() + " was not followed: no address is known for " + next.scheme +
                    " at this side."};
    }
    const bool becomesGet = (status == 303 && request.method != "HEAD") || (status < 303 && request.method == "POST");
    if (becomesGet) {
        next.method = "GET";
        next.body.clear();
        std::erase_if(next.headers, [](const auto &header) { return isAboutBody(header.first); });
    }
    return {next, {}};
}

} // namespace wayproof
