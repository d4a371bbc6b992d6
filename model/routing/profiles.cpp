// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/routing/profiles.h"

#include "model/routing/compile.h"

#include <algorithm>

namespace wayproof
{

namespace
{

/// The specification alone: every open point of spec/gateway.md §12 stays open.
Profile specProfile()
{
    Profile profile;
    profile.name = "spec";
    profile.policy.path.isUnspecified = true;
    profile.policy.isTrailingDotUnspecified = true;
    profile.policy.headers = RequestPolicy::Repeated::Unspecified;
    profile.policy.queryParams = RequestPolicy::Repeated::Unspecified;
    profile.regexReadings = {{RegexEngine::Re2, RegexAnchoring::Full, false},
                             {RegexEngine::Pcre2, RegexAnchoring::Full, false},
                             {RegexEngine::Pcre2, RegexAnchoring::Start, false},
                             {RegexEngine::Pcre2, RegexAnchoring::Search, false}};
    return profile;
}

/// Envoy Gateway 1.9 (spec/peers.md, "What Envoy Gateway 1.9.1 does otherwise").
Profile envoyProfile()
{
    Profile profile = specProfile();
    profile.name = "envoy";
    profile.controllerNames = {"gateway.envoyproxy.io/gatewayclass-controller"};
    profile.extensionKinds = {"gateway.envoyproxy.io/Backend"};
    profile.systematicHeaders = {"X-Forwarded-For", "X-Forwarded-Proto", "X-Request-Id"};
    profile.httpBesideHttps = PortSharing::Conflict;
    profile.isolatesListeners = false;
    profile.isIsolationOpen = false;
    profile.fallsBackToWildcardHost = false;
    profile.ranksDeclaredHostnames = false;
    profile.detectsMisdirected = false;
    profile.isMisdirectedOpen = false;
    profile.isMissingSniOpen = false;

    profile.policy = {};
    profile.policy.path.escapes = PathPolicy::Escapes::DecodeUnreserved;
    profile.policy.path.escapedSlashes = PathPolicy::EscapedSlashes::RedirectDecoded;
    profile.policy.path.resolvesDotSegments = true;
    profile.policy.path.mergesSlashes = true;
    profile.policy.path.keepsPairOfSlashes = true;
    profile.policy.path.forwarded = PathPolicy::Forwarded::AsMatched;
    profile.policy.headers = RequestPolicy::Repeated::Any;
    profile.policy.queryParams = RequestPolicy::Repeated::First;
    profile.regexReadings = {{RegexEngine::Re2, RegexAnchoring::Full, false}};
    profile.isRegexPlaceOpen = false;
    profile.methodCountsAsHeader = true;
    profile.exactHeadersCount = true;

    profile.usesUnreadyEndpoints = true;
    profile.isNoEndpointsStatusOpen = false;
    profile.isZeroWeightStatusOpen = false;
    profile.dropsInvalidRules = true;

    profile.preflightStatus = 200;
    profile.isPreflightOpen = false;
    profile.echoesOrigin = true;
    profile.impliesPreflight = true;
    profile.isDefaultPortOpen = false;
    profile.hidesPorts80And443 = true;
    profile.leaksHostHeaderPort = true;
    profile.isFullPathQueryOpen = false;
    profile.replacesPrefixAsText = true;
    return profile;
}

/// Only what Istio's documentation settles: Envoy's RE2 with full match. Everything else stays as open as in the
/// specification.
Profile istioProfile()
{
    Profile profile = specProfile();
    profile.name = "istio";
    profile.regexReadings = {{RegexEngine::Re2, RegexAnchoring::Full, false}};
    return profile;
}

const std::vector<Profile> &profiles()
{
    static const std::vector<Profile> all = {specProfile(), envoyProfile(), istioProfile()};
    return all;
}

} // namespace

const Profile &profileNamed(std::string_view name)
{
    const auto found = std::find_if(profiles().begin(), profiles().end(),
                                    [name](const Profile &profile) { return profile.name == name; });
    return found == profiles().end() ? profiles().front() : *found;
}

const Profile &profileOfController(std::string_view controllerName)
{
    const auto found = std::find_if(profiles().begin(), profiles().end(), [controllerName](const Profile &profile) {
        const auto &names = profile.controllerNames;
        return std::find(names.begin(), names.end(), controllerName) != names.end();
    });
    return found == profiles().end() ? profiles().front() : *found;
}

std::vector<std::string> profileNames()
{
    std::vector<std::string> names;
    for (const Profile &profile : profiles())
        names.push_back(profile.name);
    return names;
}

} // namespace wayproof
