// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Observations as tests need them, made without a network.
#pragma once

#include "model/probe/backendrecognition.h"
#include "model/probe/observation.h"

namespace wayproof
{

inline Observation answer(Side side, const std::string &body, HeaderList headers = {}, int status = 200)
{
    Observation made;
    made.id = "r1";
    made.side = side;
    made.status = status;
    made.headers = std::move(headers);
    made.body.kept = body;
    made.body.bytes = body.size();
    made.body.sha256 = "hash of " + body.substr(0, 100);
    recogniseBackend(made, readyMadeRules());
    return made;
}

inline Observation labAnswer(Side side, const std::string &target, const std::string &body = "{}",
                             const std::string &backend = "shop/cart:80")
{
    return answer(side, body,
                  {{"X-Wayproof-Backend", backend},
                   {"X-Wayproof-Endpoint", "127.0.0.1:9000"},
                   {"X-Wayproof-Received", "GET " + target},
                   {"X-Wayproof-Received-Host", "shop.example"}});
}

inline Observation failed(Side side, ProbeError::Kind kind)
{
    Observation made;
    made.id = "r1";
    made.side = side;
    made.error = ProbeError{kind, "It failed."};
    return made;
}

} // namespace wayproof
