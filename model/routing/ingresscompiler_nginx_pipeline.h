// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// One location of ingress-nginx as rules, in the order in which its request pipeline answers (spec/ingress.md §2.2):
// denied, CORS preflight, redirects, TLS redirect, no endpoints, address ranges, authentication, proxy. Internal to the
// compiler.
#pragma once

#include "model/routing/ingresscompiler_nginx.h"

namespace wayproof
{

class NginxPipeline
{
public:
    NginxPipeline(const NginxLowering &lowering, const NginxServer &server, const NginxLocationMatch &match,
                  bool redirectsToTls);
    std::vector<Rule> rules();

private:
    // ingresscompiler_nginx_pipeline.cpp: the order, and the redirects.
    void answer(const std::string &step, std::shared_ptr<const Action> action, Match match);
    void answer(const std::string &step, std::shared_ptr<const Action> action);
    /// spec/ingress.md §2.1: a location that ends in "/" answers 301 for the request without it.
    void slashRedirect();
    bool redirect();
    bool isExemptLocation(const std::string &setting) const;
    /// Whether nothing is left for the steps behind. spec/ingress.md §2.2 "TLS redirect".
    bool tlsRedirect();

    // ingresscompiler_nginx_access.cpp: who may pass.
    void preflight();
    std::shared_ptr<const Action> refusal(int status, const std::string &reason) const;
    /// Address ranges, then authentication: the access phase of nginx.
    void checks();

    // ingresscompiler_nginx_proxy.cpp: what a backend receives, and what stands in for it.
    /// The main backend, or the Service of the annotation default-backend where the main one has no endpoints.
    std::optional<WeightedBackend> substitute() const;
    void proxy();
    void defaultBackend();
    WeightedBackend withTls(WeightedBackend backend) const;
    Action commonAction() const;
    /// spec/ingress.md §2.3 rewrite-target: the whole path becomes the target; a location whose path equals the target
    /// is left alone.
    void rewrite(Action &action) const;
    /// spec/ingress.md §2.2: error interception holds for own answers too.
    void interceptOwn(Action &action, int status) const;

    inline static const NginxAnnotations m_none{};
    const NginxLowering &m_lowering;
    const NginxServer &m_server;
    const NginxLocationMatch &m_match;
    const NginxLocation &m_location;
    const NginxAnnotations &m_annotations;
    bool m_redirectsToTls;
    bool m_isClosed = false; ///< every request was answered
    Rule m_rule;
    std::vector<Rule> m_rules;
};

/// A condition on one request header.
ValueMatch nginxHeaderMatch(const std::string &name, ValueMatch::Kind kind, const std::string &value = {});

} // namespace wayproof
