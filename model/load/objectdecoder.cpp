// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/load/objectdecoder.h"

#include "model/load/certificate.h"
#include "model/load/decoder.h"
#include "model/load/validate.h"

#include <algorithm>
#include <set>
#include <span>

namespace wayproof
{

namespace
{

constexpr int maximumListDepth = 4;

struct Context {
    const NodeArena &arena;
    Decoder &decoder;
    SnapshotParts &parts;
    std::vector<NodeIndex> &hidden;
};

enum class Scope { Cluster, Namespace, Unknown };

using DecodeFunction = void (*)(Context &, NodeIndex, ObjectMeta, Scope);

/// What is known only after all fields were read.
template<class T>
void complete(T & /*object*/)
{
}

void complete(Workload &workload)
{
    if (workload.meta.kind == "Pod")
        workload.podLabels = workload.meta.labels;
}

void complete(ConfigMap &map)
{
    const auto found = map.data.find("ca.crt");
    if (found != map.data.end())
        map.caCrt = certificateFacts(*found->second, found->second.at);
}

// A key may stand in data and in stringData.
void complete(Secret &secret)
{
    std::set<std::string> seen;
    std::erase_if(secret.keys, [&](const std::string &key) { return !seen.insert(key).second; });
}

// Before v1, pathType may be missing (spec/ingress.md §1): the server stores ImplementationSpecific.
void complete(Ingress &ingress)
{
    if (ingress.meta.apiVersion == "networking.k8s.io/v1")
        return;
    for (IngressRule &rule : ingress.rules.value) {
        for (HttpIngressPath &path : rule.paths.value) {
            if (!path.pathType.isSet)
                path.pathType = Text("ImplementationSpecific", path.at);
        }
    }
}

void settleNamespace(ObjectMeta &meta, Scope scope, Report &report)
{
    if (scope == Scope::Namespace && meta.ns->empty()) {
        meta.ns = {};
        meta.ns.value = "default";
    } else if (scope == Scope::Cluster && meta.ns.isSet) {
        report.add(Severity::Warning, Category::Rejected, "metadata-namespace-forbidden", meta.ns.at,
                   meta.kind + " belongs to no namespace", "Remove metadata.namespace; it is ignored.");
        meta.ns = {};
    }
}

template<class T>
void decodeObject(Context &context, NodeIndex node, ObjectMeta meta, Scope scope)
{
    auto &list = std::get<std::vector<T>>(context.parts.objects);
    T &object = list.emplace_back();
    object.meta = std::move(meta);
    context.decoder.read(node, object);
    settleNamespace(object.meta, scope, context.decoder.report());
    complete(object);
    if (!std::is_same_v<T, OtherObject> || !object.meta.name->empty()) // such as a Kustomization
        validateMeta(object.meta, context.decoder.report());
    if constexpr (requires(Report & report) { validate(object, report); })
        validate(object, context.decoder.report());
}

constexpr std::string_view lastApplied = "kubectl.kubernetes.io/last-applied-configuration";

/// All scalars below a node but the keys, also where an alias leads.
void hideValues(Context &context, NodeIndex node, int depth)
{
    node = context.decoder.resolve(node);
    const Node &root = context.decoder.at(node);
    if (depth > maximumDepth || root.kind == SyntaxKind::Null)
        return;
    if (root.kind == SyntaxKind::Scalar) {
        context.hidden.push_back(node);
        return;
    }
    NodeIndex child = node + 1;
    while (child < root.end) {
        if (root.kind == SyntaxKind::Mapping)
            child = context.decoder.at(child).end;
        hideValues(context, child, depth + 1);
        child = context.decoder.at(child).end;
    }
}

/// Secrets: findings quote no value, and every value is noted for blanking, also in the annotation that kubectl keeps.
void decodeSecret(Context &context, NodeIndex node, ObjectMeta meta, Scope scope)
{
    Decoder &decoder = context.decoder;
    for (NodeIndex key = node + 1; key < decoder.at(node).end; key = decoder.at(decoder.at(key).end).end) {
        const std::string_view name = decoder.textOf(key);
        if (name != "apiVersion" && name != "kind" && name != "metadata" && name != "type" && name != "immutable")
            hideValues(context, decoder.at(key).end, 0); // data, stringData, a misspelling of them, a merge key
    }
    if (const NodeIndex metadata = decoder.find(node, "metadata")) {
        const NodeIndex annotations = decoder.find(metadata, "annotations");
        const NodeIndex applied = annotations == 0 ? 0 : decoder.find(annotations, lastApplied);
        if (applied != 0)
            hideValues(context, applied, 0);
    }
    decoder.setConfidential(true);
    decodeObject<Secret>(context, node, std::move(meta), scope);
    decoder.setConfidential(false);
    TextMap &annotations = std::get<std::vector<Secret>>(context.parts.objects).back().meta.annotations;
    const auto found = annotations.find(std::string(lastApplied));
    if (found != annotations.end())
        found->second.value = "(hidden)";
}

struct KindEntry {
    std::string_view kind;
    std::string_view group;
    std::vector<std::string_view> versions;
    Scope scope;
    DecodeFunction decode;
    Edition edition = Edition::Current;
};

constexpr std::string_view gatewayGroup = "gateway.networking.k8s.io";

std::span<const KindEntry> knownKinds()
{
    static const std::vector<KindEntry> kinds = {
        {"Ingress", "networking.k8s.io", {"v1"}, Scope::Namespace, decodeObject<Ingress>},
        {"Ingress", "networking.k8s.io", {"v1beta1"}, Scope::Namespace, decodeObject<Ingress>, Edition::Old},
        {"Ingress", "extensions", {"v1beta1"}, Scope::Namespace, decodeObject<Ingress>, Edition::Old},
        {"IngressClass", "networking.k8s.io", {"v1", "v1beta1"}, Scope::Cluster, decodeObject<IngressClass>},
        {"NetworkPolicy", "networking.k8s.io", {"v1"}, Scope::Namespace, decodeObject<NetworkPolicy>},
        {"GatewayClass", gatewayGroup, {"v1", "v1beta1", "v1alpha2"}, Scope::Cluster, decodeObject<GatewayClass>},
        {"Gateway", gatewayGroup, {"v1", "v1beta1", "v1alpha2"}, Scope::Namespace, decodeObject<Gateway>},
        {"ListenerSet", gatewayGroup, {"v1", "v1alpha1"}, Scope::Namespace, decodeObject<ListenerSet>},
        {"XListenerSet", "gateway.networking.x-k8s.io", {"v1alpha1"}, Scope::Namespace, decodeObject<ListenerSet>},
        {"HTTPRoute", gatewayGroup, {"v1", "v1beta1", "v1alpha2"}, Scope::Namespace, decodeObject<HttpRoute>},
        {"GRPCRoute", gatewayGroup, {"v1", "v1alpha2"}, Scope::Namespace, decodeObject<GrpcRoute>},
        {"TLSRoute", gatewayGroup, {"v1", "v1alpha2", "v1alpha3"}, Scope::Namespace, decodeObject<TlsRoute>},
        {"TCPRoute", gatewayGroup, {"v1", "v1alpha2"}, Scope::Namespace, decodeObject<TcpRoute>},
        {"UDPRoute", gatewayGroup, {"v1", "v1alpha2"}, Scope::Namespace, decodeObject<UdpRoute>},
        {"ReferenceGrant", gatewayGroup, {"v1", "v1beta1", "v1alpha2"}, Scope::Namespace, decodeObject<ReferenceGrant>},
        {"BackendTLSPolicy", gatewayGroup, {"v1", "v1alpha3"}, Scope::Namespace, decodeObject<BackendTlsPolicy>},
        {"Service", "", {"v1"}, Scope::Namespace, decodeObject<Service>},
        {"Endpoints", "", {"v1"}, Scope::Namespace, decodeObject<Endpoints>},
        {"EndpointSlice", "discovery.k8s.io", {"v1", "v1beta1"}, Scope::Namespace, decodeObject<EndpointSlice>},
        {"Namespace", "", {"v1"}, Scope::Cluster, decodeObject<Namespace>},
        {"Secret", "", {"v1"}, Scope::Namespace, decodeSecret},
        {"ConfigMap", "", {"v1"}, Scope::Namespace, decodeObject<ConfigMap>},
        {"Deployment", "apps", {"v1"}, Scope::Namespace, decodeObject<Workload>},
        {"DaemonSet", "apps", {"v1"}, Scope::Namespace, decodeObject<Workload>},
        {"StatefulSet", "apps", {"v1"}, Scope::Namespace, decodeObject<Workload>},
        {"Pod", "", {"v1"}, Scope::Namespace, decodeObject<Workload>},
    };
    return kinds;
}

class DocumentReader
{
public:
    DocumentReader(Context context, std::uint32_t lastLine)
        : m_context(context)
        , m_lastLine(lastLine)
    {
    }

