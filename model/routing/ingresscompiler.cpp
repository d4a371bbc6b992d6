// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The Ingress compiler's front door: who serves which Ingress, then each controller's entrances by its dialect.
#include "model/routing/ingresscompiler_pitfalls.h"

#include <algorithm>
#include <ctime>

namespace wayproof
{

std::string ControllerSettings::flag(const std::string &name, const std::string &fallback) const
{
    const auto found = flags.find(name);
    return found == flags.end() ? fallback : found->second;
}

bool ControllerSettings::isFlagOn(const std::string &name, bool fallback) const
{
    return parsedBool(flag(name)).value_or(fallback);
}

std::string ControllerSettings::configured(const std::string &name, const std::string &fallback) const
{
    const auto found = config.find(name);
    return found == config.end() ? fallback : found->second;
}

bool ControllerSettings::isConfiguredOn(const std::string &name, bool fallback) const
{
    return parsedBool(configured(name)).value_or(fallback);
}

std::optional<bool> parsedBool(const std::string &text)
{
    for (const char *yes : {"1", "t", "T", "true", "TRUE", "True"})
        if (text == yes)
            return true;
    for (const char *no : {"0", "f", "F", "false", "FALSE", "False"})
        if (text == no)
            return false;
    return std::nullopt;
}

void IngressContext::assume(const std::string &text)
{
    if (!text.empty() && std::find(table.assumptions.begin(), table.assumptions.end(), text) == table.assumptions.end())
        table.assumptions.push_back(text);
}

void IngressContext::report(Severity severity, Category category, const std::string &code, const std::string &message,
                            const std::string &mend, const Ingress &ingress, Position at)
{
    report(severity, category, code, message, mend, ingress.meta, at);
}

void IngressContext::report(Severity severity, Category category, const std::string &code, const std::string &message,
                            const std::string &mend, const ObjectMeta &meta, Position at)
{
    Diagnostic finding;
    finding.severity = severity;
    finding.category = category;
    finding.code = code;
    finding.message = message;
    finding.mend = mend;
    finding.location = meta.at(at);
    finding.subject = meta.id();
    table.findings.push_back(std::move(finding));
}

Location locationOf(const Ingress &ingress, Position at)
{
    return ingress.meta.at(at);
}

Origin originOf(const Ingress &ingress, std::optional<int> rule, std::optional<int> path)
{
    Origin origin;
    origin.resource = ingress.meta.id();
    origin.rule = rule;
    origin.match = path;
    Position at;
    if (rule && static_cast<std::size_t>(*rule) < ingress.rules->size()) {
        const IngressRule &ingressRule = ingress.rules->at(static_cast<std::size_t>(*rule));
        at = ingressRule.at;
        if (path && static_cast<std::size_t>(*path) < ingressRule.paths->size()) {
            const HttpIngressPath &ingressPath = ingressRule.paths->at(static_cast<std::size_t>(*path));
            at = ingressPath.path.isSet ? ingressPath.path.at : ingressPath.at;
        }
    } else if (ingress.defaultBackend.isSet) {
        at = ingress.defaultBackend.at;
    }
    origin.source = locationOf(ingress, at);
    return origin;
}

Anchor anchorOf(const Ingress &ingress, std::optional<int> rule, std::optional<int> path)
{
    Anchor anchor;
    anchor.id = ingress.meta.id();
    anchor.rule = rule;
    anchor.match = rule ? path : std::optional<int>(-1);
    return anchor;
}

std::shared_ptr<const Action> respondAction(int status, std::string reason, std::vector<std::string> systematic)
{
    auto action = std::make_shared<Action>();
    action->kind = ActionKind::Respond;
    action->response.status = status;
    action->reason = std::move(reason);
    action->systematicHeaders = std::move(systematic);
    return action;
}

std::shared_ptr<const Action> undeterminedAction(Dependency dependency)
{
    auto action = std::make_shared<Action>();
    action->kind = ActionKind::Undetermined;
    action->reason = dependency.text;
    action->dependsOn = {std::move(dependency)};
    return action;
}

std::string ageText(const ObjectMeta &meta)
{
    if (!meta.creationTimestamp)
        return "no creationTimestamp";
    const std::time_t seconds = static_cast<std::time_t>(*meta.creationTimestamp);
    std::tm utc{};
    gmtime_r(&seconds, &utc);
    char text[32];
    std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
    return text;
}

namespace
{

/// Objects that the API server would refuse do not exist in a cluster; they are left out, and that is said. A missing
/// pathType alone is not enough: an Ingress stored through v1beta1 has none, and controllers read it
/// (spec/ingress.md §2.1 "pathType").
std::set<ResourceId> rejectedObjects(const Snapshot &snapshot)
{
    std::set<ResourceId> rejected;
    for (const Diagnostic &finding : snapshot.findings())
        if (finding.category == Category::Rejected && finding.severity == Severity::Error &&
            finding.code != "ingress-path-type-missing" && !finding.subject.isNull())
            rejected.insert(finding.subject);
    return rejected;
}

/// What a controller serves only perhaps, its rules say.
void spreadUncertainClasses(IngressContext &context)
{
    if (context.uncertainClass.empty())
        return;
    for (Entrance &entrance : context.table.entrances)
        for (Channel &channel : entrance.channels)
            for (VirtualHost &host : channel.hosts)
                for (Rule &rule : host.rules)
                    if (const auto found = context.uncertainClass.find(rule.origin.resource);
                        found != context.uncertainClass.end())
                        rule.dependsOn.push_back(found->second);
}

} // namespace

RoutingTable compileIngress(const Snapshot &snapshot, const IngressOptions &options)
{
    RoutingTable table;
    table.side = Side::Ingress;
    const References references(snapshot);
    const ControllerSettings settings = controllerSettings(snapshot, options);
    IngressContext context{snapshot, options, references, settings, table, {}, rejectedObjects(snapshot)};
    for (const ControllerGroup &group : claimIngresses(context)) {
        if (std::find(table.dialects.begin(), table.dialects.end(), group.dialect->name) == table.dialects.end())
            table.dialects.push_back(group.dialect->name);
        for (const std::string &assumption : group.assumptions)
            context.assume(assumption);
        for (const Ingress *ingress : group.ingresses)
            linkCertificates(context, *ingress);
        reportIngressPractices(context, group);
        if (group.dialect->name == "ingress-nginx")
            compileIngressNginx(context, group);
        else
            compileByDialect(context, group);
    }
    spreadUncertainClasses(context);
    sortDiagnostics(table.findings);
    return table;
}

} // namespace wayproof
