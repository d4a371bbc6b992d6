// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// One location of ingress-nginx as rules, in the order in which its request pipeline answers (spec/ingress.md §2.2):
// denied, CORS preflight, redirects, TLS redirect, no endpoints, address ranges, authentication, proxy. Internal to the
// compiler.
#pragma once

#include "model/routing/ingresscompiler_nginx.h"

#include <functional>

namespace wayproof
{

class NginxPipeline
{
public:
    NginxPipeline(const NginxLowering &lowering, const NginxServer &server, const NginxLocationMatch &match,
                  bool redirectsToTls);
    std::vector<Rule> rules();
    /// Whether the action stands in for an answer of the location, which then does not give it its own headers.
    bool isErrorPage(const Action &action) const { return m_errorPages.contains(&action); }

private:
    // ingresscompiler_nginx_pipeline.cpp: the order, and the redirects.
    void answer(const std::string &step, std::shared_ptr<const Action> action, Match match);
    void answer(const std::string &step, std::shared_ptr<const Action> action);
    /// spec/ingress.md §2.3 proxy-body-size: 413 by Content-Length.
    void bodyLimit();
    /// spec/ingress.md §2.1: a location that ends in "/" answers 301 for the request without it.
    void slashRedirect();
    /// A Location that begins with a slash gets scheme, host and port from nginx.
    void completedByNginx(Redirect &redirect, const std::string &target) const;
    bool redirect();
    bool isExemptLocation(const std::string &setting) const;
    /// Whether nothing is left for the steps behind. spec/ingress.md §2.2 "TLS redirect".
    bool tlsRedirect();

    // ingresscompiler_nginx_access.cpp: who may pass.
    void preflight();
    CorsHeaders corsHeaders() const;
    /// With the headers that every answer of the location carries. `isBehindCors`: given in the rewrite phase or later.
    std::shared_ptr<const Action> decorated(Action action, bool isBehindCors = true) const;
    /// An answer of the controller's own, or the error page that replaces it.
    std::shared_ptr<const Action> refusal(int status, const std::string &reason, HeaderList headers = {},
                                          bool isBehindCors = true) const;
    bool isGuarded() const;
    bool asksForPassword() const;
    bool asksOutside() const;
    /// Requests that the address ranges let pass.
    struct Admitted {
        Match match;
        bool isChecked = true; ///< whether authentication is still ahead
        std::optional<Dependency> undetermined = std::nullopt;
    };
    /// Address ranges: the first step of nginx' access phase.
    std::vector<Admitted> admit();
    void answerLater(std::vector<Admitted> &admitted, const Match &base) const;
    /// Answers for basic and digest authentication. True where nothing is left for the steps behind.
    bool authenticate(const Match &base);
    /// Runs the access phase; `target` makes the rules of those that pass.
    void admitTo(const std::function<std::vector<Rule>(const Match &, bool)> &target);
    ExternalCheck outsideCheck() const;

    // ingresscompiler_nginx_proxy.cpp: what a backend receives, and what stands in for it.
    /// The Service of the annotation default-backend, where it has endpoints.
    std::optional<WeightedBackend> substitute() const;
    void proxy();
    void noEndpoints(const NginxUpstream &upstream);
    void defaultBackend();
    /// The controller's default backend: a Service of its flag, or its own 404 for the reason `why`.
    Action globalDefault(const std::string &why) const;
    WeightedBackend withTls(WeightedBackend backend) const;
    /// `isChecked`: an outside check goes first.
    Action commonAction(bool isChecked) const;
    /// spec/ingress.md §2.3 rewrite-target: the whole path becomes the target; a location whose path equals the target
    /// is left alone.
    void rewrite(Action &action) const;

    // ingresscompiler_nginx_errors.cpp: what replaces answers.
    HeaderList errorHeaders(int status) const;
    std::shared_ptr<const Action> signinPage(const std::string &why) const;
    NginxErrorPages errorPages() const;
    bool hasSigninPage() const;
    /// What the client gets instead of `status`; null where that stands.
    std::shared_ptr<const Action> errorPage(int status, const std::string &why) const;
    std::shared_ptr<const Action> makeErrorPage(int status, const std::string &why) const;
    /// The backend's answers that pages replace.
    void intercept(Action &action) const;

    const NginxLowering &m_lowering;
    const NginxServer &m_server;
    const NginxLocationMatch &m_match;
    const NginxLocation &m_location;
    const NginxAnnotations &m_annotations;
    bool m_redirectsToTls;
    Rule m_rule;
    std::vector<Rule> m_rules;
    mutable std::set<const Action *> m_errorPages;
};

/// The client certificates that a host asks for; null for none.
const NginxClientCertificates *nginxClientCertificates(const NginxServer &server);
/// What the ConfigMap's block-user-agents and block-referers refuse, before anything else of a server.
std::vector<Rule> nginxBlockRules(const IngressContext &context);
/// What a host answers to clients without the certificate that it asks for.
std::vector<Rule> nginxCertificateRules(const NginxServer &server, bool isHttps);
/// A condition on one request header.
ValueMatch nginxHeaderMatch(const std::string &name, ValueMatch::Kind kind, const std::string &value = {});

} // namespace wayproof