    void read(NodeIndex node, std::string_view kindHint, std::string_view versionHint, int depth)
    {
        Decoder &decoder = m_context.decoder;
        node = decoder.resolve(node);
        decoder.report().setSubject({});
        if (decoder.at(node).kind == SyntaxKind::Null)
            return;
        if (decoder.at(node).kind != SyntaxKind::Mapping) {
            decoder.report().add(Severity::Error, Category::Parse, "object-not-mapping", decoder.at(node).at,
                                 "the document is no Kubernetes object: it is not a mapping",
                                 "Begin it with apiVersion, kind and metadata.");
            return;
        }
        const std::string kind = text(decoder.find(node, "kind"), kindHint);
        const std::string apiVersion = text(decoder.find(node, "apiVersion"), versionHint);
        if (kind.empty() || apiVersion.empty()) {
            incomplete(node, kind, apiVersion);
            return;
        }
        const NodeIndex list = kind.ends_with("List") ? decoder.find(node, "items") : 0;
        if (list != 0 && decoder.at(list).kind == SyntaxKind::Sequence && depth < maximumListDepth) {
            const std::string itemKind = kind.substr(0, kind.size() - std::string_view("List").size());
            for (const NodeIndex item : decoder.items(list)) {
                if (decoder.isExhausted())
                    return;
                read(item, itemKind, itemKind.empty() ? std::string_view() : apiVersion, depth + 1);
            }
        } else {
            readObject(node, kind, apiVersion);
        }
    }

private:
    std::string text(NodeIndex node, std::string_view fallback) const
    {
        const bool isText = node != 0 && m_context.decoder.at(node).kind == SyntaxKind::Scalar;
        return std::string(isText ? m_context.decoder.textOf(node) : fallback);
    }

