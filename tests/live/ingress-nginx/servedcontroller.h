// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// ingress-nginx' own translation of some resources, served by Debian's nginx with the controller's own Lua, our echo
// servers behind. Must not know what an Ingress means.
#pragma once

#include "model/lab/certificates.h"
#include "model/lab/echoplan.h"
#include "model/lab/echoserver.h"
#include "model/lab/freeports.h"
#include "model/probe/prober.h"
#include "model/resources/snapshot.h"

#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace wayproof::test
{

/// One configuration of a controller.
struct ControllerSet {
    std::string text; ///< what `snapshot` was loaded from
    SnapshotPtr snapshot;
    std::map<std::string, std::string> flags;
    std::map<std::string, std::string> config; ///< entries of the ConfigMap
    std::string ingressClass = {};             ///< only the Ingresses whose field names it; empty: all
};

class ServedController
{
public:
    explicit ServedController(ControllerSet set);
    ~ServedController();
    ServedController(const ServedController &) = delete;
    ServedController &operator=(const ServedController &) = delete;

    /// Has the controller's writer write every configuration, and starts an nginx for each. Empty, or what went wrong
    /// with the whole lot. Needs WAYPROOF_NGINXWRITER and WAYPROOF_NGINXROOT (suite.sh sets both).
    static QString start(const std::vector<std::unique_ptr<ServedController>> &all);

    /// Why nginx does not serve it: nginx' own words where it refuses the configuration. Empty when it serves.
    const QString &problem() const { return m_problem; }
    /// Of the configuration as a whole: nginx was asked and refused.
    bool isRefused() const { return m_isRefused; }
    /// False for a controller that ends over its own flags: there is nothing to ask then.
    bool isStarted() const;
    /// The controller itself broke down over the resources.
    bool isCrashed() const { return m_problem.startsWith(u"the controller crashes"); }
    ProbeTarget target() const;
    /// Loopback ports for the ones that nginx.conf declares, to be undone in a Location.
    std::string declared(std::string location) const;
    /// {"kept": […], "dropped": [{"ingress", "reason"}]}
    const QJsonObject &written() const { return m_written; }
    QString directory() const { return m_directory.path(); }

private:
    QJsonObject job(const LabAuthority &authority);
    void standIn();
    std::string nameOf(const QJsonObject &upstream) const;
    bool leadsNowhere(const QJsonObject &upstream, const QString &address) const;
    QString launch(const LabAuthority &authority);
    bool lacksPorts() const;
    QString servable() const;
    QString synchronise();
    static QString post(std::uint16_t port, const std::string &path, const QByteArray &body);
    int declaredPort(const char *flag, int otherwise) const;

    ControllerSet m_set;
    QTemporaryDir m_directory;
    EchoPlan m_plan;
    std::vector<std::uint16_t> m_ports;
    std::optional<FreePorts> m_closed; ///< where nobody listens
    std::unique_ptr<EchoServer> m_echo;
    QProcess m_nginx;
    QJsonObject m_written;
    QByteArray m_backends;             ///< as posted
    std::vector<EchoSocket> m_sockets; ///< that stand in for endpoints
    QString m_problem;
    bool m_isRefused = false;
};

} // namespace wayproof::test
