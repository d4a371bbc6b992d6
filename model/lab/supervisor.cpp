// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/lab/supervisor.h"

#include "model/lab/labdirectory.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <thread>

#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace wayproof
{

using namespace Qt::StringLiterals;
using Clock = std::chrono::steady_clock;

namespace
{

constexpr std::chrono::seconds startLimit{15};
constexpr std::chrono::milliseconds endLimit{1500};

void say(const QJsonObject &object)
{
    const QByteArray line = QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n';
    // The reader may be gone; then standard input closes too, and everything ends.
    if (write(STDOUT_FILENO, line.constData(), static_cast<std::size_t>(line.size())) < 0)
        std::perror("wayproof-labd");
}

bool accepts(std::uint16_t port)
{
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return false;
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const bool isOpen = connect(fd, reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0;
    close(fd);
    return isOpen;
}

/// A datagram socket says nothing of itself, so the kernel's list of them is asked.
bool isBoundUdp(std::uint16_t port)
{
    std::array<char, 8> wanted{};
    std::snprintf(wanted.data(), wanted.size(), ":%04X ", static_cast<unsigned>(port));
    std::ifstream list("/proc/net/udp");
    for (std::string line; std::getline(list, line);) {
        if (const std::size_t at = line.find(':', line.find(':') + 1);
            at != std::string::npos && line.compare(at, 6, wanted.data()) == 0)
            return true;
    }
    return false;
}

/// What a proxy had to say before it gave up: its complaints, or else its last lines.
std::string lastWords(const std::string &file)
{
    std::ifstream in(file);
    std::vector<std::string> complaints;
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);) {
        const bool isComplaint = line.find("[emerg]") != std::string::npos ||
                                 line.find("[critical]") != std::string::npos ||
                                 line.find("[error]") != std::string::npos;
        if (isComplaint)
            complaints.push_back(line);
        lines.push_back(std::move(line));
    }
    const std::vector<std::string> &chosen = complaints.empty() ? lines : complaints;
    std::string words;
    for (std::size_t i = chosen.size() > 5 ? chosen.size() - 5 : 0; i < chosen.size(); ++i)
        words += (words.empty() ? "" : "\n") + chosen[i];
    return words;
}

void useEveryDescriptor()
{
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
}

} // namespace

Supervisor::Supervisor() = default;
Supervisor::~Supervisor() = default;

bool Supervisor::readPlan()
{
    std::string line;
    char c = 0;
    // Byte by byte and unbuffered: the rest of standard input is watched by poll().
    for (;;) {
        const ssize_t got = read(STDIN_FILENO, &c, 1);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        if (c == '\n')
            break;
        line += c;
    }
    const QJsonObject plan = QJsonDocument::fromJson(QByteArray::fromStdString(line)).object();
    m_directory = plan.value("directory"_L1).toString().toStdString();
    const QJsonArray proxies = plan.value("proxies"_L1).toArray();
    for (const QJsonValue value : proxies) {
        const QJsonObject object = value.toObject();
        Proxy proxy;
        proxy.name = object.value("name"_L1).toString().toStdString();
        proxy.program = object.value("program"_L1).toString().toStdString();
        const QJsonArray arguments = object.value("arguments"_L1).toArray();
        for (const QJsonValue argument : arguments)
            proxy.arguments.push_back(argument.toString().toStdString());
        const QJsonArray ports = object.value("ports"_L1).toArray();
        for (const QJsonValue port : ports)
            proxy.ports.push_back(static_cast<std::uint16_t>(port.toInt()));
        proxy.tcpPorts = proxy.ports.size();
        const QJsonArray udpPorts = object.value("udpPorts"_L1).toArray();
        for (const QJsonValue port : udpPorts)
            proxy.ports.push_back(static_cast<std::uint16_t>(port.toInt()));
        proxy.outputFile = object.value("output"_L1).toString().toStdString();
        m_proxies.push_back(std::move(proxy));
    }
    return !m_directory.empty() && startEcho(plan);
}

