// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The answer to a request on one side, and the trace that explains it. Its JSON form is wayproof/decision/v1 of
// design/cli.md.
#pragma once

#include "model/analysis/request.h"
#include "model/routing/routingtable.h"

#include <QJsonObject>

namespace wayproof
{

enum class Outcome { Forward, Redirect, Respond, Refuse, Undetermined };
std::string_view toText(Outcome outcome);

/// What a backend receives.
struct Upstream {
    std::string host;
    std::string path;    ///< target, query included
    HeaderEdits headers; ///< edits to the request's own, in the order applied
    std::vector<std::string> systematic;
    HeaderList systematicValues;       ///< those whose value follows from the request
    std::optional<std::string> tlsSni; ///< set where the backend is spoken to in TLS
    bool operator==(const Upstream &) const = default;
};

struct BackendShare {
    ResourceId service; ///< null for a share whose reference is invalid
    int port = 0;
    std::string resourceGroup;
    double share = 1;          ///< 0–1
    std::optional<int> status; ///< the error that this share earns
    std::optional<int> ready;
    std::string reason;                  ///< of the error, for people
    std::optional<Upstream> upstream;    ///< where shares differ
    std::optional<HeaderEdits> response; ///< where shares differ
    /// This share is redirected instead of forwarded.
    struct RedirectTo {
        int status = 302;
        std::string location;
        bool operator==(const RedirectTo &) const = default;
    };
    std::optional<RedirectTo> redirect;
    Location source;
    bool operator==(const BackendShare &) const = default;
};

struct MirrorShare {
    ResourceId service;
    int port = 0;
    std::string url;
    double share = 1;
    bool operator==(const MirrorShare &) const = default;
};

/// One step of the explanation, in the order in which the data plane would weigh it.
struct TraceStep {
    std::string step;    ///< entrance, sni, host, rule, filter, backend, endpoints, normalisation, assumption, …
    std::string subject; ///< "Gateway shop/edge listener http", "HTTPRoute shop/cart rule 2 match 0"
    std::string result;  ///< chosen, passed over, matched but lost, applied, unknown, …
    std::string reason;
    Origin origin; ///< what it is about, for selecting it elsewhere; may be null
    Location source;
};

struct Decision {
    std::string id;
    Side side = Side::Ingress;
    Outcome outcome = Outcome::Undetermined;
    std::optional<int> status;
    std::vector<BackendShare> backends;
    std::vector<MirrorShare> mirrors;
    std::optional<Upstream> upstream; ///< for Forward
    HeaderEdits response;
    using RedirectTo = BackendShare::RedirectTo;
    std::optional<RedirectTo> redirect;
    std::string grpcStatus;
    TlsMode tls = TlsMode::None;
    std::string entrance;        ///< name of the entrance that answered; empty where none did
    std::optional<Origin> match; ///< absent: nothing matched
    std::string matchText;       ///< the winning rule's conditions, for people
    std::string reason;          ///< one sentence for people
    std::vector<Dependency> dependsOn;
    std::vector<Decision> alternatives; ///< where several answers are possible
    std::vector<TraceStep> trace;
};

/// Whether two decisions do the same to the request: everything but id, match, reason, dependencies and trace.
bool sameAnswer(const Decision &a, const Decision &b);
/// "forward to routing-experiment/go-app:80 as /healthz", "respond 404", …
std::string summary(const Decision &decision);
QJsonObject toJson(const Decision &decision, bool withTrace);
QJsonObject toJson(const Location &location); ///< {"file","line","column"}; empty when unknown

} // namespace wayproof
