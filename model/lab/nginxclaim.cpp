// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/lab/nginxclaim.h"

#include <algorithm>
#include <limits>
#include <regex>
#include <tuple>

namespace wayproof
{

namespace
{

constexpr const char *controller = "k8s.io/ingress-nginx";
constexpr const char *legacyClass = "kubernetes.io/ingress.class";

/// What the API server fills in: of several the newest, then the first by name.
const IngressClass *defaultClass(const Snapshot &snapshot)
{
    const IngressClass *chosen = nullptr;
    const auto rank = [](const IngressClass &entry) {
        return std::pair(-entry.meta.creationTimestamp.value_or(0), *entry.meta.name);
    };
    for (const IngressClass &entry : snapshot.all<IngressClass>()) {
        if (entry.isDefault() && (!chosen || rank(entry) < rank(*chosen)))
            chosen = &entry;
    }
    return chosen;
}

/// An object that has been through an API server; a manifest that is still to be applied gets the default class then.
bool isStored(const Ingress &ingress)
{
    return !ingress.meta.resourceVersion.empty() || ingress.meta.creationTimestamp.has_value();
}

struct Claim {
    bool isClaimed = false;
    std::string reason; ///< why not
    Position at;
};

Claim claimByClass(const Snapshot &snapshot, const NginxSettings &settings, const std::string &name, Position at)
{
    const std::string ours = settings.flag("controller-class", controller);
    const bool isByName =
        settings.boolFlag("ingress-class-by-name", false) && name == settings.flag("ingress-class", "nginx");
    if (!snapshot.speaksOf<IngressClass>() || isByName)
        return {true, {}, at};
    const IngressClass *found = snapshot.find<IngressClass>("", name);
    if (!found)
        return {false, "spec.ingressClassName: the IngressClass " + name + " does not exist.", at};
    if (*found->controller != ours)
        return {false, "spec.ingressClassName: the class belongs to " + *found->controller + ", not to ingress-nginx.",
                at};
    return {true, {}, at};
}

Claim claim(const Snapshot &snapshot, const NginxSettings &settings, const Ingress &ingress)
{
    if (ingress.ingressClassName)
        return claimByClass(snapshot, settings, *ingress.ingressClassName, ingress.ingressClassName.at);
    if (const Text *annotation = ingress.meta.annotation(legacyClass)) {
        const bool isOurs = annotation->value == settings.flag("ingress-class", "nginx");
        return {isOurs, std::string(legacyClass) + ": " + annotation->value + " is not ingress-nginx's.",
                annotation->at};
    }
    if (settings.boolFlag("watch-ingress-without-class", false))
        return {true, {}, {}};
    if (const IngressClass *byDefault = defaultClass(snapshot); byDefault && !isStored(ingress))
        return claimByClass(snapshot, settings, *byDefault->meta.name, {});
    return {false, "spec.ingressClassName: no class, so ingress-nginx does not claim the Ingress.", {}};
}

/// What the controller takes for an attempt to get at its own files (spec/ingress.md §2.1).
bool isSuspicious(const std::string &text)
{
    static const std::regex pattern(
        "[\\s\\S]*(alias\\s*[\\s\\S]*;|root\\s*[\\s\\S]*;|/etc/"
        "(passwd|shadow|group|nginx|ingress-controller)|/var/run/secrets|_by_lua)[\\s\\S]*");
    constexpr std::size_t longest = 4096; // std::regex recurses
    return text.size() <= longest && std::regex_match(text, pattern);
}

std::optional<std::string> refusedContent(const Ingress &ingress)
{
    for (const IngressRule &rule : *ingress.rules) {
        if (isSuspicious(*rule.host))
            return "host " + *rule.host;
        for (const HttpIngressPath &path : *rule.paths) {
            if (isSuspicious(*path.path))
                return "path " + *path.path;
        }
    }
    for (const IngressTls &tls : *ingress.tls) {
        if (isSuspicious(*tls.secretName))
            return "secretName " + *tls.secretName;
    }
    return std::nullopt;
}

/// One requirement of a label selector: "a", "!a", "a=b", "a==b", "a!=b", "a in (b, c)", "a notin (b, c)".
bool holds(const std::string &requirement, const TextMap &labels)
{
    static const std::regex set("\\s*([^\\s!=]+)\\s+(in|notin)\\s*\\(([^)]*)\\)\\s*");
    static const std::regex equality("\\s*([^\\s!=]+)\\s*(==|=|!=)\\s*([^\\s]*)\\s*");
    const auto value = [&labels](const std::string &key) -> std::optional<std::string> {
        const auto found = labels.find(key);
        return found == labels.end() ? std::nullopt : std::optional<std::string>(*found->second);
    };
    std::smatch parts;
    if (std::regex_match(requirement, parts, set)) {
        const std::vector<std::string> among = splitList(parts[3].str());
        const auto has = value(parts[1].str());
        const bool isIn = has && std::find(among.begin(), among.end(), *has) != among.end();
        return isIn == (parts[2].str() == "in");
    }
    if (std::regex_match(requirement, parts, equality))
        return (value(parts[1].str()) == parts[3].str()) == (parts[2].str() != "!=");
    const std::string name = trimmed(requirement);
    return name.starts_with('!') ? !value(trimmed(name.substr(1))) : value(name).has_value();
}

bool isWatched(const Snapshot &snapshot, const NginxSettings &settings, const std::string &ns)
{
    const std::string selector = settings.flag("watch-namespace-selector");
    if (selector.empty())
        return true;
    const Namespace *found = snapshot.find<Namespace>("", ns);
    if (!found)
        return !snapshot.speaksOf<Namespace>();
    std::string requirement;
    int depth = 0;
    for (const char c : selector + ",") {
        depth += c == '(' ? 1 : c == ')' ? -1 : 0;
        if (c != ',' || depth > 0) {
            requirement += c;
            continue;
        }
        if (!trimmed(requirement).empty() && !holds(requirement, found->meta.labels))
            return false;
        requirement.clear();
    }
    return true;
}

bool hasDefaultBackend(const Ingress &ingress)
{
    return static_cast<bool>(ingress.defaultBackend);
}

std::string path(const ClaimedIngress &entry)
{
    return *entry.ingress->meta.ns + "/" + *entry.ingress->meta.name;
}

} // namespace

std::vector<ClaimedIngress> claimIngresses(const Snapshot &snapshot, const NginxSettings &settings,
                                           Diagnostics &notServed)
{
    std::vector<ClaimedIngress> claimed;
    for (const Ingress &ingress : snapshot.all<Ingress>()) {
        const Claim result = claim(snapshot, settings, ingress);
        if (!result.isClaimed) {
            notServed.push_back(notServedNote(ingress.meta, result.at, result.reason));
            continue;
        }
        if (snapshot.find<Ingress>(*ingress.meta.ns, *ingress.meta.name) != &ingress)
            continue; // of duplicates the first, as in Snapshot::find
        const std::string watched = settings.flag("watch-namespace");
        if (!watched.empty() && *ingress.meta.ns != watched) {
            notServed.push_back(
                notServedNote(ingress.meta, {}, "metadata.namespace: the controller watches only " + watched + "."));
            continue;
        }
        if (!isWatched(snapshot, settings, *ingress.meta.ns)) {
            notServed.push_back(
                notServedNote(ingress.meta, {}, "metadata.namespace: --watch-namespace-selector does not select it."));
            continue;
        }
        if (hasDefaultBackend(ingress) && settings.boolFlag("disable-catch-all", false)) {
            notServed.push_back(
                notServedNote(ingress.meta, {}, "--disable-catch-all: an Ingress with a defaultBackend is left out."));
            continue;
        }
        ClaimedIngress entry{&ingress, readNginxAnnotations(ingress, snapshot, settings, notServed)};
        if (const auto content = refusedContent(ingress); content && settings.boolFlag("deep-inspect", true))
            entry.annotations.dropped = *content + " is suspicious";
        if (entry.annotations.dropped)
            notServed.push_back(notServedNote(
                ingress.meta, {}, "ingress-nginx drops the whole Ingress: " + *entry.annotations.dropped + "."));
        else
            claimed.push_back(std::move(entry));
    }
    std::stable_sort(claimed.begin(), claimed.end(), [](const ClaimedIngress &a, const ClaimedIngress &b) {
        const std::int64_t ageA = a.ingress->meta.creationTimestamp.value_or(std::numeric_limits<std::int64_t>::max());
        const std::int64_t ageB = b.ingress->meta.creationTimestamp.value_or(std::numeric_limits<std::int64_t>::max());
        return std::forward_as_tuple(ageA, path(b)) < std::forward_as_tuple(ageB, path(a));
    });
    return claimed;
}

} // namespace wayproof
