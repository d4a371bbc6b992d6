// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Every field of every kind is read, and stands in the text where its position says: tests/data/load/everything.yaml.
#include "model/load/fileloader.h"

#include <QFile>
#include <QTest>

using namespace wayproof;

class TestPositions : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void documentHasNoFindings();
    void metadata();
    void ingress();
    void ingressClass();
    void gatewayClass();
    void gateway();
    void listenerSet();
    void httpRoute();
    void filters();
    void otherRoutes();
    void policies();
    void services();
    void workloads();
    void jsonGivesTheSameValues();

private:
    /// The text from a position on.
    std::string textAt(Position at) const
    {
        std::size_t offset = 0;
        for (std::uint32_t line = 1; line < at.line; ++line)
            offset = m_text.find('\n', offset) + 1;
        return m_text.substr(offset + at.column - 1, 200);
    }
    bool isSpelled(Position at, const std::string &value) const
    {
        const std::string text = at.isKnown() ? textAt(at) : std::string();
        const bool isFound = at.isKnown() && (text.starts_with(value) || text.substr(1).starts_with(value));
        if (!isFound)
            qWarning("expected \"%s\" at %u:%u, found \"%s\"", value.c_str(), at.line, at.column,
                     text.substr(0, 30).c_str());
        return isFound;
    }
    bool isPlaced(const Text &field) const { return field.isSet && isSpelled(field.at, *field); }
    bool isPlaced(const Number &field) const { return field.isSet && isSpelled(field.at, std::to_string(*field)); }
    bool isPlaced(const Flag &field) const { return field.isSet && isSpelled(field.at, *field ? "true" : "false"); }
    bool isPlaced(const List<Text> &list) const
    {
        return list.isSet && list.at.isKnown() && !list->empty() &&
               std::all_of(list->begin(), list->end(), [this](const Text &text) { return isPlaced(text); });
    }
    bool isPlaced(const TextMap &map) const
    {
        return !map.empty() &&
               std::all_of(map.begin(), map.end(), [this](const auto &entry) { return isPlaced(entry.second); });
    }
    bool isPlaced(const ObjectReference &ref) const { return isPlaced(ref.name) && ref.at.isKnown(); }
    template<class T>
    bool isPlaced(const Field<T> &field) const
    {
        return field.isSet && field.at.isKnown();
    }
    /// The fields, counted from 0, that don't stand where they say; empty when all do.
    template<class... T>
    QByteArray misplaced(const T &...fields) const
    {
        QByteArray wrong;
        int index = 0;
        ((isPlaced(fields) ? void() : void(wrong += QByteArray::number(index) + ' '), ++index), ...);
        return wrong;
    }

    std::string m_text;
    SnapshotPtr m_snapshot;
};

#define COMPARE_PLACED(...) QCOMPARE(misplaced(__VA_ARGS__), QByteArray())

