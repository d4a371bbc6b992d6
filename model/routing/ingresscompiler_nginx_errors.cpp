// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The error pages of a location of ingress-nginx: whose they are, what they receive, which answers they replace
// (spec/ingress.md §2.3 custom-http-errors, auth-signin).
#include "model/routing/ingresscompiler_nginx_pipeline.h"

#include <algorithm>

namespace wayproof
{

HeaderList NginxPipeline::errorHeaders(int status) const
{
    HeaderList headers{{"X-Code", std::to_string(status)}};
    if (!m_location.owner)
        return headers;
    const Ingress &ingress = *m_location.owner->ingress;
    headers.emplace_back("X-Namespace", *ingress.meta.ns);
    headers.emplace_back("X-Ingress-Name", *ingress.meta.name);
    const IngressBackend *backend = ingress.defaultBackend ? &*ingress.defaultBackend : nullptr;
    // The controller looks the location up by its path alone: of two with one path the first is named, and an implicit
    // root has the name of an exact "/".
    const std::string host = m_server.hostname == "_" ? std::string() : m_server.hostname;
    const auto textOf = [](const std::string &path) { return path.empty() ? std::string("/") : path; };
    const IngressBackend *found = nullptr;
    for (const IngressRule &rule : *ingress.rules)
        for (const HttpIngressPath &candidate : *rule.paths)
            if (!found && *rule.host == host && textOf(*candidate.path) == textOf(m_location.ingressPath) &&
                candidate.backend->service)
                found = &*candidate.backend;
    if (found)
        backend = found;
    if (backend && backend->service) {
        const IngressServiceBackend &service = *backend->service;
        headers.emplace_back("X-Service-Name", *service.name);
        headers.emplace_back("X-Service-Port",
                             service.port.number ? std::to_string(*service.port.number) : *service.port.name);
    }
    return headers;
}

std::shared_ptr<const Action> NginxPipeline::signinPage(const std::string &why) const
{
    const std::string &url = m_annotations.authRequest.signin;
    Action action;
    action.kind = ActionKind::Redirect;
    action.redirect.status = 302;
    action.redirect.constantUrl = url;
    action.redirect.expandsVariables = url.find('$') != std::string::npos;
    if (m_annotations.cors.isEnabled)
        action.filters.emplace_back(corsHeaders());
    action.reason = why + " auth-signin sends the client to its page.";
    return std::make_shared<const Action>(std::move(action));
}

/// A denied location has none of its annotations, only the ConfigMap's pages. A location that has any page of its own
/// (auth-signin's too) inherits none of the ConfigMap's.
NginxErrorPages NginxPipeline::errorPages() const
{
    const NginxErrorPages &shared = m_lowering.model.unowned.errors;
    if (m_annotations.denied)
        return shared;
    if (m_annotations.errors.isOwn)
        return m_annotations.errors;
    NginxErrorPages pages = shared;
    if (hasSigninPage())
        pages.codes.clear();
    return pages;
}

bool NginxPipeline::hasSigninPage() const
{
    return !m_annotations.denied && isGuarded() && !m_annotations.authRequest.signin.empty();
}

std::shared_ptr<const Action> NginxPipeline::errorPage(int status, const std::string &why) const
{
    std::shared_ptr<const Action> page = makeErrorPage(status, why);
    m_errorPages.insert(page.get());
    return page;
}

std::shared_ptr<const Action> NginxPipeline::makeErrorPage(int status, const std::string &why) const
{
    if (status == 401 && hasSigninPage())
        return signinPage(why);
    const NginxErrorPages pages = errorPages();
    if (std::find(pages.codes.begin(), pages.codes.end(), status) == pages.codes.end())
        return nullptr;
    const std::string reason = (why.empty() ? std::string() : why + " ") + "custom-http-errors hands " +
                               std::to_string(status) + " to the default backend";
    Action action;
    if (const std::optional<WeightedBackend> own = pages.isOwn ? substitute() : std::nullopt) {
        action.backends = {*own};
        if (!m_lowering.model.upstreams.at(m_location.upstream).alternatives.empty())
            action.dependsOn.push_back(
                {"canary-of-error-backend",
                 "A canary of the location's Service draws requests from its error backend as well.", "backends"});
    } else {
        action = globalDefault(reason + ", which is the controller's own and knows nothing but 404.");
    }
    if (action.kind == ActionKind::Respond)
        return std::make_shared<const Action>(std::move(action));
    action.reason = reason + ", whose status the client gets.";
    action.emptyStatus = 503;
    action.systematicHeaders = {"X-Format", "X-Original-URI", "X-Request-ID", "X-Forwarded-For"};
    using From = SystematicHeader::From;
    action.systematicValues = {{"X-Format", From::RequestHeader, "Accept"},
                               {"X-Original-URI", From::RequestTarget, {}},
                               {"X-Request-ID", From::Generated, {}},
                               {"X-Forwarded-For", From::ClientAddress, {}}};
    RewriteFilter rewritten;
    rewritten.path.kind = PathChange::Kind::ReplaceFull;
    rewritten.path.replacement = "/";
    action.filters.emplace_back(rewritten);
    action.filters.emplace_back(RequestHeaderFilter{{errorHeaders(status), {}, {}}});
    return std::make_shared<const Action>(std::move(action));
}

void NginxPipeline::intercept(Action &action) const
{
    const NginxErrorPages pages = errorPages();
    const bool isOn = m_annotations.errors.intercepts;
    if (!isOn)
        return;
    std::vector<int> statuses = pages.codes;
    if (hasSigninPage() && std::find(statuses.begin(), statuses.end(), 401) == statuses.end())
        statuses.push_back(401);
    for (const int status : statuses)
        if (std::shared_ptr<const Action> page = errorPage(status, {}))
            action.interceptions.push_back({{status}, std::move(page)});
}

} // namespace wayproof
