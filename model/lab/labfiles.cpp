// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/lab/labfiles.h"

#include "model/lab/backendtls.h"
#include "model/lab/certificates.h"
#include "model/lab/echoplan.h"
#include "model/lab/envoyconfig.h"
#include "model/lab/labdirectory.h"
#include "model/lab/labprograms.h"
#include "model/lab/nginxconfig.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace wayproof
{

using namespace Qt::StringLiterals;

namespace
{

Diagnostic failure(const char *code, std::string message)
{
    Diagnostic diagnostic;
    diagnostic.category = Category::ConfigError;
    diagnostic.code = code;
    diagnostic.message = std::move(message);
    return diagnostic;
}

QString text(const std::string &value)
{
    return QString::fromStdString(value);
}

/// What labs left behind whose supervisor was killed outright.
void removeDeadLabs(const std::string &labs)
{
    const QDir directory(text(labs));
    const QStringList names = directory.entryList({u"lab-*.json"_s}, QDir::Files);
    for (const QString &name : names) {
        QFile file(directory.filePath(name));
        if (!file.open(QIODevice::ReadOnly))
            continue;
        const auto status = labStatusFromJson(QJsonDocument::fromJson(file.readAll()).object());
        if (status && kill(static_cast<pid_t>(status->pid), 0) == 0)
            continue;
        const bool isOurs = status && QDir(text(status->directory)).absolutePath().startsWith(directory.absolutePath());
        if (isOurs)
            QDir(text(status->directory)).removeRecursively();
        file.remove();
    }
}

Result<std::string> makeDirectory()
{
    const std::string labs = labsDirectory();
    if (labs.empty())
        return failure("lab-start-failed", "No private directory for the lab could be made.");
    removeDeadLabs(labs);
    std::string path = labs + "/run-XXXXXX";
    if (!mkdtemp(path.data()))
        return failure("lab-start-failed", "The directory " + labs + " can't be written to.");
    return path;
}

bool writeFile(const std::string &path, std::string_view content)
{
    std::ofstream out(path, std::ios::binary);
    out.write(content.data(), static_cast<std::streamsize>(content.size()));
    return static_cast<bool>(out.flush());
}

class Preparation
{
public:
    Preparation(const Snapshot &snapshot, const LabOptions &options, std::string directory, FreePorts ports,
                EchoPlan echo, std::vector<GatewayPort> gatewayPorts)
        : m_snapshot(snapshot)
        , m_options(options)
        , m_directory(std::move(directory))
        , m_echo(std::move(echo))
        , m_prepared{std::move(ports), {}, {}}
    {
        const std::vector<std::uint16_t> &free = m_prepared.ports.ports();
        m_ports.ingressHttp = free[0];
        m_ports.ingressHttps = free[1];
        std::size_t next = 2;
        const std::vector<std::uint16_t> &freeUdp = m_prepared.ports.udpPorts();
        std::size_t nextUdp = 0;
        for (const GatewayPort &port : gatewayPorts)
            m_ports.gateways.emplace(port, port.isUdp ? freeUdp[nextUdp++] : free[next++]);
        m_echo.assignPorts({free.begin() + static_cast<std::ptrdiff_t>(next), free.end()},
                           {freeUdp.begin() + static_cast<std::ptrdiff_t>(nextUdp), freeUdp.end()});
        m_prepared.status.directory = m_directory;
    }

    Result<PreparedLab> run()
    {
        if (m_options.ingressSide)
            addIngressSide();
        if (m_options.gatewaySide)
            addGatewaySide();
        LabStatus &status = m_prepared.status;
        if (m_proxies.isEmpty()) {
            Diagnostics reasons = status.problems;
            if (reasons.empty())
                reasons.push_back(
                    failure("lab-nothing-to-serve", "No loaded Ingress or Gateway is one that the lab could serve."));
            reasons.insert(reasons.end(), status.notServed.begin(), status.notServed.end());
            return reasons;
        }
        if (const Result<bool> made = makeCertificates(); !made)
            return made.diagnostics();
        if (!m_isWritten)
            return failure("lab-start-failed", "The lab's configuration can't be written to " + m_directory + ".");
        status.logs.push_back({"received", m_directory + "/received.jsonl"});
        status.logs.push_back({"supervisor", m_directory + "/supervisor.log"});
        m_prepared.plan = {{u"directory"_s, text(m_directory)},
                           {u"proxies"_s, m_proxies},
                           {u"echo"_s, echoList()},
                           {u"authority"_s, text(m_authorityPem)}};
        return std::move(m_prepared);
    }

private:
    void addIngressSide()
    {
        NginxConfig config =
            writeNginxConfig(m_snapshot, m_echo, m_ports, m_directory,
                             nginxSettings(m_snapshot, m_options.controllerFlags, m_options.controllerConfig));
        LabStatus &status = m_prepared.status;
        status.notServed.insert(status.notServed.end(), config.notServed.begin(), config.notServed.end());
        if (!config.hasIngresses)
            return;
        const std::string program = m_options.nginxProgram.empty() ? findNginx() : m_options.nginxProgram;
        if (program.empty()) {
            status.problems.push_back(nginxMissing());
            return;
        }
        m_needsAuthority |= config.needsAuthority;
        const std::string file = m_directory + "/nginx.conf";
        m_isWritten &= writeFile(file, config.text);
        addProxy("nginx", program, {"-e", "stderr", "-p", m_directory, "-c", file},
                 {m_ports.ingressHttp, m_ports.ingressHttps}, {});
        m_certificates.insert(m_certificates.end(), config.certificates.begin(), config.certificates.end());
        status.logs.push_back({"nginx-error", m_directory + "/nginx-error.log"});
        status.logs.push_back({"nginx-access", m_directory + "/nginx-access.log"});
        status.logs.push_back({"nginx-configuration", file});
        LabAddress http;
        http.protocol = "http";
        http.port = m_ports.ingressHttp;
        http.declaredPort = 80;
        status.addresses.push_back(http);
        LabAddress https;
        https.protocol = "https";
        https.port = m_ports.ingressHttps;
        https.declaredPort = 443;
        status.addresses.push_back(https);
    }

    void addGatewaySide()
    {
        EnvoyConfig config = writeEnvoyConfig(m_snapshot, m_echo, m_ports, m_directory);
        LabStatus &status = m_prepared.status;
        status.notServed.insert(status.notServed.end(), config.notServed.begin(), config.notServed.end());
        if (config.listeners.empty())
            return;
        const std::string program = m_options.envoyProgram.empty() ? findEnvoy() : m_options.envoyProgram;
        if (program.empty()) {
            status.problems.push_back(envoyMissing());
            return;
        }
        const std::string file = m_directory + "/envoy.json";
        m_isWritten &= writeFile(file, config.json.toStdString());
        std::vector<std::uint16_t> ports;
        std::vector<std::uint16_t> udpPorts;
        for (const ServedListener &listener : config.listeners) {
            LabAddress address;
            address.side = LabAddress::Side::Gateway;
            address.protocol = listener.protocol;
            address.port = m_ports.gateways.at(listener.gatewayPort);
            address.declaredPort = static_cast<std::uint16_t>(listener.gatewayPort.port);
            address.owner = listener.owner;
            address.gateway = listener.gatewayPort.gateway;
            address.listener = listener.listener;
            address.hostname = listener.hostname;
            address.tlsMode = listener.tlsMode;
            address.clientValidation = listener.clientValidation;
            address.hasGrpc = listener.hasGrpc;
            m_hasClientValidation |= !address.clientValidation.empty();
            (listener.gatewayPort.isUdp ? udpPorts : ports).push_back(address.port);
            status.addresses.push_back(std::move(address));
        }
        addProxy("envoy", program,
                 {"-c", file, "--disable-hot-restart", "--concurrency", "1", "--log-level", "warn", "--log-path",
                  m_directory + "/envoy.log"},
                 ports, udpPorts);
        m_caBundles = config.caBundles;
        m_needsAuthority |= config.needsAuthority;
        m_certificates.insert(m_certificates.end(), config.certificates.begin(), config.certificates.end());
        status.logs.push_back({"envoy", m_directory + "/envoy.log"});
        status.logs.push_back({"envoy-access", m_directory + "/envoy-access.log"});
        status.logs.push_back({"envoy-configuration", file});
    }

    void addProxy(const char *name, const std::string &program, const std::vector<std::string> &arguments,
                  const std::vector<std::uint16_t> &ports, const std::vector<std::uint16_t> &udpPorts)
    {
        QJsonArray words;
        for (const std::string &argument : arguments)
            words.append(text(argument));
        const auto numbers = [](const std::vector<std::uint16_t> &list) {
            QJsonArray array;
            for (const std::uint16_t port : list)
                array.append(port);
            return array;
        };
        m_proxies.append(QJsonObject{{u"name"_s, QString::fromLatin1(name)},
                                     {u"program"_s, text(program)},
                                     {u"arguments"_s, words},
                                     {u"ports"_s, numbers(ports)},
                                     {u"udpPorts"_s, numbers(udpPorts)},
                                     {u"output"_s, text(m_directory + "/" + name + ".out")}});
    }

    Result<bool> makeCertificates()
    {
        if (m_certificates.empty() && !m_needsAuthority)
            return true;
        Result<LabAuthority> authority = LabAuthority::create();
        if (!authority)
            return authority.diagnostics();
        const std::string caFile = m_directory + "/ca.pem";
        if (Result<bool> written = authority->writeCa(caFile); !written)
            return written;
        for (const LabCertificate &certificate : m_certificates) {
            if (Result<bool> written = authority->writeLeaf(certificate); !written)
                return written;
        }
        m_prepared.status.caFile = caFile;
        if (m_needsAuthority)
            m_authorityPem = authority->toPem();
        for (const LabCaBundle &bundle : m_caBundles)
            m_isWritten &= writeFile(bundle.file, authority->caPem() + bundle.pem);
        return m_hasClientValidation ? makeClientCertificates(*authority) : Result<bool>(true);
    }

    /// One that the listeners accept, and one of an authority that nobody knows.
    Result<bool> makeClientCertificates(const LabAuthority &known)
    {
        const Result<LabAuthority> stranger = LabAuthority::create();
        if (!stranger)
            return stranger.diagnostics();
        LabStatus &status = m_prepared.status;
        status.clientFile = m_directory + "/client.pem";
        status.strangerFile = m_directory + "/stranger.pem";
        const Result<bool> written = known.writeLeaf({status.clientFile, {"lab-client"}, LabCertificate::Use::Client});
        if (!written)
            return written;
        return stranger->writeLeaf({status.strangerFile, {"stranger"}, LabCertificate::Use::Client});
    }

    QJsonArray echoList()
    {
        QJsonArray list;
        for (const EchoEndpoint &endpoint : m_echo.endpoints()) {
            QJsonArray names;
            for (const std::string &name : certificateNames(m_snapshot, endpoint))
                names.append(text(name));
            list.append(QJsonObject{{u"port"_s, endpoint.port},
                                    {u"backend"_s, text(endpoint.backend())},
                                    {u"endpoint"_s, text(endpoint.address)},
                                    {u"tutorial"_s, endpoint.isTutorial},
                                    {u"udp"_s, endpoint.isUdp},
                                    {u"names"_s, names}});
            m_prepared.status.endpoints.push_back({endpoint.ns, endpoint.service,
                                                   static_cast<std::uint16_t>(endpoint.servicePort), endpoint.address,
                                                   endpoint.port, endpoint.isUdp});
        }
        return list;
    }

    const Snapshot &m_snapshot;
    const LabOptions &m_options;
    std::string m_directory;
    EchoPlan m_echo;
    PreparedLab m_prepared;
    LabPorts m_ports;
    QJsonArray m_proxies;
    std::vector<LabCertificate> m_certificates;
    std::vector<LabCaBundle> m_caBundles;
    std::string m_authorityPem;
    bool m_needsAuthority = false;
    bool m_hasClientValidation = false;
    bool m_isWritten = true;
};

/// Services that the controller's arguments and the Ingresses' annotations name.
void addReferredServices(EchoPlan &echo, const Snapshot &snapshot, const LabOptions &options)
{
    if (!options.ingressSide)
        return;
    const NginxSettings settings = nginxSettings(snapshot, options.controllerFlags, options.controllerConfig);
    for (const auto &[ns, service] : nginxReferredServices(snapshot, settings))
        echo.addReferred(snapshot, ns, service);
    echo.addExternalPorts(snapshot);
}

} // namespace

Result<PreparedLab> prepareLab(const Snapshot &snapshot, const LabOptions &options)
{
    EchoPlan echo(snapshot);
    addReferredServices(echo, snapshot, options);
    std::vector<GatewayPort> gateways = gatewayPorts(snapshot);
    const auto udpGateways = static_cast<std::size_t>(
        std::count_if(gateways.begin(), gateways.end(), [](const GatewayPort &port) { return port.isUdp; }));
    Result<FreePorts> ports =
        FreePorts::reserve(2 + gateways.size() - udpGateways + echo.tcpCount(), udpGateways + echo.udpCount());
    if (!ports)
        return ports.diagnostics();
    Result<std::string> directory = makeDirectory();
    if (!directory)
        return directory.diagnostics();
    Result<PreparedLab> prepared =
        Preparation(snapshot, options, *directory, std::move(ports).value(), std::move(echo), std::move(gateways))
            .run();
    if (!prepared) {
        std::error_code ignored;
        std::filesystem::remove_all(*directory, ignored);
    }
    return prepared;
}

} // namespace wayproof
