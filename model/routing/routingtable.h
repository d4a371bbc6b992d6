// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// What a configuration means: entrances → channels → hosts → totally ordered rules, with every reference held or
// refused. Written by the compilers, read by everything else. No dialect or profile flag is read downstream of here.
#pragma once

#include "model/base/diagnostic.h"
#include "model/base/resourceid.h"
#include "model/routing/match.h"
#include "model/routing/objectstatus.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace wayproof
{

enum class Side { Ingress, Gateway };
std::string_view toText(Side side); ///< "ingress", "gateway"

/// Where a rule comes from. It sits on the rule itself.
struct Origin {
    ResourceId resource;      ///< null for what a data plane does by itself (its own 404)
    std::optional<int> rule;  ///< index from 0; for an Ingress the rule's
    std::optional<int> match; ///< index from 0; for an Ingress the path's
    std::string listener;     ///< "namespace/gateway/listener"; empty on the Ingress side
    Location source;
    bool operator==(const Origin &) const = default;
};

// ---- What happens to a request that a rule won ------------------------------------------------

/// How the path changes on its way. `AsMatched`/`AsSent` semantics of the untouched target are PathPolicy's.
struct PathChange {
    enum class Kind {
        Keep,
        ReplaceFull,   ///< the whole path becomes `replacement`
        ReplacePrefix, ///< the element-wise prefix `prefix` becomes `replacement`; slash rules of spec/gateway.md §6
        ReplacePrefixText, ///< the first `prefix.size()` bytes become `replacement`, nothing else (Envoy's
                           ///< prefix_rewrite)
        Template,          ///< `regex` is matched against the matched path; `replacement` with $1…$9 becomes the path
    };
    Kind kind = Kind::Keep;
    std::string prefix;
    std::string replacement;
    RegexPtr regex;
    /// The replacement's own "?…" joins the request's query instead of replacing it (nginx rewrite).
    bool keepsQuery = true;
    bool operator==(const PathChange &other) const
    {
        return kind == other.kind && prefix == other.prefix && replacement == other.replacement &&
               keepsQuery == other.keepsQuery &&
               (regex ? regex->pattern() : std::string()) == (other.regex ? other.regex->pattern() : std::string());
    }
};

using HeaderList = std::vector<std::pair<std::string, std::string>>;

/// Edits in the order set, add, remove as one filter declares them.
struct HeaderEdits {
    HeaderList set;
    HeaderList add;
    std::vector<std::string> remove;
    bool isEmpty() const { return set.empty() && add.empty() && remove.empty(); }
    bool operator==(const HeaderEdits &) const = default;
};

struct RequestHeaderFilter {
    HeaderEdits edits;
    bool operator==(const RequestHeaderFilter &) const = default;
};
struct ResponseHeaderFilter {
    HeaderEdits edits;
    bool operator==(const ResponseHeaderFilter &) const = default;
};
struct RewriteFilter {
    std::optional<std::string> host;
    PathChange path;
    bool operator==(const RewriteFilter &) const = default;
};
struct MirrorFilter {
    ResourceId service; ///< null when `url` is set
    int port = 0;
    std::string url; ///< a mirror outside the cluster (nginx mirror-target)
    std::int64_t numerator = 100;
    std::int64_t denominator = 100;
    bool operator==(const MirrorFilter &) const = default;
};
/// What a CORS filter adds to answers; a preflight is a rule of its own, written by the compiler.
struct CorsHeaders {
    std::vector<std::string> allowOrigins; ///< "*", exact, or with a leading wildcard label
    bool allowCredentials = false;
    std::vector<std::string> allowMethods;
    std::vector<std::string> allowHeaders;
    std::vector<std::string> exposeHeaders;
    std::int64_t maxAgeSeconds = 5;
    bool echoesOrigin = false; ///< also where "*" would do; otherwise that is up to the implementation
    /// The answer is a preflight's: an allowed origin also learns methods, headers and maxAge. With credentials a "*"
    /// among them becomes what the request asks for.
    bool answersPreflight = false;
    /// ingress-nginx: instead of `allowOrigins`, an Origin that matches is allowed and echoed; null: every request is,
    /// with "*", even one without Origin. Methods, headers and maxAge are on every answer.
    bool isOnEveryAnswer = false;
    RegexPtr originPattern = nullptr;
    bool operator==(const CorsHeaders &) const = default;
};
struct Action;
/// A check by an outside service before the backend is reached (ExternalAuth, auth-url).
struct ExternalCheck {
    ResourceId service; ///< null when `url` is set
    int port = 0;
    std::string url;
    /// The client's status where the check answers neither 2xx, 401 nor 403 (nginx: 500); absent: the check's own.
    std::optional<int> otherStatus = std::nullopt;
    bool passesOn200Alone = false; ///< otherwise any 2xx lets the request pass
    /// The client's status where the check itself fails (5xx); absent: the check's own.
    std::optional<int> failureStatus = std::nullopt;
    /// What answers the client instead where it would get this status (a sign-in page for 401, an error page).
    std::vector<std::pair<int, std::shared_ptr<const Action>>> instead = {};
    bool operator==(const ExternalCheck &) const = default;
};

/// In the order in which they are applied.
using Filter =
    std::variant<RequestHeaderFilter, ResponseHeaderFilter, RewriteFilter, MirrorFilter, CorsHeaders, ExternalCheck>;

/// How a Location header is made.
struct Redirect {
    enum class Port {
        Explicit,   ///< `port`
        OfScheme,   ///< none: the scheme's own
        OfListener, ///< `port` is the listener's number
        OfRequest,  ///< the port connected to, or that of the Host header when `usesHostHeaderPort`
    };
    int status = 302;
    std::string scheme; ///< empty: the request's
    std::string host;   ///< empty: the Host header's name
    Port portSource = Port::OfListener;
    int port = 0;
    bool usesHostHeaderPort = false; ///< a port in the Host header is kept in a Location that has no port otherwise
    bool hidesDefaultPort = true;    ///< 80 with http and 443 with https are left out
    bool hidesPorts80And443Always = false; ///< whatever the scheme (seen on Envoy Gateway)
    PathChange path;
    bool keepsQuery = true;
    bool cutsTrailingSlash = false; ///< one slash at the very end of path + query (ingress-nginx' TLS redirect)
    bool usesMatchedPath = false;   ///< the normalised path instead of the target as sent (nginx' slash redirect)
    std::string constantUrl;        ///< not empty: the Location byte for byte; all else is ignored
    bool isRelative = false;        ///< path and query only
    bool lowersHost = false;        ///< the Host header's name appears in lower case (nginx' $host)
    std::string schemeHeader;       ///< a request header whose value goes before `scheme` where it is sent
    std::string hostHeader;         ///< likewise for the host: what stands before its first comma, without a port
    std::string portHeader;         ///< likewise for the port
    /// $scheme, $host, $http_host, $request_uri and $escaped_request_uri in `constantUrl` become the request's.
    bool expandsVariables = false;
    bool operator==(const Redirect &) const = default;
};

/// An answer that the data plane gives by itself.
struct LocalResponse {
    int status = 404;
    HeaderList headers;
    std::string body; ///< informative
    bool operator==(const LocalResponse &) const = default;
};

struct BackendTls {
    std::string sni;
    bool isVerified = true;
    bool operator==(const BackendTls &) const = default;
};

/// Tries beyond the first (spec/gateway.md §7 "Retry").
struct RetryPolicy {
    std::int64_t attempts = 0;        ///< retries, the first try not counted
    std::vector<int> codes;           ///< backend statuses that are tried again, beside failed connections
    std::int64_t backoffMs = 0;       ///< least wait between two tries; 0: the implementation's
    std::int64_t totalMs = 0;         ///< no further try after this; 0: without end
    bool retriesUnsafeMethods = true; ///< otherwise POST, LOCK and PATCH are sent once (nginx' non_idempotent)
    bool operator==(const RetryPolicy &) const = default;
};

/// Later requests of a session stick to the backend of its first (spec/gateway.md §7 "Session persistence").
struct StickySession {
    bool isHeader = false; ///< by a header instead of a cookie
    std::string name;      ///< of the cookie or header; empty: the implementation's choice
    bool operator==(const StickySession &) const = default;
};

/// One share of a rule's traffic.
struct WeightedBackend {
    ResourceId service;        ///< kind Service; null where the reference names something else or is invalid beyond use
    int port = 0;              ///< the Service port's number; 0 when unknown
    std::string resourceGroup; ///< for a backend that is another kind of resource: its API group; kind and name are in
                               ///< `service`
    std::int64_t weight = 1;
    /// The status that this share earns instead of being forwarded (500 invalid reference, 503 no endpoints, as the
    /// profile has it).
    std::optional<int> errorStatus;
    std::string errorReason;         ///< for people; set with errorStatus
    std::string errorCode;           ///< "BackendNotFound", "RefNotPermitted", "NoEndpoints", …
    bool isReferenceInvalid = false; ///< the reference itself is bad: the decision shows no service for it
    std::optional<int> ready;        ///< number of ready endpoints; absent when unknown
    std::string appProtocol;         ///< "", "kubernetes.io/h2c", …
    std::optional<BackendTls> tls;
    std::vector<Filter> filters;      ///< run only for this share
    std::optional<Redirect> redirect; ///< this share is redirected instead of forwarded
    std::vector<Dependency> dependsOn;
    Location source;
};

/// Time-outs of silence, not of the whole request (nginx' proxy-*-timeout).
struct IdleTimeouts {
    std::int64_t connectMs = 0;
    std::int64_t sendMs = 0; ///< between two writes to the backend
    std::int64_t readMs = 0; ///< between two reads from it
    bool operator==(const IdleTimeouts &) const = default;
};

/// A header that the data plane gives the backend on its own, and where its value comes from.
struct SystematicHeader {
    enum class From {
        Generated,     ///< not known beforehand: a random request id
        ClientAddress, ///< of the connection
        HostName,      ///< the Host header's name in lower case, without port
        HostHeader,    ///< as sent
        ListenerPort,  ///< `text`, where the request does not say to which port it connects
        Scheme,        ///< "http", "https"
        RequestTarget, ///< as sent, query included
        RequestHeader, ///< the value of request header `text`; none without it
        Constant,      ///< `text`
        Removed,       ///< the backend never sees it
        UpgradeOr,     ///< "upgrade" where the request has Upgrade, else `text`
    };
    std::string name;
    From from = From::Generated;
    std::string text;
    std::string instead = {};   ///< a request header that goes first where it is sent and not empty
    bool takesFirst = false;    ///< of `instead` only what stands before its first comma counts
    std::string appendsTo = {}; ///< a request header whose values the value is put behind, after ", "
    /// ClientAddress: ranges of proxies whose word in `instead` is taken for the address, from the last value on.
    std::vector<std::string> trusted = {};
    bool operator==(const SystematicHeader &) const = default;
};

struct Action;
/// The backend's answers with one of these statuses are replaced by what `instead` does (custom-http-errors).
struct ErrorInterception {
    std::vector<int> statuses;
    std::shared_ptr<const Action> instead;
};

enum class ActionKind { Forward, Redirect, Respond, Refuse, Undetermined };

/// What a rule does. Shared by all matches of one rule.
struct Action {
    ActionKind kind = ActionKind::Forward;
    std::vector<Filter> filters;
    std::vector<WeightedBackend> backends;
    /// Status for a forward rule none of whose backends has a positive weight; absent: undetermined.
    std::optional<int> emptyStatus = 500;
    Redirect redirect;      ///< kind Redirect
    LocalResponse response; ///< kind Respond
    std::string grpcStatus; ///< canonical name, for gRPC requests that are answered locally
    std::string reason;     ///< for people: why this is the answer (Respond, Refuse, Undetermined)
    /// Headers that the data plane always adds, shown apart: X-Forwarded-For, X-Request-Id, …
    std::vector<std::string> systematicHeaders;
    /// The same, with where their values come from; empty where only the names are known.
    std::vector<SystematicHeader> systematicValues;
    std::optional<std::int64_t> requestTimeoutMs;
    std::optional<std::int64_t> backendTimeoutMs;
    std::optional<IdleTimeouts> idleTimeouts;
    std::vector<ErrorInterception> interceptions; ///< of different statuses
    std::optional<RetryPolicy> retry;
    std::optional<StickySession> persistence;
    std::vector<Dependency> dependsOn;
    std::vector<std::string> notes; ///< stated in the trace: session persistence, retry, …
};

/// One criterion by which rules were ranked, in the order in which they count. Both rules of a comparison have the same
/// criteria; the first that differs is why one stands before the other.
struct RankKey {
    std::string criterion; ///< "hostname", "path type", "path length", "age", …
    std::string value;     ///< "Exact", "12 characters", "2026-01-01T00:00:00Z", …
};

struct Rule {
    Match match;
    std::shared_ptr<const Action> action;
    Origin origin;
    std::vector<RankKey> rank;
    /// Set when the rule's place among the rules of its host is up to the implementation (spec/gateway.md §12): if it
    /// and another rule of the host both match, the answer is known only where both do the same.
    std::optional<Dependency> unranked;
    std::vector<Dependency> dependsOn;
    /// Narrows `unranked`: the place is open only against rules of the same group. 0: against every rule of the host.
    int unrankedGroup = 0;
};

// ---- Which rules a request meets ---------------------------------------------------------------

/// How a data plane turns the target on the wire into the path that it matches, and which of the two it forwards.
struct PathPolicy {
    /// DecodeAll answers 400 to a broken escape, to %00 and to a ".." above the root, and merges slashes before it
    /// resolves dots (nginx).
    enum class Escapes { Keep, DecodeUnreserved, DecodeAll };
    enum class EscapedSlashes { Keep, Decode, RedirectDecoded, Reject };
    enum class Forwarded { AsSent, AsMatched };
    Escapes escapes = Escapes::Keep;
    EscapedSlashes escapedSlashes =
        EscapedSlashes::Keep; ///< %2F and %5C; RedirectDecoded answers 307 with the decoded path
    bool resolvesDotSegments = false;
    bool mergesSlashes = false;
    bool keepsPairOfSlashes =
        false; ///< a path of nothing but slashes, two or more, is merged to "//" and not to "/" (seen on Envoy)
    bool cleansAsGo = false; ///< slashes merge before dots resolve, a last "." or ".." leaves no slash behind, and a
                             ///< broken escape is answered 400 (Traefik)
    bool ignoresParameters = false;          ///< ";p" is cut from segments before matching
    Forwarded forwarded = Forwarded::AsSent; ///< of a path that no filter rewrote
    bool reescapesRewritten = false;         ///< a rewritten path is escaped anew from its decoded form (nginx)
    /// The specification is silent: a target that any of the above would change makes the answer undetermined, unless
    /// all readings agree.
    bool isUnspecified = false;
    bool operator==(const PathPolicy &) const = default;
};

struct RequestPolicy {
    enum class Repeated {
        First,
        Last,
        Any,
        JoinedByComma,
        JoinedByCommaSpace, ///< nginx from 1.23 on
        Unspecified
    };
    PathPolicy path;
    bool stripsTrailingDot = false; ///< of the host, before matching
    bool isTrailingDotUnspecified = false;
    Repeated headers = Repeated::Unspecified;
    Repeated queryParams = Repeated::Unspecified;
    bool dropsUnderscoreHeaders = false;
    bool dropsOddHeaders = false; ///< names of other than letters, digits, hyphens and underscores (nginx)
    /// Cookies as nginx finds them: names without case, a comma ends a cookie too that is not the one looked for, and a
    /// value keeps the spaces at its end.
    bool hasLooseCookies = false;
    /// What nginx answers before it looks for a host: 405 to TRACE and CONNECT, 400 to a method or Host that it cannot
    /// read, 501 to an unknown transfer coding.
    bool refusesOddRequests = false;
    bool takesAbsoluteTargets = false; ///< "http://name/path": the name counts, whatever the Host header says
    bool forwardsHostPort = true;      ///< the Host header reaches the backend with its port
    /// A header that lists addresses, the nearest last; the client's is the last that is no trusted proxy's (nginx'
    /// real_ip_recursive). Empty: the connection's.
    std::string addressHeader;
    std::vector<std::string> trustedProxies; ///< CIDR; who may speak of other addresses
};

/// The rules of one host pattern. Where none matches, `next` (an index into Channel::hosts) is tried: the wildcard's
/// rules behind the exact host's own.
struct VirtualHost {
    HostPattern pattern;
    std::vector<Rule> rules;         ///< first match wins
    std::optional<std::size_t> next; ///< no value: Channel::noMatch
    std::string
        listener; ///< the listener that was chosen for such a host: "namespace/gateway/name"; empty on the Ingress side
    std::string reason; ///< for the trace: why this host, why this listener
    /// The same host where the implementation lacks the optional feature that `alternativeWhen` names (listener
    /// isolation, 421): where both answer differently, the decision carries the dependency and the other answer.
    std::shared_ptr<const VirtualHost> alternative;
    std::optional<Dependency> alternativeWhen; ///< set with `alternative`
    Location source;
};

enum class TlsMode { None, Terminate, Passthrough };
std::string_view toText(TlsMode mode); ///< "none", "terminate", "passthrough"

/// What the entrance asks of a client's certificate (spec/gateway.md §2 "Frontend mTLS").
struct ClientValidation {
    bool admitsAnyone = false;           ///< AllowInsecureFallback
    std::vector<ResourceId> authorities; ///< usable CA references
    bool operator==(const ClientValidation &) const = default;
};

/// What a connection meets once its SNI is known. Plain entrances have one channel with sni Any.
struct Channel {
    HostPattern sni; ///< Any also takes connections without SNI
    TlsMode tls = TlsMode::None;
    std::vector<VirtualHost> hosts;        ///< most specific first; the first that matches is the one
    std::shared_ptr<const Action> noHost;  ///< no host pattern matched
    std::shared_ptr<const Action> noMatch; ///< no rule of the host (and its `next`s) matched
    std::string listener;                  ///< "namespace/gateway/name" whose SNI this is; empty on the Ingress side
    /// Set when the handshake cannot succeed (no usable certificate): the request is refused for this reason.
    std::string refusal;
    std::optional<ClientValidation> clientValidation;
    std::vector<Dependency> dependsOn;
    Location source;
};

enum class EntranceProtocol { Http, Https, Tls, Tcp, Udp };
std::string_view toText(EntranceProtocol protocol); ///< "HTTP", "HTTPS", …

/// One place where a client can connect.
struct Entrance {
    std::string name;  ///< "shop/edge:80 HTTP", "ingress-nginx http"
    ResourceId owner;  ///< Gateway, or an IngressClass (null: an Ingress controller known by annotation only)
    std::string group; ///< what several-entrances is judged by: the Gateway, or the controller: "k8s.io/ingress-nginx"
    std::vector<std::string> classNames; ///< Ingress: the classes that it serves
    std::vector<std::string> listeners;  ///< Gateway: "namespace/gateway/name" of those on this port
    EntranceProtocol protocol = EntranceProtocol::Http;
    std::optional<int> port;                 ///< absent: chosen by scheme alone
    std::vector<Channel> channels;           ///< most specific SNI first
    std::shared_ptr<const Action> noChannel; ///< no SNI matched (Refuse), or Undetermined
    std::shared_ptr<const Action>
        noSni; ///< the connection brought no SNI and no channel takes such; null: as noChannel
    RequestPolicy policy;
    std::vector<std::string> assumptions; ///< stated in the trace
    Location source;
};

// ---- References --------------------------------------------------------------------------------

enum class LinkKind { Class, Parent, Backend, Certificate, FilterTarget, Policy, Endpoints, Grant };
enum class LinkState { Held, Refused, Unknown };
std::string_view toText(LinkKind kind);   ///< "class", "parent", …
std::string_view toText(LinkState state); ///< "held", "refused", "unknown"

/// One end of a link: an object, or a part of it.
struct Anchor {
    ResourceId id;
    std::optional<int> rule;  ///< rule index
    std::optional<int> match; ///< match or path index; -1 stands for an Ingress' default backend
    std::string section;      ///< a listener's name, a Service port, …
    bool operator==(const Anchor &) const = default;
};

/// A reference between resources, held or refused, with its reason. The graph draws every one.
struct Link {
    LinkKind kind = LinkKind::Backend;
    Anchor from;
    Anchor to;
    LinkState state = LinkState::Held;
    std::string
        code; ///< the API's reason where there is one: "NotAllowedByListeners", "RefNotPermitted", "BackendNotFound", …
    std::string reason;          ///< for people
    std::optional<double> share; ///< 0–1, of a weighted backend
    Location source;
};

/// The meaning of one side of a configuration.
struct RoutingTable {
    Side side = Side::Ingress;
    std::vector<Entrance> entrances;
    std::vector<Link> links;
    Diagnostics findings;
    std::vector<ObjectStatus> statuses; ///< what each resource earns, in the order of the resources
    std::vector<std::string> dialects;  ///< names of the dialects or profiles that were applied, for people
    std::vector<std::string> assumptions;
};

using RoutingTablePtr = std::shared_ptr<const RoutingTable>;

/// A stable text of the whole table, for golden files and debugging.
std::string toText(const RoutingTable &table);

} // namespace wayproof
