// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Which of the Ingresses of its class ingress-nginx looks at: watched namespaces, deep inspection, catch-all Ingresses,
// annotations that it refuses (spec/ingress.md §2.1 "Dropped whole"); and what its admission webhook would object to.
#include "model/routing/ingresscompiler_nginx.h"

#include <algorithm>

namespace wayproof
{

namespace
{

/// The word, and a semicolon anywhere behind it: a directive of nginx smuggled in.
bool holdsDirective(const std::string &text, const std::string &word)
{
    const std::size_t found = text.find(word);
    return found != std::string::npos && text.find(';', found + word.size()) != std::string::npos;
}

bool isSuspicious(const std::string &text)
{
    for (const char *word : {"/etc/passwd", "/etc/shadow", "/etc/group", "/etc/nginx", "/etc/ingress-controller",
                             "/var/run/secrets", "_by_lua"})
        if (text.find(word) != std::string::npos)
            return true;
    return holdsDirective(text, "alias") || holdsDirective(text, "root");
}

/// The controller's deep inspection of hosts, paths and the names in tls.
std::optional<std::string> inspected(const Ingress &ingress)
{
    for (const IngressRule &rule : *ingress.rules) {
        if (isSuspicious(*rule.host))
            return "host \"" + *rule.host + "\" looks like an injection";
        for (const HttpIngressPath &path : *rule.paths)
            if (isSuspicious(*path.path))
                return "path \"" + *path.path + "\" looks like an injection";
    }
    for (const IngressTls &tls : *ingress.tls) {
        if (isSuspicious(*tls.secretName))
            return "the Secret's name \"" + *tls.secretName + "\" looks like an injection";
        for (const Text &host : *tls.hosts)
            if (isSuspicious(*host))
                return "host \"" + *host + "\" of tls looks like an injection";
    }
    return std::nullopt;
}

std::string trimmed(const std::string &text)
{
    const std::size_t first = text.find_first_not_of(' ');
    return first == std::string::npos ? std::string() : text.substr(first, text.find_last_not_of(' ') - first + 1);
}

/// A label selector in its text form: "a=b", "a!=b", "a", "!a", "a in (b,c)", "a notin (b,c)".
LabelSelector parsedSelector(const std::string &text)
{
    LabelSelector selector;
    std::vector<std::string> terms;
    int depth = 0;
    std::string term;
    for (const char c : text + ",") {
        depth += c == '(' ? 1 : c == ')' ? -1 : 0;
        if (c == ',' && depth == 0) {
            terms.push_back(trimmed(term));
            term.clear();
        } else {
            term += c;
        }
    }
    const auto require = [&selector](const std::string &key, const std::string &op, const std::string &values) {
        LabelSelectorRequirement requirement;
        requirement.key.value = trimmed(key);
        requirement.op.value = op;
        for (const std::string &value : splitList(values)) {
            requirement.values.value.emplace_back();
            requirement.values.value.back().value = value;
        }
        selector.matchExpressions.push_back(std::move(requirement));
    };
    for (const std::string &one : terms) {
        if (one.empty())
            continue;
        const std::size_t open = one.find('(');
        if (open != std::string::npos) {
            const bool isNot = one.find(" notin") < open;
            const std::string values = one.substr(open + 1, one.rfind(')') - open - 1);
            require(one.substr(0, one.find(isNot ? " notin" : " in")), isNot ? "NotIn" : "In", values);
        } else if (const std::size_t unequal = one.find("!="); unequal != std::string::npos) {
            require(one.substr(0, unequal), "NotIn", one.substr(unequal + 2));
        } else if (const std::size_t equal = one.find('='); equal != std::string::npos) {
            require(one.substr(0, equal), "In", one.substr(one.find_last_of('=') + 1));
        } else if (one.front() == '!') {
            require(one.substr(1), "DoesNotExist", {});
        } else {
            require(one, "Exists", {});
        }
    }
    return selector;
}

std::optional<std::string> unwatched(IngressContext &context, const Ingress &ingress, NginxAnnotations &annotations)
{
    const std::string ns = *ingress.meta.ns;
    const std::string watched = context.settings.flag("watch-namespace");
    if (!watched.empty() && watched != ns)
        return "the controller watches namespace " + watched + " only";
    const std::string selector = context.settings.flag("watch-namespace-selector");
    if (selector.empty())
        return std::nullopt;
    const Namespace *found = context.snapshot.find<Namespace>("", ns);
    if (!found && !context.snapshot.speaksOf<Namespace>()) {
        annotations.unknownHere.push_back({"namespace-labels-unknown",
                                           "The controller watches namespaces with labels " + selector +
                                               "; those of namespace " + ns + " were not loaded.",
                                           {}});
        return std::nullopt;
    }
    if (found && matches(parsedSelector(selector), found->meta.labels))
        return std::nullopt;
    return "the controller watches namespaces with labels " + selector + " only, which namespace " + ns +
           (found ? " does not have" : " cannot have: it was not loaded");
}

/// Letters, digits and "_-/." from a slash on: what the admission webhook permits in Prefix and Exact paths.
bool isStrictPath(const std::string &path)
{
    return path.starts_with('/') && std::all_of(path.begin(), path.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      std::string_view("_-/.").find(c) != std::string_view::npos;
           });
}

/// strict-validate-path-type: only the webhook looks, so an Ingress that exists already is served.
void reportLoosePaths(IngressContext &context, const Ingress &ingress)
{
    if (!context.settings.isConfiguredOn("strict-validate-path-type", true))
        return;
    for (const IngressRule &rule : *ingress.rules)
        for (const HttpIngressPath &path : *rule.paths)
            if (!path.path->empty() && *path.pathType != "ImplementationSpecific" && !isStrictPath(*path.path))
                context.report(Severity::Warning, Category::ConfigError, "nginx-path-refused-at-admission",
                               "The admission webhook of ingress-nginx refuses path " + *path.path + " with pathType " +
                                   (path.pathType->empty() ? std::string("unset") : *path.pathType) +
                                   " when the Ingress is created or changed; where it exists already, it is served.",
                               "Use pathType ImplementationSpecific for a path with special characters.", ingress,
                               path.path.at);
}

} // namespace

std::optional<std::string> nginxRefusal(IngressContext &context, const Ingress &ingress, NginxAnnotations &annotations)
{
    if (const std::optional<std::string> reason = unwatched(context, ingress, annotations))
        return reason;
    if (context.settings.isFlagOn("deep-inspect", true))
        if (const std::optional<std::string> reason = inspected(ingress))
            return reason;
    if (ingress.defaultBackend.isSet && context.settings.isFlagOn("disable-catch-all", false))
        return "it has a defaultBackend, and the controller runs with --disable-catch-all";
    if (annotations.dropped)
        return annotations.dropped;
    reportLoosePaths(context, ingress);
    return std::nullopt;
}

} // namespace wayproof
