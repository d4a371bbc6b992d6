// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// How Ingress and IngressClass are spelled, in v1 and in the older v1beta1.
#include "model/load/schemafields.h"
#include "model/load/syntax.h"
#include "model/resources/ingress.h"

namespace wayproof
{

template<>
const Schema &schemaOf<TypedLocalObjectReference>()
{
    using Fields = FieldsOf<TypedLocalObjectReference>;
    static const Schema schema = Fields::schema({
        Fields::at<&TypedLocalObjectReference::apiGroup>("apiGroup"),
        Fields::at<&TypedLocalObjectReference::kind>("kind").required(),
        Fields::at<&TypedLocalObjectReference::name>("name").required(),
    });
    return schema;
}

template<>
const Schema &schemaOf<ServiceBackendPort>()
{
    using Fields = FieldsOf<ServiceBackendPort>;
    static const Schema schema = Fields::schema({
        Fields::at<&ServiceBackendPort::number>("number"),
        Fields::at<&ServiceBackendPort::name>("name"),
    });
    return schema;
}

template<>
const Schema &schemaOf<IngressServiceBackend>()
{
    using Fields = FieldsOf<IngressServiceBackend>;
    static const Schema schema = Fields::schema({
        Fields::at<&IngressServiceBackend::name>("name").required("ingress-service-name-missing"),
        Fields::at<&IngressServiceBackend::port>("port"),
    });
    return schema;
}

namespace
{

Field<IngressServiceBackend> &oldService(void *object, Position at)
{
    auto &service = static_cast<IngressBackend *>(object)->service;
    if (!service.isSet)
        service = Field<IngressServiceBackend>({}, at);
    return service;
}

void readServiceName(Decoder &decoder, NodeIndex node, void *object)
{
    decoder.read(node, oldService(object, decoder.at(node).at).value.name);
}

void readServicePort(Decoder &decoder, NodeIndex node, void *object)
{
    Field<PortOrName> port;
    decoder.read(node, port);
    if (!port.isSet)
        return;
    ServiceBackendPort &target = oldService(object, port.at).value.port;
    if (port->name.empty())
        target.number = Number(port->number, port.at);
    else
        target.name = Text(port->name, port.at);
}

void readHttp(Decoder &decoder, NodeIndex node, void *object)
{
    using Fields = FieldsOf<IngressRule>;
    static const std::vector<FieldRule> rules = {
        Fields::at<&IngressRule::paths>("paths"), // that there is one is checked once all is read
    };
    const Node &http = decoder.at(decoder.resolve(node));
    if (http.kind == SyntaxKind::Null)
        return;
    decoder.readGroup(node, object, rules, false);
    List<HttpIngressPath> &paths = static_cast<IngressRule *>(object)->paths;
    if (!paths.isSet)
        paths = List<HttpIngressPath>({}, http.at);
}

} // namespace

template<>
const Schema &schemaOf<IngressBackend>()
{
    using Fields = FieldsOf<IngressBackend>;
    static const Schema schema = Fields::schema({
        Fields::at<&IngressBackend::service>("service").only(
            Edition::Current, "Before v1, a backend is written as serviceName and servicePort."),
        custom("serviceName", readServiceName).only(Edition::Old, "Since v1, write service: {name: …}."),
        custom("servicePort", readServicePort)
            .only(Edition::Old, "Since v1, write service: {port: {number: …}} or {port: {name: …}}."),
        Fields::at<&IngressBackend::resource>("resource"),
    });
    return schema;
}

template<>
const Schema &schemaOf<HttpIngressPath>()
{
    using Fields = FieldsOf<HttpIngressPath>;
    const auto pathType = [] {
        return Fields::at<&HttpIngressPath::pathType>("pathType").oneOf({"Exact", "Prefix", "ImplementationSpecific"});
    };
    static const Schema schema = Fields::schema({
        Fields::at<&HttpIngressPath::path>("path"),
        pathType().required("ingress-path-type-missing").only(Edition::Current, {}),
        pathType().only(Edition::Old, {}),
        Fields::at<&HttpIngressPath::backend>("backend").required("ingress-backend-missing"),
    });
    return schema;
}

template<>
const Schema &schemaOf<IngressRule>()
{
    using Fields = FieldsOf<IngressRule>;
    static const Schema schema = Fields::schema({
        Fields::at<&IngressRule::host>("host"),
        custom("http", readHttp),
    });
    return schema;
}

template<>
const Schema &schemaOf<IngressTls>()
{
    using Fields = FieldsOf<IngressTls>;
    static const Schema schema = Fields::schema({
        Fields::at<&IngressTls::hosts>("hosts"),
        Fields::at<&IngressTls::secretName>("secretName"),
    });
    return schema;
}

template<>
const Schema &schemaOf<LoadBalancerAddress>()
{
    using Fields = FieldsOf<LoadBalancerAddress>;
    static const Schema schema = Fields::schema({
        Fields::at<&LoadBalancerAddress::ip>("ip"),
        Fields::at<&LoadBalancerAddress::hostname>("hostname"),
    });
    return schema;
}

template<>
const Schema &schemaOf<Ingress>()
{
    using Fields = FieldsOf<Ingress>;
    static const Schema schema = Fields::object({
        group("spec",
              {
                  Fields::at<&Ingress::ingressClassName>("ingressClassName"),
                  Fields::at<&Ingress::defaultBackend>("defaultBackend")
                      .only(Edition::Current, "Before v1, it is called backend."),
                  Fields::at<&Ingress::defaultBackend>("backend").only(Edition::Old, "Since v1, write defaultBackend."),
                  Fields::at<&Ingress::tls>("tls"),
                  Fields::at<&Ingress::rules>("rules"),
              }),
        group("status", {group("loadBalancer", {Fields::at<&Ingress::statusAddresses>("ingress")})}).lenient(),
    });
    return schema;
}

namespace
{

/// Scope and namespace decide nothing; they are read to be checked.
struct ClassParameters {
    TypedLocalObjectReference reference;
    Text scope; ///< Cluster (default), Namespace
    Text ns;
};

void checkScope(const ClassParameters &parameters, Report &report)
{
    const bool isNamespaced = *parameters.scope == "Namespace";
    if (isNamespaced && !parameters.ns.isSet)
        report.reject("ingress-class-parameters-scope", parameters.scope.at,
                      "the parameters' scope is Namespace, but no namespace is named", "Add namespace.");
    else if (isNamespaced && !isDnsLabel(*parameters.ns))
        report.reject("metadata-namespace-invalid", parameters.ns.at,
                      "the parameters' namespace can't be \"" + *parameters.ns + '"',
                      "Use lower-case letters, digits and \"-\".");
    else if ((!parameters.scope.isSet || *parameters.scope == "Cluster") && parameters.ns.isSet)
        report.reject("ingress-class-parameters-scope", parameters.ns.at,
                      "the parameters' scope is Cluster, but a namespace is named",
                      "Remove namespace, or add scope: Namespace.");
}

} // namespace

template<>
const Schema &schemaOf<ClassParameters>()
{
    using Fields = FieldsOf<ClassParameters>;
    static const Schema schema = Fields::schema({
        Fields::at<&ClassParameters::reference, &TypedLocalObjectReference::apiGroup>("apiGroup"),
        Fields::at<&ClassParameters::reference, &TypedLocalObjectReference::kind>("kind").required(),
        Fields::at<&ClassParameters::reference, &TypedLocalObjectReference::name>("name").required(),
        Fields::at<&ClassParameters::scope>("scope").oneOf({"Cluster", "Namespace"}),
        Fields::at<&ClassParameters::ns>("namespace"),
    });
    return schema;
}

namespace
{

void readParameters(Decoder &decoder, NodeIndex node, void *object)
{
    Field<ClassParameters> parameters;
    decoder.read(node, parameters);
    if (!parameters.isSet)
        return;
    checkScope(*parameters, decoder.report());
    static_cast<IngressClass *>(object)->parameters =
        Field<TypedLocalObjectReference>(parameters->reference, parameters.at);
}

} // namespace

template<>
const Schema &schemaOf<IngressClass>()
{
    using Fields = FieldsOf<IngressClass>;
    static const Schema schema = Fields::object({
        group("spec",
              {
                  Fields::at<&IngressClass::controller>("controller").required("ingress-class-controller-missing"),
                  custom("parameters", readParameters),
              }),
    });
    return schema;
}

} // namespace wayproof