bool Supervisor::startEcho(const QJsonObject &plan)
{
    std::vector<EchoSocket> sockets;
    const QJsonArray list = plan.value("echo"_L1).toArray();
    for (const QJsonValue value : list) {
        const QJsonObject object = value.toObject();
        EchoSocket self{static_cast<std::uint16_t>(object.value("port"_L1).toInt()),
                        object.value("backend"_L1).toString().toStdString(),
                        object.value("endpoint"_L1).toString().toStdString(),
                        object.value("tutorial"_L1).toBool(),
                        object.value("udp"_L1).toBool(),
                        {}};
        const QJsonArray names = object.value("names"_L1).toArray();
        for (const QJsonValue name : names)
            self.certificateNames.push_back(name.toString().toStdString());
        sockets.push_back(std::move(self));
    }
    const EchoOptions options{plan.value("authority"_L1).toString().toStdString(), m_directory + "/received.jsonl"};
    Result<std::unique_ptr<EchoServer>> started = EchoServer::start(std::move(sockets), options);
    if (started) {
        m_echo = std::move(started).value();
        return true;
    }
    const Diagnostic &reason = started.diagnostics().front();
    say({{u"event"_s, u"failed"_s},
         {u"code"_s, QString::fromStdString(reason.code)},
         {u"message"_s, QString::fromStdString(reason.message)}});
    return false;
}

void Supervisor::startProxy(Proxy &proxy)
{
    std::vector<char *> arguments;
    arguments.push_back(proxy.program.data());
    for (std::string &argument : proxy.arguments)
        arguments.push_back(argument.data());
    arguments.push_back(nullptr);
    const int output = open(proxy.outputFile.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, S_IRUSR | S_IWUSR);
    const pid_t self = getpid();
    proxy.pid = fork();
    if (proxy.pid == 0) {
        // The echo server's threads exist already: from here to exec only what is safe after fork() in such a process.
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != self)
            _exit(127);
        sigset_t none;
        sigemptyset(&none);
        sigprocmask(SIG_SETMASK, &none, nullptr);
        const int nothing = open("/dev/null", O_RDONLY);
        dup2(nothing, STDIN_FILENO);
        dup2(output, STDOUT_FILENO);
        dup2(output, STDERR_FILENO);
        execv(proxy.program.c_str(), arguments.data());
        _exit(127);
    }
    if (output >= 0)
        close(output);
    proxy.isRunning = proxy.pid > 0;
}

void Supervisor::probe()
{
    for (Proxy &proxy : m_proxies) {
        const auto isOpen = [&proxy](std::size_t i) {
            return i < proxy.tcpPorts ? accepts(proxy.ports[i]) : isBoundUdp(proxy.ports[i]);
        };
        while (proxy.isRunning && !proxy.isReady() && isOpen(proxy.readyPorts))
            ++proxy.readyPorts;
    }
}

/// As a subreaper we also inherit, and bury, whatever a proxy left behind.
void Supervisor::collectEnded()
{
    for (;;) {
        const pid_t ended = waitpid(-1, nullptr, WNOHANG);
        if (ended <= 0)
            return;
        for (Proxy &proxy : m_proxies) {
            if (proxy.pid != ended)
                continue;
            proxy.isRunning = false;
            proxy.words = lastWords(proxy.outputFile);
            m_hasLostProxy |= m_isReported;
        }
    }
}

bool Supervisor::isSettled() const
{
    for (const Proxy &proxy : m_proxies) {
        if (proxy.isRunning && !proxy.isReady())
            return false;
    }
    return true;
}

