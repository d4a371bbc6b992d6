// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/live/ingress-nginx/servedcontroller.h"

#include "model/lab/labprograms.h"
#include "tests/live/ingress-nginx/clusterinput.h"
#include "tests/live/ingress-nginx/servableconf.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QTest>

#include <algorithm>
#include <set>

using namespace Qt::StringLiterals;

namespace wayproof::test
{

namespace
{

constexpr int defaultServerPort = 8181;
constexpr int statusPort = 10246;

const QString notStarted = QStringLiteral("the controller does not know one of its flags and does not start");
const QString takenPort = QStringLiteral("somebody else took one of the ports");

enum PortOf { HttpPort, HttpsPort, DefaultPort, StatusPort, OutsidePort, FirstEchoPort };

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QJsonObject objectOf(const std::map<std::string, std::string> &entries)
{
    QJsonObject object;
    for (const auto &[key, value] : entries)
        object.insert(QString::fromStdString(key), QString::fromStdString(value));
    return object;
}

QString write(const QString &path, const QByteArray &content)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(content) == content.size() ? QString() : file.errorString();
}

} // namespace

ServedController::ServedController(ControllerSet set)
    : m_set(std::move(set))
    , m_plan(*m_set.snapshot)
{
}

ServedController::~ServedController()
{
    m_nginx.kill();
    m_nginx.waitForFinished();
}

int ServedController::declaredPort(const char *flag, int otherwise) const
{
    const auto found = m_set.flags.find(flag);
    return found == m_set.flags.end() ? otherwise : std::stoi(found->second);
}

QJsonObject ServedController::job(const LabAuthority &authority)
{
    const auto fallback = m_set.flags.find("default-backend-service");
    ClusterInput input = clusterInput(m_set.text, *m_set.snapshot, m_plan, authority,
                                      fallback == m_set.flags.end() ? std::string() : fallback->second);
    for (const Ingress &ingress : m_set.snapshot->all<Ingress>()) {
        const Text *annotation = ingress.meta.annotation("kubernetes.io/ingress.class");
        const std::string named = ingress.ingressClassName.isSet ? *ingress.ingressClassName
                                  : annotation                   ? annotation->value
                                                                 : m_set.ingressClass;
        if (!m_set.ingressClass.empty() && named != m_set.ingressClass)
            input.leaveOut.append(u"Ingress/"_s + QString::fromStdString(ingress.meta.id().path()));
    }
    return {{u"directory"_s, m_directory.path()},
            {u"manifests"_s, QString::fromStdString(input.manifests)},
            {u"config"_s, objectOf(m_set.config)},
            {u"leaveOut"_s, QJsonArray::fromStringList(input.leaveOut)}};
}