void TestPositions::initTestCase()
{
    QFile file(QStringLiteral(WAYPROOF_SOURCE_DIR "/tests/data/load/everything.yaml"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    m_text = file.readAll().toStdString();
    m_snapshot = loadText("everything.yaml", m_text);
}

void TestPositions::documentHasNoFindings()
{
    for (const Diagnostic &finding : m_snapshot->findings())
        qWarning("%s", finding.toText().c_str());
    QVERIFY(m_snapshot->findings().empty());
    QCOMPARE(m_snapshot->objectCount(), std::size_t(19));
}

void TestPositions::metadata()
{
    const ObjectMeta &meta = m_snapshot->all<Ingress>().front().meta;
    COMPARE_PLACED(meta.name, meta.ns, meta.labels, meta.generation);
    QCOMPARE(meta.labels.at("quoted-key").value, std::string("b"));
    QVERIFY(isPlaced(*meta.annotation("example.com/one")));
    QCOMPARE(meta.annotation("example.com/two")->value, std::string("second\n"));
    QVERIFY(isSpelled(meta.annotation("example.com/two")->at, "|"));
    QCOMPARE(meta.creationTimestamp, std::optional<std::int64_t>(1769860800));
    QCOMPARE(meta.resourceVersion, std::string("42"));
    QCOMPARE(meta.source.toText(), std::string("everything.yaml:1:1"));
    QVERIFY(textAt({meta.endLine, 1}).starts_with("        hostname: lb.example.com"));
    const ObjectMeta &route = m_snapshot->all<HttpRoute>().front().meta;
    QCOMPARE(*route.ns, std::string("default"));
    QVERIFY(!route.ns.isSet);
}

void TestPositions::ingress()
{
    const Ingress &ingress = m_snapshot->all<Ingress>().front();
    const auto &resource = ingress.defaultBackend->resource;
    COMPARE_PLACED(ingress.ingressClassName, resource->apiGroup, resource->kind, resource->name);
    const IngressTls &tls = ingress.tls->front();
    COMPARE_PLACED(ingress.tls, tls.hosts, tls.secretName, ingress.rules);
    const IngressRule &rule = ingress.rules->front();
    const HttpIngressPath &first = rule.paths->front();
    const HttpIngressPath &second = rule.paths.value[1];
    COMPARE_PLACED(rule.host, rule.paths, first.path, first.pathType, first.backend, first.backend->service,
                   first.backend->service->name, first.backend->service->port.number, second.path, second.pathType,
                   second.backend->service->port.name);
    QVERIFY(isSpelled(first.at, "path: /cart"));
    QVERIFY(isSpelled(rule.at, "host: a"));
    COMPARE_PLACED(ingress.statusAddresses.front().ip, ingress.statusAddresses.front().hostname);
}

void TestPositions::ingressClass()
{
    const IngressClass &object = m_snapshot->all<IngressClass>().front();
    COMPARE_PLACED(object.controller, object.parameters, object.parameters->apiGroup, object.parameters->kind,
                   object.parameters->name);
    QVERIFY(object.isDefault());
}

void TestPositions::gatewayClass()
{
    const GatewayClass &object = m_snapshot->all<GatewayClass>().front();
    const ObjectReference &ref = *object.parametersRef;
    COMPARE_PLACED(object.controllerName, object.description, ref.group, ref.kind, ref.name, ref.ns);
    const Condition &condition = object.statusConditions.front();
    QCOMPARE(condition.type + condition.status + condition.reason + condition.message,
             std::string("AcceptedTrueAcceptedfine"));
    QCOMPARE(condition.observedGeneration, std::int64_t(3));
    QVERIFY(isSpelled(condition.at, "type: Accepted"));
}

void TestPositions::gateway()
{
    const Gateway &gateway = m_snapshot->all<Gateway>().front();
    const Listener &listener = gateway.listeners->front();
    COMPARE_PLACED(gateway.gatewayClassName, gateway.defaultScope, gateway.listeners, listener.name, listener.hostname,
                   listener.port, listener.protocol, listener.tls, listener.allowedRoutes);
    const ListenerTls &tls = *listener.tls;
    COMPARE_PLACED(tls.mode, tls.certificateRefs, tls.certificateRefs->front(), tls.certificateRefs->front().kind,
                   tls.certificateRefs->front().ns, tls.certificateRefs->front().group, tls.options);
    const RouteNamespaces &namespaces = *listener.allowedRoutes->namespaces;
    const LabelSelectorRequirement &requirement = namespaces.selector->matchExpressions.front();
    const RouteGroupKind &kind = listener.allowedRoutes->kinds->front();
    COMPARE_PLACED(namespaces.from, namespaces.selector, namespaces.selector->matchLabels, requirement.key,
                   requirement.op, requirement.values, kind.group, kind.kind);
    COMPARE_PLACED(gateway.addresses->front().type, gateway.addresses->front().value, gateway.allowedListeners->from,
                   *gateway.infrastructureParametersRef, *gateway.tls->backendClientCertificateRef);
    const FrontendValidation &validation = *gateway.tls->frontendDefault;
    const FrontendTlsPort &port = gateway.tls->frontendPerPort->front();
    COMPARE_PLACED(validation.mode, validation.caCertificateRefs->front(), port.port,
                   port.validation->caCertificateRefs->front());
    QVERIFY(isPlaced(gateway.statusAddresses.front().value));
    const ListenerStatus &status = gateway.statusListeners.front();
    QCOMPARE(status.name, std::string("https"));
    QCOMPARE(status.attachedRoutes, std::int64_t(2));
    QCOMPARE(status.supportedKinds.size(), std::size_t(1));
    QCOMPARE(*status.supportedKinds.front().kind, std::string("HTTPRoute"));
    QCOMPARE(status.conditions.front().type, std::string("Programmed"));
}

void TestPositions::listenerSet()
{
    const ListenerSet &set = m_snapshot->all<ListenerSet>().front();
    COMPARE_PLACED(*set.parentRef, set.parentRef->group, set.parentRef->kind, set.parentRef->ns,
                   set.listeners->front().name, set.listeners->front().port, set.listeners->front().protocol);
}

void TestPositions::httpRoute()
{
    const HttpRoute &route = m_snapshot->all<HttpRoute>().front();
    const ParentReference &parent = route.parentRefs->front();
    COMPARE_PLACED(route.useDefaultGateways, parent.group, parent.kind, parent.ns, parent.name, parent.sectionName,
                   parent.port, route.hostnames, route.rules);
    const HttpRouteRule &rule = route.rules->front();
    const HttpRouteMatch &match = rule.matches->front();
    const NamedValueMatch &header = match.headers->front();
    const NamedValueMatch &query = match.queryParams->front();
    COMPARE_PLACED(rule.name, rule.matches, match.path, match.path->type, match.path->value, header.type, header.name,
                   header.value, query.type, query.name, query.value, match.method);
    QVERIFY(isSpelled(match.at, "path: "));
    const BackendRef &backend = rule.backendRefs->front();
    const HeaderModifier &modifier = *backend.filters->front().responseHeaderModifier;
    COMPARE_PLACED(backend.ref.group, backend.ref.kind, backend.ref.ns, backend.ref.name, backend.ref.port,
                   backend.weight, backend.filters->front().type, modifier.remove);
    QVERIFY(isSpelled(backend.ref.at, "group: "));
    const SessionPersistence &session = *rule.sessionPersistence;
    COMPARE_PLACED(rule.timeouts->request, rule.timeouts->backendRequest, rule.retry->codes, rule.retry->codes->front(),
                   rule.retry->attempts, rule.retry->backoff, session.sessionName, session.type,
                   session.absoluteTimeout, session.idleTimeout, session.cookieLifetime);
    const RouteParentStatus &status = route.statusParents.front();
    QCOMPARE(*status.parentRef.name + status.controllerName, std::string("edgeexample.com/controller"));
    QCOMPARE(status.conditions.size(), std::size_t(1));
}

void TestPositions::filters()
{
    const HttpRoute &route = m_snapshot->all<HttpRoute>().front();
    const std::vector<RouteFilter> &filters = *route.rules->front().filters;
    QCOMPARE(filters.size(), std::size_t(6));
    for (const RouteFilter &filter : filters)
        QVERIFY(isPlaced(filter.type));
    const HeaderModifier &modifier = *filters[0].requestHeaderModifier;
    COMPARE_PLACED(modifier.set->front().name, modifier.set->front().value, modifier.add->front().name,
                   modifier.add->front().value, modifier.remove);
    const RequestMirrorFilter &mirror = *filters[1].requestMirror;
    COMPARE_PLACED(mirror.backendRef->group, mirror.backendRef->kind, mirror.backendRef->ns, mirror.backendRef->name,
                   mirror.backendRef->port, mirror.fraction->numerator, mirror.fraction->denominator);
    const UrlRewriteFilter &rewrite = *filters[2].urlRewrite;
    COMPARE_PLACED(rewrite.hostname, rewrite.path->type, rewrite.path->replaceFullPath);
    const CorsFilter &cors = *filters[3].cors;
    COMPARE_PLACED(cors.allowOrigins, cors.allowCredentials, cors.allowMethods, cors.allowHeaders, cors.exposeHeaders,
                   cors.maxAge);
    const ExternalAuthFilter &auth = *filters[4].externalAuth;
    COMPARE_PLACED(auth.protocol, auth.backendRef->name, auth.backendRef->port, auth.path, auth.allowedHeaders,
                   auth.allowedResponseHeaders, auth.forwardBodyMaxSize);
    QVERIFY(isPlaced(*filters[5].extensionRef));
    const RequestRedirectFilter &redirect = *route.rules.value[1].filters->front().requestRedirect;
    COMPARE_PLACED(redirect.scheme, redirect.hostname, redirect.path->type, redirect.path->replacePrefixMatch,
                   redirect.port, redirect.statusCode);
}

void TestPositions::otherRoutes()
{
    const GrpcRouteRule &grpc = m_snapshot->all<GrpcRoute>().front().rules->front();
    const GrpcRouteMatch &match = grpc.matches->front();
    COMPARE_PLACED(m_snapshot->all<GrpcRoute>().front().hostnames, grpc.name, match.method->type, match.method->service,
                   match.method->method, match.headers->front().name, grpc.backendRefs->front().ref.name);
    const TlsRoute &tls = m_snapshot->all<TlsRoute>().front();
    COMPARE_PLACED(tls.hostnames, tls.rules->front().name, tls.rules->front().backendRefs->front().ref.port);
    COMPARE_PLACED(m_snapshot->all<TcpRoute>().front().rules->front().backendRefs->front().ref.port,
                   m_snapshot->all<UdpRoute>().front().rules->front().backendRefs->front().ref.port);
}

void TestPositions::policies()
{
    const ReferenceGrant &grant = m_snapshot->all<ReferenceGrant>().front();
    const ReferenceGrantFrom &from = grant.from->front();
    const ReferenceGrantTo &to = grant.to->front();
    COMPARE_PLACED(from.group, from.kind, from.ns, to.group, to.kind, to.name);
    const BackendTlsPolicy &policy = m_snapshot->all<BackendTlsPolicy>().front();
    const PolicyTargetRef &target = policy.targetRefs->front();
    const std::vector<SubjectAltName> &names = *policy.subjectAltNames;
    COMPARE_PLACED(target.group, target.kind, target.name, target.sectionName, policy.caCertificateRefs->front(),
                   policy.hostname, names[0].type, names[0].hostname, names[1].uri, policy.options);
    const ParentReference &ancestor = policy.statusAncestors.front().ancestorRef;
    QCOMPARE(*ancestor.kind, std::string("Gateway"));
    QCOMPARE(*ancestor.ns, std::string("infra"));
    QCOMPARE(*ancestor.name, std::string("edge"));
    const NetworkPolicy &network = m_snapshot->all<NetworkPolicy>().front();
    const NetworkPolicyIngressRule &rule = network.ingress->front();
    const std::vector<NetworkPolicyPeer> &peers = *rule.from;
    COMPARE_PLACED(network.podSelector, network.podSelector->matchLabels, network.policyTypes, peers[0].podSelector,
                   peers[0].namespaceSelector->matchLabels, peers[1].ipBlockCidr, peers[1].ipBlockExcept);
    const std::vector<NetworkPolicyPort> &ports = *rule.ports;
    COMPARE_PLACED(ports[0].protocol, ports[0].port, ports[1].port, ports[1].endPort);
}

void TestPositions::services()
{
    const Service &service = m_snapshot->all<Service>().front();
    const std::vector<ServicePort> &ports = *service.ports;
    COMPARE_PLACED(service.type, service.clusterIP, service.externalName, service.selector, ports[0].name,
                   ports[0].protocol, ports[0].appProtocol, ports[0].port, ports[0].targetPort, ports[0].nodePort);
    QCOMPARE(ports[0].targetPort->number, std::int64_t(8080));
    QCOMPARE(ports[1].targetPort->name, std::string("web"));
    QCOMPARE(service.statusAddresses, (std::vector<std::string>{"192.0.2.9", "lb.example.com"}));
    const EndpointSlice &slice = m_snapshot->all<EndpointSlice>().front();
    const Endpoint &endpoint = slice.endpoints.front();
    const EndpointPort &port = slice.ports.front();
    COMPARE_PLACED(slice.addressType, endpoint.addresses, endpoint.ready, endpoint.serving, endpoint.terminating,
                   port.name, port.protocol, port.appProtocol, port.port);
    QCOMPARE(endpoint.targetRefKind + '/' + endpoint.targetRefName, std::string("Pod/cart-abc"));
    const EndpointsSubset &subset = m_snapshot->all<Endpoints>().front().subsets.front();
    QCOMPARE(subset.addresses, (std::vector<std::string>{"10.0.0.1"}));
    QCOMPARE(subset.notReadyAddresses, (std::vector<std::string>{"10.0.0.2"}));
    QVERIFY(isPlaced(subset.ports.front().port));
    QVERIFY(isPlaced(m_snapshot->all<ConfigMap>().front().data));
}

void TestPositions::workloads()
{
    const auto &workloads = m_snapshot->all<Workload>();
    QCOMPARE(workloads.size(), std::size_t(2));
    const Workload &deployment = workloads[0];
    COMPARE_PLACED(deployment.podLabels, deployment.replicas, deployment.arguments[0], deployment.arguments[1],
                   deployment.ports.front().name, deployment.ports.front().containerPort);
    QVERIFY(deployment.isReadinessKnown && deployment.isReady);
    const Workload &pod = workloads[1];
    QCOMPARE(pod.podLabels.at("app").value, std::string("cart"));
    QCOMPARE(*pod.arguments.front(), std::string("--pod"));
    QVERIFY(pod.isReadinessKnown && !pod.isReady);
}

void TestPositions::jsonGivesTheSameValues()
{
    const SnapshotPtr json = loadText("a.json", R"({"apiVersion": "v1", "kind": "Service", "metadata": {"name": "cart"},
  "spec": {"ports": [{"name": "http", "port": 80,
                      "targetPort": 8080}]}})");
    const ServicePort &port = json->all<Service>().front().ports->front();
    QCOMPARE(*port.name, std::string("http"));
    QCOMPARE(port.name.at, (Position{2, 31}));
    QCOMPARE(port.port.at, (Position{2, 47}));
    QCOMPARE(port.targetPort->number, std::int64_t(8080));
    QCOMPARE(port.targetPort.at, (Position{3, 37}));
}

QTEST_GUILESS_MAIN(TestPositions)
#include "tst_positions.moc"
