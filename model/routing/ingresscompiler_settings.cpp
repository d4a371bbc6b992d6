// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// ingress-nginx' own flags and ConfigMap: read where its Deployment and ConfigMap were loaded, overruled by hand.
#include "model/routing/ingresscompiler.h"

#include <algorithm>

namespace wayproof
{

namespace
{

bool isNginxController(const Workload &workload)
{
    return std::any_of(workload.arguments.begin(), workload.arguments.end(), [](const Text &argument) {
        return argument->find("nginx-ingress-controller") != std::string::npos ||
               argument->starts_with("--controller-class=k8s.io/ingress-nginx") ||
               argument->starts_with("--ingress-class=");
    });
}

void readArguments(const Workload &workload, std::map<std::string, std::string> &flags)
{
    for (const Text &argument : workload.arguments) {
        if (!argument->starts_with("--"))
            continue;
        const std::size_t equals = argument->find('=');
        const std::string name = argument->substr(2, equals == std::string::npos ? std::string::npos : equals - 2);
        flags[name] = equals == std::string::npos ? "true" : argument->substr(equals + 1);
    }
}

bool isTraefik(const Workload &workload)
{
    return std::any_of(workload.arguments.begin(), workload.arguments.end(), [](const Text &argument) {
        return lowerCase(*argument).starts_with("--providers.kubernetesingress");
    });
}

/// Traefik's own flags, whose names are compared without case.
void readTraefik(const Snapshot &snapshot, ControllerSettings &settings)
{
    for (const Workload &workload : snapshot.all<Workload>()) {
        if (!isTraefik(workload))
            continue;
        std::map<std::string, std::string> flags;
        readArguments(workload, flags);
        for (const auto &[name, value] : flags)
            settings.flags[lowerCase(name)] = value;
        settings.sources.push_back("flags of " + workload.meta.id().toText());
        return;
    }
}

/// The ConfigMap that the flag --configmap names; "$(POD_NAMESPACE)/name" means the controller's own namespace.
const ConfigMap *configMapOf(const Snapshot &snapshot, const std::string &flag, const std::string &controllerNamespace)
{
    const std::size_t slash = flag.find('/');
    if (slash == std::string::npos)
        return nullptr;
    std::string ns = flag.substr(0, slash);
    if (ns.starts_with("$("))
        ns = controllerNamespace;
    return snapshot.find<ConfigMap>(ns, flag.substr(slash + 1));
}

} // namespace

ControllerSettings controllerSettings(const Snapshot &snapshot, const IngressOptions &options)
{
    ControllerSettings settings;
    const ConfigMap *configMap = nullptr;
    for (const Workload &workload : snapshot.all<Workload>()) {
        if (!isNginxController(workload))
            continue;
        readArguments(workload, settings.flags);
        settings.sources.push_back("flags of " + workload.meta.id().toText());
        configMap = configMapOf(snapshot, settings.flag("configmap"), *workload.meta.ns);
        break;
    }
    readTraefik(snapshot, settings);
    for (const auto &[name, value] : options.controllerFlags)
        settings.flags[lowerCase(name)] = value;
    if (!configMap)
        configMap = configMapOf(snapshot, settings.flag("configmap"), "ingress-nginx");
    if (!configMap)
        for (const ConfigMap &candidate : snapshot.all<ConfigMap>())
            if (*candidate.meta.name == "ingress-nginx-controller")
                configMap = &candidate;
    if (configMap) {
        for (const auto &[key, value] : configMap->data)
            settings.config[key] = *value;
        settings.sources.push_back(configMap->meta.id().toText());
    }
    for (const auto &[key, value] : options.controllerConfig)
        settings.config[key] = value;
    std::string byHand;
    for (const auto *values : {&options.controllerFlags, &options.controllerConfig})
        for (const auto &[name, value] : *values)
            byHand += (byHand.empty() ? "" : ", ") + name + "=" + value;
    if (!byHand.empty())
        settings.sources.push_back("what was given by hand (" + byHand + ")");
    return settings;
}

} // namespace wayproof