void Supervisor::reportReady()
{
    QJsonArray running;
    QJsonArray failed;
    for (const Proxy &proxy : m_proxies) {
        const QString name = QString::fromStdString(proxy.name);
        if (proxy.isRunning && proxy.isReady())
            running.append(QJsonObject{{u"name"_s, name},
                                       {u"pid"_s, static_cast<qint64>(proxy.pid)},
                                       {u"program"_s, QString::fromStdString(proxy.program)}});
        else
            failed.append(QJsonObject{{u"name"_s, name}, {u"words"_s, QString::fromStdString(proxy.words)}});
    }
    m_isReported = true;
    say({{u"event"_s, u"ready"_s}, {u"running"_s, running}, {u"failed"_s, failed}});
}

void Supervisor::endProcesses()
{
    const auto signalAll = [this](int signal) {
        for (const Proxy &proxy : m_proxies) {
            if (proxy.isRunning)
                kill(proxy.pid, signal);
        }
    };
    const auto isAnyRunning = [this] {
        for (const Proxy &proxy : m_proxies) {
            if (proxy.isRunning)
                return true;
        }
        return false;
    };
    signalAll(SIGTERM);
    const auto limit = Clock::now() + endLimit;
    while (isAnyRunning() && Clock::now() < limit) {
        collectEnded();
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    signalAll(SIGKILL);
    // Orphans of the proxies are our children by now.
    std::ifstream children("/proc/self/task/" + std::to_string(getpid()) + "/children");
    for (pid_t pid = 0; children >> pid;)
        kill(pid, SIGKILL);
    while (waitpid(-1, nullptr, 0) > 0 || errno == EINTR) {
    }
}

void Supervisor::removeTraces() const
{
    std::error_code ignored;
    std::filesystem::remove(labStateFile(getpid()), ignored);
    if (!m_directory.empty())
        std::filesystem::remove_all(m_directory, ignored);
}

int Supervisor::run()
{
    // A group of our own, so that Ctrl-C in a terminal reaches the program that started us, and not the proxies.
    setsid();
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    prctl(PR_SET_NAME, "wayproof-labd");
    useEveryDescriptor();
    std::signal(SIGPIPE, SIG_IGN);
    sigset_t watched;
    sigemptyset(&watched);
    for (const int signal : {SIGTERM, SIGINT, SIGHUP, SIGCHLD})
        sigaddset(&watched, signal);
    sigprocmask(SIG_BLOCK, &watched, nullptr);
    const int signals = signalfd(-1, &watched, SFD_CLOEXEC | SFD_NONBLOCK);

    if (!readPlan()) {
        removeTraces();
        return 1;
    }
    for (Proxy &proxy : m_proxies)
        startProxy(proxy);
    const auto limit = Clock::now() + startLimit;
    bool isEnding = false;
    while (!isEnding) {
        std::array<pollfd, 2> watch{{{STDIN_FILENO, POLLIN, 0}, {signals, POLLIN, 0}}};
        poll(watch.data(), watch.size(), m_isReported ? -1 : 3);
        if (watch[0].revents != 0) {
            std::array<char, 256> rest{};
            isEnding = read(STDIN_FILENO, rest.data(), rest.size()) <= 0;
        }
        signalfd_siginfo info{};
        while (read(signals, &info, sizeof info) == static_cast<ssize_t>(sizeof info))
            isEnding |= info.ssi_signo != SIGCHLD;
        collectEnded();
        if (!m_isReported) {
            probe();
            if (isSettled() || Clock::now() > limit)
                reportReady();
        }
        isEnding |= m_hasLostProxy;
    }
    QJsonArray lost;
    for (const Proxy &proxy : m_proxies) {
        if (m_hasLostProxy && !proxy.isRunning)
            lost.append(QJsonObject{{u"name"_s, QString::fromStdString(proxy.name)},
                                    {u"words"_s, QString::fromStdString(proxy.words)}});
    }
    if (m_hasLostProxy)
        say({{u"event"_s, u"lost"_s}, {u"failed"_s, lost}});
    endProcesses();
    m_echo.reset();
    removeTraces();
    return 0;
}

} // namespace wayproof