    void incomplete(NodeIndex node, const std::string &kind, const std::string &apiVersion)
    {
        Decoder &decoder = m_context.decoder;
        if (kind == "Secret")
            hideValues(m_context, node, 0);
        if (kind.empty() && apiVersion.empty())
            decoder.report().add(Severity::Warning, Category::Parse, "object-unknown", decoder.at(node).at,
                                 "the document is no Kubernetes object: it has neither apiVersion nor kind",
                                 "Leave the file out if it is a values file or the like.");
        else
            decoder.report().reject(kind.empty() ? "object-kind-missing" : "object-version-missing",
                                    decoder.at(node).at,
                                    std::string(kind.empty() ? "kind" : "apiVersion") + " is missing",
                                    kind.empty() ? "Add it: kind: Ingress, HTTPRoute, …"
                                                 : "Add the API version that " + kind + " belongs to.");
    }

    void readObject(NodeIndex node, std::string kind, std::string apiVersion)
    {
        Decoder &decoder = m_context.decoder;
        const std::size_t slash = apiVersion.find('/');
        const std::string group = slash == std::string::npos ? std::string() : apiVersion.substr(0, slash);
        const std::string version = slash == std::string::npos ? apiVersion : apiVersion.substr(slash + 1);
        const NodeIndex metadata = decoder.find(node, "metadata");

        const KindEntry *entry = nullptr;
        bool isKindKnown = false;
        for (const KindEntry &candidate : knownKinds()) {
            if (candidate.kind != kind || candidate.group != group)
                continue;
            isKindKnown = true;
            if (std::find(candidate.versions.begin(), candidate.versions.end(), version) != candidate.versions.end())
                entry = &candidate;
        }
        ObjectMeta meta;
        meta.apiVersion = std::move(apiVersion);
        meta.kind = kind == "XListenerSet" && entry ? "ListenerSet" : kind;
        if (!entry && !group.empty())
            meta.kind += '.' + group;
        meta.source = {decoder.report().file(), decoder.at(node).at};
        meta.endLine = endLine(node);
        std::string ns = text(decoder.find(metadata, "namespace"), {});
        if (entry && entry->scope == Scope::Cluster)
            ns.clear();
        else if (entry && ns.empty())
            ns = "default";
        decoder.report().setSubject({meta.kind, ns, text(decoder.find(metadata, "name"), {})});
        if (kind == "XListenerSet" && entry)
            decoder.report().add(Severity::Info, Category::Practice, "listener-set-experimental-name",
                                 decoder.at(node).at, "XListenerSet was the experimental name of ListenerSet",
                                 "Since Gateway API 1.5, write kind: ListenerSet and gateway.networking.k8s.io/v1.");
        if (entry && entry->group == gatewayGroup && version.starts_with("v1alpha"))
            decoder.report().add(Severity::Info, Category::Practice, "object-version-legacy", decoder.at(node).at,
                                 kind + " in the version " + version + " is served by the experimental channel only",
                                 "Write the apiVersion gateway.networking.k8s.io/v1.");
        if (isKindKnown && !entry)
            decoder.report().add(Severity::Warning, Category::Rejected, "object-version-unknown", decoder.at(node).at,
                                 kind + " is not read in the version " + meta.apiVersion,
                                 "Convert it to a served version.");
        if (kind == "Secret" && !entry)
            hideValues(m_context, node, 0);
        decoder.setEdition(entry ? entry->edition : Edition::Current);
        const DecodeFunction decode = entry ? entry->decode : decodeObject<OtherObject>;
        decode(m_context, node, std::move(meta), entry ? entry->scope : Scope::Unknown);
    }

