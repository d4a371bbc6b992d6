// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The points that the Gateway API leaves to its implementations, and each profile's choices, as data: a profile is one
// row (profilerows.cpp) of choices among the values of the points (profilepoints.cpp). Knows no resource.
#pragma once

#include "model/routing/profiles.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wayproof
{

/// One answer that an implementation may give to an open point.
struct PointValue {
    std::string_view name;              ///< as rows name it: "re2-full"
    std::string_view text;              ///< for people, a cell of docs/gateway-profiles.md
    void (*apply)(Profile &) = nullptr; ///< null: nothing to set, what is said holds by itself
};

/// A point that is up to the implementation.
struct OpenPoint {
    std::string_view name;               ///< as rows name it
    std::string_view decides;            ///< for people
    std::string_view clause;             ///< of spec/gateway.md; those of §12 begin with "12"
    std::vector<std::string_view> codes; ///< of the Dependency that an answer carries where the point is left open
    std::vector<PointValue> values;      ///< the specification's first; with one alone the point is open for everybody
};

/// Where it is known from that an implementation chose so.
enum class ChoiceSource {
    Peers,         ///< spec/peers.md: watched on the real implementation
    Documentation, ///< the implementation's own
    Seen,          ///< in our lab on Envoy 1.40, which the implementation configures
};
std::string_view toText(ChoiceSource source);

struct ProfileChoice {
    std::string_view point;
    std::string_view value;
    ChoiceSource source = ChoiceSource::Peers;
    std::string_view because; ///< what the source says, in our words
    std::string_view witness; ///< "directory: case" under tests/data/gateway
};

struct ProfileRow {
    std::string_view name;  ///< as --profile takes it
    std::string_view title; ///< for people: "Envoy Gateway 1.9"
    std::vector<std::string> controllerNames;
    std::vector<std::string> extensionKinds;
    std::vector<std::string> systematicHeaders;
    std::vector<ProfileChoice> choices; ///< a point that is not named keeps the specification's value
};

const std::vector<OpenPoint> &openPoints();
/// The specification's row first; it has no choices.
const std::vector<ProfileRow> &profileRows();
/// The value that a row gives to a point; a choice of an unknown value counts as none (a test sees that there is none).
const PointValue &valueOf(const ProfileRow &row, const OpenPoint &point);
Profile makeProfile(const ProfileRow &row);

} // namespace wayproof
