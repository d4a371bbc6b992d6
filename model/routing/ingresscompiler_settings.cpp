// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// ingress-nginx' own flags and ConfigMap: read where its Deployment and ConfigMap were loaded, overruled by hand.
#include "model/routing/controllersettings.h"

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
        for (const auto &[name, value] : flagsOf(workload))
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

/// As Helm's chart names it, alone or behind the release's name.
bool isUsualName(const std::string &name)
{
    return name == "ingress-nginx-controller" || name.ends_with("-ingress-nginx-controller") ||
           name == "nginx-configuration";
}

} // namespace

std::map<std::string, std::string> flagsOf(const Workload &workload)
{
    std::map<std::string, std::string> flags;
    for (std::size_t i = 0; i < workload.arguments.size(); ++i) {
        const std::string &argument = *workload.arguments[i];
        if (!argument.starts_with("--"))
            continue;
        const std::size_t equals = argument.find('=');
        const std::string name = argument.substr(2, equals == std::string::npos ? std::string::npos : equals - 2);
        const bool hasValueBehind = equals == std::string::npos && i + 1 < workload.arguments.size() &&
                                    !workload.arguments[i + 1]->starts_with('-');
        flags[name] = equals != std::string::npos ? argument.substr(equals + 1)
                      : hasValueBehind            ? *workload.arguments[i + 1]
                                                  : "true";
    }
    return flags;
}

SettingsPlace settingsPlace(const Snapshot &snapshot, const IngressOptions &options)
{
    SettingsPlace place;
    std::string flag;
    std::string ns = "ingress-nginx";
    for (const Workload &workload : snapshot.all<Workload>()) {
        if (!isNginxController(workload))
            continue;
        place.workload = &workload;
        const std::map<std::string, std::string> flags = flagsOf(workload);
        if (const auto found = flags.find("configmap"); found != flags.end())
            flag = found->second;
        ns = *workload.meta.ns;
        break;
    }
    if (const auto given = options.controllerFlags.find("configmap"); given != options.controllerFlags.end())
        flag = given->second;
    place.configMap = configMapOf(snapshot, flag, ns);
    if (!place.configMap && flag.empty())
        for (const ConfigMap &candidate : snapshot.all<ConfigMap>())
            if (!place.configMap && isUsualName(*candidate.meta.name))
                place.configMap = &candidate;
    return place;
}

ControllerSettings controllerSettings(const Snapshot &snapshot, const IngressOptions &options)
{
    ControllerSettings settings;
    const SettingsPlace place = settingsPlace(snapshot, options);
    if (place.workload) {
        settings.flags = flagsOf(*place.workload);
        settings.sources.push_back("flags of " + place.workload->meta.id().toText());
    }
    readTraefik(snapshot, settings);
    for (const auto &[name, value] : options.controllerFlags)
        settings.flags[lowerCase(name)] = value;
    if (place.configMap) {
        for (const auto &[key, value] : place.configMap->data)
            settings.config[key] = *value;
        settings.sources.push_back(place.configMap->meta.id().toText());
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