QString ServedController::start(const std::vector<std::unique_ptr<ServedController>> &all)
{
    const QString writer = qEnvironmentVariable("WAYPROOF_NGINXWRITER");
    const QString root = qEnvironmentVariable("WAYPROOF_NGINXROOT");
    const Result<LabAuthority> authority = LabAuthority::create();
    if (!authority)
        return u"no certificates"_s;
    std::map<QStringList, std::vector<ServedController *>> byFlags;
    for (const auto &one : all) {
        QStringList flags;
        for (const auto &[name, value] : one->m_set.flags)
            flags.append(u"--%1=%2"_s.arg(QString::fromStdString(name), QString::fromStdString(value)));
        byFlags[flags].push_back(one.get());
    }
    for (const auto &[flags, group] : byFlags) {
        const QTemporaryDir workplace; // for the writer's certificates
        QByteArray jobs;
        for (ServedController *one : group)
            jobs += QJsonDocument(one->job(*authority)).toJson(QJsonDocument::Compact) + '\n';
        QProcess process;
        process.setWorkingDirectory(workplace.path());
        process.start(writer, QStringList{root + u"/etc/nginx/template/nginx.tmpl"_s} + flags);
        process.write(jobs);
        process.closeWriteChannel();
        const bool hasEnded = process.waitForFinished(300'000);
        const QString words = QString::fromUtf8(process.readAllStandardError());
        if (hasEnded && process.exitCode() != 0 && words.startsWith(u"unknown flag"_s)) {
            for (ServedController *one : group)
                one->m_problem = notStarted;
            continue;
        }
        if (!hasEnded || process.exitCode() != 0)
            return writer + u": "_s + words;
        std::map<QString, QJsonObject> answers;
        for (const QByteArray &line : process.readAllStandardOutput().split('\n')) {
            const QJsonObject answer = QJsonDocument::fromJson(line).object();
            answers[answer.value(u"directory"_s).toString()] = answer;
        }
        for (ServedController *one : group) {
            one->m_problem = answers[one->m_directory.path()].value(u"error"_s).toString(u"not written"_s);
            for (const QJsonValue &unread : answers[one->m_directory.path()].value(u"unread"_s).toArray())
                qInfo("the controller's client cannot read: %s", qPrintable(unread.toString()));
        }
    }
    // Somebody else may take a port before nginx does.
    std::vector<ServedController *> waiting;
    for (const auto &one : all)
        if (one->m_problem.isEmpty())
            waiting.push_back(one.get());
    for (int attempt = 0; attempt < 5 && !waiting.empty(); ++attempt) {
        for (ServedController *one : waiting)
            one->m_problem = one->launch(*authority);
        for (ServedController *one : waiting)
            if (one->m_problem.isEmpty())
                one->m_problem = one->synchronise();
        std::erase_if(waiting, [](const ServedController *one) { return !one->lacksPorts(); });
    }
    return {};
}

/// As an echo server names itself: "namespace/service:port", the port being the Service's.
std::string ServedController::nameOf(const QJsonObject &upstream) const
{
    const std::string name = upstream.value(u"backend"_s).toString().toStdString();
    const std::string defaultPrefix = "custom-default-backend-";
    if (name.starts_with(defaultPrefix)) {
        // A default backend is a Service's first port.
        for (const Service &service : m_set.snapshot->all<Service>()) {
            const bool isThis = name == defaultPrefix + *service.meta.ns + '-' + *service.meta.name;
            if (isThis && !service.ports->empty())
                return service.meta.id().path() + ':' + std::to_string(*service.ports->front().port);
        }
        for (const EchoEndpoint &endpoint : m_plan.endpoints())
            if (name == defaultPrefix + endpoint.ns + '-' + endpoint.service)
                return endpoint.backend();
    }
    const std::string ns = upstream.value(u"namespace"_s).toString().toStdString();
    const std::string service = upstream.value(u"service"_s).toString().toStdString();
    // Named "namespace-service-port"; the port's own field is 0 where a defaultBackend came first.
    const std::string prefix = ns + '-' + service + '-';
    const std::string port =
        name.starts_with(prefix) ? name.substr(prefix.size()) : upstream.value(u"port"_s).toString().toStdString();
    if (const Service *known = m_set.snapshot->find<Service>(ns, service)) {
        for (const ServicePort &one : *known->ports) {
            const std::string target = !one.targetPort                ? std::string()
                                       : one.targetPort->name.empty() ? std::to_string(one.targetPort->number)
                                                                      : one.targetPort->name;
            if (std::to_string(*one.port) == port || target == port || *one.name == port)
                return ns + '/' + service + ':' + std::to_string(*one.port);
        }
    }
    const EchoTarget target = m_plan.ingressTarget(ns, service, port);
    return target.endpoints.empty() ? ns + '/' + service + ':' + port : target.endpoints.front()->backend();
}

/// A Service's own address leads nowhere when nothing is ready behind it.
bool ServedController::leadsNowhere(const QJsonObject &upstream, const QString &address) const
{
    const std::string ns = upstream.value(u"namespace"_s).toString().toStdString();
    const std::string service = upstream.value(u"service"_s).toString().toStdString();
    const auto &endpoints = m_plan.endpoints();
    const bool isClusterAddress = std::none_of(endpoints.begin(), endpoints.end(), [&](const EchoEndpoint &endpoint) {
        const bool isThis =
            endpoint.address == address.toStdString() || endpoint.address.starts_with(address.toStdString() + ':');
        return endpoint.ns == ns && endpoint.service == service && isThis;
    });
    return isClusterAddress && upstream.value(u"clusterAddress"_s).toString() == address &&
           std::none_of(endpoints.begin(), endpoints.end(), [&](const EchoEndpoint &endpoint) {
               return endpoint.ns == ns && endpoint.service == service && endpoint.isReady;
           });
}

/// What is posted to the Lua, endpoints replaced by our echo servers.
void ServedController::standIn()
{
    QJsonArray posted = QJsonDocument::fromJson(contentOf(m_directory.filePath(u"backends.json"_s))).array();
    std::map<QString, QJsonObject> upstreams;
    for (const QJsonValue &upstream : m_written.value(u"upstreams"_s).toArray())
        upstreams[upstream.toObject().value(u"backend"_s).toString()] = upstream.toObject();
    std::set<std::string> tutorials;
    for (const EchoEndpoint &endpoint : m_plan.endpoints())
        if (endpoint.isTutorial)
            tutorials.insert(endpoint.backend());
    m_sockets.clear();
    for (qsizetype i = 0; i < posted.size(); ++i) {
        QJsonObject backend = posted[i].toObject();
        const QString name = backend.value(u"name"_s).toString();
        QJsonArray endpoints;
        for (const QJsonValue &entry : backend.value(u"endpoints"_s).toArray()) {
            const QString address = entry.toObject().value(u"address"_s).toString();
            const QString port = entry.toObject().value(u"port"_s).toString();
            int echo = 0;
            if (address == u"127.0.0.1"_s && port == QString::number(defaultServerPort)) {
                echo = m_ports[DefaultPort];
            } else if (leadsNowhere(upstreams[name], address)) {
                echo = m_closed->ports().front();
            } else {
                const std::string self = nameOf(upstreams[name]);
                m_sockets.push_back({m_ports[FirstEchoPort + m_sockets.size()], self,
                                     (address + u':' + port).toStdString(), tutorials.contains(self)});
                echo = m_sockets.back().port;
            }
            endpoints.append(QJsonObject{{u"address"_s, u"127.0.0.1"_s}, {u"port"_s, QString::number(echo)}});
        }
        if (!endpoints.isEmpty())
            backend.insert(u"endpoints"_s, endpoints);
        // Its name would be looked up; the address stands there now.
        QJsonObject service = backend.value(u"service"_s).toObject();
        QJsonObject spec = service.value(u"spec"_s).toObject();
        if (spec.value(u"type"_s) == u"ExternalName"_s) {
            spec.insert(u"type"_s, u"ClusterIP"_s);
            service.insert(u"spec"_s, spec);
            backend.insert(u"service"_s, service);
        }
        posted[i] = backend;
    }
    m_backends = QJsonDocument(posted).toJson(QJsonDocument::Compact);
}

/// Chooses ports, writes what nginx reads, and starts the echo servers and nginx at once.
QString ServedController::launch(const LabAuthority &authority)
{
    m_nginx.kill();
    m_nginx.waitForFinished();
    m_echo.reset();
    std::size_t endpoints = 0;
    for (const QJsonValue &one : QJsonDocument::fromJson(contentOf(m_directory.filePath(u"backends.json"_s))).array())
        endpoints += static_cast<std::size_t>(one.toObject().value(u"endpoints"_s).toArray().size());
    auto ports = FreePorts::reserve(FirstEchoPort + endpoints);
    auto closed = FreePorts::reserve(1);
    if (!ports || !closed)
        return u"no free ports"_s;
    m_closed = std::move(closed.value());
    m_ports = ports->ports();
    m_written = QJsonDocument::fromJson(contentOf(m_directory.filePath(u"written.json"_s))).object();
    const QString conf = m_directory.filePath(u"served.conf"_s);
    if (const QString problem = write(conf, servable().toUtf8()); !problem.isEmpty())
        return problem;
    standIn();

    const QStringList arguments{u"-p"_s, m_directory.path() + u'/', u"-c"_s, conf};
    const QString nginx = QString::fromStdString(findNginx());
    QProcess check;
    check.setProcessChannelMode(QProcess::MergedChannels);
    check.start(nginx, QStringList{u"-t"_s} + arguments);
    if (!check.waitForFinished(60'000))
        return u"nginx -t did not end"_s;
    if (check.exitCode() != 0) {
        m_isRefused = true;
        return QString::fromUtf8(check.readAll());
    }
    QFile::remove(m_directory.filePath(u"nginx.pid"_s));
    QFile::remove(m_directory.filePath(u"error.log"_s));

    std::vector<EchoSocket> sockets = m_sockets;
    sockets.push_back({m_ports[OutsidePort], "outside", "outside"});
    ports.value().release();
    auto echo = EchoServer::start(std::move(sockets), {authority.toPem(), {}});
    if (!echo)
        return takenPort;
    m_echo = std::move(echo.value());
    m_nginx.setProcessChannelMode(QProcess::MergedChannels);
    m_nginx.setStandardOutputFile(m_directory.filePath(u"output"_s));
    m_nginx.start(nginx, arguments);
    return m_nginx.waitForStarted() ? QString() : m_nginx.errorString();
}

bool ServedController::isStarted() const
{
    return m_problem != notStarted;
}

bool ServedController::lacksPorts() const
{
    return m_problem == takenPort;
}

QString ServedController::servable() const
{
    ConfPlaces places;
    places.directory = m_directory.path();
    places.luaDirectory = qEnvironmentVariable("WAYPROOF_NGINXROOT") + u"/etc/nginx/lua"_s;
    places.standInDirectory = QStringLiteral(WAYPROOF_SOURCE_DIR "/tests/live/ingress-nginx/lua");
    places.outsideAddress = u"127.0.0.1:%1"_s.arg(m_ports[OutsidePort]);
    // With passthrough the controller's own process has the port, and hands on to nginx what it does not pass through.
    const auto passthrough = m_set.flags.find("enable-ssl-passthrough");
    const bool isPassing = passthrough != m_set.flags.end() && passthrough->second == "true";
    places.ports = {{declaredPort("http-port", 80), m_ports[HttpPort]},
                    {isPassing ? declaredPort("ssl-passthrough-proxy-port", 442) : declaredPort("https-port", 443),
                     m_ports[HttpsPort]},
                    {defaultServerPort, m_ports[DefaultPort]},
                    {statusPort, m_ports[StatusPort]}};
    return servableConf(QString::fromUtf8(contentOf(m_directory.filePath(u"nginx.conf"_s))), places).text;
}

QString ServedController::post(std::uint16_t port, const std::string &path, const QByteArray &body)
{
    ProbeTarget control;
    control.address = "127.0.0.1:" + std::to_string(port);
    Request request;
    request.method = "POST";
    request.host = control.address;
    request.path = path;
    request.headers = {{"Content-Type", "application/json"}};
    request.body = body.toStdString();
    const Observation answer = probe(control, request);
    return answer.status == 201
               ? QString()
               : u"%1: %2"_s.arg(QString::fromStdString(path), QString::fromStdString(summary(answer)));
}

QString ServedController::synchronise()
{
    ProbeTarget control;
    control.address = "127.0.0.1:" + std::to_string(m_ports[StatusPort]);
    Request ask;
    ask.host = control.address;
    ask.path = "/wayproof-is-synchronised";
    int wanted = 204; // until it is; no error, which pages may replace
    // nginx writes its process id when it has its ports; before that somebody else may answer there.
    const auto isAnswered = [&] {
        const bool isUp = QFile::exists(m_directory.filePath(u"nginx.pid"_s));
        return m_nginx.state() == QProcess::NotRunning || (isUp && probe(control, ask).status == wanted);
    };
    QString problem;
    if (!QTest::qWaitFor(isAnswered, 30'000) || m_nginx.state() == QProcess::NotRunning)
        problem = u"nginx did not start"_s;
    if (problem.isEmpty())
        problem = post(m_ports[StatusPort], "/configuration/backends", m_backends);
    if (problem.isEmpty())
        problem =
            post(m_ports[StatusPort], "/configuration/servers", contentOf(m_directory.filePath(u"servers.json"_s)));
    wanted = 200;
    if (problem.isEmpty() && !QTest::qWaitFor(isAnswered, 30'000))
        problem = u"the Lua did not take the backends"_s;
    if (!problem.isEmpty() && contentOf(m_directory.filePath(u"error.log"_s)).contains("Address already in use"))
        return takenPort;
    return problem.isEmpty() ? QString()
                             : problem + u'\n' + QString::fromUtf8(contentOf(m_directory.filePath(u"error.log"_s)));
}

ProbeTarget ServedController::target() const
{
    ProbeTarget target;
    target.side = Side::Ingress;
    target.address = "127.0.0.1:" + std::to_string(m_ports[HttpPort]);
    target.tlsAddress = "127.0.0.1:" + std::to_string(m_ports[HttpsPort]);
    target.isInsecure = true;
    return target;
}

std::string ServedController::declared(std::string location) const
{
    const std::map<int, std::uint16_t> ports{{declaredPort("http-port", 80), m_ports[HttpPort]},
                                             {declaredPort("https-port", 443), m_ports[HttpsPort]}};
    for (const auto &[declared, port] : ports) {
        const std::string served = ':' + std::to_string(port);
        const std::size_t at = location.find(served);
        if (at == std::string::npos)
            continue;
        // nginx writes its own port only where it is not the scheme's.
        const bool isDefault = declared == (location.starts_with("https:") ? 443 : 80);
        location.replace(at, served.size(), isDefault ? std::string() : ':' + std::to_string(declared));
    }
    return location;
}

} // namespace wayproof::test
