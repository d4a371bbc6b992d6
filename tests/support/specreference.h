// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// A second, naive reading of spec/gateway.md: resources and a plain HTTP request in, every answer that the text allows
// out. Written from the text alone; shares no code with model/routing and model/analysis, and goes through everything
// for every request.
#pragma once

#include "model/analysis/request.h"
#include "model/resources/snapshot.h"

#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace wayproof::test
{

/// The choices that the text leaves to implementations (§3, §12), as far as they change an answer here.
struct Reading {
    bool isolates = true;             ///< only the chosen listener's routes compete
    bool detectsMisdirected = true;   ///< 421
    bool httpBesideHttpsWorks = true; ///< on one port
    bool regexSearches = false;       ///< instead of matching the whole
    int regexPlace = 1;               ///< 0: before Exact; 1: between Exact and PathPrefix; 2: after PathPrefix
    int noEndpoints = 503;            ///< or 500
    bool fullPathKeepsQuery = true;   ///< of a redirect
    bool hidesExplicitPort = true;    ///< of a redirect, where it is the scheme's own
    bool backendFiltersLast = true;   ///< after the rule's
    int repeated = 0;                 ///< of a header or parameter: 0 first, 1 last, 2 any, 3 joined
};

/// What happens to the request, in a form that compares byte for byte: see answerText() in the test that uses it.
struct SpecAnswers {
    std::set<std::string> answers; ///< over all readings that may matter
    /// Something that the text leaves open takes part, even where all the readings tried agree: an implementation is
    /// free to say that it depends.
    std::set<std::string> openPoints;
    /// The text says too little for any of the answers to be held against an implementation.
    bool isDoubtful = false;
};

class SpecReference
{
public:
    explicit SpecReference(const Snapshot &snapshot);
    ~SpecReference();
    /// For a request that names its Gateway, port, scheme and host, whose path is in normal form and which is no
    /// preflight.
    SpecAnswers answers(const Request &request) const;

private:
    struct State;
    std::unique_ptr<const State> m_state;
};

/// Parts of the canonical text.
std::string statusText(int status);
std::string redirectText(int status, std::string location);
/// Headers by lower-case name, values joined by commas.
using FlatHeaders = std::map<std::string, std::string>;
std::string forwardText(const std::string &backend, const std::string &host, const std::string &path,
                        const FlatHeaders &request, const FlatHeaders &response);
/// Shares by text; those of equal text are added up, 0 is left out.
std::string sharesText(const std::vector<std::pair<std::string, double>> &shares,
                       const std::vector<std::string> &mirrors);
std::string mirrorText(const std::string &backend, double share);
FlatHeaders flat(const HeaderList &headers);
void applyEdits(FlatHeaders &headers, const HeaderEdits &edits);
/// What the backend is taken to answer with, so that edits show.
FlatHeaders answeredHeaders();

} // namespace wayproof::test
