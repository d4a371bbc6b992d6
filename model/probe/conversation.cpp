// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Which conversation a request asks for.
#include "model/probe/conversation.h"

#include "model/probe/bytetalk.h"
#include "model/probe/grpccall.h"

namespace wayproof
{

std::unique_ptr<Conversation> conversationFor(const Request &request, const ProbeOptions &options,
                                              Conversation::OnBody onBody)
{
    if (request.protocol == "grpc")
        return std::make_unique<GrpcCall>(request, options, std::move(onBody));
    return std::make_unique<ByteTalk>(request, options, std::move(onBody));
}

} // namespace wayproof