    std::uint32_t endLine(NodeIndex node) const
    {
        const NodeArena &arena = m_context.arena;
        const NodeIndex next = arena.nodes[node].end;
        const bool isLast = next >= arena.nodes.size() || node == arena.roots.back();
        const std::uint32_t line = isLast ? m_lastLine : arena.nodes[next].at.line - 1;
        return std::max(line, arena.nodes[node].at.line);
    }

    Context m_context;
    std::uint32_t m_lastLine;
};

} // namespace

void decodeDocument(const NodeArena &arena, NodeIndex root, std::uint32_t lastLine,
                    const std::shared_ptr<const std::string> &file, SnapshotParts &parts,
                    std::vector<NodeIndex> &hidden)
{
    Report report(parts.findings, file);
    Decoder decoder(arena, root, report);
    DocumentReader({arena, decoder, parts, hidden}, lastLine).read(root, {}, {}, 0);
}

void append(SnapshotParts &into, SnapshotParts &&from)
{
    const auto move = [](auto &target, auto &source) {
        if (target.empty())
            target = std::move(source);
        else
            target.insert(target.end(), std::make_move_iterator(source.begin()), std::make_move_iterator(source.end()));
    };
    std::apply(
        [&](auto &...targets) { std::apply([&](auto &...sources) { (move(targets, sources), ...); }, from.objects); },
        into.objects);
    move(into.sources, from.sources);
    move(into.findings, from.findings);
    into.completeKinds.merge(from.completeKinds);
}

} // namespace wayproof
