// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Rules of spec/ingress.md §1, point 6.
#include "model/load/commonrules.h"
#include "model/load/syntax.h"
#include "model/load/validate.h"

namespace wayproof
{

namespace
{

void checkPath(const HttpIngressPath &path, Report &report)
{
    const bool isSpecific = *path.pathType == "ImplementationSpecific";
    const Position at = path.path.isSet ? path.path.at : path.at;
    if (!path.path->starts_with('/') && !(isSpecific && path.path->empty())) {
        report.reject("ingress-path-invalid", at, "the path \"" + *path.path + "\" does not begin with a slash",
                      "Begin the path with \"/\".");
        return;
    }
    const std::string_view forbidden = isSpecific ? std::string_view() : forbiddenInPath(*path.path);
    if (!forbidden.empty())
        report.reject("ingress-path-invalid", at,
                      "the path \"" + *path.path + "\" holds \"" + std::string(forbidden) + '"',
                      "Write the path in its plain form; such paths never match.");
}

void checkService(const Field<IngressServiceBackend> &service, Report &report)
{
    const ServiceBackendPort &port = service->port;
    if (service->name.isSet && !isDnsLabel(*service->name))
        report.reject("ingress-service-name-invalid", service->name.at,
                      "no Service can be called \"" + *service->name + '"',
                      "Use the Service's own name: lower-case letters, digits and \"-\".");
    const bool hasName = !port.name->empty();
    if (port.number.isSet && hasName)
        report.reject("ingress-port-ambiguous", port.number.at, "the backend's port has both a number and a name",
                      "Keep one of the two.");
    else if (!port.number.isSet && !hasName)
        report.reject("ingress-port-missing", service.at, "the backend's port has neither a number nor a name",
                      "Add port: {number: …} or port: {name: …}.");
    checkPort(port.number, "the backend's port", report);
    if (hasName && !isPortName(*port.name))
        report.reject("port-name-invalid", port.name.at, "no port can be called \"" + *port.name + '"',
                      "Use at most 15 lower-case letters, digits and \"-\", with at least one letter.");
}

/// A kind or name that stands in a URL.
void checkPathSegment(const Text &text, std::string_view what, Report &report)
{
    if (text.isSet && !isPathSegment(*text))
        report.reject("reference-name-invalid", text.at, std::string(what) + " can't be \"" + *text + '"',
                      "Use the object's own; it is not empty and holds neither \"/\" nor \"%\".");
}

void checkReference(const Field<TypedLocalObjectReference> &reference, std::string_view what, Report &report)
{
    if (!reference.isSet)
        return;
    checkPathSegment(reference->kind, std::string(what) + " kind", report);
    checkPathSegment(reference->name, std::string(what) + " name", report);
    if (!reference->apiGroup->empty())
        checkName(reference->apiGroup, std::string(what) + " apiGroup", report);
}

/// Unlike a rule's host it may look like an address, and it may not be empty.
void checkTlsHost(const Text &host, Report &report)
{
    if (isDnsSubdomain(*host))
        return;
    if (host->empty())
        report.reject("host-invalid", host.at, "a TLS host can't be empty", "Remove the entry, or name a host.");
    checkHostPattern(host, "a TLS host", report);
}

void checkBackend(const Field<IngressBackend> &backend, Report &report)
{
    if (!backend.isSet)
        return;
    if (backend->service.isSet && backend->resource.isSet)
        report.reject("ingress-backend-ambiguous", backend.at, "the backend names both a Service and a resource",
                      "Keep one of the two.");
    else if (!backend->service.isSet && !backend->resource.isSet)
        report.reject("ingress-backend-missing", backend.at, "the backend names nothing", "Add service: {name, port}.");
    else if (backend->service.isSet)
        checkService(backend->service, report);
    else
        checkReference(backend->resource, "the resource's", report);
}

/// Only the API server writes these fields.
bool isStored(const ObjectMeta &meta)
{
    return !meta.resourceVersion.empty() || meta.creationTimestamp.has_value();
}

/// spec/ingress.md §1.1: both must be equal when the Ingress is created; updates are not checked.
void checkClass(const Ingress &ingress, Report &report)
{
    checkName(ingress.ingressClassName, "ingressClassName", report);
    const Text *annotation = ingress.meta.annotation("kubernetes.io/ingress.class");
    if (!annotation || !ingress.ingressClassName.isSet || **annotation == *ingress.ingressClassName)
        return;
    const std::string message = "the annotation names the class \"" + **annotation + "\", ingressClassName another one";
    if (isStored(ingress.meta))
        report.add(Severity::Warning, Category::Practice, "ingress-class-annotation-differs", annotation->at,
                   message + "; most controllers go by the field",
                   "Remove the annotation; the Ingress could not be created anew like this.");
    else
        report.reject("ingress-class-twice", annotation->at, message,
                      "Remove the annotation; ingressClassName took its place.");
}

} // namespace

void validate(const Ingress &ingress, Report &report)
{
    if (ingress.rules->empty() && !ingress.defaultBackend.isSet)
        report.reject("ingress-empty", ingress.meta.source.at, "the Ingress has neither rules nor a default backend",
                      "Add spec.rules or spec.defaultBackend.");
    checkClass(ingress, report);
    checkBackend(ingress.defaultBackend, report);
    for (const IngressTls &tls : *ingress.tls) {
        for (const Text &host : *tls.hosts)
            checkTlsHost(host, report);
        if (!tls.secretName->empty())
            checkName(tls.secretName, "the Secret's name", report);
    }
    for (const IngressRule &rule : *ingress.rules) {
        checkHostPattern(rule.host, "the host", report);
        if (rule.paths.isSet && rule.paths->empty())
            report.reject("ingress-paths-missing", rule.paths.at, "the rule's list of paths is empty",
                          "Add a path, or leave out http.");
        for (const HttpIngressPath &path : *rule.paths) {
            checkPath(path, report);
            checkBackend(path.backend, report);
        }
    }
}

void validate(const IngressClass &ingressClass, Report &report)
{
    if (ingressClass.controller.isSet && !isDomainPrefixed(*ingressClass.controller))
        report.reject("controller-name-invalid", ingressClass.controller.at,
                      "the controller can't be called \"" + *ingressClass.controller + '"',
                      "Write domain/name, such as k8s.io/ingress-nginx.");
    constexpr std::size_t longestController = 250;
    if (ingressClass.controller->size() > longestController)
        report.reject("controller-name-invalid", ingressClass.controller.at,
                      "the controller's name is longer than 250 characters", "Shorten it.");
    checkReference(ingressClass.parameters, "the parameters'", report);
}

} // namespace wayproof
