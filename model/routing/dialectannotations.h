// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The annotations of controllers other than ingress-nginx: which belong to whom, and what they make of one Ingress
// (spec/ingress.md §3). What is neither modelled nor known to be without effect makes the Ingress' requests
// undetermined, with its name.
#pragma once

#include "model/routing/ingresscompiler.h"

namespace wayproof
{

/// The annotations that a dialect's controller reads. Names are without prefix; a `*` at their end stands for any rest.
struct AnnotationVocabulary {
    std::string_view dialect;
    std::vector<std::string_view> prefixes; ///< "alb.ingress.kubernetes.io/"
    std::vector<std::string_view> modelled;
    std::vector<std::string_view> withoutRoutingEffect; ///< neither who answers, nor the status, nor what the backend
                                                        ///< receives
    bool ignoresUnknown = false;                        ///< the controller is known to pass over what it does not know
};

const std::vector<AnnotationVocabulary> &annotationVocabularies();
/// Null for the generic dialect, ingress-nginx and Istio.
const AnnotationVocabulary *vocabularyOf(std::string_view dialect);

/// What the annotations of one Ingress come to. Everything has the meaning that no annotation would give it.
struct DialectAnnotations {
    std::optional<std::string> dropped; ///< why the controller leaves the whole Ingress out
    /// Where the requests of this Ingress are not known, each with the field that hangs on it.
    std::vector<Dependency> unknown;
    std::optional<Dependency> unknownPlain; ///< of http requests alone
    std::optional<Dependency> unknownTls;   ///< of https requests alone
    bool servesPlain = true;
    bool servesTls = true;
    std::shared_ptr<const Action> plainInstead; ///< what http requests get instead: a redirect to https, 426
    std::string plainInsteadPathKept;           ///< not empty: paths below it get no such redirect (ACME challenges)

    std::string pathType;               ///< haproxy-ingress path-type, Traefik router.pathmatcher; empty: the default
    std::int64_t priority = 0;          ///< Traefik; 0: by the length of the rule
    std::vector<std::string> aliases;   ///< further host names, lower case
    std::string aliasRegex;             ///< haproxy-ingress server-alias-regex
    std::string appRoot;                ///< where `/` is redirected to
    std::vector<std::string> methods;   ///< Kong
    std::vector<ValueMatch> headers;    ///< Kong
    std::string regexPrefix = "/~";     ///< Kong
    std::int64_t regexPriority = 0;     ///< Kong
    bool stripsPath = false;            ///< Kong
    bool hasTlsListener = false;        ///< AWS
    bool hasPlainListener = true;       ///< AWS
    std::optional<int> redirectsToPort; ///< AWS ssl-redirect
    bool hasCertificate = false;        ///< GCE: by annotation
    std::string group;                  ///< AWS group.name
    std::int64_t groupOrder = 0;        ///< AWS
};

DialectAnnotations readDialectAnnotations(const IngressContext &context, const Dialect &dialect,
                                          const Ingress &ingress);
/// The value of an annotation by its name under any of the dialect's prefixes; null when it is absent.
const Text *dialectAnnotation(const Dialect &dialect, const Ingress &ingress, std::string_view name);

} // namespace wayproof
